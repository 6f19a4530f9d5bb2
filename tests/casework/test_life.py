"""The life of a case as a state machine: whatever is done in whatever order, counts, hours and versions stay right."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chancennetz.access.context import working_as
from chancennetz.casework import actions
from chancennetz.casework.constants import CaseType, Channel, LifeArea
from chancennetz.casework.models import Case, Revision
from chancennetz.contacts import actions as contact_log
from chancennetz.contacts import queries as contact_queries
from chancennetz.contacts.actions import ContactValues
from chancennetz.contacts.constants import Medium
from chancennetz.contacts.models import ContactEntry
from chancennetz.core import time
from chancennetz.core.errors import Conflict, StaleVersion
from chancennetz.participation import actions as participation
from chancennetz.participation import queries
from chancennetz.participation.models import Participant
from chancennetz.plans import actions as planning
from chancennetz.plans import queries as plan_queries
from chancennetz.plans import rules as plan_rules
from chancennetz.plans.actions.goals import agree_goal
from chancennetz.plans.constants import GoalState, SmartQuestion
from chancennetz.plans.models import Goal, Step
from tests.casework import world as worlds
from tests.casework.world import World, days_ago

DAYS = st.integers(min_value=0, max_value=80)
STATES = st.sampled_from(list(GoalState))


class Life(RuleBasedStateMachine):
    """A model of plain Python beside the real thing."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.people = self.world.person_ids
        self.savepoint = transaction.savepoint()
        self.contacts: dict[Any, tuple[int, bool, frozenset[Any], dt.date, bool]] = {}
        self.goals: dict[Any, str] = {}
        self.steps: dict[Any, bool] = {}
        self.terms: dict[Any, tuple[dt.date, dt.date | None]] = {self.people[0]: (days_ago(50), None)}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    def attempt(self, function: Any, **values: Any) -> Any:
        """Run an action; None when the rules refuse it."""
        with working_as(self.world.actor):
            try:
                return function(by=self.world.actor, **values)
            except (Conflict, ValidationError):
                return None

    @initialize()
    def begin(self) -> None:
        self.case = Case._base_manager.get(pk=self.world.case.pk)

    def _values(self, days: int, minutes: int, reached: bool, present: set[int]) -> ContactValues:
        moment = dt.datetime.combine(days_ago(days), dt.time(0, 1), time.BERLIN)
        ids = [self.people[place] for place in sorted(present)]
        return ContactValues(moment, minutes, Medium.PHONE, ids, reached=reached)

    @rule(
        days=DAYS,
        minutes=st.integers(0, 960),
        reached=st.booleans(),
        present=st.sets(st.integers(0, 2), min_size=1),
    )
    def log(self, days: int, minutes: int, reached: bool, present: set[int]) -> None:
        values = self._values(days, minutes, reached, present)
        contact = self.attempt(contact_log.log_contact, file=self.world.file, values=values)
        assert contact is not None
        self.contacts[contact.id] = (minutes, reached, frozenset(values.person_ids), days_ago(days), True)

    @precondition(lambda self: self.contacts)
    @rule(data=st.data(), days=DAYS, minutes=st.integers(0, 960), present=st.sets(st.integers(0, 2), min_size=1))
    def change(self, data: Any, days: int, minutes: int, present: set[int]) -> None:
        key = data.draw(st.sampled_from(sorted(self.contacts)))
        row = ContactEntry._base_manager.select_related("file").get(pk=key)
        values = self._values(days, minutes, True, present)
        result = self.attempt(contact_log.change_contact, contact=row, values=values, expected=row.version)
        if self.contacts[key][4]:
            assert result is not None
            self.contacts[key] = (minutes, True, frozenset(values.person_ids), days_ago(days), True)
        else:
            assert result is None

    @precondition(lambda self: self.contacts)
    @rule(data=st.data(), back=st.booleans())
    def delete_or_restore(self, data: Any, back: bool) -> None:
        key = data.draw(st.sampled_from(sorted(self.contacts)))
        row = ContactEntry._base_manager.select_related("file").get(pk=key)
        self.attempt(contact_log.restore_contact if back else contact_log.delete_contact, contact=row)
        self.contacts[key] = (*self.contacts[key][:4], back)

    @rule(place=st.integers(0, 2), days=DAYS)
    def enrol(self, place: int, days: int) -> None:
        partner = self.world.partners["werkhof"]
        values = {"person_id": self.people[place], "partner": partner, "entry_on": days_ago(days)}
        result = self.attempt(participation.enrol, file=self.world.file, **values)
        assert (result is None) is (self.people[place] in self.terms)
        self.terms.setdefault(self.people[place], (days_ago(days), None))

    @precondition(lambda self: any(end is None for _start, end in self.terms.values()))
    @rule(data=st.data(), days=DAYS)
    def leave(self, data: Any, days: int) -> None:
        key = data.draw(st.sampled_from(sorted(self.terms)))
        row = Participant._base_manager.select_related("file").get(person_id=key)
        start, end = self.terms[key]
        result = self.attempt(participation.leave_programme, participant=row, exit_on=days_ago(days))
        assert (result is not None) is (end is None and days_ago(days) >= start)
        if result is not None:
            self.terms[key] = (start, days_ago(days))

    @rule(name=st.sampled_from(["werkhof", "brueckenhaus"]), days=DAYS)
    def go_on_with(self, name: str, days: int) -> None:
        """The family goes on with another organisation; what was counted after that moment counts there by now."""
        moment = dt.datetime.combine(days_ago(days), dt.time(0, 1), time.BERLIN)
        organisation = self.world.partners[name].organisation
        self.attempt(participation.change_partner, file=self.world.file, organisation_id=organisation.pk, moment=moment)

    @rule(kind=st.sampled_from(["", *CaseType]))
    def retype(self, kind: str) -> None:
        row = Case._base_manager.select_related("file").get(pk=self.world.case.pk)
        values = {"channel": Channel.SELF, "channel_place": "", "first_contact_on": days_ago(60), "concern": ""}
        self.attempt(actions.change_case, case=row, expected=row.version, case_type=kind, **values)

    @rule(agreed=st.booleans())
    def goal(self, agreed: bool) -> None:
        values = {"title": "Ziel", "life_area": LifeArea.HOME, "agreed": agreed}
        goal = self.attempt(planning.add_goal, file=self.world.file, **values)
        if not agreed:  # its five questions are answered once; then it may go back and forth
            self.attempt(agree_goal, goal=goal, answers={one.value: "kurz" for one in SmartQuestion})
            self.attempt(planning.set_goal_state, goal=goal, state=GoalState.DRAFT)
        self.goals[goal.id] = goal.state

    @precondition(lambda self: self.goals)
    @rule(data=st.data(), state=STATES)
    def goal_state(self, data: Any, state: GoalState) -> None:
        key = data.draw(st.sampled_from(sorted(self.goals)))
        row = Goal._base_manager.select_related("file").get(pk=key)
        result = self.attempt(planning.set_goal_state, goal=row, state=state)
        assert (result is not None) is plan_rules.may_become(self.goals[key], state)
        if result is not None:
            self.goals[key] = state.value

    @precondition(lambda self: self.goals)
    @rule(data=st.data())
    def stale_goal(self, data: Any) -> None:
        key = data.draw(st.sampled_from(sorted(self.goals)))
        row = Goal._base_manager.select_related("file").get(pk=key)
        values = {"title": "Anders", "why": "", "life_area": LifeArea.WORK, "due_on": None}
        with working_as(self.world.actor), pytest.raises((StaleVersion, Conflict, ValidationError)):
            planning.change_goal(by=self.world.actor, goal=row, expected=row.version + 1, **values)

    @precondition(lambda self: self.goals)
    @rule(data=st.data(), done=st.booleans())
    def step(self, data: Any, done: bool) -> None:
        row = Goal._base_manager.select_related("file").get(pk=data.draw(st.sampled_from(sorted(self.goals))))
        step = self.attempt(planning.add_step, goal=row, title="Schritt")
        if done:
            self.attempt(planning.finish_step, step=Step._base_manager.select_related("file").get(pk=step.id))
        self.steps[step.id] = done

    @invariant()
    def counts_equal_a_recount(self) -> None:
        assert worlds.tallies() == worlds.recount()

    @invariant()
    def hours_equal_the_model(self) -> None:
        expected = sum(
            minutes
            for minutes, reached, present, day, there in self.contacts.values()
            if there and reached
            for person in present
            if person in self.terms
            and self.terms[person][0] <= day
            and (self.terms[person][1] is None or day <= self.terms[person][1])
        )
        with working_as(self.world.actor):
            assert sum(one.used_minutes for one in queries.hours_of(self.world.file)) == expected
            assert contact_queries.contacts_of(self.world.file).total == sum(one[4] for one in self.contacts.values())
            views = plan_queries.goals_of(self.world.file)
            assert {view.goal.id: view.goal.state for view in views} == self.goals
            assert sum(view.progress.done for view in views) == sum(self.steps.values())

    @invariant()
    def every_version_is_kept(self) -> None:
        for model in (Goal, ContactEntry, Step, Case, Participant):
            for pk, version in model._base_manager.values_list("pk", "version"):
                numbers = Revision._base_manager.filter(object_id=pk).values_list("number", flat=True)
                assert sorted(numbers) == list(range(1, version + 1))


def test_the_life_of_a_case(world: World) -> None:
    run_state_machine_as_test(
        type("LifeOfThisWorld", (Life,), {"world": world}),
        settings=settings(
            max_examples=6,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        ),
    )
