"""Letters of a family: list, new, write, finish, print."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.access.http import FileRequest
from chancennetz.access.rules import Target, decide
from chancennetz.core import time
from chancennetz.core.errors import StaleVersion
from chancennetz.dossier import actions, exports, queries, rules
from chancennetz.dossier.constants import LetterState
from chancennetz.dossier.forms import LetterForm, NewLetterForm
from chancennetz.dossier.models import Letter, LetterTemplate
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person
from chancennetz.people.queries import people_in_file
from chancennetz.ui import answering, pages
from chancennetz.ui.parts import Crumb, Difference


def _list(file_id: uuid.UUID) -> str:
    return reverse("dossier:letters", args=[file_id])


def _letter(request: FileRequest, letter_id: uuid.UUID) -> Letter:
    return answering.or_404(queries.find_letter(request.file, letter_id))


@declare.in_file(Facet.DOCUMENT)
def letters(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The letters of a family, and the way to ask for the whole file."""
    may_export = file_pages.opens(request, Facet.FRAME, Action.EXPORT)
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Letters")),
        "file": request.file,
        "letters": queries.letters_of(request.file),
        "missing": queries.missing_of(request.file),
        "may_list": decide(
            request.actor, Action.LIST, Target(ObjectType.CASELOAD), request.actor.purpose, time.now()
        ).allowed,
        "may_write": file_pages.opens(request, Facet.DOCUMENT, Action.CREATE),
        "may_export": may_export,
        "requests": queries.requests_of(request.file) if may_export else [],
    }
    return render(request, "dossier/letters.html", context)


def _people(request: FileRequest) -> dict[uuid.UUID, Person]:
    if not file_pages.opens(request, Facet.IDENTITY):
        return {}
    return {one.person.pk: one.person for one in people_in_file(request.file)}


@declare.in_file(Facet.DOCUMENT, read=Action.CREATE, write=Action.CREATE)
def new(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Choose letter and addressee; the text is filled in and can be changed."""
    again = file_pages.already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    people = _people(request)
    data = request.POST if request.method == "POST" else None
    named = [(pk, person.full_name) for pk, person in people.items()]
    form = NewLetterForm(data, templates=queries.templates(), people=named)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        person = people[uuid.UUID(chosen["person"])] if chosen["person"] else None
        template = queries.find_template(uuid.UUID(chosen["template"])) if chosen["template"] else None
        letter = _begin(request, person, template)
        return file_pages.finish(request, _("The letter is ready to be changed."), _address(letter))
    return file_pages.form_page(
        request,
        form,
        title=_("New letter"),
        lead=_("Names, number and appointment are filled in. You can change everything afterwards."),
        submit=_("Continue"),
        icon="arrow-right",
        cancel=_list(file_id),
        breadcrumb=file_pages.crumbs(request, Crumb(_("Letters"), _list(file_id)), _("New letter")),
    )


def _begin(request: FileRequest, person: Person | None, template: LetterTemplate | None) -> Letter:
    values = queries.values_for(request.actor, request.file, person)
    body = rules.fill(template.body, values) if template else f"{values['anrede']}\n\n\n\n{values['beraterin']}"
    return actions.write_letter(
        by=request.actor,
        file=request.file,
        person=person,
        template=template,
        address=queries.address_of(person) if person else "",
        subject=rules.fill(template.subject, values) if template else "",
        body=body,
    )


def _address(letter: Letter) -> str:
    return reverse("dossier:letter", args=[letter.file_id, letter.pk])


@declare.in_file(Facet.DOCUMENT, write=Action.UPDATE)
def letter(request: FileRequest, file_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """Write a letter; a finished one is shown as it was sent."""
    found = _letter(request, letter_id)
    way = [Crumb(_("Letters"), _list(file_id)), found.subject or _("Letter")]
    key = f"letter:{letter_id}"
    may_write = found.state == LetterState.DRAFT and file_pages.opens(request, Facet.DOCUMENT, Action.UPDATE)
    stored = {"address": found.address, "subject": found.subject, "body": found.body, "version": found.version}
    form = LetterForm(request.POST or None, initial=stored) if may_write else None
    if form is not None and request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            ok, _saved = file_pages.saved(
                request,
                form,
                lambda: actions.change_letter(
                    by=request.actor,
                    letter=found,
                    address=data["address"],
                    subject=data["subject"],
                    body=data["body"],
                    expected=data["version"] or 0,
                ),
            )
        except StaleVersion:
            return _both(request, _letter(request, letter_id), data)
        if ok and "finish" in request.POST:
            actions.finish_letter(by=request.actor, letter=found)
        if ok:
            return file_pages.finish(request, _("Letter saved."), _address(found), draft_key=key)
    context = {
        "breadcrumb": file_pages.crumbs(request, *way),
        "file": request.file,
        "letter": found,
        "may_print": file_pages.opens(request, Facet.DOCUMENT, Action.EXPORT),
        "may_drop": found.state == LetterState.DRAFT and file_pages.opens(request, Facet.DOCUMENT, Action.END),
        "may_write": may_write,
        **file_pages.draft(key),
    }
    return answering.show(request, "dossier/letter.html", context, form)


def _both(request: FileRequest, stored: Letter, mine: dict[str, str]) -> HttpResponse:
    """Show what was typed beside what somebody saved meanwhile."""
    pairs = ((_("Address"), "address"), (_("Subject"), "subject"), (_("Text"), "body"))
    return pages.conflict(
        request,
        title=_("Somebody has changed this letter meanwhile"),
        differences=[
            Difference(label, str(mine[name]), str(getattr(stored, name)))
            for label, name in pairs
            if mine[name] != getattr(stored, name)
        ],
        changed_by=str(stored.written_by) if stored.written_by else "",
        changed_at=stored.created_at,
        version=stored.version,
        discard_url=_address(stored),
        posted={name: values for name, values in request.POST.lists() if name != "idempotency_token"},
    )


@declare.in_file(Facet.DOCUMENT, read=Action.EXPORT)
def letter_pdf(request: FileRequest, file_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """The letter as PDF."""
    found = _letter(request, letter_id)
    organisation = Organisation.objects.get(pk=request.file.organisation_id)
    content = exports.letter_pdf(found, organisation, large_print=request.GET.get("large") == "1")
    actions.note_print(by=request.actor, letter=found)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{request.file.number}-brief.pdf"'
    return response


@declare.in_file(Facet.DOCUMENT, write=Action.END)
@require_POST
def drop(request: FileRequest, file_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    found = _letter(request, letter_id)
    file_pages.saved(request, None, lambda: actions.drop_letter(by=request.actor, letter=found))
    return file_pages.finish(request, _("The draft is gone."), _list(file_id))
