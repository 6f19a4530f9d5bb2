"""Who has to be told of a withdrawal."""

from __future__ import annotations

import pytest
from django.db import transaction

from chancennetz.access import actions as access_actions
from chancennetz.access.context import working_as
from chancennetz.consent import actions, hooks
from chancennetz.consent.constants import ToldHow
from chancennetz.consent.models import ConfidentialityRelease, WithdrawalNotice
from chancennetz.core import time
from chancennetz.tasks.models import Task
from tests.consent.test_access import release
from tests.people.conftest import Family
from tests.universe import Universe


def test_everybody_who_has_received_something_is_on_the_list(universe: Universe, family: Family) -> None:
    given = release(universe, family)
    seen: list[hooks.Withdrawal] = []

    def revoke(*, by: object, withdrawal: hooks.Withdrawal) -> list[hooks.Recipient]:
        seen.append(withdrawal)
        return [
            hooks.Recipient(universe.organisations["brueckenhaus"]),
            hooks.Recipient(universe.organisations["jobcenter"], "job_centre"),
        ]

    hooks.register_on_withdrawal(revoke)
    hooks.register_on_withdrawal(revoke)
    try:
        with working_as(family.by):
            told = actions.withdraw(by=family.by, declaration=given)
    finally:
        hooks.forget_on_withdrawal(revoke)
    assert [(one.declaration_id, one.recipient_role, one.person_id) for one in seen] == [
        (given.pk, "job_centre", family.mother.pk)
    ]
    assert sorted(str(one.organisation) for one in told) == ["Brückenhaus Kamen", "Jobcenter Musterkreis"]
    with working_as(family.by):
        tasks = sorted(task.title for task in Task.objects.filter(file=family.file))
    number = family.file.number
    assert tasks == [
        f"Brückenhaus Kamen Bescheid sagen: widerrufen, nichts mehr nutzen ({number})",
        f"Jobcenter Musterkreis Bescheid sagen: widerrufen, nichts mehr nutzen ({number})",
    ]


def test_when_a_room_cannot_take_something_back_nothing_is_withdrawn(universe: Universe, family: Family) -> None:
    """Half a withdrawal would be none: the transaction is one."""
    given = release(universe, family)

    def fail(*, by: object, withdrawal: hooks.Withdrawal) -> list[hooks.Recipient]:
        raise RuntimeError("cannot")

    hooks.register_on_withdrawal(fail)
    try:
        with working_as(family.by), pytest.raises(RuntimeError), transaction.atomic():
            actions.withdraw(by=family.by, declaration=given)
    finally:
        hooks.forget_on_withdrawal(fail)
    with working_as(family.by):
        assert ConfidentialityRelease.objects.get().withdrawn_at is None


def test_in_a_closed_file_the_task_stands_among_ones_own(universe: Universe, family: Family) -> None:
    given = release(universe, family)
    with working_as(family.by):
        access_actions.close_file(by=family.by, file=family.file, day=time.today())
        declaration = ConfidentialityRelease.objects.get(pk=given.pk)
        actions.withdraw(by=family.by, declaration=declaration)
        task = Task.objects.get()
        assert (task.file_id, task.user_id) == (None, family.by.user_id)
        assert "Yılmaz" not in task.title
        notice = WithdrawalNotice.objects.select_related("file").get()
        actions.mark_told(by=family.by, notice=notice, how=ToldHow.PHONE)
        assert Task.objects.get().done_at is not None
