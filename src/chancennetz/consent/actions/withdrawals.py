"""Withdrawing: it works at once, everything that rests on it is taken back, and whoever has to be told is listed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import cut_release, require_in_file
from chancennetz.access.constants import Action, Facet, FileState
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import decide_in_file
from chancennetz.audit.actions import record_write
from chancennetz.consent import hooks, queries, rules
from chancennetz.consent.actions.declarations import log_declaration
from chancennetz.consent.constants import ConsentState, ToldHow
from chancennetz.consent.models import ConfidentialityRelease, Consent, WithdrawalNotice
from chancennetz.consent.queries import Declaration
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.core.ids import new_id
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.constants import TaskKind
from chancennetz.tasks.hooks import owner_reference
from chancennetz.tasks.models import Task

#: What tasks of this room belong to.
NOTICE = "consent.notice"


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """Somebody who has to be told of a withdrawal (Art. 19 DSGVO)."""

    organisation: Organisation
    role: str
    release_id: uuid.UUID


def _require_withdrawing(by: Actor, file: FamilyFile) -> None:
    """Withdrawing is as easy as giving (Art. 7(3) DSGVO): in a closed file whoever reads there may record it."""
    if file.state == FileState.OPEN:
        require_in_file(by, Action.UPDATE, Facet.CONSENT, file)
        return
    require_in_file(by, Action.READ, Facet.CONSENT, file)
    if not by.is_system and by.organisation_id != file.organisation_id:
        raise NotAllowed("only the organisation that keeps the file records a withdrawal")


@action
def withdraw(
    *,
    by: Actor,
    declaration: Declaration,
    withdrawn_by: Person | None = None,
    note: str = "",
    all_to_recipient: bool = False,
) -> list[Told]:
    """Withdraw a declaration now, for the future. Returns who has to be told; each of them gets a notice and a task.

    Whoever declared may withdraw, each person alone. When the consent to processing goes, the releases of the same
    person in this file go with it: what may not be kept may not be passed on. With `all_to_recipient` the other
    releases of the same person to the same office go too. Rooms that have passed something on take it back in the same
    transaction (`hooks.register_on_withdrawal`).
    Raises Conflict when there is nothing to withdraw (any more).
    """
    _require_withdrawing(by, declaration.file)
    told = _withdraw_one(by, declaration, withdrawn_by, note)
    file, person = declaration.file, declaration.person_id
    if isinstance(declaration, Consent):
        if not queries.person_has_consent(file, person):
            for release in queries.releases_in_force(file, person):
                told += _withdraw_one(by, release, withdrawn_by, note)
    elif all_to_recipient:
        for release in queries.releases_in_force(file, person):
            if release.recipient_id == declaration.recipient_id:
                told += _withdraw_one(by, release, withdrawn_by, note)
    return told


def _withdraw_one(by: Actor, declaration: Declaration, withdrawn_by: Person | None, note: str) -> list[Told]:
    current = type(declaration).objects.select_for_update(no_key=True).get(pk=declaration.pk)
    state = rules.state_on(queries.period_of(current), time.today())
    if state is ConsentState.WITHDRAWN:
        raise Conflict(_("This has been withdrawn already."))
    if state in {ConsentState.REFUSED, ConsentState.EXPIRED}:
        raise Conflict(_("There is nothing to withdraw: it is not valid any more."))
    declaration.withdrawn_at = time.now()
    declaration.withdrawn_by = withdrawn_by.pk if withdrawn_by else declaration.person_id
    declaration.withdrawal_note = note
    declaration.save_version(expected=current.version, fields=["withdrawn_at", "withdrawn_by", "withdrawal_note"])
    kind = queries.kind_of(declaration)
    withdrawal = hooks.Withdrawal(declaration.file, kind, declaration.pk, declaration.person_id)
    recipients: list[hooks.Recipient] = []
    if isinstance(declaration, ConfidentialityRelease):
        cut_release(by=by, basis_id=declaration.pk)
        recipients.append(hooks.Recipient(declaration.recipient, declaration.recipient_role))
        withdrawal = dataclasses.replace(
            withdrawal,
            recipient_id=declaration.recipient_id,
            recipient_role=declaration.recipient_role,
            facets=frozenset(declaration.facets),
        )
    recipients += hooks.announce(by, withdrawal)
    log_declaration(by, "withdraw", declaration, ["withdrawn_at"])
    return [_note(by, declaration, one) for one in dict.fromkeys(recipients)]


def _note(by: Actor, declaration: Declaration, recipient: hooks.Recipient) -> Told:
    """Put an office on the list of those who have to be told, with a task for today."""
    told = Told(recipient.organisation, recipient.role, declaration.pk)
    notice = WithdrawalNotice(
        id=new_id(),
        file=declaration.file,
        kind=queries.kind_of(declaration).value,
        declaration_id=declaration.pk,
        recipient=recipient.organisation,
        recipient_role=recipient.role,
    )
    if by.user_id is not None:
        notice.task_id = _task(by, notice).pk
    notice.save(force_insert=True)
    return told


def _task(by: Actor, notice: WithdrawalNotice) -> Task:
    # A closed file takes no tasks any more; then it stands among one's own, with the number of the file.
    may = decide_in_file(by, Action.CREATE, Facet.TASK, notice.file).allowed
    names = {"office": notice.recipient, "number": notice.file.number}
    return tasks.add_task(
        by=by,
        user_id=by.account_id,
        title=_("Tell %(office)s: withdrawn, use nothing any more (%(number)s)") % names,
        file=notice.file if may else None,
        due_on=time.today(),
        kind=TaskKind.SYSTEM,
        owner=owner_reference(NOTICE, notice.pk) if may else "",
    )


@action
def mark_told(*, by: Actor, notice: WithdrawalNotice, how: ToldHow, told_on: dt.date | None = None) -> WithdrawalNotice:
    """Tick that an office was told of a withdrawal; its task is done with it. Doing it twice changes nothing."""
    _require_withdrawing(by, notice.file)
    if notice.told_on is not None:
        return notice
    day = told_on or time.today()
    if day > time.today():
        raise ValidationError({"told_on": _("This day lies in the future.")})
    if day < notice.created_at.astimezone(time.BERLIN).date():
        raise ValidationError({"told_on": _("This day lies before the withdrawal.")})
    notice.told_on, notice.told_by, notice.how = day, by.user_id, ToldHow(how).value
    notice.save(update_fields=["told_on", "told_by", "how"])
    _finish_task(by, notice)
    record_write(
        by=by,
        action="consent.told",
        object_type="withdrawal_notice",
        object_id=notice.pk,
        subjects=[notice.file_id],
        facet=Facet.CONSENT,
        changed=["told_on"],
    )
    return notice


def _finish_task(by: Actor, notice: WithdrawalNotice) -> None:
    task = Task.objects.filter(pk=notice.task_id, done_at__isnull=True).first() if notice.task_id else None
    if task is None:
        return
    may = task.user_id == by.user_id
    if task.file is not None:
        may = decide_in_file(by, Action.UPDATE, Facet.TASK, task.file).allowed
    if may:
        tasks.finish_task(by=by, task=task)
