"""The life of a case as a state machine: whatever happens in whatever order, access ends and no task is lost."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from chancennetz.access import actions as access
from chancennetz.access.constants import Action, Facet, FileState, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.access.queries import decide_in_file, visible_files
from chancennetz.casework.constants import ExitReason
from chancennetz.casework.models import Case
from chancennetz.closure import actions as closure
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.core import time
from chancennetz.core.actor import Actor, system_actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.handovers import actions as handovers
from chancennetz.handovers.models import Transfer
from chancennetz.handovers.queries.transfer import TRANSFERRED
from chancennetz.people.models import Person
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.models import Task
from tests.casework import world as worlds
from tests.casework.world import World
from tests.universe import STAFF, START, Universe

#: Who works where: counsellors (the last one leads the team).
TEAMS = {"werkhof": ("anna", "ben", "tina"), "brueckenhaus": ("carla", "dilara", "tara")}
LEADS = {"werkhof": "tina", "brueckenhaus": "tara"}
OTHER = {"werkhof": "brueckenhaus", "brueckenhaus": "werkhof"}
PEOPLE = [name for team in TEAMS.values() for name in team]


def with_second_team(universe: Universe) -> None:
    """Give Brückenhaus a second counsellor and a team lead."""
    with working_as(system_actor()) as by:
        for name, role in (("dilara", Role.COUNSELLOR), ("tara", Role.TEAM_LEAD)):
            user = access.create_user(by=by, email=f"{name}@example.org", display_name=name.capitalize())
            universe.users[name] = user
            universe.memberships[name] = access.add_membership(
                by=by, user=user, organisation=universe.organisations["brueckenhaus"], role=role, valid_from=START
            )


class CaseLife(RuleBasedStateMachine):
    """A model of plain Python beside the real thing: home, lead, deputies, state, offer, tasks."""

    world: ClassVar[World]
    #: The mother; asked for at the start, for Anna may hand over and then sees nobody.
    mother_id: ClassVar[uuid.UUID]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.home, self.lead, self.state = "werkhof", "anna", "running"
        self.deputies: set[str] = set()
        self.offered = False
        self.open_tasks: set[uuid.UUID] = set()
        self.done_tasks: set[uuid.UUID] = set()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    # --- helpers ---

    def actor(self, name: str) -> Actor:
        return self.world.universe.actor(name)

    def file(self) -> FamilyFile:
        return FamilyFile.objects.select_related("organisation").get(pk=self.world.file.pk)

    def attempt(self, name: str, do: Any) -> bool:
        """Let somebody try something; tells whether it was done."""
        by = self.actor(name)
        try:
            with working_as(by):
                do(by)
        except (Conflict, ValidationError, NotAllowed, FamilyFile.DoesNotExist, Case.DoesNotExist):
            return False
        return True

    def known_tasks(self) -> None:
        """Learn of the tasks that the actions themselves have made or finished."""
        with working_as(system_actor()):
            rows = dict(Task.objects.filter(file=self.world.file).values_list("id", "done_at"))
        assert self.open_tasks | self.done_tasks <= set(rows)  # none has vanished
        self.open_tasks = {key for key, done in rows.items() if done is None}
        self.done_tasks = set(rows) - self.open_tasks

    def inside(self) -> set[str]:
        """Who may see the file now."""
        return {self.lead, LEADS[self.home], *self.deputies}

    # --- what can happen ---

    @precondition(lambda self: self.state != "closed")
    @rule()
    def give_a_task(self) -> None:
        user = self.world.universe.users[self.lead].pk
        assert self.attempt(
            self.lead, lambda by: tasks.add_task(by=by, user_id=user, file=self.file(), title="Amt anrufen")
        )
        before = len(self.open_tasks)
        self.known_tasks()
        assert len(self.open_tasks) == before + 1

    @precondition(lambda self: self.open_tasks)
    @rule(data=st.data())
    def finish_a_task(self, data: Any) -> None:
        key = data.draw(st.sampled_from(sorted(self.open_tasks)))
        assert self.attempt(
            self.lead, lambda by: tasks.finish_task(by=by, task=Task.objects.select_related("file").get(pk=key))
        )
        self.known_tasks()
        assert key in self.done_tasks

    @rule(by=st.sampled_from(PEOPLE), to=st.sampled_from(PEOPLE))
    def hand_over(self, by: str, to: str) -> None:
        user = self.world.universe.users[to]
        done = self.attempt(by, lambda actor: handovers.hand_over(by=actor, file=self.file(), user=user))
        may = by in {self.lead, LEADS[self.home]} and to in TEAMS[self.home] and to != self.lead
        assert done is (may and self.state != "closed" and not self.offered)
        if done:
            before = set(self.open_tasks)
            self.lead, self.deputies = to, self.deputies - {to}
            self.known_tasks()
            assert before < self.open_tasks  # all that was open is open still, and one to tell the family

    @rule(by=st.sampled_from(PEOPLE), to=st.sampled_from(PEOPLE))
    def stand_in(self, by: str, to: str) -> None:
        user, until = self.world.universe.users[to], time.now() + dt.timedelta(days=3)
        values = {"user": user, "kind": RelationKind.DEPUTY, "until": until}
        done = self.attempt(by, lambda actor: access.add_to_team(by=actor, file=self.file(), **values))
        may = by in {self.lead, LEADS[self.home]} and to in TEAMS[self.home] and to not in {self.lead, *self.deputies}
        assert done is (may and self.state != "closed")
        if done:
            self.deputies.add(to)

    @precondition(lambda self: self.deputies and self.state != "closed")
    @rule(data=st.data())
    def come_back(self, data: Any) -> None:
        name = data.draw(st.sampled_from(sorted(self.deputies)))
        user = self.world.universe.users[name]

        def end(by: Actor) -> None:
            held = Relation.objects.at().filter(file=self.world.file, user=user, kind=RelationKind.DEPUTY)
            access.end_relation(by=by, relation=held.select_related("file").get())

        assert self.attempt(self.lead, end)
        self.deputies.discard(name)

    @rule(by=st.sampled_from(PEOPLE))
    def offer(self, by: str) -> None:
        def do(actor: Actor) -> None:
            file = self.file()
            release = consent.record_release(
                by=actor,
                file=file,
                person=Person.objects.get(pk=self.mother_id),
                recipient=self.world.universe.organisations[OTHER[self.home]],
                recipient_role="",
                facets=list(TRANSFERRED),
                special_categories=["health"],
                purpose=ReleasePurpose.COORDINATION,
                valid_to=time.today() + dt.timedelta(days=30),
            )
            handovers.offer(by=actor, file=file, release=release, note="")

        done = self.attempt(by, do)
        assert done is (by == self.lead and self.state != "closed" and not self.offered)
        self.offered = self.offered or done

    def _transfer(self) -> Transfer:
        with working_as(system_actor()):
            return Transfer.objects.select_related("file").filter(file=self.world.file).latest("created_at")

    @precondition(lambda self: self.offered)
    @rule(withdraw=st.booleans(), by=st.sampled_from(PEOPLE))
    def call_off(self, withdraw: bool, by: str) -> None:
        transfer = self._transfer()
        if withdraw:
            done = self.attempt(by, lambda actor: handovers.withdraw(by=actor, transfer=transfer))
            assert done is (by == self.lead)
        else:
            done = self.attempt(by, lambda actor: handovers.decline(by=actor, transfer=transfer, answer="voll"))
            assert done is (by in TEAMS[OTHER[self.home]])
        self.offered = not done

    @precondition(lambda self: self.offered)
    @rule(by=st.sampled_from(PEOPLE), to=st.sampled_from(PEOPLE), released=st.booleans())
    def accept(self, by: str, to: str, released: bool) -> None:
        transfer, there = self._transfer(), OTHER[self.home]
        if not released:
            with working_as(self.actor(self.lead)) as lead:
                release = ConfidentialityRelease.objects.select_related("file", "person").get(pk=transfer.release_id)
                if release.withdrawn_at is None:
                    consent.withdraw(by=lead, declaration=release)
        with working_as(system_actor()):
            holds = ConfidentialityRelease.objects.get(pk=transfer.release_id).withdrawn_at is None
        user = self.world.universe.users[to]
        done = self.attempt(by, lambda actor: handovers.accept(by=actor, transfer=transfer, lead=user))
        may = by in TEAMS[there] and to in TEAMS[there] and (by == to or by == LEADS[there])
        assert done is (may and holds)
        before = set(self.open_tasks)
        self.known_tasks()  # a withdrawal may have left a task to tell the recipient
        if done:
            self.home, self.lead, self.deputies, self.offered = there, to, set(), False
            assert before < self.open_tasks

    @rule(by=st.sampled_from(PEOPLE), aftercare=st.booleans(), settle=st.booleans())
    def end(self, by: str, aftercare: bool, settle: bool) -> None:
        start = time.today() if aftercare else None
        values = {"exit_on": time.today(), "reason": ExitReason.REACHED, "aftercare_from": start, "settle": settle}

        def do(actor: Actor) -> None:
            closure.end_case(by=actor, case=Case.objects.select_related("file").get(file=self.file()), **values)

        done = self.attempt(by, do)
        clean = aftercare or settle or not self.open_tasks
        if self.state == "running":
            assert done is (by == self.lead and not self.offered and clean)
        if done:
            before = set(self.open_tasks)
            self.state = "aftercare" if aftercare else "closed"
            self.known_tasks()
            assert (before <= self.open_tasks) if aftercare else not self.open_tasks

    @precondition(lambda self: self.state != "running")
    @rule(by=st.sampled_from(PEOPLE), settle=st.booleans())
    def close_or_reopen(self, by: str, settle: bool) -> None:
        def finish(actor: Actor) -> None:
            case = Case.objects.select_related("file").get(file=self.file())
            closure.finish_aftercare(by=actor, case=case, settle=settle)

        def reopen(actor: Actor) -> None:
            closure.reopen(by=actor, case=Case.objects.select_related("file").get(file=self.file()))

        if self.state == "aftercare":
            done = self.attempt(by, finish)
            assert done is (by == self.lead and settle and not self.offered)
            self.state = "closed" if done else "aftercare"
        else:
            done = self.attempt(by, reopen)
            assert done is (by in {self.lead, LEADS[self.home]})
            self.state = "running" if done else "closed"
        self.known_tasks()

    # --- what always holds ---

    @invariant()
    def only_those_inside_see_it(self) -> None:
        for name in (*PEOPLE, "jan", "cora"):
            by = self.actor(name)
            with working_as(by):
                wall = FamilyFile.objects.filter(pk=self.world.file.pk).exists()
                rules = visible_files(by, Facet.IDENTITY).filter(pk=self.world.file.pk).exists()
                assert wall is rules is (name in self.inside()), name
                assert Task.objects.filter(file=self.world.file).exists() <= (name in self.inside()), name

    @invariant()
    def only_those_who_work_on_it_write(self) -> None:
        with working_as(system_actor()):
            file = self.file()
            assert (file.state == FileState.CLOSED) is (self.state == "closed")
        for name in PEOPLE:
            by = self.actor(name)
            with working_as(system_actor()):
                may = decide_in_file(by, Action.UPDATE, Facet.PLAN, file).allowed
            assert may is (name in {self.lead, *self.deputies} and self.state != "closed"), name

    @invariant()
    def there_is_one_lead_and_every_open_task_has_somebody(self) -> None:
        with working_as(system_actor()):
            leads = Relation.objects.at().filter(file=self.world.file, kind=RelationKind.CASE_LEAD)
            assert [one.user_id for one in leads] == [self.world.universe.users[self.lead].pk]
            holders = set(Task.objects.filter(pk__in=self.open_tasks).values_list("user_id", flat=True))
        assert holders <= {self.world.universe.users[self.lead].pk}
        if self.state == "closed":
            assert not self.open_tasks


def _live(universe: Universe, examples: int, steps: int) -> None:
    with_second_team(universe)
    CaseLife.world = worlds.build(universe, enrolled=False)
    CaseLife.mother_id = CaseLife.world.person_ids[0]
    run_state_machine_as_test(
        CaseLife,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=examples < 20,
        ),
    )


def test_the_life_of_a_case(universe: Universe, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, place in (("dilara", "brueckenhaus"), ("tara", "brueckenhaus")):
        monkeypatch.setitem(STAFF, name, (place, Role.COUNSELLOR))
    _live(universe, 8, 12)


@pytest.mark.slow
def test_many_lives_of_a_case(universe: Universe, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, place in (("dilara", "brueckenhaus"), ("tara", "brueckenhaus")):
        monkeypatch.setitem(STAFF, name, (place, Role.COUNSELLOR))
    _live(universe, 60, 30)
