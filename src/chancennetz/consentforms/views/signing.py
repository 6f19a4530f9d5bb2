"""Signing on the tablet: the whole sheet in the person's language, a field per hand, no third party."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from chancennetz.access.http import FileRequest
from chancennetz.consent import rules
from chancennetz.consent.constants import GivenBy
from chancennetz.consent.queries import Declaration, kind_of
from chancennetz.consent.rules.signatures import HEIGHT, WIDTH, Strokes, read_strokes
from chancennetz.consentforms import sheet
from chancennetz.consentforms.views.common import way_back
from chancennetz.people.models import Person

_OWN = ("csrfmiddlewaretoken", "idempotency_token", "step")


def hands_of(declaration: Declaration) -> list[Person]:
    """Return who signs, in order: the person, then those with custody."""
    people = [None if declaration.given_by == GivenBy.GUARDIAN else declaration.person]
    people += [declaration.guardian, declaration.second_guardian]
    return [one for one in people if one is not None]


def drawings_of(request: FileRequest, declaration: Declaration) -> dict[uuid.UUID, Strokes]:
    """Return the signatures of the page by person. Raises ValidationError (field = person's id)."""
    found, errors = {}, {}
    for hand in hands_of(declaration):
        try:
            found[hand.pk] = read_strokes(request.POST.get(f"drawing-{hand.pk}", ""))
        except ValidationError as error:
            errors[str(hand.pk)] = error.messages
    if errors:
        raise ValidationError(errors)
    return found


def sign_page(request: FileRequest, declaration: Declaration, error: ValidationError | None = None) -> HttpResponse:
    """Show the sheet with a field for each signature. Nothing is recorded yet."""
    text = declaration.text
    errors = error.message_dict if error else {}
    with sheet.speaking(text) as words:
        shown: dict[str, Any] = {
            "language": text.language,
            "direction": words.direction,
            "heading": text.title,
            "blocks": rules.text_blocks(text.body),
            "facts": sheet.facts(words, declaration),
            "choices": sheet.ticked(words, declaration),
            "agreement": words("sheet.agreement", _("What applies to me")),
            "sign": words("sheet.sign", _("Please sign here")),
        }
    kept = [(name, value) for name, values in request.POST.lists() for value in values if _is_kept(name)]
    context = {
        "title": _("Sign on the tablet"),
        "sheet": shown,
        "text": text,
        "hands": [_field(request, hand, errors) for hand in hands_of(declaration)],
        "failed": bool(errors),
        "kept": kept,
        "width": WIDTH,
        "height": HEIGHT,
        "file": request.file,
        "breadcrumb": way_back(request, _("Sign on the tablet")),
        "kind": kind_of(declaration).value,
    }
    return render(request, "consentforms/sign.html", context, status=422 if errors else 200)


def _is_kept(name: str) -> bool:
    return name not in _OWN and not name.startswith("drawing-")


def _field(request: FileRequest, hand: Person, errors: dict[str, list[str]]) -> dict[str, Any]:
    wrong = errors.get(str(hand.pk), [])
    return {"person": hand, "errors": wrong, "drawn": "" if wrong else request.POST.get(f"drawing-{hand.pk}", "")}
