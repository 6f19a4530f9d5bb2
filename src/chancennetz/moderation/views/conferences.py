"""The conferences of a family, and the four pages of one: prepare, invite, hold, minutes."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.file_pages import crumbs
from chancennetz.access.file_pages import opens as may
from chancennetz.access.http import FileRequest
from chancennetz.conferences import queries, rules
from chancennetz.conferences.models import Conference
from chancennetz.consent.queries import has_processing_consent
from chancennetz.core import time
from chancennetz.moderation import actions
from chancennetz.moderation.forms import ConferenceForm, DropForm, ItemForm, NewConferenceForm
from chancennetz.moderation.views import common
from chancennetz.ui import feedback, parts


@declare.in_file(Facet.CONFERENCE)
def conference_list(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """All conferences of a family, and the joint plan: who still does what."""
    if request.actor.organisation_id != request.file.organisation_id:
        return _for_guests(request)
    found = queries.overview(request.file)
    context = {
        "file": request.file,
        "rows": [{"row": row, "tone": common.tone_of(row.conference.state)} for row in found.rows],
        "plan": found.plan,
        "may_write": may(request, Facet.CONFERENCE, Action.CREATE),
        "has_consent": has_processing_consent(request.file),
        "breadcrumb": crumbs(request, parts.Crumb(_("Case conferences"))),
    }
    return render(request, "moderation/list.html", context)


def _for_guests(request: FileRequest) -> HttpResponse:
    """Offices with a release see the conferences to which they are invited, in their inbox."""
    places = [one for one in queries.places_of(request.actor) if one.file_id == request.file.pk]
    context = {"places": places, "breadcrumb": crumbs(request, parts.Crumb(_("Case conferences")))}
    return render(request, "moderation/guest_list.html", context)


def _people(request: FileRequest, circle: queries.Circle, conference: Conference | None) -> list[tuple[uuid.UUID, str]]:
    return common.people(circle, names=conference is None or not conference.anonymised)


@declare.in_file(Facet.CONFERENCE, read=Action.CREATE, write=Action.CREATE)
def new(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Plan a conference, on request after an earlier one."""
    common.inside(request)
    circle = queries.circle_of(request.file)
    previous = _previous(request)
    data, seen = common.posted(request, NewConferenceForm.texts, circle)
    adults = [str(one.id) for one in circle.members if not one.is_child]
    form = NewConferenceForm(data, people=_people(request, circle, None), initial=_first_values(previous, adults))

    def save() -> str:
        made = actions.plan_conference(
            by=request.actor,
            file=request.file,
            values=form.values(seen),
            anonymised=form.cleaned_data["mode"] == "anonymised",
            previous=previous,
        )
        return common.address(made, "prepare")

    title = _("Plan a case conference")
    context = {
        "title": title,
        "lead": _("The family decides who comes to the table and what each one may know."),
        "submit": _("Plan the conference"),
        "cancel": reverse("moderation:list", args=[file_id]),
        "breadcrumb": common.way(request, parts.Crumb(title)),
    }
    key = f"conference:new:{file_id}"
    return common.handle(request, form, save=save, done=_("The conference is planned."), context=context, draft_key=key)


def _previous(request: FileRequest) -> Conference | None:
    try:
        wanted = uuid.UUID(request.GET.get("after", ""))
    except ValueError:
        return None
    return queries.find(request.file, wanted)


def _first_values(previous: Conference | None, adults: list[str]) -> dict[str, Any]:
    if previous is None:
        return {"about": adults}
    place = "" if previous.anonymised else previous.place
    return {
        "about": [str(one) for one in previous.about],
        "place": place,
        "minutes": previous.minutes,
        "question_facet": previous.question_facet,
        "mode": "anonymised" if previous.anonymised else "named",
    }


@declare.in_file(Facet.CONFERENCE)
def conference(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """Lead to the page on which work goes on."""
    found = common.find(request, conference_id)
    return redirect(common.address(found, common.present_step(found)))


def _step(request: FileRequest, conference_id: uuid.UUID, step: str, **more: Any) -> HttpResponse:
    found = queries.whole(common.find(request, conference_id))
    context = common.frame(request, found, step) | more
    return render(request, f"moderation/{step}.html", context)


@declare.in_file(Facet.CONFERENCE)
def prepare(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """Question, parties, information beforehand, agenda."""
    return _step(request, conference_id, "prepare")


@declare.in_file(Facet.CONFERENCE)
def invite(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """Who may be invited, who has answered; inviting itself is a POST."""
    found = common.find(request, conference_id)
    if request.method != "POST":
        return _step(request, conference_id, "invite")
    missing: list[Any] = []

    def save() -> None:
        missing.extend(actions.invite(by=request.actor, conference=found)[1])

    answer = file_pages.tap(request, save, _("The invitations are out."), common.address(found, "invite"))
    if missing:
        names = ", ".join(str(party.organisation) for party in missing)
        text = _("Not invited, because the family has not released anything: %(names)s.") % {"names": names}
        feedback.confirm(request, text, tone="warning")
    return answer


@declare.in_file(Facet.CONFERENCE)
def hold(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """During the conference: who is there, open tasks, results, agreements, new tasks."""
    found = common.find(request, conference_id)
    if request.method == "POST":

        def save() -> None:
            actions.hold(by=request.actor, conference=found)

        where = common.address(found, "minutes")
        return file_pages.tap(request, save, _("Noted: the conference took place."), where)
    circle = queries.circle_of(request.file)
    quick = ItemForm(people=_people(request, circle, found), with_day=False, auto_id="quick_%s")
    return _step(request, conference_id, "hold", quick=quick, draft_url=reverse("tasks:draft"))


@declare.in_file(Facet.CONFERENCE)
def minutes(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """What goes to whom; handing over is a POST."""
    found = common.find(request, conference_id)
    if request.method == "POST":
        told: list[Any] = []

        def save() -> None:
            told.extend(actions.send_minutes(by=request.actor, conference=found))

        answer = file_pages.tap(request, save, _("The minutes are handed over."), common.address(found, "minutes"))
        on_paper = sum(not party.role for party in told)
        if on_paper:
            text = ngettext(
                "Please print the minutes for %(number)s party without an inbox.",
                "Please print the minutes for %(number)s parties without an inbox.",
                on_paper,
            ) % {"number": on_paper}
            feedback.confirm(request, text)
        return answer
    return _step(request, conference_id, "minutes")


@declare.in_file(Facet.CONFERENCE)
@require_POST
def close(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """Close a conference."""
    found = common.find(request, conference_id)
    where = common.address(found, "minutes")

    def save() -> None:
        actions.close(by=request.actor, conference=found)

    return file_pages.tap(request, save, _("The conference is closed. Open tasks stay open."), where)


@declare.in_file(Facet.CONFERENCE, read=Action.UPDATE)
def edit(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """Change question, day, place, or whom it is about."""
    found = common.find(request, conference_id)
    circle = queries.circle_of(request.file)
    data, seen = common.posted(request, ConferenceForm.texts, circle)
    local = found.starts_at.astimezone(time.BERLIN)
    initial = {
        "question": found.question,
        "question_facet": found.question_facet,
        "about": [str(one) for one in found.about],
        "day": local.date(),
        "clock": local.time(),
        "minutes": found.minutes,
        "place": found.place,
        "preinfo_due": found.preinfo_due,
        "version": found.version,
    }
    form = ConferenceForm(data, people=_people(request, circle, found), initial=initial)

    def save() -> str:
        actions.change_conference(by=request.actor, conference=found, values=form.values(seen), expected=form.expected)
        return common.address(found, "prepare")

    def stale() -> HttpResponse:
        stored = common.find(request, conference_id)
        typed = form.values()
        mine = [
            (form.fields["question"].label, typed.question, stored.question),
            (form.fields["place"].label, typed.place, stored.place),
            (
                form.fields["day"].label,
                rules.when(typed.starts_at, typed.minutes),
                rules.when(stored.starts_at, stored.minutes),
            ),
        ]
        return file_pages.two_versions(
            request,
            file_pages.Unsigned(stored.version),
            title=rules.day_title(stored.starts_at),
            mine=mine,
            discard_url=common.address(stored, "prepare"),
        )

    context = {
        "title": _("Change the conference"),
        "lead": rules.day_title(found.starts_at),
        "submit": _("Save"),
        "cancel": common.address(found, "prepare"),
        "breadcrumb": common.way(request, parts.Crumb(_("Change the conference"))),
    }
    return common.handle(
        request,
        form,
        save=save,
        done=_("Saved."),
        context=context,
        draft_key=f"conference:{conference_id}",
        on_stale=stale,
    )


@declare.in_file(Facet.CONFERENCE, read=Action.UPDATE)
def cancel(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """Call a conference off, with the reason."""
    found = common.find(request, conference_id)
    form = DropForm(request.POST or None)

    def save() -> str:
        actions.cancel(by=request.actor, conference=found, reason=form.cleaned_data["reason"])
        return reverse("moderation:list", args=[file_id])

    context = {
        "title": _("Call this conference off?"),
        "lead": rules.day_title(found.starts_at),
        "consequences": [
            _("Invited offices read nothing of it any more. Please tell them by telephone as well."),
            _("Appointments of the colleagues are cancelled."),
            _("What was written stays in the file."),
        ],
        "submit": _("Call off"),
        "dangerous": True,
        "cancel": common.address(found),
        "breadcrumb": common.way(request, parts.Crumb(_("Call off"))),
    }
    return common.handle(request, form, save=save, done=_("The conference is called off."), context=context)
