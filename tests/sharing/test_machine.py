"""The life of consents and releases, move by move: give, refuse, extend, withdraw, wait. No way gives access again
after a withdrawal, and the answer to "May I share this?" always agrees with the doors of access.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, ClassVar
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from chancennetz.access import queries as access_queries
from chancennetz.access import rules as access_rules
from chancennetz.access.constants import Action, Facet, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.consent import actions, hooks
from chancennetz.consent.constants import ReleasePurpose, TextKind
from chancennetz.consent.models import ConfidentialityRelease, Consent, WithdrawalNotice
from chancennetz.core import time
from chancennetz.core.errors import Conflict
from chancennetz.organisations.models import Organisation
from chancennetz.people import actions as people
from chancennetz.people.models import Person
from chancennetz.sharing.queries import sharing_answer
from tests.people.conftest import Family
from tests.universe import Universe

FACETS = (Facet.PLAN, Facet.IDENTITY, Facet.BENEFITS)
OFFICES = {"jobcenter": (Role.JOB_CENTRE, "jan"), "unna": (Role.COORDINATOR, "cora")}


@dataclasses.dataclass
class Given:
    """What the model remembers of one release."""

    pk: Any
    person: str
    office: str
    facets: frozenset[str]
    first: dt.date
    last: dt.date
    withdrawn: bool = False

    def holds(self, day: dt.date) -> bool:
        """Tell whether it opens something on a day."""
        return not self.withdrawn and self.first <= day <= self.last

    def can_be_withdrawn(self, day: dt.date) -> bool:
        """Tell whether there is something to withdraw."""
        return not self.withdrawn and day <= self.last


class Life(RuleBasedStateMachine):
    """A model in plain Python beside the real thing."""

    universe: ClassVar[Universe]
    family: ClassVar[Family]
    people: ClassVar[dict[str, Person]]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.real_now = time.now
        self.days = 0
        self.patch = mock.patch.object(time, "now", self._now)
        self.patch.start()
        self.given: list[Given] = []
        self.consents: dict[str, list[Any]] = {name: [] for name in self.people}
        self.revoked: list[Any] = []
        hooks.register_on_withdrawal(self._revoke)

    def _now(self) -> dt.datetime:
        return self.real_now() + dt.timedelta(days=self.days)

    def _revoke(self, *, by: Any, withdrawal: hooks.Withdrawal) -> list[hooks.Recipient]:
        del by
        self.revoked.append(withdrawal.declaration_id)
        return []

    def teardown(self) -> None:
        hooks.forget_on_withdrawal(self._revoke)
        self.patch.stop()
        transaction.savepoint_rollback(self.savepoint)

    def _office(self, name: str) -> Organisation:
        return self.universe.organisations[name]

    # -- moves --------------------------------------------------------------------------------------------------------

    @rule(
        person=st.sampled_from(["mother", "father"]),
        office=st.sampled_from(sorted(OFFICES)),
        facets=st.sets(st.sampled_from(FACETS), min_size=1),
        start=st.sampled_from([0, 0, 3]),
        days=st.integers(0, 20),
    )
    def give(self, person: str, office: str, facets: set[Facet], start: int, days: int) -> None:
        self._record(person, office, facets, start, days)

    def _record(self, person: str, office: str, facets: set[Facet], start: int, days: int) -> None:
        first = time.today() + dt.timedelta(days=start)
        last = first + dt.timedelta(days=days)
        with working_as(self.family.by):
            release = actions.record_release(
                by=self.family.by,
                file=self.family.file,
                person=self.people[person],
                recipient=self._office(office),
                recipient_role=OFFICES[office][0],
                facets=facets,
                purpose=ReleasePurpose.COORDINATION,
                valid_from=first,
                valid_to=last,
            )
        self.given.append(Given(release.pk, person, office, frozenset(facets), first, last))

    @precondition(lambda self: self.given)
    @rule(data=st.data(), days=st.integers(1, 30))
    def extend(self, data: st.DataObject, days: int) -> None:
        """Give the same again, from today, for longer."""
        old = data.draw(st.sampled_from(self.given))
        self._record(old.person, old.office, {Facet(facet) for facet in old.facets}, 0, days)

    @rule(person=st.sampled_from(["mother", "father"]), office=st.sampled_from(sorted(OFFICES)))
    def refuse(self, person: str, office: str) -> None:
        today = time.today()
        holds = any(one.can_be_withdrawn(today) for one in self.given if (one.person, one.office) == (person, office))
        with working_as(self.family.by):
            values = {"file": self.family.file, "person": self.people[person], "kind": TextKind.RELEASE}
            if holds:
                with pytest.raises(Conflict), transaction.atomic():
                    actions.record_refusal(by=self.family.by, recipient=self._office(office), **values)  # type: ignore[arg-type]
            else:
                actions.record_refusal(by=self.family.by, recipient=self._office(office), **values)  # type: ignore[arg-type]

    @precondition(lambda self: self.given)
    @rule(data=st.data(), everything=st.booleans())
    def withdraw(self, data: st.DataObject, everything: bool) -> None:
        one = data.draw(st.sampled_from(self.given))
        today = time.today()
        with working_as(self.family.by):
            release = ConfidentialityRelease.objects.get(pk=one.pk)
            if not one.can_be_withdrawn(today):
                with pytest.raises(Conflict), transaction.atomic():
                    actions.withdraw(by=self.family.by, declaration=release)
                return
            actions.withdraw(by=self.family.by, declaration=release, all_to_recipient=everything)
        one.withdrawn = True
        for other in self.given:
            same = (other.person, other.office) == (one.person, one.office)
            if everything and same and other.can_be_withdrawn(today):
                other.withdrawn = True

    @rule(person=st.sampled_from(["mother", "father"]))
    def consent(self, person: str) -> None:
        with working_as(self.family.by):
            given = actions.record_consent(by=self.family.by, file=self.family.file, person=self.people[person])
        self.consents[person].append(given.pk)

    @rule(person=st.sampled_from(["mother", "father"]))
    def withdraw_consent(self, person: str) -> None:
        if not self.consents[person]:
            return
        today = time.today()
        with working_as(self.family.by):
            held = Consent.objects.get(pk=self.consents[person].pop())
            actions.withdraw(by=self.family.by, declaration=held)
        if not self.consents[person]:
            for one in self.given:
                if one.person == person and one.can_be_withdrawn(today):
                    one.withdrawn = True

    @rule(days=st.integers(1, 12))
    def wait(self, days: int) -> None:
        self.days += days

    # -- what always holds --------------------------------------------------------------------------------------------

    @invariant()
    def answer_and_doors_agree_with_the_model(self) -> None:
        today, moment = time.today(), time.now()
        with working_as(self.family.by):
            facts = access_queries.facts_of(self.family.file, moment)
            for office, (role, reader) in OFFICES.items():
                holding = [one for one in self.given if one.office == office and one.holds(today)]
                for name, person in self.people.items():
                    answers = sharing_answer(
                        self.family.file, self._office(office), role, categories=FACETS, persons=[person.pk]
                    )
                    for facet in FACETS:
                        expected = any(one.person == name and facet in one.facets for one in holding)
                        assert answers[facet].allowed is expected, (office, name, facet)
                actor = self.universe.actor(reader)
                for facet in FACETS:
                    target = access_rules.Target(facet, facts)
                    seen = access_rules.decide(actor, Action.READ, target, actor.purpose, moment).allowed
                    assert seen is any(facet in one.facets for one in holding), (office, facet)

    @invariant()
    def the_database_agrees_as_long_as_its_clock_is_ours(self) -> None:
        if self.days:
            return
        today = time.today()
        for office, (_role, reader) in OFFICES.items():
            actor = self.universe.actor(reader)
            with working_as(actor):
                seen = FamilyFile.objects.filter(pk=self.family.file.pk).exists()
            assert seen is any(one.office == office and one.holds(today) for one in self.given)

    @invariant()
    def nothing_rests_on_what_was_withdrawn_and_everybody_is_on_the_list(self) -> None:
        gone = {one.pk for one in self.given if one.withdrawn}
        with working_as(self.family.by):
            held = Relation.objects.filter(basis_id__in=gone, ends_at__gt=time.now())
            assert not held.exists()
            noted = set(WithdrawalNotice.objects.filter(file=self.family.file).values_list("declaration_id", flat=True))
        assert noted == gone
        assert gone <= set(self.revoked)


def _run(universe: Universe, family: Family, examples: int, steps: int) -> None:
    with working_as(family.by):
        father = people.register_person(
            by=family.by,
            file=family.file,
            given_name="Murat",
            family_name="Yılmaz",
            birth_date=dt.date(1985, 2, 3),
        )
    Life.universe, Life.family = universe, family
    Life.people = {"mother": family.mother, "father": father}
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


def test_no_way_gives_access_after_a_withdrawal(universe: Universe, family: Family) -> None:
    _run(universe, family, examples=12, steps=14)


@pytest.mark.slow
def test_no_way_gives_access_after_a_withdrawal_at_length(universe: Universe, family: Family) -> None:
    _run(universe, family, examples=200, steps=40)
