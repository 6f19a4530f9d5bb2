"""Handing over: one family with its work, a whole caseload at once, deputies for a time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access import actions as access
from chancennetz.access.constants import Action, Facet, RelationKind
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.access.queries import decide_in_file, team_of
from chancennetz.audit.models import AuditEntry
from chancennetz.caseopening.actions import NewFamily, NewPerson
from chancennetz.casework import actions as casework
from chancennetz.casework.constants import LifeArea
from chancennetz.casework.models import Case, EntrustedNote
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.handovers import actions
from chancennetz.handovers.constants import FamilyInformed, MoveState
from chancennetz.handovers.models import CaseloadMove, Handover, PlannedHandover
from chancennetz.handovers.queries import loads
from chancennetz.plans import actions as planning
from chancennetz.plans.constants import StepOwner
from chancennetz.plans.models import Step
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.models import Appointment, Task
from tests.casework import world as worlds
from tests.casework.world import World
from tests.universe import Universe

NOTE = "Der Antrag liegt beim Amt. Bitte am Freitag nachfragen."


def with_work(world: World) -> None:
    """A task, an appointment and a step of Anna's, a task of Ben's, a finished one, and an entrusted note."""
    by, file = world.actor, world.file
    with working_as(by):
        anna, ben = world.universe.users["anna"].id, world.universe.users["ben"].id
        tasks.add_task(by=by, user_id=anna, file=file, title="Amt anrufen", due_on=time.today())
        tasks.add_task(by=by, user_id=ben, file=file, title="Bens Aufgabe")
        done = tasks.add_task(by=by, user_id=anna, file=file, title="Erledigt")
        tasks.finish_task(by=by, task=done)
        tasks.add_appointment(
            by=by, user_id=anna, file=file, title="Hausbesuch", starts_at=time.now() + dt.timedelta(days=2)
        )
        goal = planning.add_goal(by=by, file=file, title="Umziehen", life_area=LifeArea.HOME, agreed=True)
        planning.add_step(by=by, goal=goal, title="Anzeige schreiben", owner_kind=StepOwner.COUNSELLOR)
        casework.add_entrusted_note(by=by, file=file, text="Ganz vertraulich")


def test_everything_open_moves_along_and_the_former_lead_is_out(world: World) -> None:
    with_work(world)
    anna, ben = world.actor, world.universe.actor("ben")
    with working_as(anna):
        made = actions.hand_over(by=anna, file=world.file, user=world.universe.users["ben"], note=NOTE)
        assert (made.tasks_moved, made.appointments_moved, made.steps_moved) == (1, 1, 1)
        assert not FamilyFile.objects.filter(pk=world.file.pk).exists()
        assert not Task.objects.exists()
    with working_as(ben):
        mine = {task.title for task in Task.objects.filter(user_id=ben.user_id, done_at__isnull=True)}
        assert "Amt anrufen" in mine
        assert "Bens Aufgabe" in mine
        assert len(mine) == 3  # and the task to tell the family
        assert Task.objects.get(user_id=anna.user_id).done_at is not None
        assert Appointment.objects.get().user_id == ben.user_id
        assert Step.objects.get().owner_user_id == ben.user_id
        assert Handover.objects.get().note == NOTE
        assert not EntrustedNote.objects.exists()
        assert [one.user_id for one in team_of(world.file.pk)] == [ben.user_id]


def test_the_new_lead_is_reminded_to_tell_the_family(world: World) -> None:
    ben = world.universe.actor("ben")
    with working_as(world.actor):
        actions.hand_over(by=world.actor, file=world.file, user=world.universe.users["ben"])
    with working_as(ben):
        task = Task.objects.get()
        handover = Handover.objects.select_related("file").get()
        assert task.due_on is not None
        assert 7 <= (task.due_on - time.today()).days <= 9
        actions.family_told(by=ben, handover=handover, how=FamilyInformed.LETTER)
        assert Handover.objects.get().informed == "letter"


def test_handing_over_to_oneself_or_to_a_stranger_changes_nothing(world: World) -> None:
    with_work(world)
    for name in ("anna", "carla", "jan"):
        with pytest.raises(ValidationError), working_as(world.actor):
            actions.hand_over(by=world.actor, file=world.file, user=world.universe.users[name])
        with working_as(world.actor):
            assert not Handover.objects.exists()
            assert Task.objects.filter(user_id=world.actor.user_id, done_at__isnull=True).count() == 1


def test_only_the_lead_and_the_team_lead_hand_over(world: World) -> None:
    anna, ben, tina = world.actor, world.universe.actor("ben"), world.universe.actor("tina")
    with working_as(anna):
        access.add_to_team(by=anna, file=world.file, user=world.universe.users["ben"], kind=RelationKind.CASE_TEAM)
    with working_as(ben), pytest.raises(NotAllowed):
        actions.hand_over(by=ben, file=world.file, user=world.universe.users["ben"])
    with working_as(tina):
        made = actions.hand_over(by=tina, file=world.file, user=world.universe.users["ben"])
        assert made.to_user_id == ben.user_id
        assert not decide_in_file(anna, Action.READ, Facet.FRAME, world.file).allowed


# --- a whole caseload ------------------------------------------------------------------------------------------------


def families(universe: Universe, number: int) -> list[Case]:
    return [
        worlds.open_case(universe, "anna", NewFamily(persons=[NewPerson(f"Kim{place}", "Berg")]))
        for place in range(number)
    ]


def test_a_whole_caseload_goes_in_one_transaction(universe: Universe) -> None:
    cases = families(universe, 4)
    tina, ben, tina_user = universe.actor("tina"), universe.users["ben"], universe.users["tina"]
    with working_as(tina):
        move = actions.plan_move(by=tina, leaver=universe.users["anna"], reason="Elternzeit")
        assert actions.plan_move(by=tina, leaver=universe.users["anna"]).pk == move.pk  # go on where it was left
        ids = [case.file_id for case in cases]
        given = dict(zip(ids, [ben.pk, ben.pk, tina_user.pk, None], strict=True))
        assert actions.assign(by=tina, move=move, given=given) == 3
        before = {
            one.user.display_name: (one.families, one.after)
            for one in loads.team_loads(move.organisation_id, loads.planned(move), leaver=universe.users["anna"].pk)
        }
        assert before == {"Anna": (4, 1), "Ben": (0, 2), "Tina": (0, 1)}
        moved = actions.carry_out(by=tina, move=move, note="Danke an alle")
        assert (moved.done, moved.skipped, moved.left) == (3, 0, 1)
        assert loads.led_files(move.organisation_id) == {universe.users["anna"].pk: 1, ben.pk: 2, tina_user.pk: 1}
        assert Handover.objects.filter(move=move).count() == 3
        assert AuditEntry.objects.filter(action="access.lead.change").count() == 3
        # One family is left, so the plan goes on.
        assert CaseloadMove.objects.get(pk=move.pk).state == MoveState.PLANNED
        actions.assign(by=tina, move=move, given={ids[3]: ben.pk})
        assert actions.carry_out(by=tina, move=move).left == 0
        move = CaseloadMove.objects.get(pk=move.pk)
        assert move.state == MoveState.DONE
        with pytest.raises(Conflict):
            actions.carry_out(by=tina, move=move)


def test_what_somebody_else_handed_over_meanwhile_is_skipped(universe: Universe) -> None:
    first, second = families(universe, 2)
    tina, anna, ben = universe.actor("tina"), universe.actor("anna"), universe.users["ben"]
    with working_as(tina):
        move = actions.plan_move(by=tina, leaver=universe.users["anna"])
        actions.assign(by=tina, move=move, given={first.file_id: ben.pk, second.file_id: ben.pk})
    with working_as(anna):
        actions.hand_over(by=anna, file=first.file, user=universe.users["tina"])
    with working_as(tina):
        moved = actions.carry_out(by=tina, move=move)
        assert (moved.done, moved.skipped, moved.left) == (1, 1, 0)
        assert PlannedHandover.objects.get(file=first.file).skipped
        assert team_of(first.file_id)[0].user_id == tina.user_id


def test_when_one_family_fails_nothing_has_changed_and_the_plan_is_there(universe: Universe) -> None:
    first, second = families(universe, 2)
    tina, ben = universe.actor("tina"), universe.users["ben"]
    with working_as(tina):
        move = actions.plan_move(by=tina, leaver=universe.users["anna"])
        actions.assign(by=tina, move=move, given={first.file_id: universe.users["tina"].pk, second.file_id: ben.pk})
    with working_as(system_actor()) as system:
        access.end_membership(
            by=system, membership=universe.memberships["ben"], last_day=time.today() - dt.timedelta(days=1)
        )
    with working_as(tina), pytest.raises(ValidationError):
        actions.carry_out(by=tina, move=move)
    with working_as(tina):
        assert loads.led_files(move.organisation_id) == {universe.users["anna"].pk: 2}
        assert not Handover.objects.exists()
        assert len(loads.planned(move)) == 2
        with pytest.raises(ValidationError):  # and the plan no longer takes who does not work here
            actions.assign(by=tina, move=move, given={second.file_id: ben.pk})
        actions.drop_move(by=tina, move=move)
        assert Relation.objects.at().filter(kind=RelationKind.CASE_LEAD).count() == 2


def test_only_the_team_lead_of_the_organisation_plans(universe: Universe) -> None:
    case = families(universe, 1)[0]
    stranger = worlds.open_case(universe, "carla", NewFamily(persons=[NewPerson("Fremd", "Fremd")]))
    anna, tina = universe.actor("anna"), universe.actor("tina")
    with working_as(anna), pytest.raises(NotAllowed):
        actions.plan_move(by=anna, leaver=universe.users["anna"])
    with working_as(tina):
        move = actions.plan_move(by=tina, leaver=universe.users["anna"])
        with pytest.raises(Conflict):
            actions.assign(by=tina, move=move, given={stranger.file_id: universe.users["ben"].pk})
        with pytest.raises(ValidationError):
            actions.assign(by=tina, move=move, given={case.file_id: universe.users["carla"].pk})
    for name in ("anna", "carla", "jan", "paul"):
        with working_as(universe.actor(name)):
            assert not CaseloadMove.objects.exists(), name


def test_an_even_distribution_leaves_the_leaver_out(universe: Universe) -> None:
    cases = families(universe, 3)
    tina = universe.actor("tina")
    with working_as(tina):
        move = actions.plan_move(by=tina, leaver=universe.users["anna"])
        assert set(loads.even(move, [case.file_id for case in cases]).values()) == {universe.users["ben"].pk}


# --- deputies --------------------------------------------------------------------------------------------------------


def test_a_deputy_for_all_families_begins_and_ends_by_itself(universe: Universe) -> None:
    cases = families(universe, 2)
    anna, ben = universe.actor("anna"), universe.actor("ben")
    first, last = time.today() + dt.timedelta(days=3), time.today() + dt.timedelta(days=10)
    with working_as(anna):
        files = [case.file for case in cases]
        values = {"by": anna, "files": files, "user": universe.users["ben"]}
        assert actions.stand_in(**values, first=first, last=last) == 2
        assert actions.stand_in(**values, first=first, last=last) == 0  # there already
        with pytest.raises(ValidationError):
            actions.stand_in(**values, first=first, last=first - dt.timedelta(days=1))
        relation = Relation.objects.filter(kind=RelationKind.DEPUTY).first()
        assert relation is not None
        assert relation.starts_at.astimezone(time.BERLIN) == dt.datetime.combine(first, dt.time(), time.BERLIN)
        assert relation.ends_at == dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), time.BERLIN)
        assert not decide_in_file(ben, Action.READ, Facet.PLAN, files[0]).allowed
    with working_as(ben):
        assert not FamilyFile.objects.exists()
