"""The life of conferences and tasks, move by move: no access after a withdrawal, no task is lost, both walls agree."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chancennetz.access.constants import Facet, Role
from chancennetz.access.context import working_as
from chancennetz.conferences import actions as inbox
from chancennetz.conferences import queries, rules
from chancennetz.conferences.constants import (
    TASK_TRANSITIONS,
    TRANSITIONS,
    ConferenceState,
    ConferenceTaskState,
)
from chancennetz.conferences.models import Conference, ConferenceParty, ConferenceTask
from chancennetz.consent import actions as consent
from chancennetz.core import time
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.moderation import actions
from chancennetz.tasks.models import Task
from tests.conferences.tables import Family

_STATES = [
    ("planned", {"invited", "held", "cancelled"}),
    ("invited", {"invited", "held", "cancelled"}),
    ("held", {"sent"}),
    ("sent", {"sent", "closed"}),
    ("closed", set()),
    ("cancelled", set()),
]


@pytest.mark.parametrize(("state", "next_ones"), _STATES)
def test_a_conference_goes_this_way_and_no_other(state: str, next_ones: set[str]) -> None:
    assert TRANSITIONS[state] == next_ones
    for wanted in ConferenceState:
        if wanted.value in next_ones:
            rules.check_transition(state, wanted)
        else:
            with pytest.raises(Conflict):
                rules.check_transition(state, wanted)


def test_a_task_that_is_dropped_or_moved_stays_so() -> None:
    assert TASK_TRANSITIONS["open"] == {"done", "moved", "cancelled"}
    assert TASK_TRANSITIONS["done"] == {"open"}
    assert TASK_TRANSITIONS["moved"] == TASK_TRANSITIONS["cancelled"] == frozenset()


class Life(RuleBasedStateMachine):
    """Conferences of one family with the job centre at the table."""

    family: Family

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.conferences: list[Conference] = []
        self.given: list[uuid.UUID] = []
        self.releases: list[Any] = []
        self.plan()

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def _try(self, what: Any) -> Any:
        """Do something as Anna; what the state does not allow is refused and changes nothing."""
        with (
            working_as(self.family.by),
            contextlib.suppress(Conflict, NotAllowed, ValidationError),
            transaction.atomic(),
        ):
            return what(self.family.by)
        return None

    def _one(self, place: int) -> Conference:
        with working_as(self.family.by):
            pk = self.conferences[place % len(self.conferences)].pk
            return Conference.objects.select_related("file__organisation", "organisation").get(pk=pk)

    @rule()
    def plan(self) -> None:
        if len(self.conferences) < 3:
            begins = time.now() - dt.timedelta(hours=3 - len(self.conferences))
            made = self.family.plan(starts_at=begins)
            self.family.office(made, "jobcenter", Role.JOB_CENTRE)
            self.family.member(made, self.family.mother)
            self.conferences.append(made)

    @rule(days=st.integers(1, 40))
    def release(self, days: int) -> None:
        until = time.today() + dt.timedelta(days=days)
        self.releases.append(
            self.family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE, Facet.PLAN], valid_to=until)
        )

    @rule()
    def withdraw(self) -> None:
        if self.releases:
            declaration = self.releases.pop()
            self._try(lambda by: consent.withdraw(by=by, declaration=declaration))

    @rule(place=st.integers(0, 2))
    def invite(self, place: int) -> None:
        self._try(lambda by: actions.invite(by=by, conference=self._one(place)))

    @rule(place=st.integers(0, 2))
    def hold(self, place: int) -> None:
        self._try(lambda by: actions.hold(by=by, conference=self._one(place)))

    @rule(place=st.integers(0, 2))
    def send(self, place: int) -> None:
        self._try(lambda by: actions.send_minutes(by=by, conference=self._one(place)))

    @rule(place=st.integers(0, 2))
    def close(self, place: int) -> None:
        self._try(lambda by: actions.close(by=by, conference=self._one(place)))

    @rule(place=st.integers(0, 2))
    def cancel(self, place: int) -> None:
        self._try(lambda by: actions.cancel(by=by, conference=self._one(place), reason="Keine Zeit"))

    @rule(place=st.integers(0, 2), to_office=st.booleans())
    def give(self, place: int, to_office: bool) -> None:
        conference = self._one(place)
        with working_as(self.family.by):
            kind = "organisation" if to_office else "team"
            owner = ConferenceParty.objects.get(conference=conference, kind=kind)
        values = actions.TaskValues(f"Aufgabe {len(self.given)}", owner.pk, time.today())
        made = self._try(lambda by: actions.give_task(by=by, conference=conference, values=values))
        if made is not None:
            self.given.append(made.pk)

    def _task(self, place: int) -> ConferenceTask | None:
        with working_as(self.family.by):
            rows = ConferenceTask.objects.select_related("file", "conference__file", "owner").order_by(
                "created_at", "id"
            )
            found = list(rows)
            return found[place % len(found)] if found else None

    @rule(place=st.integers(0, 9), how=st.sampled_from(["finish", "reopen", "drop"]))
    def change_task(self, place: int, how: str) -> None:
        task = self._task(place)
        if task is None:
            return
        calls = {
            "finish": lambda by: actions.finish_task(by=by, task=task),
            "reopen": lambda by: actions.reopen_task(by=by, task=task),
            "drop": lambda by: actions.drop_task(by=by, task=task, reason="Hat sich erledigt"),
        }
        self._try(calls[how])

    @rule(place=st.integers(0, 9), to=st.integers(0, 2))
    def move(self, place: int, to: int) -> None:
        task = self._task(place)
        if task is not None:
            self._try(lambda by: actions.move_task(by=by, task=task, to=self._one(to), due_on=None))

    @rule(place=st.integers(0, 9), done=st.booleans())
    def office_ticks(self, place: int, done: bool) -> None:
        task = self._task(place)
        if task is not None:
            jan = self.family.universe.actor("jan")
            with working_as(jan), contextlib.suppress(Conflict, NotAllowed), transaction.atomic():
                inbox.set_own_task(by=jan, party_id=task.owner_id, task_id=task.pk, done=done)

    @invariant()
    def access_is_what_the_family_allows_now(self) -> None:
        if not hasattr(self, "atomic"):
            return
        jan = self.family.universe.actor("jan")
        with working_as(self.family.by):
            parties = list(ConferenceParty.objects.filter(kind="organisation").select_related("conference"))
        for party in parties:
            expected = (
                bool(self.releases)
                and party.invited_at is not None
                and party.cut_at is None
                and party.conference.state not in {"planned", "cancelled"}
            )
            assert (self.family.received("jan", party) is not None) is expected
            with working_as(jan):  # the second wall alone says the same
                assert Conference.objects.filter(pk=party.conference_id).exists() is expected
                assert ConferenceParty.objects.filter(pk=party.pk).exists() is expected

    @invariant()
    def no_task_is_lost(self) -> None:
        if not hasattr(self, "atomic"):
            return
        with working_as(self.family.by):
            rows = {row.pk: row for row in ConferenceTask.objects.select_related("owner")}
            followers = [row.moved_to_id for row in rows.values() if row.moved_to_id]
            assert set(self.given) == set(rows) - set(followers)  # what was given is there
            ends = []
            for pk in self.given:
                row = rows[pk]
                while row.moved_to_id:
                    assert row.state == ConferenceTaskState.MOVED
                    row = rows[row.moved_to_id]
                assert row.state in {"open", "done", "cancelled"}
                assert row.state != "cancelled" or row.reason
                ends.append(row)
            shown = {view.task.pk for _owner, views in queries.overview(self.family.file).plan for view in views}
            assert shown == {row.pk for row in ends if row.state == "open"}
            for row in ends:  # a colleague's own task stands as the conference's
                if row.task_id is not None:
                    assert (Task.objects.get(pk=row.task_id).done_at is None) is (row.state == "open")


def _live(family: Family, *, lives: int, moves: int) -> None:
    Life.family = family
    how = settings(
        max_examples=lives,
        stateful_step_count=moves,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(Life, settings=how)


def test_no_move_gives_access_after_a_withdrawal_or_loses_a_task(family: Family) -> None:
    _live(family, lives=8, moves=14)


@pytest.mark.slow
def test_no_long_life_gives_access_or_loses_a_task(family: Family) -> None:
    _live(family, lives=60, moves=40)
