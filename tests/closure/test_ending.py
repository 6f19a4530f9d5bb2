"""The end, aftercare, and beginning again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access.constants import Action, Facet, FileState
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import decide_in_file
from chancennetz.casework import queries
from chancennetz.casework.constants import ExitReason, LifeArea, Phase, TimelineKind
from chancennetz.casework.models import Case
from chancennetz.closure import actions
from chancennetz.closure import queries as cases
from chancennetz.closure.actions import AftercareResult
from chancennetz.closure.constants import AftercareSlot, CardReason, StillWorking
from chancennetz.closure.models import AftercareContact
from chancennetz.consent import actions as consent
from chancennetz.consent.models import Consent
from chancennetz.core import time
from chancennetz.core.errors import Conflict, NotAllowed, StaleVersion
from chancennetz.participation import actions as participation
from chancennetz.participation.models import Participant
from chancennetz.plans import actions as planning
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.models import Appointment, Task
from tests.casework import world as worlds
from tests.casework.world import World


def case_of(world: World) -> Case:
    return Case.objects.select_related("file").get(file=world.file)


def leave(world: World) -> None:
    """Let the mother leave the programme."""
    with working_as(world.actor):
        participant = Participant.objects.select_related("file").get(file=world.file)
        participation.leave_programme(by=world.actor, participant=participant, exit_on=time.today())


def end(world: World, **changes: object) -> Case:
    values: dict[str, object] = {"exit_on": time.today(), "reason": ExitReason.REACHED} | changes
    with working_as(world.actor):
        return actions.end_case(by=world.actor, case=case_of(world), **values)  # type: ignore[arg-type]


def test_an_end_needs_everybody_out_and_every_goal_finished(world: World) -> None:
    with pytest.raises(Conflict):
        end(world)
    leave(world)
    with working_as(world.actor):
        planning.add_goal(by=world.actor, file=world.file, title="Arbeit", life_area=LifeArea.WORK, agreed=True)
    with pytest.raises(Conflict):
        end(world)


def test_without_aftercare_the_file_closes_and_leaves_no_task_behind(world: World) -> None:
    leave(world)
    with working_as(world.actor) as by:
        assert by.user_id
        tasks.add_task(by=by, user_id=by.user_id, file=world.file, title="Amt anrufen")
        start = time.now() + dt.timedelta(days=1)
        tasks.add_appointment(by=by, user_id=by.user_id, file=world.file, title="Abschied", starts_at=start)
    with pytest.raises(Conflict, match="2"):
        end(world)
    with working_as(world.actor):
        assert FamilyFile.objects.get(pk=world.file.pk).state == FileState.OPEN
    end(world, settle=True)
    with working_as(world.actor):
        assert FamilyFile.objects.get(pk=world.file.pk).state == FileState.CLOSED
        assert Task.objects.get().done_at is not None
        assert Appointment.objects.get().state == "cancelled"


def test_with_aftercare_three_contacts_are_planned_as_tasks(world: World) -> None:
    leave(world)
    job = time.today() + dt.timedelta(days=10)
    end(world, aftercare_from=job)
    with working_as(world.actor):
        file = FamilyFile.objects.get(pk=world.file.pk)
        assert file.state == FileState.OPEN
        found = cases.aftercare_of(file)
        assert [one.slot for one in found] == ["weeks", "quarter", "half_year"]
        assert [task.due_on for task in Task.objects.order_by("due_on")] == [one.due_on for one in found]
        assert 28 <= (found[0].due_on - job).days <= 30
        assert "28" in Task.objects.order_by("due_on")[0].title
        assert decide_in_file(world.actor, Action.UPDATE, Facet.CONTACT, file).allowed


def test_a_result_finishes_its_task_and_a_missed_one_is_tried_again(world: World) -> None:
    leave(world)
    end(world, aftercare_from=time.today())
    with working_as(world.actor) as by:
        first, second, third = cases.aftercare_of(world.file)
        result = AftercareResult(time.today(), reached=True, still_working=StillWorking.YES, note="Es läuft gut.")
        actions.record_aftercare(by=by, contact=first, result=result, expected=1)
        assert Task.objects.get(pk=first.task_id).done_at is not None
        again = time.today() + dt.timedelta(days=5)
        missed = AftercareResult(time.today(), reached=False)
        actions.record_aftercare(by=by, contact=second, result=missed, expected=1, again_on=again)
        extra = AftercareContact.objects.get(slot=AftercareSlot.EXTRA)
        assert extra.due_on == again
        with pytest.raises(StaleVersion):
            actions.reschedule_aftercare(by=by, contact=third, due_on=again, expected=7)
        third = cases.find_aftercare(world.file, third.pk)  # type: ignore[assignment]
        actions.reschedule_aftercare(by=by, contact=third, due_on=again, expected=1)
        assert Task.objects.get(pk=third.task_id).due_on == again
        with pytest.raises(Conflict):
            actions.reschedule_aftercare(by=by, contact=second, due_on=again, expected=2)
        assert AftercareContact.objects.get(pk=first.pk).note == "Es läuft gut."


def test_what_cannot_be_right_is_refused(world: World) -> None:
    leave(world)
    end(world, aftercare_from=time.today())
    with working_as(world.actor) as by:
        first = cases.aftercare_of(world.file)[0]
        tomorrow = time.today() + dt.timedelta(days=1)
        for result in (AftercareResult(time.today(), reached=True), AftercareResult(tomorrow, reached=False)):
            with pytest.raises(ValidationError):
                actions.record_aftercare(by=by, contact=first, result=result, expected=1)
        with pytest.raises(ValidationError):
            actions.add_aftercare(by=by, file=world.file, due_on=worlds.days_ago(1))


def test_after_the_last_contact_the_file_closes_for_good(world: World) -> None:
    leave(world)
    end(world, aftercare_from=worlds.days_ago(60))
    with working_as(world.actor) as by:
        found = cases.aftercare_of(world.file)
        assert [one.slot for one in found] == ["quarter", "half_year"]  # 28 days are over
        with pytest.raises(Conflict):
            actions.finish_aftercare(by=by, case=case_of(world))
        for one in found:
            result = AftercareResult(time.today(), reached=True, still_working=StillWorking.YES)
            actions.record_aftercare(by=by, contact=one, result=result, expected=1)
        actions.finish_aftercare(by=by, case=case_of(world))
        assert FamilyFile.objects.get(pk=world.file.pk).state == FileState.CLOSED
        assert not Task.objects.filter(done_at__isnull=True).exists()
    with pytest.raises(NotAllowed), working_as(world.actor) as by:
        actions.add_aftercare(by=by, file=FamilyFile.objects.get(pk=world.file.pk), due_on=time.today())


def test_a_closed_case_begins_again_with_its_participants(world: World) -> None:
    leave(world)
    end(world)
    before = worlds.tallies()
    with working_as(world.actor) as by:
        participant = Participant.objects.select_related("file").get()
        actions.reopen(by=by, case=case_of(world), participants=[participant])
        file = FamilyFile.objects.get(pk=world.file.pk)
        assert (file.state, file.closed_on) == (FileState.OPEN, None)
        assert queries.phase_of(file) == Phase.ASSESSMENT
        assert Participant.objects.get().exit_on is None
        planning.add_goal(by=by, file=file, title="Noch einmal", life_area=LifeArea.WORK)
        with pytest.raises(Conflict):
            actions.reopen(by=by, case=case_of(world))
    assert worlds.tallies() != before
    assert worlds.tallies() == worlds.recount()


def test_reopening_during_aftercare_drops_what_was_planned_and_its_tasks(world: World) -> None:
    leave(world)
    end(world, aftercare_from=time.today())
    with working_as(world.actor) as by:
        actions.reopen(by=by, case=case_of(world))
        assert not AftercareContact.objects.exists()
        assert Task.objects.filter(done_at__isnull=False).count() == 3


def test_the_team_lead_reopens_a_closed_case_a_colleague_does_not(world: World) -> None:
    leave(world)
    end(world)
    ben, tina = world.universe.actor("ben"), world.universe.actor("tina")
    row = world.case
    with working_as(ben), pytest.raises(NotAllowed):
        actions.reopen(by=ben, case=row)
    with working_as(tina):
        actions.reopen(by=tina, case=case_of(world))
        assert FamilyFile.objects.get(pk=world.file.pk).state == FileState.OPEN


def test_an_end_after_consent_was_withdrawn_is_possible_but_no_result(world: World) -> None:
    leave(world)
    end(world, aftercare_from=time.today())
    with working_as(world.actor) as by:
        consent.withdraw(by=by, declaration=Consent.objects.select_related("file", "person").get())
        first = cases.aftercare_of(world.file)[0]
        result = AftercareResult(time.today(), reached=True, still_working=StillWorking.NO)
        with pytest.raises(Conflict):
            actions.record_aftercare(by=by, contact=first, result=result, expected=1)
        actions.finish_aftercare(by=by, case=case_of(world), settle=True)


def test_the_timeline_tells_of_card_and_aftercare(world: World) -> None:
    leave(world)
    end(world, aftercare_from=time.today())
    with working_as(world.actor) as by:
        actions.make_card(by=by, file=world.file, reason=CardReason.JOB, starts_on=time.today())
        first = cases.aftercare_of(world.file)[0]
        result = AftercareResult(time.today(), reached=True, still_working=StillWorking.YES, note="Es läuft gut.")
        actions.record_aftercare(by=by, contact=first, result=result, expected=1)
        kinds = [TimelineKind.CONTACT, TimelineKind.GOAL, TimelineKind.TEAM]
        entries = queries.timeline(world.file, kinds=kinds).entries
        told = {entry.what: entry.text for entry in entries}
        assert "Es läuft gut." in told["aftercare"]
        assert "card" in told
