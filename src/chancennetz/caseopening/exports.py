"""The sheet of the first consent as PDF."""

from __future__ import annotations

from collections.abc import Sequence

from chancennetz.consent.constants import TEXT_LANGUAGES, TextKind
from chancennetz.consent.queries import present_text
from chancennetz.consentforms import sheet
from chancennetz.core.actor import Actor
from chancennetz.ui.pdf import render_pdf


def consent_sheet(
    by: Actor, names: Sequence[str], signers: Sequence[str], language: str, *, large_print: bool = False
) -> bytes:
    """Return the sheet of the first consent for a family that has no file yet, in the newest wording."""
    text = present_text(TextKind.PROCESSING, language if language in TEXT_LANGUAGES else "de")
    with sheet.speaking(text) as words:
        data = sheet.for_new_family(words, text, family=names, signers=signers, service=by.organisation_name)
        return render_pdf("consentforms/declaration.typ", data, text.title, text.language, large_print=large_print)
