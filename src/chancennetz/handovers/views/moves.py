"""Handing over a whole caseload, and deputies for the time of an absence."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import colleagues
from chancennetz.casework.queries.cases import visible_people
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.text import sort_key
from chancennetz.handovers import actions
from chancennetz.handovers import file_pages as pages
from chancennetz.handovers.actions.handover import Moved
from chancennetz.handovers.constants import CASE_WORKERS, TARGET_RATIO, MoveState
from chancennetz.handovers.forms import STAYS, AssignForm, CarryOutForm, DeputyForm
from chancennetz.handovers.models import CaseloadMove
from chancennetz.handovers.queries import loads
from chancennetz.people.queries import family_called, in_lists
from chancennetz.ui import answering
from chancennetz.ui.parts import Crumb
from chancennetz.ui.tables import Column, Table


class LoadTable(Table):
    """Families by counsellor before and after a plan."""

    caption = gettext_lazy("Families before and after")
    filename = "loads"
    files = False
    page_size = 100
    columns = (
        Column("name", gettext_lazy("Counsellor"), head=True, value=lambda one: one.user.display_name, sort=False),
        Column("families", gettext_lazy("Now"), kind="number", total=True, sort=False),
        Column("after", gettext_lazy("Afterwards"), kind="number", total=True, sort=False),
        Column("ratio_after", gettext_lazy("Families per post"), kind="number", digits=1, sort=False),
    )


def _trail(*last: Crumb | str) -> list[Crumb]:
    own = [
        Crumb(_("My team"), reverse("caseload:supervision")),
        Crumb(_("Hand over a caseload"), reverse("handovers:moves")),
    ]
    return own + [Crumb(one) if isinstance(one, str) else one for one in last]


@declare.on(ObjectType.CASELOAD, Action.LIST, write=Action.LIST)
def overview(request: FileRequest) -> HttpResponse:
    """Who leads how many families; choose whose families are handed over."""
    actor = pages.team_lead(request)
    assert actor.organisation_id is not None  # noqa: S101 - checked by team_lead
    team = loads.team_loads(actor.organisation_id)
    if request.method == "POST":
        chosen = answering.or_404(next((one for one in team if str(one.user.pk) == request.POST.get("user")), None))
        ok, move = pages.saved(request, None, lambda: actions.plan_move(by=actor, leaver=chosen.user))
        return redirect("handovers:move", move_id=move.pk) if ok and move is not None else redirect("handovers:moves")
    context = {
        "breadcrumb": [*_trail()[:-1], Crumb(_("Hand over a caseload"))],
        "team": team,
        "moves": loads.moves_of(actor),
        "target": TARGET_RATIO,
        "states": MoveState,
    }
    return answering.show(request, "handovers/moves.html", context)


def _move(request: FileRequest, move_id: uuid.UUID) -> tuple[Actor, CaseloadMove]:
    actor = pages.team_lead(request)
    return actor, answering.or_404(loads.find_move(actor, move_id))


def _families(actor: Actor, move: CaseloadMove) -> list[tuple[uuid.UUID, str]]:
    """Return the families of the leaving colleague with their names, in the order of the names."""
    return _in_order(actor, loads.led_by(actor, move.from_user_id, move.organisation_id))


def _in_order(actor: Actor, files: Iterable[FamilyFile]) -> list[tuple[uuid.UUID, str]]:
    """Return files with what they are called, in the order of the family names."""
    people = visible_people(actor, [file.pk for file in files], everybody=False)
    named = [
        (in_lists(people[file.pk][0]), file.pk, family_called(people[file.pk][0]))
        if file.pk in people
        else (sort_key(file.number), file.pk, file.number)
        for file in files
    ]
    return [(file_id, name) for _place, file_id, name in sorted(named)]


@declare.on(ObjectType.CASELOAD, Action.LIST, write=Action.LIST)
def plan(request: FileRequest, move_id: uuid.UUID) -> HttpResponse:
    """Choose who takes which family over; the plan is kept and nothing changes yet."""
    actor, move = _move(request, move_id)
    if move.state != MoveState.PLANNED:
        return redirect("handovers:moves")
    families = _families(actor, move)
    given = loads.planned(move)
    team = loads.team_loads(move.organisation_id, given, leaver=move.from_user_id)
    staying = [one for one in team if one.works_here and one.user.pk != move.from_user_id]
    initial = {f"family-{file_id.hex}": str(given.get(file_id, STAYS)) for file_id, _title in families}
    form = AssignForm(request.POST or None, families=families, loads=staying, initial=initial)
    here = reverse("handovers:move", args=[move.pk])
    if form.is_bound and form.is_valid():
        chosen = form.given()
        if request.POST.get("action") == "even":
            chosen |= loads.even(move, [file_id for file_id, user_id in chosen.items() if user_id is None])
        ok, number = pages.saved(request, form, lambda: actions.assign(by=actor, move=move, given=chosen))
        if ok:
            going = request.POST.get("action") == "go" and number
            return (
                redirect("handovers:move_carry_out", move_id=move.pk)
                if going
                else file_pages.finish(request, _("The plan is saved. Nothing has been handed over yet."), here)
            )
    context = {
        "breadcrumb": _trail(move.from_user.display_name),
        "move": move,
        "form": form,
        "families": families,
        "loads": [(one.user.display_name, f"{one.families} → {one.after}") for one in team],
        "staying": staying,
        "planned": len(given),
        "target": TARGET_RATIO,
    }
    return answering.show(request, "handovers/move.html", context, form)


@declare.on(ObjectType.CASELOAD, Action.LIST, write=Action.LIST)
def carry_out(request: FileRequest, move_id: uuid.UUID) -> HttpResponse:
    """The loads before and after; then hand everything over at once."""
    actor, move = _move(request, move_id)
    if move.state != MoveState.PLANNED:
        return redirect("handovers:moves")
    form = CarryOutForm(request.POST or None)
    if form.is_bound and form.is_valid():
        if again := file_pages.already_done(request):
            return again
        ok, moved = pages.saved(
            request, form, lambda: actions.carry_out(by=actor, move=move, note=form.cleaned_data["note"])
        )
        if ok and moved is not None:
            address = reverse("handovers:move", args=[move.pk]) if moved.left else reverse("handovers:moves")
            return file_pages.finish(request, _in_words(moved), address)
    given = loads.planned(move)
    context = {
        "breadcrumb": _trail(Crumb(move.from_user.display_name, reverse("handovers:move", args=[move.pk])), _("Check")),
        "move": move,
        "form": form,
        "number": len(given),
        "table": LoadTable(loads.team_loads(move.organisation_id, given, leaver=move.from_user_id), request),
        "target": TARGET_RATIO,
        "cancel": reverse("handovers:move", args=[move.pk]),
    }
    return answering.show(request, "handovers/move_check.html", context, form)


def _in_words(moved: Moved) -> str:
    """Say what came of the handover of a caseload."""
    text = ngettext("%(number)d family handed over.", "%(number)d families handed over.", moved.done)
    words = [text % {"number": moved.done}]
    if moved.skipped:
        text = ngettext("%(number)d was handed over before.", "%(number)d were handed over before.", moved.skipped)
        words.append(text % {"number": moved.skipped})
    if moved.left:
        text = ngettext("%(number)d family still waits.", "%(number)d families still wait.", moved.left)
        words.append(text % {"number": moved.left})
    return " ".join(words)


@declare.on(ObjectType.CASELOAD, Action.LIST, write=Action.LIST)
@require_POST
def drop(request: FileRequest, move_id: uuid.UUID) -> HttpResponse:
    """Give a plan up."""
    actor, move = _move(request, move_id)
    ok, _none = pages.saved(request, None, lambda: actions.drop_move(by=actor, move=move))
    address = reverse("handovers:moves")
    return (
        file_pages.finish(request, _("The plan is gone. Nothing was handed over by it."), address)
        if ok
        else redirect(address)
    )


@declare.on(ObjectType.CASELOAD, Action.LIST, write=Action.LIST)
def deputies(request: FileRequest) -> HttpResponse:
    """Let somebody stand in for several families while one is away (a team lead: while a colleague is)."""
    actor = pages.case_worker(request)
    assert actor.organisation_id is not None  # noqa: S101 - checked by case_worker
    team = colleagues(actor.organisation_id, CASE_WORKERS)
    away_id = actor.account_id
    if actor.role == Role.TEAM_LEAD:
        asked = request.GET.get("user", "")
        away_id = next((user.pk for user in team if str(user.pk) == asked), away_id)
    files = loads.led_by(actor, away_id, actor.organisation_id)
    families = _in_order(actor, files)
    others = [user for user in team if user.pk != away_id]
    form = DeputyForm(request.POST or None, colleagues=others, families=families, initial={"first": time.today()})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        user = next(user for user in others if str(user.pk) == data["user"])
        chosen = [file for file in files if str(file.pk) in data["families"]]
        ok, count = pages.saved(
            request,
            form,
            lambda: actions.stand_in(
                by=actor, files=chosen, user=user, first=data["first"], last=data["last"], reason=data["reason"]
            ),
            fields={"until": "last"},
        )
        if ok:
            text = ngettext(
                "%(name)s stands in for %(number)d family.", "%(name)s stands in for %(number)d families.", count or 0
            )
            words = text % {"name": user.display_name, "number": count or 0}
            return file_pages.finish(request, words, reverse("casework:list"))
    context = {
        "breadcrumb": [Crumb(_("Families"), reverse("casework:list")), Crumb(_("Deputies"))],
        "form": form,
        "families": families,
        "team": team if actor.role == Role.TEAM_LEAD else [],
        "away": next((user for user in team if user.pk == away_id), None),
        "others": others,
    }
    return answering.show(request, "handovers/deputies.html", context, form)
