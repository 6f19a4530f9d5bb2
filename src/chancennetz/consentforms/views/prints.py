"""Forms and declarations on paper: plain German, large print on demand, lines for who must sign."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet
from chancennetz.access.file_pages import opens as may
from chancennetz.access.http import FileRequest
from chancennetz.consent import actions, drawing, queries, rules
from chancennetz.consent.constants import TEXT_LANGUAGES, ConsentForm, TextKind
from chancennetz.consentforms import sheet
from chancennetz.consentforms.views.common import signing_of
from chancennetz.consentforms.views.signing import hands_of
from chancennetz.documents import storage
from chancennetz.documents.queries import find_document
from chancennetz.people.models import Person
from chancennetz.people.queries import person_in_file
from chancennetz.ui.answering import or_404
from chancennetz.ui.pdf import render_pdf


def _options(request: FileRequest) -> tuple[str, bool]:
    language = request.GET.get("language", "de")
    return (language if language in TEXT_LANGUAGES else "de"), request.GET.get("large") == "1"


@declare.in_file(Facet.CONSENT, read=Action.CREATE)
def empty(request: FileRequest, file_id: uuid.UUID, person_id: uuid.UUID, kind: str) -> HttpResponse:
    """An empty form for one person, to be signed."""
    if kind not in TextKind.values or not may(request, Facet.IDENTITY):
        raise Http404
    one = or_404(person_in_file(request.file, person_id))
    language, large = _options(request)
    text = queries.present_text(TextKind(kind), language)
    signing, custodians = signing_of(request, one)
    with sheet.speaking(text) as words:
        data = sheet.frame(words, text, request.file, one.person)
        data["facts"] += sheet.blanks(words, TextKind(kind))
        data["choices"] = sheet.empty_choices(words, TextKind(kind))
        data["signatures"] = _signatures(words, one.person, signing, custodians)
        content = render_pdf("consentforms/declaration.typ", data, text.title, text.language, large_print=large)
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
    with sheet.speaking(text) as words:
        data = sheet.frame(words, text, request.file, declaration.person)
        data["facts"] += sheet.facts(words, declaration)
        data["choices"] = sheet.ticked(words, declaration)
        data["signed"] = _signed(words, declaration)
        content = render_pdf("consentforms/declaration.typ", data, text.title, text.language, large_print=large)
    actions.note_print(by=request.actor, file=request.file, kind=view.kind, declaration=declaration)
    return _answer(content, view.kind.value)


def _answer(content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{kind}.pdf"'
    return response


def _signatures(words: sheet.Words, person: Person, signing: rules.Signing, custodians: list[Person]) -> list[str]:
    lines = [_sign_here(words, person.full_name)] if signing.person_signs else []
    names = [one.full_name for one in custodians] + [""] * signing.guardians
    custody = words("sheet.custody", _("person with custody"))
    lines += [_sign_here(words, name or custody) for name in names[: signing.guardians]]
    return [*lines, _sign_here(words, words("sheet.service", _("for the counselling service")))]


def _signed(words: sheet.Words, declaration: queries.Declaration) -> list[dict[str, str]]:
    """Return who signed, with the drawing when it was done on the tablet."""
    drawn = {one.person_id: one.document_id for one in queries.signatures_of(declaration.file, declaration.pk)}
    how = words.choice("form", ConsentForm(declaration.form))
    signed = words("sheet.signed", _("signed on %(day)s (%(how)s)"))
    signed = signed % {"day": words.date(declaration.signed_on), "how": how}
    return [
        {
            "line": f"{hand.full_name}, {signed}",
            "drawing": _drawing(declaration.file_id, drawn.get(hand.pk)),
            "alt": words("sheet.signature_of", _("Signature of %(name)s")) % {"name": hand.full_name},
        }
        for hand in hands_of(declaration)
    ]


def _drawing(file_id: uuid.UUID, document_id: uuid.UUID | None) -> str:
    document = find_document(file_id, document_id) if document_id is not None else None
    return "" if document is None else drawing.as_svg(storage.read(file_id, document.stored_as))


def _sign_here(words: sheet.Words, name: str) -> str:
    line = words("sheet.sign_here", pgettext("below a line to sign on", "Place, date, signature: %(name)s"))
    return line % {"name": name}
