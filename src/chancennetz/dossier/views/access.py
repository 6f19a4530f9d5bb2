"""Right of access (Art. 15 DSGVO): somebody asks, one looks through, prints, hands out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.access.rules import opened_facets
from chancennetz.audit.constants import EntryKind
from chancennetz.audit.queries import entries_about
from chancennetz.core import time
from chancennetz.core.errors import StaleVersion
from chancennetz.dossier import actions, collect, exports, queries, rules
from chancennetz.dossier.collect import Section
from chancennetz.dossier.constants import LeaveOut, Notice, RequestState
from chancennetz.dossier.forms import AskForm, HandOutForm
from chancennetz.dossier.models import AccessRequest
from chancennetz.people.queries import people_in_file
from chancennetz.ui import answering, feedback
from chancennetz.ui.parts import Crumb

MOST_READERS = 500


def _list(file_id: uuid.UUID) -> str:
    return reverse("dossier:letters", args=[file_id])


def _found(request: FileRequest, request_id: uuid.UUID) -> AccessRequest:
    return answering.or_404(queries.find_request(request.file, request_id))


def _here(asked: AccessRequest) -> str:
    return reverse("dossier:access", args=[asked.file_id, asked.pk])


def _sections(request: FileRequest, asked: AccessRequest) -> list[Section]:
    facets = opened_facets(request.actor, request.facts, time.now())
    return collect.sections(request.actor, request.file, asked.person, facets)


@declare.in_file(Facet.FRAME, read=Action.EXPORT, write=Action.EXPORT)
def ask(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Somebody of the family asks for his or her data."""
    again = file_pages.already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    people = {one.person.pk: one.person for one in people_in_file(request.file, ever=True)}
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, people=[(pk, person.full_name) for pk, person in people.items()])
    if form.is_bound and form.is_valid():
        ok, asked = file_pages.saved(
            request,
            form,
            lambda: actions.open_request(
                by=request.actor,
                file=request.file,
                person=people[uuid.UUID(form.cleaned_data["person"])],
                asked_on=form.cleaned_data["asked_on"],
            ),
        )
        if ok and asked is not None:
            return file_pages.finish(request, _("Please look through the entries now."), _here(asked))
    return file_pages.form_page(
        request,
        form,
        title=_("Somebody asks for the own data"),
        lead=_("Everybody may know what is kept about him or her (Art. 15 DSGVO). You have one month to answer."),
        submit=_("Collect the data"),
        icon="arrow-right",
        cancel=_list(file_id),
        breadcrumb=file_pages.crumbs(request, Crumb(_("Letters"), _list(file_id)), _("Own data")),
    )


def _shown(asked: AccessRequest, sections: Iterable[Section]) -> list[dict[str, object]]:
    """Return the sections with each entry's decision, those to be looked at first."""
    found = []
    for section in sections:
        entries = [
            {
                "entry": one,
                "reason": rules.decision(one.key, one.notice, asked.decisions),
                "notice": str(Notice(one.notice).label) if one.notice else "",
                "decided": one.key in asked.decisions,
            }
            for one in section.entries
        ]
        to_look_at = sum(bool(one["notice"]) for one in entries)
        found.append({"section": section, "entries": entries, "to_look_at": to_look_at})
    return found


@declare.in_file(Facet.FRAME, read=Action.EXPORT, write=Action.EXPORT)
def review(request: FileRequest, file_id: uuid.UUID, request_id: uuid.UUID) -> HttpResponse:
    """Look through everything and say what is not handed out."""
    asked = _found(request, request_id)
    sections = _sections(request, asked)
    if request.method == "POST":
        known = {one.key for section in sections for one in section.entries}
        decisions = {key: request.POST.get(key, "") for key in known if key in request.POST}
        version = request.POST.get("version", "")
        try:
            ok, _saved = file_pages.saved(
                request,
                None,
                lambda: actions.decide(
                    by=request.actor,
                    request=asked,
                    decisions=decisions,
                    expected=int(version) if version.isdigit() else 0,
                    finish="finish" in request.POST,
                ),
            )
        except StaleVersion:
            text = _("Somebody else has looked through this meanwhile. You see the newest state; please check it.")
            feedback.confirm(request, text, tone="warning")
            ok = False
        if ok:
            done = _("Saved. Now you can print it.") if "finish" in request.POST else _("Saved.")
            return file_pages.finish(request, done, _here(asked))
        asked = _found(request, request_id)
    context = {
        "breadcrumb": file_pages.crumbs(request, Crumb(_("Letters"), _list(file_id)), _("Own data")),
        "file": request.file,
        "asked": asked,
        "sections": _shown(asked, sections),
        "reasons": [("", _("Hand out")), *LeaveOut.choices],
        "answer_by": rules.answer_by(asked.asked_on),
        "late": asked.handed_out_on is None and rules.answer_by(asked.asked_on) < time.today(),
        "open": asked.state != RequestState.HANDED_OUT,
        "ready": asked.state != RequestState.REVIEW,
        "left_out": exports.left_out(asked, sections).items(),
        "hand_out": HandOutForm(None, initial={"day": time.today()}) if asked.state == RequestState.READY else None,
    }
    return answering.show(request, "dossier/access.html", context)


def _readers(asked: AccessRequest) -> list[list[str]]:
    rows = entries_about([asked.file_id, asked.person_id]).filter(kind__in=[EntryKind.READ, EntryKind.EXPORT])
    return [
        [
            time.format_date(row.created_at, weekday=False),
            f"{row.user_name}, {row.organisation_name}".removesuffix(", "),
            str(Facet(row.facet).label) if row.facet in Facet.values else "",
        ]
        for row in rows.order_by("-created_at")[:MOST_READERS]
    ]


@declare.in_file(Facet.FRAME, read=Action.EXPORT)
def whole_file(request: FileRequest, file_id: uuid.UUID, request_id: uuid.UUID, form: str) -> HttpResponse:
    """Everything that is handed out, as PDF or JSON. Only after the review."""
    asked = _found(request, request_id)
    if form not in {"pdf", "json"} or asked.state == RequestState.REVIEW:
        return answering.or_404(None)
    sections = _sections(request, asked)
    if form == "pdf":
        large = request.GET.get("large") == "1"
        content = exports.whole_file_pdf(asked, sections, _readers(asked), large=large)
    else:
        content = exports.whole_file_json(asked, sections)
    actions.note_export(by=request.actor, request=asked, form=form)
    response = HttpResponse(content, content_type=f"application/{form}")
    place = "inline" if form == "pdf" else "attachment"
    response["Content-Disposition"] = f'{place}; filename="{request.file.number}-auskunft.{form}"'
    return response


@declare.in_file(Facet.FRAME, read=Action.EXPORT, write=Action.EXPORT)
def hand_out(request: FileRequest, file_id: uuid.UUID, request_id: uuid.UUID) -> HttpResponse:
    """Note that the person has received the data."""
    asked = _found(request, request_id)
    form = HandOutForm(request.POST or None, initial={"day": time.today()})
    if request.method == "POST" and form.is_valid():
        ok, _done = file_pages.saved(
            request,
            form,
            lambda: actions.hand_out(by=request.actor, request=asked, day=form.cleaned_data["day"]),
        )
        if ok:
            return file_pages.finish(request, _("Noted: handed out."), _here(asked))
    return file_pages.form_page(
        request,
        form,
        title=_("Handed out?"),
        lead=_("Give it in person or by post; never by e-mail."),
        submit=_("Yes, handed out"),
        cancel=_here(asked),
        breadcrumb=file_pages.crumbs(request, Crumb(_("Own data"), _here(asked)), _("Handed out?")),
    )
