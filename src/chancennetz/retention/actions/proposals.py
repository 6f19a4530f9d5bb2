"""Proposing deletions, by night and on request, and what stops them."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chancennetz.access.actions import require, require_in_file
from chancennetz.access.constants import Action, Facet, ObjectType, Role
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import colleagues
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.people.models import Person
from chancennetz.retention import queries, rules
from chancennetz.retention.actions.common import SHORTEST_REASON, apart, log
from chancennetz.retention.constants import (
    TASK_OWNER,
    HoldReason,
    ProposalKind,
    ProposalState,
)
from chancennetz.retention.models import Hold, Proposal
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.constants import TaskKind
from chancennetz.tasks.hooks import owner_reference
from chancennetz.tasks.models import Task

#: How long a team lead has for a released deletion.
TASK_DAYS = dt.timedelta(days=14)


@action
def place_hold(*, by: Actor, file_id: uuid.UUID, reason: HoldReason, note: str, ends_on: dt.date) -> Hold:
    """Stop the deletion of a file until a day, with the reason."""
    require(by, Action.UPDATE, ObjectType.RETENTION)
    if len(note.strip()) < SHORTEST_REASON:
        raise ValidationError({"note": _("Please say in a few words why the file is kept.")})
    if ends_on < time.today():
        raise ValidationError({"ends_on": _("This day has passed already.")})
    hold = Hold(file_id=file_id, reason=reason.value, note=note, ends_on=ends_on, placed_by_id=by.account_id)
    hold.save(force_insert=True)
    log(by, "hold.place", hold, [reason.value], [file_id])
    return hold


@action
def lift_hold(*, by: Actor, hold: Hold) -> Hold:
    """End a hold before its day."""
    require(by, Action.UPDATE, ObjectType.RETENTION)
    if hold.lifted_at is not None:
        raise Conflict(_("This hold has been lifted already."))
    hold.lifted_at, hold.lifted_by_id = time.now(), by.account_id
    hold.save_version(expected=hold.version, fields=["lifted_at", "lifted_by"])
    log(by, "hold.lift", hold, subjects=[hold.file_id])
    return hold


@action
def propose_due(*, by: Actor) -> tuple[int, int]:
    """Propose every closed file whose period is over; take back what is no longer due. Returns (new, taken back).

    The nightly job. A held file is proposed too: the page shows it with its hold. Running twice changes nothing.
    """
    if not by.is_system:
        raise NotAllowed("only the nightly job proposes by period")
    day, periods = time.today(), queries.periods()
    known = {one.file_id: one for one in queries.known_files()}
    ends = {file_id: end for file_id, one in known.items() if (end := rules.due(one.state, periods))}
    due = {file_id: end for file_id, end in ends.items() if end.since <= day}
    taken_back = 0
    for proposal in Proposal.objects.filter(kind=ProposalKind.PERIOD).exclude(state=ProposalState.DECLINED):
        if proposal.file_id not in due:
            log(by, "proposal.take_back", proposal, subjects=[proposal.file_id])
            proposal.delete()
            taken_back += 1
    # Declined: the data protection officer said no for this period; asked again only when its end has changed.
    answered = set(Proposal.objects.values_list("file_id", "due_since", "state", "person_id"))
    open_files = {file for file, _since, state, person in answered if state != ProposalState.DECLINED and not person}
    new = 0
    for file_id, end in due.items():
        if file_id in open_files or (file_id, end.since, ProposalState.DECLINED.value, None) in answered:
            continue
        _propose(by, known[file_id], ProposalKind.PERIOD, end=end)
        new += 1
    return new, taken_back


@action
def tell_team_leads(*, by: Actor) -> int:
    """Give the team leads of the organisation a task for each released deletion; finish those that are answered.

    The nightly job. The task carries no name and no number; it goes with the file. Returns how many are new.
    """
    released = {one.pk: one for one in Proposal.objects.filter(state=ProposalState.RELEASED)}
    known: set[tuple[str, uuid.UUID]] = set()
    for task in Task.objects.filter(owner__startswith=f"{TASK_OWNER}:", done_at__isnull=True):
        known.add((task.owner, task.user_id))
        if uuid.UUID(task.owner.partition(":")[2]) not in released:
            tasks.finish_task(by=by, task=task)
    new = 0
    for proposal in released.values():
        owner = owner_reference(TASK_OWNER, proposal.pk)
        for lead in colleagues(proposal.organisation_id, [Role.TEAM_LEAD]):
            if (owner, lead.pk) not in known and lead.pk != proposal.proposed_by_id:
                title, due_on = _("Look at a deletion and carry it out"), time.today() + TASK_DAYS
                tasks.add_task(by=by, user_id=lead.pk, title=title, due_on=due_on, kind=TaskKind.REVIEW, owner=owner)
                new += 1
    return new


@action
def request_deletion(
    *, by: Actor, file_id: uuid.UUID, reason: str, person: Person | None = None, file: FamilyFile | None = None
) -> Proposal:
    """Propose a file, or one person of it, because the person asks for it (Art. 17 DSGVO).

    For the data protection officer by the number of the file; inside a file (`file`) for who leads case or team.
    Raises Conflict with what stands against it: what the law keeps, or what has to be done first.
    """
    if file is not None:
        require_in_file(by, Action.APPROVE, Facet.FRAME, file)
    else:
        require(by, Action.CREATE, ObjectType.RETENTION)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError({"reason": _("Please say in a few words who asked for it and when.")})
    known = queries.known_files(file_id, person.pk if person else None)
    if not known:
        raise Conflict(_("There is no such file."))
    against = rules.keeps(
        known[0].state, queries.periods(), time.today(), ProposalKind.REQUEST, one_person=person is not None
    )
    if against:
        raise Conflict(" ".join(str(one.label) for one in against))
    return _propose(by, known[0], ProposalKind.REQUEST, reason=reason, person=person)


def _propose(
    by: Actor,
    known: queries.Known,
    kind: ProposalKind,
    *,
    end: rules.Due | None = None,
    reason: str = "",
    person: Person | None = None,
) -> Proposal:
    counts = queries.preview(known.file_id, person.pk if person else None)
    if counts is None:
        raise Conflict(apart())
    proposal = Proposal(
        file_id=known.file_id,
        number=known.number,
        organisation_id=known.organisation_id,
        person=person,
        kind=kind.value,
        rule_id=end.period.id if end else None,
        anchor_on=end.anchor_on if end else None,
        due_since=end.since if end else None,
        reason=reason,
        counts=counts,
        proposed_by_id=by.user_id,
    )
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("The deletion has been proposed already.")) from error
    subjects = [known.file_id, person.pk if person else None]
    log(by, "proposal.add", proposal, [kind.value], subjects)
    return proposal
