"""The sheet of the first consent as PDF."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from chancennetz.consent.constants import TEXT_LANGUAGES, TextKind
from chancennetz.consent.queries import present_text
from chancennetz.consent.rules import text_blocks
from chancennetz.core.actor import Actor
from chancennetz.ui.pdf import render_pdf


def consent_sheet(by: Actor, names: Sequence[str], language: str, *, large_print: bool = False) -> bytes:
    """Return the sheet of the first consent for a family that has no file yet, in the newest wording."""
    text = present_text(TextKind.PROCESSING, language if language in TEXT_LANGUAGES else "de")
    with translation.override(text.language):
        data = {
            "who": [[_("Family"), ", ".join(names)]],
            "facts": [[_("Counselled by"), by.organisation_name]],
            "blocks": [dataclasses.asdict(block) for block in text_blocks(text.body)],
            "choices": [
                {
                    "title": _("We say yes to this"),
                    "items": [{"text": _("You may write down what the counselling is about."), "done": False}],
                }
            ],
            "agreement": _("What applies to us"),
            "note": _("Version %(number)s of this text.") % {"number": text.number},
            "signatures": [*names, _("for the counselling service")],
        }
        return render_pdf("consent/declaration.typ", data, text.title, text.language, large_print=large_print)
