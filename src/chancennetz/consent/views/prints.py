"""Forms and declarations on paper: plain German, large print on demand, lines for who must sign."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.consent import actions, queries, rules
from chancennetz.consent.constants import (
    RELEASABLE,
    TEXT_LANGUAGES,
    Direction,
    ReleasePurpose,
    SpecialCategory,
    TextKind,
)
from chancennetz.consent.models import ConfidentialityRelease, Consent, ConsentText
from chancennetz.consent.views.declarations import signing_of
from chancennetz.core import time
from chancennetz.people.models import Person
from chancennetz.people.views.common import find_person, may
from chancennetz.ui.pdf import render_pdf


def _options(request: FileRequest) -> tuple[str, bool]:
    language = request.GET.get("language", "de")
    return (language if language in TEXT_LANGUAGES else "de"), request.GET.get("large") == "1"


@declare.in_file(Facet.CONSENT, read=Action.CREATE)
def empty(request: FileRequest, file_id: uuid.UUID, person_id: uuid.UUID, kind: str) -> HttpResponse:
    """An empty form for one person, to be signed."""
    if kind not in TextKind.values or not may(request, Facet.IDENTITY):
        raise Http404
    one = find_person(request, person_id)
    language, large = _options(request)
    text = queries.present_text(TextKind(kind), language)
    signing, custodians = signing_of(request, one)
    with translation.override(text.language):
        data = _sheet(text, request, one.person)
        data["facts"] += _blanks(TextKind(kind))
        data["choices"] = _empty_choices(TextKind(kind))
        data["signatures"] = _signatures(one.person, signing, custodians)
        content = render_pdf("consent/declaration.typ", data, text.title, text.language, large_print=large)
    actions.note_print(by=request.actor, file=request.file, kind=TextKind(kind))
    return _answer(content, kind)


@declare.in_file(Facet.CONSENT)
def filled(request: FileRequest, file_id: uuid.UUID, declaration_id: uuid.UUID) -> HttpResponse:
    """A recorded declaration with everything that was agreed, in the wording that was signed."""
    view = queries.declaration_in_file(request.file, declaration_id)
    if view is None or not may(request, Facet.IDENTITY):
        raise Http404
    declaration = view.declaration
    _language, large = _options(request)
    text = declaration.text
    with translation.override(text.language):
        data = _sheet(text, request, declaration.person)
        data["facts"] += _facts(declaration)
        data["choices"] = _ticked(declaration)
        data["signatures"] = _signed(declaration)
        content = render_pdf("consent/declaration.typ", data, text.title, text.language, large_print=large)
    actions.note_print(by=request.actor, file=request.file, kind=view.kind, declaration=declaration)
    return _answer(content, view.kind.value)


def _answer(content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{kind}.pdf"'
    return response


def _sheet(text: ConsentText, request: FileRequest, person: Person) -> dict[str, Any]:
    born = time.format_date(person.birth_date, weekday=False) if person.birth_date else ""
    return {
        "who": [[_("Person"), person.full_name], [_("Born on"), born]],
        "facts": [[_("Counselled by"), str(request.file.organisation)]],
        "blocks": [
            {"heading": block.heading, "paragraphs": block.paragraphs, "points": block.points}
            for block in rules.text_blocks(text.body)
        ],
        "choices": [],
        "agreement": _("What applies to me"),
        "note": _("Version %(number)s of this text. Number of the file: %(file)s.")
        % {"number": text.number, "file": request.file.number},
    }


def _boxes(choices: Any, ticked: set[str]) -> list[dict[str, Any]]:
    return [{"text": str(label), "done": value in ticked} for value, label in choices]


def _special(ticked: set[str]) -> dict[str, Any]:
    title = _("Also something about (each one on its own)")
    return {"title": title, "items": _boxes(SpecialCategory.choices, ticked)}


def _facet_choices() -> list[tuple[str, Any]]:
    return [(facet.value, facet.label) for facet in RELEASABLE]


def _blanks(kind: TextKind) -> list[list[str]]:
    if kind is TextKind.PROCESSING:
        return []
    return [[label, "_" * 32] for label in (_("May talk to"), _("Who reads there"), _("Until"))]


def _empty_choices(kind: TextKind) -> list[dict[str, Any]]:
    special = _special(set())
    if kind is TextKind.PROCESSING:
        agree = {"text": _("You may write down what the counselling is about."), "done": False}
        again = {"text": _("You may ask me again after the counselling how things are going."), "done": False}
        return [{"title": _("I say yes to this"), "items": [agree, again]}, special]
    return [
        {"title": _("In which direction"), "items": _boxes(Direction.choices, set())},
        {"title": _("What for"), "items": _boxes(ReleasePurpose.choices, set())},
        {"title": _("What they may know"), "items": _boxes(_facet_choices(), set())},
        special,
    ]


def _facts(declaration: queries.Declaration) -> list[list[str]]:
    facts = [[_("Valid from"), time.format_date(declaration.valid_from, weekday=False)]]
    if declaration.valid_to is not None:
        facts.append([_("Until"), time.format_date(declaration.valid_to, weekday=False)])
    if declaration.interpreter:
        facts.append([_("Interpreted by"), declaration.interpreter])
    if isinstance(declaration, ConfidentialityRelease):
        facts.insert(0, [_("May talk to"), queries.recipient_text(declaration)])
        facts.append([_("Direction"), str(Direction(declaration.direction).label)])
        purpose = str(ReleasePurpose(declaration.purpose).label)
        facts.append([_("What for"), f"{purpose}. {declaration.purpose_text}".strip(". ")])
    if declaration.refused:
        facts.append([_("Decision"), _("The person said no.")])
    if declaration.withdrawn_at is not None:
        facts.append([_("Withdrawn on"), time.format_date(declaration.withdrawn_at, weekday=False)])
    return facts


def _ticked(declaration: queries.Declaration) -> list[dict[str, Any]]:
    special = _special(set(declaration.special_categories))
    if isinstance(declaration, Consent):
        agree = {"text": _("You may write down what the counselling is about."), "done": not declaration.refused}
        again = _("You may ask me again after the counselling how things are going.")
        follow_up = {"text": again, "done": declaration.follow_up_contact}
        return [{"title": _("I say yes to this"), "items": [agree, follow_up]}, special]
    return [
        {"title": _("What they may know"), "items": _boxes(_facet_choices(), set(declaration.facets))},
        special,
    ]


def _signatures(person: Person, signing: rules.Signing, custodians: list[Person]) -> list[str]:
    lines = [_sign_here(person.full_name)] if signing.person_signs else []
    names = [one.full_name for one in custodians] + [""] * signing.guardians
    lines += [_sign_here(name or _("person with custody")) for name in names[: signing.guardians]]
    return [*lines, _sign_here(_("for the counselling service"))]


def _signed(declaration: queries.Declaration) -> list[str]:
    people = [declaration.guardian, declaration.second_guardian]
    lines = [] if declaration.given_by == "guardian" else [declaration.person.full_name]
    lines += [one.full_name for one in people if one is not None]
    day = time.format_date(declaration.signed_on, weekday=False)
    signed = _("signed on %(day)s (%(how)s)") % {"day": day, "how": declaration.get_form_display()}
    return [f"{name}, {signed}" for name in lines]


def _sign_here(name: str) -> str:
    return pgettext("below a line to sign on", "Place, date, signature: %(name)s") % {"name": name}
