"""Receiving: only those it is addressed to, only what was sent, only while it is open; and nothing is forgotten."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from chancennetz.access import actions as access
from chancennetz.access import queries as access_queries
from chancennetz.access.constants import Role
from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.organisations.models import Unit
from chancennetz.referrals import actions, queries
from chancennetz.referrals.actions import Answer
from chancennetz.referrals.constants import CutReason, DeclineReason, Manner, Outcome, ReferralState
from chancennetz.referrals.models import Handover, Referral
from chancennetz.supportmap.models import Service
from chancennetz.takeup.models import ReferralCount
from chancennetz.tasks.models import Task
from tests.referrals.conftest import Desk
from tests.universe import STAFF


def test_only_the_addressed_organisation_finds_it_and_not_a_role_without_inbox(desk: Desk) -> None:
    desk.release()
    handover = desk.send()
    found = {name for name in STAFF if handover.pk in desk.inbox(name)}
    assert found == {"carla"}


def test_the_database_itself_shows_it_to_nobody_else(desk: Desk) -> None:
    desk.release()
    handover = desk.send()
    seen = set()
    for name in STAFF:
        with working_as(desk.universe.actor(name)), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM referrals_handover WHERE id = %s", [handover.pk])
            if cursor.fetchone()[0]:
                seen.add(name)
            cursor.execute("SELECT count(*) FROM referrals_referral WHERE id = %s", [handover.pk])
            assert cursor.fetchone()[0] == (name in {"anna", "tina"})
    assert seen == {"anna", "tina", "carla"}


@pytest.mark.parametrize(
    "change",
    [
        {"person_ids": []},
        {"ends_at": dt.datetime(2100, 1, 1, tzinfo=dt.UTC)},
        {"code": "AAAAAA"},
        {"snapshot": b"something"},
    ],
)
def test_the_database_lets_a_receiver_answer_and_nothing_else(desk: Desk, change: dict[str, object]) -> None:
    desk.release()
    handover = desk.send()
    with working_as(desk.carla), pytest.raises(DatabaseError), transaction.atomic():
        Handover._base_manager.filter(pk=handover.pk).update(**change)
    with working_as(desk.carla), connection.cursor() as cursor:
        cursor.execute("DELETE FROM referrals_handover WHERE id = %s", [handover.pk])
        assert cursor.rowcount == 0


def _carla_of_unit(desk: Desk, unit: Unit) -> None:
    with working_as(system_actor()) as by:
        user = access.create_user(by=by, email="kim@example.org", display_name="Kim")
        desk.universe.users["kim"] = user
        desk.universe.memberships["kim"] = access.add_membership(
            by=by, user=user, organisation=desk.service, role=Role.COUNSELLOR, valid_from=time.today(), unit=unit
        )


def test_what_is_addressed_to_a_unit_stays_in_that_unit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with working_as(system_actor()):
        here = Unit.objects.create(organisation=desk.service, name="Mitte")
        there = Unit.objects.create(organisation=desk.service, name="Heeren")
    _carla_of_unit(desk, there)
    monkeypatch.setitem(STAFF, "kim", ("brueckenhaus", Role.COUNSELLOR))
    desk.release()
    first = desk.send(unit=here)
    second = desk.send(unit=there)
    third = desk.send()
    assert set(desk.inbox("kim")) == {second.pk, third.pk}
    assert set(desk.inbox("carla")) == {first.pk, second.pk, third.pk}  # Carla works for the whole organisation
    with working_as(desk.universe.actor("kim")):
        assert not Handover.objects.filter(pk=first.pk).exists()


def test_the_way_to_the_end_with_its_days(desk: Desk) -> None:
    desk.release()
    handover = desk.send()
    with working_as(desk.carla) as by:
        row = queries.find_received(by, handover.pk)
        assert row is not None
        assert actions.note_seen(by=by, handover=row)
        assert not actions.note_seen(by=by, handover=row)
        actions.accept(by=by, handover_id=handover.pk, note="Wir rufen morgen an.")
        actions.book_first_contact(by=by, handover_id=handover.pk)
        actions.finish(by=by, handover_id=handover.pk, outcome=Outcome.TAKES_PART)
    row = desk.fresh(handover)
    assert (row.state, row.outcome, row.met_on, row.done_on) == (
        ReferralState.DONE, Outcome.TAKES_PART, time.today(), time.today(),
    )  # fmt: skip
    assert row.answered_by == "Carla, Brückenhaus Kamen"
    assert row.seen_at is not None
    with working_as(desk.anna):
        assert row.answer_note == "Wir rufen morgen an."


def test_who_declines_says_why_and_sees_nothing_any_more(desk: Desk) -> None:
    desk.release()
    handover = desk.send()
    with working_as(desk.carla) as by:
        with pytest.raises(ValidationError) as caught:
            actions.answer_received(by=by, handover_id=handover.pk, answer=Answer(ReferralState.DECLINED))
        assert list(caught.value.message_dict) == ["reason"]
        actions.decline(by=by, handover_id=handover.pk, reason=DeclineReason.FULL)
    assert desk.seen_by("carla", handover) == []
    row = desk.fresh(handover)
    assert (row.state, row.decline_reason, row.cut_reason) == ("declined", "full", "declined")
    with working_as(desk.carla) as by, pytest.raises(Conflict):
        actions.accept(by=by, handover_id=handover.pk)


@pytest.mark.parametrize("name", ["jan", "ben", "nele", "admin", "dora"])
def test_nobody_else_answers(desk: Desk, name: str) -> None:
    desk.release()
    handover = desk.send()
    with working_as(desk.universe.actor(name)) as by, pytest.raises(NotAllowed):
        actions.accept(by=by, handover_id=handover.pk)


def test_days_outside_of_the_referral_are_refused(desk: Desk) -> None:
    desk.release()
    handover = desk.send()
    with working_as(desk.carla) as by:
        actions.accept(by=by, handover_id=handover.pk)
        for days in (-1, 1):
            with pytest.raises(ValidationError):
                actions.book_first_contact(by=by, handover_id=handover.pk, day=time.today() + dt.timedelta(days=days))


def test_when_the_time_is_over_nobody_sees_it_and_the_data_are_emptied(desk: Desk) -> None:
    desk.release(days=3)
    handover = desk.send()
    with working_as(system_actor()):
        Handover._base_manager.filter(pk=handover.pk).update(
            sent_at=time.now() - dt.timedelta(days=2), ends_at=time.now() - dt.timedelta(seconds=1)
        )
    assert desk.inbox() == []
    with working_as(desk.carla) as by, pytest.raises(NotAllowed):
        actions.accept(by=by, handover_id=handover.pk)
    with working_as(system_actor()) as by:
        assert actions.empty_expired(by=by) == 1
        assert actions.empty_expired(by=by) == 0
    row = desk.fresh(handover)
    with working_as(desk.anna) as by:
        assert (row.snapshot, row.cut_reason, row.state) == ("", CutReason.EXPIRED, ReferralState.SENT)
        actions.report(by=by, referral=Referral.objects.get(pk=row.pk), answer=Answer(ReferralState.ACCEPTED))


# --- nothing is forgotten --------------------------------------------------------------------------------------------


def _titles(desk: Desk) -> list[tuple[str, bool]]:
    with working_as(desk.anna):
        rows = Task.objects.filter(file=desk.file, owner__startswith="referrals").order_by("created_at")
        return [(task.title, task.done_at is not None) for task in rows]


def _days_later(days: int) -> mock._patch[object]:
    return mock.patch.object(time, "now", return_value=time.now() + dt.timedelta(days=days))


def test_without_an_answer_the_leading_counsellor_gets_one_task_which_ends_with_the_answer(desk: Desk) -> None:
    desk.release()
    handover = desk.send(answer_by=time.today() + dt.timedelta(days=2))
    with working_as(system_actor()) as by:
        assert actions.raise_tasks(by=by) == 0
        with _days_later(3):
            assert actions.raise_tasks(by=by) == 1
            assert actions.raise_tasks(by=by) == 0
    assert _titles(desk) == [("Noch keine Antwort: bei Brückenhaus Kamen nachfragen", False)]
    with working_as(desk.carla) as by:
        actions.accept(by=by, handover_id=handover.pk)
    with working_as(desk.anna) as by:
        actions.raise_tasks(by=by, file=desk.file)
    assert _titles(desk) == [("Noch keine Antwort: bei Brückenhaus Kamen nachfragen", True)]


def test_a_no_becomes_a_task(desk: Desk) -> None:
    desk.release()
    handover = desk.send()
    with working_as(desk.carla) as by:
        actions.decline(by=by, handover_id=handover.pk, reason=DeclineReason.FULL)
    with working_as(system_actor()) as by:
        assert actions.raise_tasks(by=by) == 1
        assert actions.raise_tasks(by=by) == 0
    assert _titles(desk) == [("Brückenhaus Kamen kann die Familie nicht aufnehmen: Was nun?", False)]


def test_what_happens_to_an_offer_is_counted_without_the_family(desk: Desk) -> None:
    with working_as(system_actor()):
        offer = Service.objects.create(organisation=desk.service, name="Schuldnerberatung")
    handover = desk.send(manner=Manner.ANONYMOUS, service=offer)
    with working_as(desk.carla) as by:
        actions.accept(by=by, handover_id=handover.pk)
        actions.book_first_contact(by=by, handover_id=handover.pk)
    counted = ReferralCount.objects.filter(service=offer).values_list("event", "day", "number")
    assert sorted(counted) == [(event, time.today(), 1) for event in ("accepted", "sent", "started")]
    with working_as(desk.carla) as by:
        row = queries.find_received(by, handover.pk)
        assert row is not None
        assert str(row.service) == "Schuldnerberatung"


def test_a_membership_that_ended_receives_nothing(desk: Desk) -> None:
    desk.release()
    handover = desk.send()
    by = desk.carla
    with working_as(system_actor()) as system:
        access.end_membership(
            by=system, membership=desk.universe.memberships["carla"], last_day=time.today() - dt.timedelta(days=1)
        )
    with working_as(by):
        assert not Handover.objects.filter(pk=handover.pk).exists()
    assert access_queries.memberships_on(by.account_id) == []
