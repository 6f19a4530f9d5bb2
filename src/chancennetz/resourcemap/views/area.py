"""One life area of the resource map: state and ratings, resources, fine goals, the way into the plan."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages, idempotency
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.assessments.constants import SECTION_FACETS
from chancennetz.assessments.queries import may_note
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.core.errors import StaleVersion
from chancennetz.resourcemap import actions, queries
from chancennetz.resourcemap.constants import AREA_FACETS, Rater, ResourceLevel
from chancennetz.resourcemap.content import Area, Line
from chancennetz.resourcemap.forms import LineForm, ResourceForm, StateForm, ToPlanForm, line_values
from chancennetz.resourcemap.views.parts import area_views, crumbs, map_url, note
from chancennetz.ui import answering, feedback, pages
from chancennetz.ui.fields import choices_of
from chancennetz.ui.parts import Crumb, Difference


class _AreaPage:
    """A life area that the reader may change."""

    def __init__(self, request: FileRequest, area: str) -> None:
        self.request = request
        self.area = LifeArea(area)
        self.facets = file_pages.opened(request, SECTION_FACETS, Action.UPDATE)
        if AREA_FACETS[self.area] not in self.facets:
            raise Http404
        self.view = queries.map_of(request.file, facets=self.facets)
        self.content = self.view.areas[self.area]
        self.key = f"map:{request.file.pk}:{area}"
        note(request, dataclasses.replace(self.view, areas={self.area: self.content}))

    @property
    def url(self) -> str:
        """The address of the area."""
        return map_url(self.request.file.pk, self.area)

    def trail(self, last: str) -> list[Crumb]:
        """Return the way back."""
        return crumbs(self.request, Crumb(str(self.area.label), self.url), last)

    def save(
        self,
        form: django_forms.Form,
        run: Callable[[], Any],
        mine: Callable[[Area], list[tuple[Any, str, str]]],
        *,
        key: str,
        back: str = "",
    ) -> HttpResponse | None:
        """Run an action; None when the form goes back with errors. Both versions when somebody was faster."""
        try:
            ok, _number = file_pages.saved(self.request, form, run)
        except StaleVersion:
            return self.both_versions(mine)
        return file_pages.finish(self.request, _("Saved."), back or self.url, draft_key=key) if ok else None

    def both_versions(self, mine: Callable[[Area], list[tuple[Any, str, str]]]) -> HttpResponse:
        """Show what was typed beside what is stored now."""
        request = self.request
        now = queries.map_of(request.file, facets=self.facets)
        stored = now.areas[self.area]
        made = queries.map_of(request.file, stored.number, self.facets)
        return pages.conflict(
            request,
            title=str(self.area.label),
            differences=[Difference(label, own, theirs) for label, own, theirs in mine(stored)],
            changed_by=made.made_by,
            changed_at=made.made_at or time.now(),
            version=stored.number,
            discard_url=self.url,
            posted={name: values for name, values in request.POST.lists() if name != idempotency.FIELD},
        )


@declare.in_file(Facet.INTAKE, read=Action.UPDATE)
def area(request: FileRequest, file_id: uuid.UUID, area: str) -> HttpResponse:
    """A life area: state and both ratings, its resources and fine goals."""
    page = _AreaPage(request, area)
    file = request.file
    rating = queries.ratings_of(file, page.facets)[page.area]
    initial = {"state": page.content.state, "version": page.content.number, "rated_on": time.today()}
    form = StateForm(request.POST) if request.method == "POST" else StateForm(initial=initial)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        answer = page.save(
            form,
            lambda: _write_state(page, form),
            lambda stored: [(form["state"].label, data["state"], stored.state)],
            key=page.key,
        )
        if answer is not None:
            return answer
    shown = dataclasses.replace(page.view, areas={page.area: page.content})
    planned = queries.linked_goals(file, shown) if file_pages.opens(request, Facet.PLAN) else {}
    names = dataclasses.replace(page.view)
    one = next(
        v for v in area_views(file_id, names, dict.fromkeys(names.areas, rating), planned) if v.area is page.area
    )
    context = {
        "breadcrumb": crumbs(request, str(page.area.label)),
        "file": file,
        "one": one,
        "rating": rating,
        "course": [(day, own, coach) for day, own, coach in reversed(rating.course)],
        "may_note": may_note(file, AREA_FACETS[page.area]),
        "guarded": AREA_FACETS[page.area] is not Facet.INTAKE,
        "consent_url": f"{reverse('consentforms:give', args=[file.pk])}?{urlencode({'next': request.path})}",
        "may_plan": file_pages.opens(request, Facet.PLAN, Action.CREATE),
        "plan_open": file_pages.opens(request, Facet.PLAN),
        **file_pages.draft(page.key),
    }
    return answering.show(request, "resourcemap/area.html", context, form)


def _write_state(page: _AreaPage, form: StateForm) -> None:
    data, by, file = form.cleaned_data, page.request.actor, page.request.file
    actions.write_state(by=by, file=file, area=page.area, state=data["state"], expected=form.expected)
    for rater, name in ((Rater.SELF, "own"), (Rater.COACH, "coach")):
        if data[name]:
            actions.rate(
                by=by, file=file, area=page.area, rater=rater, value=int(data[name]), rated_on=data["rated_on"]
            )


@declare.in_file(Facet.INTAKE, read=Action.UPDATE)
def resource(request: FileRequest, file_id: uuid.UUID, area: str, resource_id: uuid.UUID | None = None) -> HttpResponse:
    """Add or change a resource."""
    del file_id
    page = _AreaPage(request, area)
    again = file_pages.already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    known = answering.or_404(page.content.resource(str(resource_id))) if resource_id else None
    initial: dict[str, Any] = {"version": page.content.number, "level": str(ResourceLevel.SELF.value)}
    if known is not None:
        initial |= {"name": known.name, "level": str(known.level.value), "contact": known.contact}
    form = ResourceForm(request.POST) if request.method == "POST" else ResourceForm(initial=initial)
    key = f"{page.key}:resource:{resource_id or 'new'}"
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        values = {"name": data["name"], "level": ResourceLevel(int(data["level"])), "contact": data["contact"]}
        where: dict[str, Any] = {
            "by": request.actor,
            "file": request.file,
            "area": page.area,
            "expected": form.expected,
        }
        answer = page.save(
            form,
            lambda: (
                actions.change_resource(resource_id=known.id, **where, **values)
                if known is not None
                else actions.add_resource(**where, **values)
            ),
            lambda stored: _resource_differences(form, stored, str(resource_id)),
            key=key,
        )
        if answer is not None:
            return answer
    title = _("Change the resource") if known is not None else _("New resource")
    context = {
        "title": title,
        "lead": page.area.label,
        "submit": _("Save resource"),
        "cancel": page.url,
        "breadcrumb": page.trail(title),
        "remove_url": reverse("resourcemap:map_resource_remove", args=[request.file.pk, area, known.id])
        if known
        else "",
        "remove": _("Take out of the map"),
        "version": page.content.number,
        **file_pages.draft(key),
    }
    return answering.show(request, "resourcemap/form.html", context, form)


def _resource_differences(form: ResourceForm, stored: Area, resource_id: str) -> list[tuple[Any, str, str]]:
    data = form.cleaned_data
    theirs = stored.resource(resource_id)
    level = str(ResourceLevel(int(data["level"])).label)
    return [
        (form["name"].label, data["name"], theirs.name if theirs else ""),
        (form["level"].label, level, str(theirs.level.label) if theirs else ""),
        (form["contact"].label, data["contact"], theirs.contact if theirs else ""),
    ]


@declare.in_file(Facet.INTAKE, read=Action.UPDATE)
def line(request: FileRequest, file_id: uuid.UUID, area: str, line_id: uuid.UUID | None = None) -> HttpResponse:
    """Add or change a fine goal."""
    del file_id
    page = _AreaPage(request, area)
    again = file_pages.already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    known = answering.or_404(page.content.line(str(line_id))) if line_id else None
    more: dict[str, Any] = {"resources": queries.resources_for(page.view, page.area), "is_new": known is None}
    initial = {"version": page.content.number, **line_values(page.content, str(line_id))}
    form = LineForm(request.POST, **more) if request.method == "POST" else LineForm(initial=initial, **more)
    key = f"{page.key}:line:{line_id or 'new'}"
    if form.is_bound and form.is_valid():
        answer = page.save(
            form,
            lambda: _write_line(page, form, known),
            lambda stored: _line_differences(form, stored, str(line_id)),
            key=key,
        )
        if answer is not None:
            return answer
    title = _("Change the fine goal") if known is not None else _("New fine goal")
    context = {
        "title": title,
        "lead": page.area.label,
        "submit": _("Save fine goal"),
        "cancel": page.url,
        "breadcrumb": page.trail(title),
        "remove_url": reverse("resourcemap:map_line_remove", args=[request.file.pk, area, known.id]) if known else "",
        "remove": _("Take out of the map"),
        "version": page.content.number,
        **file_pages.draft(key),
    }
    return answering.show(request, "resourcemap/form.html", context, form)


def _write_line(page: _AreaPage, form: LineForm, known: Line | None) -> int:
    where: dict[str, Any] = {
        "by": page.request.actor,
        "file": page.request.file,
        "area": page.area,
        "expected": form.expected,
    }
    if known is None:
        return int(actions.add_line(**where, **form.values))
    done_on = form.cleaned_data["done_on"]
    return int(actions.change_line(line_id=known.id, done_on=done_on, **where, **form.values))


def _line_differences(form: LineForm, stored: Area, line_id: str) -> list[tuple[Any, str, str]]:
    data, theirs = form.cleaned_data, line_values(stored, line_id)

    def words(value: Any) -> str:
        if isinstance(value, list | tuple):
            names = choices_of(form, "resource_ids") if "resource_ids" in form.fields else {}
            return ", ".join(str(names.get(one, "")) for one in value)
        return time.format_date(value) if hasattr(value, "weekday") else str(value or "")

    return [
        (form[name].label, words(data.get(name)), words(theirs.get(name))) for name in form.fields if name != "version"
    ]


def _removed(request: FileRequest, area: str, run: Callable[..., int], **what: Any) -> HttpResponse:
    page = _AreaPage(request, area)
    number = request.POST.get("number", "")
    expected = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    try:
        run(by=request.actor, file=request.file, area=page.area, expected=expected, **what)
    except StaleVersion:
        feedback.confirm(request, _("Somebody changed this area meanwhile. Please look again."), tone="warning")
        return redirect(page.url)
    return file_pages.finish(request, _("Taken out. Earlier versions keep it."), page.url)


@declare.in_file(Facet.INTAKE, write=Action.UPDATE)
@require_POST
def resource_remove(request: FileRequest, file_id: uuid.UUID, area: str, resource_id: uuid.UUID) -> HttpResponse:
    """Take a resource out of the map."""
    del file_id
    return _removed(request, area, actions.remove_resource, resource_id=str(resource_id))


@declare.in_file(Facet.INTAKE, write=Action.UPDATE)
@require_POST
def line_remove(request: FileRequest, file_id: uuid.UUID, area: str, line_id: uuid.UUID) -> HttpResponse:
    """Take a fine goal out of the map."""
    del file_id
    return _removed(request, area, actions.remove_line, line_id=str(line_id))


@declare.in_file(Facet.INTAKE, read=Action.UPDATE)
def to_plan(request: FileRequest, file_id: uuid.UUID, area: str, line_id: uuid.UUID) -> HttpResponse:
    """Take a fine goal over into the plan: one click makes it a goal of its own, or a step of one that is there."""
    del file_id
    page = _AreaPage(request, area)
    known = answering.or_404(page.content.line(str(line_id)))
    if not file_pages.opens(request, Facet.PLAN, Action.CREATE):
        raise Http404
    goals = queries.areas_in_plan(request.file).get(area, [])
    form = ToPlanForm(request.POST if request.method == "POST" else None, goals=goals)
    if form.is_bound and form.is_valid():
        chosen = next((goal for goal in goals if str(goal.id) == form.cleaned_data["goal"]), None)
        ok, goal = file_pages.saved(
            request,
            form,
            lambda: actions.line_to_plan(
                by=request.actor, file=request.file, area=page.area, line_id=known.id, goal=chosen
            ),
        )
        if ok and goal is not None:
            return file_pages.finish(request, _("Taken over into the plan."), map_url(request.file.pk))
    return file_pages.form_page(
        request,
        form,
        title=_("Into the plan"),
        lead=known.goal,
        submit=_("Take over into the plan"),
        icon="target",
        cancel=map_url(request.file.pk),
        breadcrumb=page.trail(_("Into the plan")),
    )
