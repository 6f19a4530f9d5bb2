"""Handing over: one family, a whole caseload, or for the time of an absence."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from chancennetz.access import actions as access
from chancennetz.access.actions import require, require_in_file
from chancennetz.access.constants import Action, Facet, ObjectType, RelationKind, Role
from chancennetz.access.models import FamilyFile, Relation, User
from chancennetz.access.queries import colleagues
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.core.text import clean_text
from chancennetz.handovers.actions.gates import check_not_moving
from chancennetz.handovers.actions.records import log
from chancennetz.handovers.constants import CASE_WORKERS, INFORM_WITHIN, FamilyInformed, MoveState
from chancennetz.handovers.models import CaseloadMove, Handover, PlannedHandover
from chancennetz.handovers.queries.loads import families_of
from chancennetz.plans import actions as planning
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.constants import TaskKind
from chancennetz.tasks.hooks import owner_reference


@action
def hand_over(
    *,
    by: Actor,
    file: FamilyFile,
    user: User,
    note: str = "",
    informed: FamilyInformed = FamilyInformed.NOT_YET,
    reason: str = "",
    move: CaseloadMove | None = None,
) -> Handover:
    """Hand a family over to a colleague of the same organisation, with everything that is still to be done.

    Open tasks, planned appointments and open steps of the former lead move along; entrusted notes never do (s. 65
    SGB VIII). The new lead gets a task to read the note and, if nobody has done it, to tell the family. Raises
    ValidationError when the colleague does not work here or leads already.
    """
    require_in_file(by, Action.END, Facet.TEAM, file)
    check_not_moving(file)
    former = Relation.objects.at().filter(file=file, kind=RelationKind.CASE_LEAD).first()
    handover = Handover(
        file=file,
        from_user_id=former.user_id if former is not None else None,
        to_user=user,
        move=move,
        note=clean_text(note),
        informed=FamilyInformed(informed).value,
        handed_over_by=by.user_id,
    )
    if former is not None and former.user_id is not None and former.user_id != user.id:
        former_id = former.user_id
        moved = tasks.hand_over(by=by, file=file, former_id=former_id, user_id=user.id)
        handover.tasks_moved, handover.appointments_moved = moved
        handover.steps_moved = planning.hand_over_steps(by=by, file=file, former_id=former_id, user_id=user.id)
    handover.save(force_insert=True)
    log(handover, by, "add", Facet.TEAM, changed=[handover.informed])
    _tell_new_lead(by, file, handover)
    # Last, because a counsellor who hands over no longer sees the file from here on.
    access.change_lead(by=by, file=file, user=user, reason=clean_text(reason)[:300])
    return handover


def _tell_new_lead(by: Actor, file: FamilyFile, handover: Handover) -> None:
    """Give the new lead a task, as part of the handover (its right covers it, also for a team lead)."""
    told = handover.informed != FamilyInformed.NOT_YET
    title = _("Handed over to you: read the note") if told else _("Handed over to you: tell the family who you are")
    due = time.working_day(time.today() + (dt.timedelta(days=1) if told else INFORM_WITHIN))
    tasks.add_for_handover(
        by=by,
        file=file,
        user_id=handover.to_user_id,
        title=title,
        due_on=due,
        kind=TaskKind.REVIEW,
        owner=owner_reference("handovers.handover", handover.id),
    )


@action
def family_told(*, by: Actor, handover: Handover, how: FamilyInformed) -> Handover:
    """Note that the family now knows its new counsellor."""
    require_in_file(by, Action.UPDATE, Facet.TEAM, handover.file)
    handover.informed = FamilyInformed(how).value
    handover.save(update_fields=["informed"])
    log(handover, by, "told", Facet.TEAM, changed=[handover.informed])
    return handover


# --- a whole caseload ------------------------------------------------------------------------------------------------


def _lead_of_team(by: Actor, organisation_id: uuid.UUID | None) -> uuid.UUID:
    """Return the organisation; raises NotAllowed unless the actor leads the team of this one."""
    require(by, Action.LIST, ObjectType.CASELOAD)
    if by.role != Role.TEAM_LEAD or organisation_id is None or by.organisation_id != organisation_id:
        raise NotAllowed("whole caseloads are handed over by the team lead")
    return organisation_id


def _log_move(by: Actor, move: CaseloadMove, verb: str, files: Sequence[uuid.UUID] = ()) -> None:
    record_write(
        by=by,
        action=f"handovers.move.{verb}",
        object_type="caseloadmove",
        object_id=move.id,
        subjects=files,
        facet=Facet.TEAM,
        changed=[str(len(files))] if files else (),
    )


@action
def plan_move(*, by: Actor, leaver: User, reason: str = "") -> CaseloadMove:
    """Begin to hand over everything that a colleague leads, or go on where it was left. Nothing changes yet."""
    organisation_id = _lead_of_team(by, by.organisation_id)
    found = CaseloadMove.objects.filter(
        organisation_id=organisation_id, from_user=leaver, state=MoveState.PLANNED
    ).first()
    if found is not None:
        return found
    move = CaseloadMove(
        organisation_id=organisation_id,
        from_user=leaver,
        planned_by_id=by.account_id,
        reason=clean_text(reason)[:300],
    )
    move.save(force_insert=True)
    _log_move(by, move, "plan")
    return move


@action
def assign(*, by: Actor, move: CaseloadMove, given: Mapping[uuid.UUID, uuid.UUID | None]) -> int:
    """Write down who takes which family (None: stays for now); families that are not named keep what was written.

    Returns how many families have a new lead in the plan. Raises Conflict when the plan is not open any more.
    """
    _lead_of_team(by, move.organisation_id)
    _check_planned(move)
    led = set(families_of(by, move))
    if set(given) - led:
        raise Conflict(_("The list has changed meanwhile. Please look at it again."))
    known = {user.id for user in colleagues(move.organisation_id, CASE_WORKERS)} - {move.from_user_id}
    if {user for user in given.values() if user is not None} - known:
        raise ValidationError(_("One of the colleagues does not work here any more."))
    PlannedHandover.objects.filter(move=move).filter(Q(file_id__in=list(given)) | ~Q(file_id__in=led)).delete()
    PlannedHandover.objects.bulk_create(
        PlannedHandover(file_id=file_id, move=move, to_user_id=user_id)
        for file_id, user_id in given.items()
        if user_id is not None
    )
    return int(PlannedHandover.objects.filter(move=move).count())


def _check_planned(move: CaseloadMove) -> None:
    if move.state != MoveState.PLANNED:
        raise Conflict(_("This handover is finished already."))


@dataclasses.dataclass(frozen=True, slots=True)
class Moved:
    """What came of the handover of a caseload; `left` families stay with whoever leaves until they are planned."""

    done: int
    skipped: int
    left: int


@action
def carry_out(*, by: Actor, move: CaseloadMove, note: str = "") -> Moved:
    """Hand over every family of the plan, all in one transaction, each with its own row in the log.

    A family that somebody else has handed over meanwhile is skipped and says so. If anything goes wrong, nothing has
    changed and the plan is still there. The plan ends when no family is left with the leaving colleague.
    """
    _lead_of_team(by, move.organisation_id)
    move = CaseloadMove.objects.select_for_update().get(pk=move.pk)
    _check_planned(move)
    rows = list(PlannedHandover.objects.filter(move=move, done_at__isnull=True).select_related("file", "to_user"))
    if not rows:
        raise Conflict(_("Please choose first who takes over which family."))
    led = set(families_of(by, move))
    now = time.now()
    for row in rows:
        row.skipped = row.file_id not in led
        if not row.skipped:
            hand_over(by=by, file=row.file, user=row.to_user, note=note, reason=move.reason, move=move)
        row.done_at = now
        row.save(update_fields=["skipped", "done_at"])
    skipped = sum(row.skipped for row in rows)
    left = len(families_of(by, move))
    if not left:
        _end(move, MoveState.DONE)
    _log_move(by, move, "carry_out", [row.file_id for row in rows if not row.skipped])
    return Moved(len(rows) - skipped, skipped, left)


def _end(move: CaseloadMove, state: MoveState) -> None:
    move.state, move.ended_at = state.value, time.now()
    move.save_version(expected=move.version, fields=["state", "ended_at"])


@action
def drop_move(*, by: Actor, move: CaseloadMove) -> None:
    """Give the plan up. What was handed over stays so."""
    _lead_of_team(by, move.organisation_id)
    _check_planned(move)
    _end(move, MoveState.DROPPED)
    _log_move(by, move, "drop")


# --- for a time ------------------------------------------------------------------------------------------------------


@action
def stand_in(
    *, by: Actor, files: Sequence[FamilyFile], user: User, first: dt.date, last: dt.date, reason: str = ""
) -> int:
    """Let a colleague stand in for several families from a day to a day. Who works there already is left out.

    Returns for how many families. Raises ValidationError when the days cannot be right.
    """
    today = time.today()
    if last < max(first, today):
        raise ValidationError({"last": _("The last day lies before the first day.")})
    if (last - max(first, today)).days > 366:
        raise ValidationError({"last": _("A deputy stands in for a year at most. Hand over instead.")})
    since = dt.datetime.combine(first, dt.time(), time.BERLIN) if first > today else time.now()
    until = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), time.BERLIN)
    team = [RelationKind.CASE_LEAD, RelationKind.CASE_TEAM, RelationKind.DEPUTY]
    busy = Relation.objects.filter(user=user, file__in=files, kind__in=team, starts_at__lt=until)
    busy = busy.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=since))
    there = set(busy.values_list("file_id", flat=True))
    for file in files:
        if file.pk not in there:
            access.add_to_team(
                by=by, file=file, user=user, kind=RelationKind.DEPUTY, reason=reason, since=since, until=until
            )
    return len([file for file in files if file.pk not in there])
