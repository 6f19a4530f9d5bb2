"""The discharge card: making, changing, ticking off, printing."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.closure import actions, exports, queries
from chancennetz.closure.catalogue_file import lines_for
from chancennetz.closure.constants import NOT_PRINTED, CardReason, CardSection
from chancennetz.closure.file_pages import opens_card
from chancennetz.closure.forms import CardForm, CardLineForm, CardReasonForm
from chancennetz.closure.models import CardLine, DischargeCard
from chancennetz.core import time
from chancennetz.handovers import file_pages as pages
from chancennetz.ui import answering
from chancennetz.ui.parts import Crumb


def _address(file: FamilyFile) -> str:
    return reverse("closure:card", args=[file.pk])


def _trail(request: FileRequest, last: str) -> list[Crumb]:
    return pages.crumbs(request, Crumb(_("Discharge card"), _address(request.file)), last)


def _needs(request: FileRequest, action: Action = Action.READ) -> None:
    """Answer 404 unless every part of the file that the card tells of is open; an address declares only one of them."""
    if not opens_card(request, action):
        raise Http404


def _card(request: FileRequest) -> DischargeCard:
    _needs(request)
    return answering.or_404(queries.card_of(request.file))


@declare.in_file(Facet.BENEFITS)
def card(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The card of a family, part by part."""
    del file_id
    _needs(request)
    file: FamilyFile = request.file
    found = queries.card_of(file)
    sections = queries.sections_of(found) if found is not None else []
    context = {
        "breadcrumb": pages.crumbs(request, _("Discharge card")),
        "file": file,
        "card": found,
        "sections": [(section, lines) for section, lines in sections if section not in NOT_PRINTED],
        "offices": next((lines for section, lines in sections if section is CardSection.OFFICES), []),
        "may_write": opens_card(request, Action.UPDATE),
        "may_print": file_pages.opens(request, Facet.PLAN, Action.EXPORT),
        "may_print_map": file_pages.opens(request, Facet.INTAKE, Action.EXPORT),
        "papers": exports.PAPERS,
        "today": time.today(),
    }
    return render(request, "closure/card.html", context)


@declare.in_file(Facet.BENEFITS, read=Action.CREATE, write=Action.CREATE)
def new(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Make a card: first what changes, then the day and the lines that fit."""
    del file_id
    _needs(request, Action.CREATE)
    file: FamilyFile = request.file
    if queries.card_of(file) is not None:
        return redirect(_address(file))
    asked = request.GET.get("reason", "")
    if asked not in CardReason.values:
        context = {
            "breadcrumb": _trail(request, _("New")),
            "form": CardReasonForm(initial={"reason": CardReason.JOB}),
            "cancel": _address(file),
        }
        return render(request, "closure/card_reason.html", context)
    reason = CardReason(asked)
    lines = [(line.key, line.text) for line in lines_for(reason)]
    form = CardForm(request.POST or None, lines=lines, initial={"starts_on": time.today()})
    if form.is_bound and form.is_valid():
        if again := file_pages.already_done(request):
            return again
        data = form.cleaned_data
        ok, _made = pages.saved(
            request,
            form,
            lambda: actions.make_card(
                by=request.actor, file=file, reason=reason, starts_on=data["starts_on"], keys=data["keys"]
            ),
        )
        if ok:
            return file_pages.finish(
                request, _("The card is there. Change every line as it suits the family."), _address(file)
            )
    return file_pages.form_page(
        request,
        form,
        title=_("Discharge card: %(reason)s") % {"reason": reason.label},
        lead=_("Leave out what does not fit. You can change every sentence afterwards and add your own."),
        submit=_("Make the card"),
        icon="id-card",
        cancel=_address(file),
        breadcrumb=_trail(request, _("New")),
    )


@declare.in_file(Facet.BENEFITS, read=Action.UPDATE)
def line_new(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Add a line of one's own."""
    del file_id
    found = _card(request)
    asked = request.GET.get("section", "")
    section = asked if asked in CardSection.values else CardSection.WATCH.value
    form = CardLineForm(request.POST or None, initial={"section": section})
    if form.is_bound and form.is_valid():
        if again := file_pages.already_done(request):
            return again
        data = form.cleaned_data
        ok, _line = pages.saved(
            request,
            form,
            lambda: actions.add_line(
                by=request.actor,
                card=found,
                section=CardSection(data["section"]),
                text=data["text"],
                due_on=data["due_on"],
                remind=data["remind"],
            ),
        )
        if ok:
            return file_pages.finish(request, _("Saved."), _address(request.file))
    return _line_page(request, form, _("New line"))


def _line_page(request: FileRequest, form: CardLineForm, title: str, row: CardLine | None = None) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "file": request.file,
        "line": row,
        "cancel": _address(request.file),
        "breadcrumb": _trail(request, title),
    }
    return answering.show(request, "closure/card_line.html", context, form)


def _find(request: FileRequest, line_id: uuid.UUID) -> CardLine:
    _needs(request)
    return answering.or_404(queries.find_line(request.file, line_id))


@declare.in_file(Facet.BENEFITS, read=Action.UPDATE)
def line(request: FileRequest, file_id: uuid.UUID, line_id: uuid.UUID) -> HttpResponse:
    """Change a line."""
    del file_id
    row = _find(request, line_id)
    initial = {"version": row.version, "text": row.text, "due_on": row.due_on, "remind": row.task_id is not None}
    form = CardLineForm(request.POST or None, fixed_section=True, initial=initial)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        ok, _line = pages.saved(
            request,
            form,
            lambda: actions.change_line(
                by=request.actor,
                line=row,
                text=data["text"],
                due_on=data["due_on"],
                remind=data["remind"],
                expected=form.expected,
            ),
        )
        if ok:
            return file_pages.finish(request, _("Saved."), _address(request.file))
    return _line_page(request, form, _("Change the line"), row)


@declare.in_file(Facet.BENEFITS)
@require_POST
def tick(request: FileRequest, file_id: uuid.UUID, line_id: uuid.UUID) -> HttpResponse:
    """Tick a line off, or take that back."""
    del file_id
    row = _find(request, line_id)
    done = row.done_on is None
    pages.saved(request, None, lambda: actions.tick_line(by=request.actor, line=row, done=done))
    return redirect(_address(request.file))


@declare.in_file(Facet.BENEFITS)
@require_POST
def remove(request: FileRequest, file_id: uuid.UUID, line_id: uuid.UUID) -> HttpResponse:
    """Take a line off the card."""
    del file_id
    row = _find(request, line_id)
    ok, _none = pages.saved(request, None, lambda: actions.remove_line(by=request.actor, line=row))
    address = _address(request.file)
    return file_pages.finish(request, _("The line is off the card."), address) if ok else redirect(address)


@declare.in_file(Facet.PLAN, read=Action.EXPORT)
def pdf(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The card to hand over: `?paper=a6`, `a5`, or `large` on A4."""
    del file_id
    found = _card(request)
    paper = request.GET.get("paper", "a6")
    if paper not in exports.PAPERS or not file_pages.opens(request, Facet.IDENTITY):
        raise Http404
    content = exports.card_pdf(request.file, found, paper)
    actions.record_card_printed(by=request.actor, card=found, paper=paper)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="card.pdf"'
    return response
