"""The life of referrals, move by move: no way shows data after the end, and no referral is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
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
from chancennetz.consent import actions as consent
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.referrals import actions, queries, snapshot
from chancennetz.referrals.actions import Answer
from chancennetz.referrals.constants import TRANSITIONS, DeclineReason, Manner, Outcome, ReferralState
from chancennetz.referrals.models import Handover, Referral
from tests.referrals.conftest import Desk

ANSWERS = [ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.MET, ReferralState.DONE]


class Life(RuleBasedStateMachine):
    """A model in plain Python beside the real thing: (state, moment of the end or None, release or None)."""

    desk: ClassVar[Desk]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.real_now = time.now
        self.days = 0
        self.patch = mock.patch.object(time, "now", self._now)
        self.patch.start()
        self.known: dict[Any, dict[str, Any]] = {}
        self.releases: dict[Any, bool] = {}

    def _now(self) -> dt.datetime:
        return self.real_now() + dt.timedelta(days=self.days)

    def teardown(self) -> None:
        self.patch.stop()
        transaction.savepoint_rollback(self.savepoint)

    @initialize()
    def begin(self) -> None:
        self.release(days=40)

    @rule(days=st.integers(1, 40))
    def release(self, days: int) -> None:
        self.releases[self.desk.release(days=days).pk] = True

    def _valid(self) -> bool:
        return any(self.releases.values()) and self._covered_until() is not None

    def _covered_until(self) -> dt.date | None:
        with working_as(self.desk.anna):
            rows = ConfidentialityRelease.objects.filter(withdrawn_at__isnull=True, valid_to__gte=time.today())
            return max(rows.values_list("valid_to", flat=True), default=None)

    @rule(manner=st.sampled_from([Manner.DATA, Manner.ANONYMOUS]), until=st.integers(0, 60))
    def send(self, manner: Manner, until: int) -> None:
        changes: dict[str, Any] = {"manner": manner, "valid_until": time.today() + dt.timedelta(days=until)}
        row = self.desk.draft(**changes)
        covered = self._covered_until()
        try:
            self.desk.send(row)
        except Conflict:
            assert manner is Manner.DATA
            assert covered is None
            self.known[row.pk] = {"state": ReferralState.DRAFT, "ends": None, "data": False}
            return
        last = time.today() + dt.timedelta(days=until)
        if manner is Manner.DATA:
            assert covered is not None
            last = min(last, covered)
        self.known[row.pk] = {
            "state": ReferralState.SENT, "ends": last, "data": manner is Manner.DATA, "cut": False
        }  # fmt: skip

    def _pick(self, data: Any) -> Any:
        return data.draw(st.sampled_from(sorted(self.known)))

    @precondition(lambda self: self.known)
    @rule(data=st.data(), state=st.sampled_from(ANSWERS), by_sender=st.booleans())
    def answer(self, data: Any, state: ReferralState, by_sender: bool) -> None:
        key = self._pick(data)
        model = self.known[key]
        given = Answer(state, reason=DeclineReason.FULL, outcome=Outcome.HELPED)
        possible = state in TRANSITIONS[model["state"]] and model["state"] is not ReferralState.DRAFT
        who = self.desk.anna if by_sender else self.desk.carla
        with working_as(who):
            try:
                if by_sender:
                    row = Referral.objects.select_related("file").get(pk=key)
                    actions.report(by=who, referral=row, answer=given)
                else:
                    actions.answer_received(by=who, handover_id=key, answer=given)
            except (Conflict, NotAllowed, ValidationError):
                assert not possible or (not by_sender and not self._is_open(model))
                return
        assert possible
        assert by_sender or self._is_open(model)
        model["state"] = state
        if state is ReferralState.DECLINED:
            model["data"] = False

    def _is_open(self, model: dict[str, Any]) -> bool:
        return model["ends"] is not None and not model["cut"] and time.today() <= model["ends"]

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def revoke(self, data: Any) -> None:
        key = self._pick(data)
        model = self.known[key]
        with working_as(self.desk.anna) as by:
            row = Referral.objects.select_related("file").get(pk=key)
            try:
                actions.revoke_referral(by=by, referral=row)
            except Conflict:
                return
        self._ended(model)

    def _ended(self, model: dict[str, Any]) -> None:
        if model["state"] in {ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.MET}:
            model["state"] = ReferralState.REVOKED
        model["cut"], model["data"] = True, False

    @precondition(lambda self: any(self.releases.values()))
    @rule(data=st.data())
    def withdraw(self, data: Any) -> None:
        key = data.draw(st.sampled_from(sorted(one for one, alive in self.releases.items() if alive)))
        with working_as(self.desk.anna) as by:
            resting = set(
                Handover.objects.filter(bases__contains=[key], cut_at__isnull=True).values_list("pk", flat=True)
            )
            row = ConfidentialityRelease.objects.select_related("file", "recipient").get(pk=key)
            try:
                consent.withdraw(by=by, declaration=row)
            except Conflict:
                return  # over already
        self.releases[key] = False
        for one in resting:
            self._ended(self.known[one])

    @rule(days=st.integers(1, 25))
    def wait(self, days: int) -> None:
        self.days += days

    @rule()
    def night(self) -> None:
        with working_as(system_actor()) as by:
            actions.empty_expired(by=by)
            actions.raise_tasks(by=by)
        for model in self.known.values():
            if model["ends"] is not None and time.today() > model["ends"]:
                model["cut"], model["data"] = True, False

    @invariant()
    def the_receiver_sees_what_is_open_and_nothing_else(self) -> None:
        with working_as(self.desk.carla) as by:
            shown = {one.pk: snapshot.read(one.snapshot) for one in queries.received(by)}
        for key, model in self.known.items():
            assert (key in shown) is self._is_open(model)
            if key in shown:
                assert bool(shown[key]) is model["data"]

    @invariant()
    def the_database_holds_no_data_that_were_cut(self) -> None:
        with working_as(system_actor()), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM referrals_handover WHERE cut_at IS NOT NULL AND length(snapshot) > 0")
            assert cursor.fetchall() == []

    @invariant()
    def no_referral_is_lost(self) -> None:
        with working_as(self.desk.anna):
            states = {view.referral.pk: view.state for view in queries.referrals_of(self.desk.file)}
        assert states == {key: model["state"] for key, model in self.known.items()}


@pytest.mark.django_db
def test_whatever_is_done_in_whatever_order(desk: Desk) -> None:
    Life.desk = desk
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
