"""The end of a case, aftercare, and beginning again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chancennetz.access import actions as access
from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet, FileState, RelationKind
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.casework import actions as casework
from chancennetz.casework.actions.gates import check_consent
from chancennetz.casework.actions.records import check_day
from chancennetz.casework.constants import ExitReason
from chancennetz.casework.models import Case
from chancennetz.closure.actions.reminders import task_of
from chancennetz.closure.constants import AftercareSlot, StillWorking
from chancennetz.closure.models import AftercareContact
from chancennetz.closure.rules import aftercare_days
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.core.text import clean_text
from chancennetz.handovers.actions.gates import check_not_moving
from chancennetz.handovers.actions.records import log
from chancennetz.participation import actions as participation
from chancennetz.participation.models import Participant
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.constants import AppointmentState, TaskKind
from chancennetz.tasks.hooks import owner_reference
from chancennetz.tasks.models import Appointment, Task


@action
def end_case(
    *,
    by: Actor,
    case: Case,
    exit_on: dt.date,
    reason: ExitReason,
    aftercare_from: dt.date | None = None,
    settle: bool = False,
    expected: int | None = None,
) -> Case:
    """End the work with a family.

    With `aftercare_from` (first day of the new job, or last day of counselling) three contacts are planned and the
    file stays open for them; without, it is closed now. Then nothing may be left to do: `settle` finishes open tasks
    and cancels planned appointments, else they stand in the way (Conflict). Goals and participation must have ended.
    """
    check_not_moving(case.file)
    if aftercare_from is None:
        _leave_nothing(by, case.file, settle=settle)
    casework.close_case(
        by=by,
        case=case,
        exit_on=exit_on,
        reason=reason,
        expected=expected,
        keep_open=aftercare_from is not None,
    )
    if aftercare_from is not None:
        check_day(aftercare_from, "aftercare_from", past=False)
        plan_aftercare(by=by, file=case.file, start=aftercare_from)
    return case


def _leave_nothing(by: Actor, file: FamilyFile, *, settle: bool) -> None:
    """Finish what is open before the file closes; in a closed file nobody could do it any more."""
    if settle:
        tasks.settle_file(by=by, file=file)
        return
    left = Task.objects.filter(file=file, done_at__isnull=True).count()
    left += Appointment.objects.filter(file=file, state=AppointmentState.PLANNED).count()
    if left:
        text = ngettext(
            "%(number)d task or appointment is still open. Finish it, or let it be settled with the end.",
            "%(number)d tasks or appointments are still open. Finish them, or let them be settled with the end.",
            left,
        )
        raise Conflict(text % {"number": left})


# --- aftercare -------------------------------------------------------------------------------------------------------


@action
def plan_aftercare(*, by: Actor, file: FamilyFile, start: dt.date) -> list[AftercareContact]:
    """Plan the contacts after 28 days, three and six months, each with a task for the lead; past days are left out."""
    today = time.today()
    return [
        _plan(by, file, slot, day) for slot, day in aftercare_days(start).items() if day >= today and _free(file, slot)
    ]


def _free(file: FamilyFile, slot: AftercareSlot) -> bool:
    return not AftercareContact.objects.filter(file=file, slot=slot, held_on__isnull=True).exists()


@action
def add_aftercare(*, by: Actor, file: FamilyFile, due_on: dt.date) -> AftercareContact:
    """Plan one more contact on a day."""
    if due_on < time.today():
        raise ValidationError({"due_on": _("This day is over already.")})
    check_day(due_on, "due_on", past=False)
    return _plan(by, file, AftercareSlot.EXTRA, due_on)


def _plan(by: Actor, file: FamilyFile, slot: AftercareSlot, day: dt.date) -> AftercareContact:
    require_in_file(by, Action.CREATE, Facet.CONTACT, file)
    lead = Relation.objects.at().filter(file=file, kind=RelationKind.CASE_LEAD).first()
    contact = AftercareContact(file=file, slot=slot.value, due_on=day)
    if lead is not None and lead.user_id is not None:
        task = tasks.add_task(
            by=by,
            user_id=lead.user_id,
            file=file,
            title=_("Aftercare %(slot)s: call and ask how it is") % {"slot": AftercareSlot(slot).label},
            due_on=day,
            kind=TaskKind.FOLLOW_UP,
            owner=owner_reference("closure.aftercare", contact.id),
        )
        contact.task_id = task.id
    contact.save(force_insert=True)
    log(contact, by, "add", Facet.CONTACT)
    return contact


@action
def reschedule_aftercare(*, by: Actor, contact: AftercareContact, due_on: dt.date, expected: int) -> AftercareContact:
    """Move a contact to another day; its task moves along."""
    require_in_file(by, Action.UPDATE, Facet.CONTACT, contact.file)
    if contact.held_on is not None:
        raise Conflict(_("This contact has taken place already."))
    if due_on < time.today():
        raise ValidationError({"due_on": _("This day is over already.")})
    check_day(due_on, "due_on", past=False)
    contact.due_on = due_on
    contact.save_version(expected=expected, fields=["due_on"])
    task = task_of(contact)
    if task is not None and task.done_at is None:
        tasks.change_task(by=by, task=task, title=task.title, due_on=due_on, note=task.note)
    log(contact, by, "reschedule", Facet.CONTACT, changed=["due_on"])
    return contact


@dataclasses.dataclass(frozen=True, slots=True)
class AftercareResult:
    """What came of an aftercare contact."""

    held_on: dt.date
    reached: bool
    still_working: StillWorking | str = ""
    note: str = ""


@action
def record_aftercare(
    *, by: Actor, contact: AftercareContact, result: AftercareResult, expected: int, again_on: dt.date | None = None
) -> AftercareContact:
    """Write down what came of a contact and finish its task; `again_on` plans the next try when nobody was reached."""
    require_in_file(by, Action.UPDATE, Facet.CONTACT, contact.file)
    check_consent(contact.file)
    check_day(result.held_on, "held_on", past=True)
    if result.reached and not result.still_working:
        raise ValidationError({"still_working": _("Please say whether the job goes on.")})
    contact.held_on, contact.reached = result.held_on, result.reached
    contact.still_working = StillWorking(result.still_working).value if result.reached else ""
    contact.note = clean_text(result.note)
    contact.recorded_by = by.user_id
    fields = ["held_on", "reached", "still_working", "note", "recorded_by"]
    contact.save_version(expected=expected, fields=fields)
    task = task_of(contact)
    if task is not None:
        tasks.finish_task(by=by, task=task)
    log(contact, by, "record", Facet.CONTACT, changed=fields[:4])
    if again_on is not None and not result.reached:
        add_aftercare(by=by, file=contact.file, due_on=again_on)
    return contact


@action
def finish_aftercare(*, by: Actor, case: Case, settle: bool = False) -> Case:
    """Close the file after the last aftercare contact. Raises Conflict while something is still planned or open."""
    require_in_file(by, Action.END, Facet.FRAME, case.file)
    if case.exit_on is None:
        raise Conflict(_("This case has not ended."))
    check_not_moving(case.file)
    if AftercareContact.objects.filter(file_id=case.file_id, held_on__isnull=True).exists():
        if not settle:
            raise Conflict(_("A contact is still planned. Hold it, or let it be settled with the end."))
        _drop_planned(by, case.file)
    _leave_nothing(by, case.file, settle=settle)
    access.close_file(by=by, file=case.file, day=time.today())
    return case


def _drop_planned(by: Actor, file: FamilyFile) -> None:
    """Take planned contacts out, and finish their tasks: they are not needed any more."""
    for contact in AftercareContact.objects.filter(file=file, held_on__isnull=True).select_related("file"):
        task = task_of(contact)
        if task is not None:
            tasks.finish_task(by=by, task=task)
        log(contact, by, "drop", Facet.CONTACT)
        contact.delete()


# --- again -----------------------------------------------------------------------------------------------------------


@action
def reopen(*, by: Actor, case: Case, participants: Iterable[Participant] = ()) -> Case:
    """Begin again with a family whose case has ended: planned aftercare falls away, chosen persons take part again.

    Raises Conflict when the case has not ended. The team is as it was; who has left the organisation must be replaced.
    """
    was_closed = case.file.state == FileState.CLOSED
    if not was_closed:
        require_in_file(by, Action.UPDATE, Facet.CONTACT, case.file)  # aftercare belongs to those who counsel
    casework.reopen_case(by=by, case=case)
    if not was_closed:
        _drop_planned(by, case.file)
    for participant in participants:
        participant.file = case.file  # the one that is open again, not the state that was read before
        participation.return_to_programme(by=by, participant=participant)
    return case
