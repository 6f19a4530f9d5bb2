"""A file goes to another organisation, in two steps: one offers, the other accepts.

Before the acceptance nobody there sees anything of the file. With it every relation of the giving organisation ends in
the same moment, and the file with its whole history belongs to the receiving one. Notes of the team lead stay behind
closed (they carry their organisation), entrusted notes too (they are bound to a person, s. 65 SGB VIII).
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from chancennetz.access.actions import require, require_in_file
from chancennetz.access.constants import Action, Facet, FileState, ObjectType
from chancennetz.access.models import FamilyFile, User
from chancennetz.access.queries import colleagues, find_file, forget_visible
from chancennetz.audit.actions import record, record_write
from chancennetz.audit.constants import EntryKind
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.core.ids import new_id
from chancennetz.core.text import clean_text
from chancennetz.handovers.actions.records import log
from chancennetz.handovers.constants import CASE_WORKERS, FamilyInformed, TransferState
from chancennetz.handovers.models import Handover, Transfer
from chancennetz.handovers.queries.transfer import uncovered
from chancennetz.participation import actions as participation
from chancennetz.people.queries import people_in_file
from chancennetz.plans import actions as planning
from chancennetz.plans.models import Step
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.models import Appointment, Task


@action
def offer(*, by: Actor, file: FamilyFile, release: ConfidentialityRelease, note: str) -> Transfer:
    """Offer a file to the organisation that a release names. Raises ValidationError saying what is missing."""
    decision = require_in_file(by, Action.SHARE, Facet.FRAME, file)
    today = time.today()
    if release.file_id != file.id:
        raise NotAllowed("the release belongs to another file")
    in_force = not release.refused and release.withdrawn_at is None and release.valid_from <= today
    if not in_force or release.valid_to is None or release.valid_to < today:
        raise ValidationError({"release": _("This release does not hold today.")})
    if release.recipient_id == file.organisation_id:
        raise ValidationError({"release": _("This organisation keeps the file already.")})
    if uncovered(release):
        raise ValidationError({"release": _("The whole file goes along, but the release does not name every part.")})
    if not colleagues(release.recipient_id, CASE_WORKERS):
        raise ValidationError({"release": _("Nobody works with families on this platform there yet.")})
    if Transfer.objects.filter(file=file, state=TransferState.OFFERED).exists():
        raise Conflict(_("This file is being transferred already."))
    transfer = Transfer(
        file=file,
        from_organisation_id=file.organisation_id,
        to_organisation_id=release.recipient_id,
        release=release,
        note=clean_text(note),
        offered_by_id=by.account_id,
        persons=len(people_in_file(file)),
    )
    transfer.save(force_insert=True)
    record(
        kind=EntryKind.SHARE,
        by=by,
        action="handovers.transfer.offer",
        object_type="transfer",
        object_id=transfer.id,
        subjects=[file.id],
        facet=Facet.FRAME,
        basis=f"{decision.reason}; release {release.id}",
    )
    return transfer


@action
def withdraw(*, by: Actor, transfer: Transfer) -> Transfer:
    """Take an offer back, or what became of it when it is too late (Conflict)."""
    require_in_file(by, Action.SHARE, Facet.FRAME, transfer.file)
    if transfer.state != TransferState.OFFERED:
        raise Conflict(_("This transfer has been answered already."))
    transfer.state, transfer.decided_at = TransferState.WITHDRAWN.value, time.now()
    transfer.decided_by_id = by.user_id
    transfer.save_version(expected=transfer.version, fields=["state", "decided_at", "decided_by"])
    log(transfer, by, "withdraw", Facet.FRAME)
    return transfer


def _against(answer: str) -> str:
    """Return in words what the database says against an answer."""
    return {
        "gone": _("This offer is not there any more."),
        "lead": _("This person does not work as a counsellor in this organisation."),
        "release": _("The family has withdrawn its release, or it has ended. The file stays where it is."),
        "file": _("The file has been closed or has moved meanwhile."),
    }[answer]


@action
def accept(*, by: Actor, transfer: Transfer, lead: User) -> Transfer:
    """Take a file over from another organisation and say who leads it here.

    The database looks once more whether the offer, the family's release and the file are still as they should be and
    changes the relations itself (function `handovers_accept_transfer`): the actor has no right to the file before. Open
    tasks, appointments and steps then go to the new lead, and who takes part in a programme counts here from now on.
    Raises Conflict saying what stands against it.
    """
    require(by, Action.UPDATE, ObjectType.RECEIVED)
    if by.role not in CASE_WORKERS or by.organisation_id != transfer.to_organisation_id:
        raise NotAllowed("offered to another organisation")
    moment = time.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT handovers_accept_transfer(%s, %s, %s, %s)", [transfer.id, lead.id, new_id(), moment])
        (answer,) = cursor.fetchone()
    if answer != "done":
        raise Conflict(_against(answer))
    forget_visible()
    record_write(
        by=by,
        action="handovers.transfer.accept",
        object_type="transfer",
        object_id=transfer.id,
        subjects=[transfer.file_id],
        facet=Facet.TEAM,
        basis=f"release {transfer.release_id}",
    )
    _take_over(by, transfer, lead, moment)
    transfer.refresh_from_db()
    return transfer


def _take_over(by: Actor, transfer: Transfer, lead: User, moment: dt.datetime) -> None:
    """Give everything that is still to be done to the new lead; write the handover into the file."""
    file = find_file(transfer.file_id)
    if file is None or file.state != FileState.OPEN:
        raise NotAllowed("the file has not arrived")
    handover = Handover(
        file=file, from_user_id=transfer.offered_by_id, to_user=lead, note=transfer.note, handed_over_by=by.user_id
    )
    handover.informed = FamilyInformed.NOT_YET.value
    for former_id in _with_work(file.id) - {lead.id}:
        number, appointments = tasks.hand_over(by=by, file=file, former_id=former_id, user_id=lead.id)
        handover.tasks_moved += number
        handover.appointments_moved += appointments
        handover.steps_moved += planning.hand_over_steps(by=by, file=file, former_id=former_id, user_id=lead.id)
    handover.save(force_insert=True)
    log(handover, by, "add", Facet.TEAM, changed=["transfer"])
    participation.change_partner(by=by, file=file, organisation_id=transfer.to_organisation_id, moment=moment)
    tasks.add_for_handover(
        by=by,
        file=file,
        user_id=lead.id,
        title=_("Taken over from another organisation: introduce yourself and ask for your own consent"),
        due_on=time.today() + dt.timedelta(days=3),
    )


def _with_work(file_id: uuid.UUID) -> set[uuid.UUID]:
    """Return who has something open in a file."""
    tasks_of = Task.objects.filter(file_id=file_id, done_at__isnull=True).values_list("user_id", flat=True)
    appointments = Appointment.objects.filter(file_id=file_id, state="planned").values_list("user_id", flat=True)
    open_steps = Step.objects.filter(file_id=file_id, done_on__isnull=True, owner_user__isnull=False)
    steps = open_steps.values_list("owner_user_id", flat=True)
    return {*tasks_of, *appointments, *steps}


@action
def decline(*, by: Actor, transfer: Transfer, answer: str) -> Transfer:
    """Say no to an offer, with a reason that the other organisation reads. Nothing of the file was seen."""
    require(by, Action.UPDATE, ObjectType.RECEIVED)
    if by.role not in CASE_WORKERS or by.organisation_id != transfer.to_organisation_id:
        raise NotAllowed("offered to another organisation")
    text = clean_text(answer)
    if not text:
        raise ValidationError({"answer": _("Please give a short reason.")})
    with connection.cursor() as cursor:
        cursor.execute("SELECT handovers_decline_transfer(%s, %s)", [transfer.id, text])
        row = cursor.fetchone()
    if not row or not row[0]:
        raise Conflict(_against("gone"))
    record_write(
        by=by,
        action="handovers.transfer.decline",
        object_type="transfer",
        object_id=transfer.id,
        subjects=[transfer.file_id],
        facet=Facet.TEAM,
    )
    transfer.refresh_from_db()
    return transfer
