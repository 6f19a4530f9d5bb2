"""Planning, inviting, holding, tasks, anonymised mode."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access.constants import Facet, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.casework.constants import TimelineKind
from chancennetz.casework.queries.timeline import timeline
from chancennetz.conferences import actions as inbox
from chancennetz.conferences import queries, rules
from chancennetz.conferences.constants import (
    ConferenceState,
    ConferenceTaskState,
    ItemKind,
)
from chancennetz.conferences.models import Conference, ConferenceItem, ConferenceTask
from chancennetz.consent import actions as consent
from chancennetz.consent.models import Consent
from chancennetz.core import time
from chancennetz.core.errors import Conflict, NotAllowed, StaleVersion
from chancennetz.moderation import actions
from chancennetz.moderation.actions import GivesAway, ItemValues, TaskValues
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.models import Appointment, Task
from tests.conferences.tables import Family, fresh

#: Checklist of the county (004, 6.3), in our own keys.
FIELDS = [
    "household",
    "contact_jobcenter",
    "contact_provider",
    "contact_others",
    "date",
    "preinfo_due",
    "question",
    "state_jobcenter",
    "state_provider",
    "state_others",
    "result",
    "result_due",
    "tasks",
    "inform",
]


def test_every_field_of_the_countys_checklist_has_its_line() -> None:
    covered = {field for line in rules.checklist.template()["checklist"] for field in line["field"]}
    assert covered == set(FIELDS)
    shared = Path(__file__).parents[3] / "shared" / "acceptance" / "conference_checklist.json"
    if shared.exists():
        assert [one["key"] for one in json.loads(shared.read_text())["fields"]] == FIELDS
    keys = {line["key"] for line in rules.checklist.template()["checklist"]}
    assert keys == set(rules.checklist._DONE)


def test_a_new_conference_has_the_usual_agenda_its_moderator_and_an_appointment(family: Family) -> None:
    conference = family.plan()
    with working_as(family.by):
        agenda = [item.text for item in conference.items.order_by("position")]
        appointment = Appointment.objects.get(file=family.file)
        assert (appointment.title, appointment.user_id) == ("Fallkonferenz", family.by.user_id)
        assert appointment.starts_at == conference.starts_at
        assert [party.user_id for party in conference.parties.all()] == [family.by.user_id]
    assert agenda == rules.agenda(is_first=True)
    assert "Offene Aufgaben aus der letzten Konferenz" not in agenda
    assert conference.state == ConferenceState.PLANNED
    later = family.plan(previous=conference)
    with working_as(family.by):
        assert "Offene Aufgaben aus der letzten Konferenz" in [item.text for item in later.items.all()]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"question": "  "}, "question"),
        ({"about": []}, "about"),
        ({"starts_at": dt.datetime(1999, 1, 1, tzinfo=dt.UTC)}, "day"),
        ({"starts_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)}, "day"),
        ({"minutes": 5}, "minutes"),
        ({"preinfo_due": dt.date(2099, 1, 1)}, "preinfo_due"),
        ({"question_facet": "entrusted"}, "question_facet"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(family: Family, changes: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        family.plan(**changes)  # type: ignore[arg-type]
    assert list(error.value.message_dict) == [field]


def test_persons_of_another_family_cannot_be_chosen(family: Family) -> None:
    other = family.universe.open_file("ben")
    with pytest.raises(ValidationError):
        family.plan(about=[other.pk])


def test_without_consent_nothing_is_planned_or_written(family: Family) -> None:
    conference = family.plan()
    with working_as(family.by):
        consent.withdraw(by=family.by, declaration=Consent.objects.get(file=family.file))
    with pytest.raises(Conflict):
        family.plan()
    with pytest.raises(Conflict):
        family.item(conference, ItemKind.RESULT, "Ein Ergebnis")


@pytest.mark.parametrize("name", ["ben", "carla", "cora", "jan", "paul", "admin", "dora"])
def test_nobody_else_leads_the_conferences_of_a_family(family: Family, name: str) -> None:
    conference = family.plan()
    by = family.universe.actor(name)
    with working_as(by):
        assert not Conference.objects.filter(pk=conference.pk).exists()
        with pytest.raises(NotAllowed):
            actions.plan_conference(by=by, file=family.file, values=family.values())
        with pytest.raises(NotAllowed):
            actions.invite(by=by, conference=conference)


def test_the_team_lead_looks_and_does_not_write(family: Family) -> None:
    conference = family.plan()
    tina = family.universe.actor("tina")
    with working_as(tina):
        assert Conference.objects.filter(pk=conference.pk).exists()
        with pytest.raises(NotAllowed):
            actions.plan_conference(by=tina, file=family.file, values=family.values())


# --- inviting --------------------------------------------------------------------------------------------------------


def test_a_new_day_moves_the_appointments(family: Family) -> None:
    conference = family.plan()
    values = family.values(starts_at=conference.starts_at + dt.timedelta(days=7))
    with working_as(family.by):
        changed = actions.change_conference(by=family.by, conference=conference, values=values, expected=1)
        states = {one.starts_at: one.state for one in Appointment.objects.filter(file=family.file)}
        assert states == {conference.starts_at: "cancelled", values.starts_at: "planned"}
        with pytest.raises(StaleVersion):
            actions.change_conference(by=family.by, conference=changed, values=values, expected=1)


def test_a_colleague_gets_an_appointment_and_a_stranger_no_place(family: Family) -> None:
    from chancennetz.access.actions import add_to_team

    conference = family.plan()
    ben = family.universe.users["ben"]
    with working_as(family.by):
        with pytest.raises(ValidationError):
            actions.add_colleague(by=family.by, conference=conference, user_id=ben.pk)
        add_to_team(by=family.by, file=family.file, user=ben, kind=RelationKind.CASE_TEAM)
        actions.add_colleague(by=family.by, conference=conference, user_id=ben.pk)
        with pytest.raises(Conflict):
            actions.add_colleague(by=family.by, conference=conference, user_id=ben.pk)
        users = set(Appointment.objects.filter(file=family.file).values_list("user_id", flat=True))
    assert users == {family.by.user_id, ben.pk}


# --- texts -----------------------------------------------------------------------------------------------------------


def test_texts_are_changed_by_one_at_a_time_removed_and_brought_back(family: Family) -> None:
    conference = family.plan()
    item_id = family.item(conference, ItemKind.RESULT, "Erst")
    with working_as(family.by):
        item = ConferenceItem.objects.select_related("conference__file").get(pk=item_id)
        actions.change_item(by=family.by, item=item, values=ItemValues("Dann"), expected=1)
        with pytest.raises(StaleVersion):
            actions.change_item(by=family.by, item=item, values=ItemValues("Zu spät"), expected=1)
        item = ConferenceItem.objects.select_related("conference__file").get(pk=item_id)
        assert item.text == "Dann"
        actions.remove_item(by=family.by, item=item)
        assert "Dann" not in [view.item.text for view in queries.whole(fresh(family, conference)).items]
        actions.restore_item(by=family.by, item=item)
        assert "Dann" in [view.item.text for view in queries.whole(fresh(family, conference)).items]


def test_the_agenda_can_be_put_in_order(family: Family) -> None:
    conference = family.plan()
    with working_as(family.by):
        items = list(conference.items.select_related("conference__file").order_by("position"))
        actions.move_item(by=family.by, item=items[2], up=True)
        actions.move_item(by=family.by, item=items[0], up=True)
        order = list(conference.items.order_by("position").values_list("pk", flat=True))
    assert order[:3] == [items[0].pk, items[2].pk, items[1].pk]


def test_an_empty_or_unknown_text_is_refused(family: Family) -> None:
    conference = family.plan()
    for values, field in (
        (ItemValues("  "), "text"),
        (ItemValues("x", facet="entrusted"), "facet"),
        (ItemValues("x", audience="world"), "audience"),
        (ItemValues("x", persons=[family.file.pk]), "persons"),
    ):
        with working_as(family.by), pytest.raises(ValidationError) as error:
            actions.add_item(by=family.by, conference=conference, kind=ItemKind.RESULT, values=values)
        assert field in error.value.message_dict


# --- tasks -----------------------------------------------------------------------------------------------------------


def _task(family: Family, task_id: object) -> ConferenceTask:
    with working_as(family.by):
        return ConferenceTask.objects.select_related("file", "conference__file", "owner").get(pk=task_id)


def test_a_colleagues_task_is_one_thing_in_both_rooms(family: Family) -> None:
    conference = family.plan()
    task_id = family.task(conference, family.team_place(conference), "Kita anrufen")
    with working_as(family.by):
        twin = Task.objects.select_related("file").get(pk=_task(family, task_id).task_id)
        assert (twin.title, twin.user_id, twin.due_on) == (
            "Kita anrufen",
            family.by.user_id,
            time.today() + dt.timedelta(days=10),
        )
        tasks.finish_task(by=family.by, task=twin)
    assert _task(family, task_id).state == ConferenceTaskState.DONE
    with working_as(family.by):
        actions.reopen_task(by=family.by, task=_task(family, task_id))
        assert Task.objects.get(pk=twin.pk).done_at is None
        actions.finish_task(by=family.by, task=_task(family, task_id))
        assert Task.objects.get(pk=twin.pk).done_at is not None
        tasks.reopen_task(by=family.by, task=Task.objects.select_related("file").get(pk=twin.pk))
    assert _task(family, task_id).state == ConferenceTaskState.OPEN


def test_a_task_needs_a_day_and_an_owner_who_may_know_it(family: Family) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    conference = family.plan()
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    family.invite(conference)
    with pytest.raises(ValidationError) as error:
        family.task(conference, office, "Antrag prüfen", due_on=None)
    assert "due_on" in error.value.message_dict
    with pytest.raises(ValidationError) as error:
        family.task(conference, office, "Befund anfordern", facet=Facet.HEALTH.value)
    assert "owner" in error.value.message_dict
    with working_as(family.by):
        elsewhere = family.team_place(conference)
    with pytest.raises(ValidationError):
        family.task(family.plan(), elsewhere, "Aus einer anderen Konferenz")


def test_the_next_conference_begins_with_what_is_open_and_a_task_can_go_on_there(family: Family) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    first = family.plan(starts_at=time.now() - dt.timedelta(days=30))
    office = family.office(first, "jobcenter", Role.JOB_CENTRE)
    family.invite(first)
    open_one = family.task(first, office, "Antrag prüfen")
    done_one = family.task(first, family.team_place(first), "Kita anrufen")
    with working_as(family.by):
        actions.finish_task(by=family.by, task=_task(family, done_one))
        for step in (actions.hold, actions.send_minutes, actions.close):
            step(by=family.by, conference=first)
    second = family.plan(previous=first)
    with working_as(family.by):
        found = queries.whole(fresh(family, second))
        assert [view.task.title for view in found.earlier] == ["Antrag prüfen"]
        assert [view.label for view in found.parties] == ["Anna", "Jobcenter Musterkreis"]
        moved = actions.move_task(by=family.by, task=_task(family, open_one), to=second, due_on=None)
        found = queries.whole(fresh(family, second))
    assert [view.task.pk for view in found.tasks] == [moved.pk]
    assert found.earlier == []
    old = _task(family, open_one)
    assert (old.state, old.moved_to_id) == (ConferenceTaskState.MOVED, moved.pk)
    with working_as(family.by), pytest.raises(Conflict):
        actions.finish_task(by=family.by, task=old)


def test_a_task_is_dropped_with_a_reason_only(family: Family) -> None:
    conference = family.plan()
    task_id = family.task(conference, family.team_place(conference), "Kita anrufen")
    with working_as(family.by):
        with pytest.raises(ValidationError):
            actions.drop_task(by=family.by, task=_task(family, task_id), reason=" ")
        actions.drop_task(by=family.by, task=_task(family, task_id), reason="Platz ist zugesagt")
    assert _task(family, task_id).state == ConferenceTaskState.CANCELLED
    with working_as(family.by), pytest.raises(Conflict):
        actions.change_task(
            by=family.by,
            task=_task(family, task_id),
            values=TaskValues("Neu", family.team_place(conference).pk, time.today()),
            expected=2,
        )


def test_a_conference_with_open_tasks_is_not_called_off(family: Family) -> None:
    conference = family.plan()
    family.task(conference, family.team_place(conference), "Kita anrufen")
    with working_as(family.by), pytest.raises(Conflict):
        actions.cancel(by=family.by, conference=conference, reason="Keine Zeit")


def test_a_conference_is_not_held_before_its_day(family: Family) -> None:
    conference = family.plan(starts_at=time.now() + dt.timedelta(days=3))
    with working_as(family.by), pytest.raises(Conflict):
        actions.hold(by=family.by, conference=conference)


def test_what_took_place_stands_in_the_timeline_without_its_content(family: Family) -> None:
    conference = family.plan(starts_at=time.now() - dt.timedelta(days=1), question="Geheime Frage")
    with working_as(family.by):
        assert timeline(family.file, [TimelineKind.CONFERENCE]).entries == ()
        actions.hold(by=family.by, conference=conference)
        (entry,) = timeline(family.file, [TimelineKind.CONFERENCE]).entries
    assert (entry.title, entry.who, entry.object_id) == ("Fallkonferenz", "Anna", conference.pk)
    assert "Geheim" not in entry.title + entry.text


# --- the inbox of others ---------------------------------------------------------------------------------------------


def test_a_role_that_reads_nothing_here_gets_no_inbox(family: Family) -> None:
    conference = family.plan()
    with pytest.raises(ValidationError):
        family.office(conference, "kreis", Role.STATISTICS)
    with pytest.raises(ValidationError):
        family.office(conference, "werkhof", Role.COUNSELLOR)


# --- anonymised ------------------------------------------------------------------------------------------------------


def test_an_anonymised_conference_needs_no_release_and_names_nobody(family: Family) -> None:
    conference = family.plan(anonymised=True, question="Wie gelingt der Einstieg?")
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    family.item(conference, ItemKind.INFORMATION, "Die Mutter sucht Teilzeit.", persons=[family.mother.pk])
    family.invite(conference)
    packet = family.received("jan", office)
    assert packet is not None
    assert packet.about == ["Mutter, 30 bis 39 Jahre"]
    assert [(one.text, one.about) for one in packet.information] == [
        ("Die Mutter sucht Teilzeit.", ("Mutter, 30 bis 39 Jahre",))
    ]
    assert "Yılmaz" not in repr(packet)
    assert "Aylin" not in repr(packet)


def test_a_text_that_gives_away_is_not_saved_before_the_warning_was_read(family: Family) -> None:
    conference = family.plan(anonymised=True, question="Wie gelingt der Einstieg?")
    text = "Aylins Tochter, geb. 07.05.2019, Lindenstr. 7"
    with pytest.raises(GivesAway) as warning:
        family.item(conference, ItemKind.RESULT, text)
    assert [one.text for one in warning.value.findings] == ["Aylins", "07.05.2019", "Lindenstr. 7"]
    with working_as(family.by):
        assert not ConferenceItem.objects.filter(kind=ItemKind.RESULT).exists()
    with pytest.raises(GivesAway):  # a warning read about another text counts for nothing
        family.item(conference, ItemKind.RESULT, text + "!", seen=warning.value.seen)
    family.item(conference, ItemKind.RESULT, text, seen=warning.value.seen)
    with working_as(family.by):
        assert ConferenceItem.objects.get(kind=ItemKind.RESULT).harmless
    for again in (
        lambda: family.plan(anonymised=True, question="Was braucht Aylin?"),
        lambda: family.plan(anonymised=True, question="Was tun?", place="bei Familie Yılmaz"),
        lambda: family.task(conference, family.team_place(conference), "Murat anrufen"),
    ):
        with pytest.raises(GivesAway):
            again()


def test_what_a_guest_writes_waits_for_the_case_team(family: Family) -> None:
    conference = family.plan(anonymised=True, question="Wie gelingt der Einstieg?")
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    town = family.office(conference, "unna", Role.COORDINATOR)
    family.invite(conference)
    jan = family.universe.actor("jan")
    with working_as(jan):
        item = inbox.contribute(
            by=jan, party_id=office.pk, text="Frau Yılmaz ist uns bekannt.", facet="conference", audience="all"
        )
    before = family.received("cora", town)
    assert before is not None
    assert before.information == []
    with working_as(family.by):
        row = ConferenceItem.objects.select_related("conference__file").get(pk=item.pk)
        with pytest.raises(GivesAway):
            actions.release_item(by=family.by, item=row)
        seen = actions.fingerprint("Frau Yılmaz ist uns bekannt.")
        actions.release_item(by=family.by, item=row, seen=seen)
    after = family.received("cora", town)
    assert after is not None
    assert len(after.information) == 1


def test_a_task_with_names_does_not_slip_into_an_anonymised_conference(family: Family) -> None:
    first = family.plan(starts_at=time.now() - dt.timedelta(days=3))
    task_id = family.task(first, family.team_place(first), "Aylin zur Kita begleiten")
    second = family.plan(anonymised=True, question="Wie weiter?")
    with working_as(family.by), pytest.raises(GivesAway):
        actions.move_task(by=family.by, task=_task(family, task_id), to=second, due_on=None)
    assert _task(family, task_id).state == ConferenceTaskState.OPEN


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(9999, 12, 31)])
def test_a_day_that_nobody_can_mean_is_refused_with_its_field(family: Family, day: dt.date) -> None:
    conference = family.plan()
    place = family.team_place(conference)
    with pytest.raises(ValidationError) as wrong:
        family.task(conference, place, "Kita anrufen", due_on=day)
    assert list(wrong.value.message_dict) == ["due_on"]
    with pytest.raises(ValidationError) as wrong:
        family.item(conference, ItemKind.AGREEMENT, "Die Kita anrufen", due_on=day)
    assert list(wrong.value.message_dict) == ["due_on"]
    task = _task(family, family.task(conference, place, "Kita anrufen"))
    with working_as(family.by), pytest.raises(ValidationError) as wrong:
        actions.move_task(by=family.by, task=task, to=family.plan(previous=conference), due_on=day)
    assert list(wrong.value.message_dict) == ["due_on"]
