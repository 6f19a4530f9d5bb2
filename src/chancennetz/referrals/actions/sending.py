"""The sending side: prepare, send, take back; and the cut when a consent is withdrawn."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record, record_write
from chancennetz.audit.constants import EntryKind
from chancennetz.casework.actions.gates import check_consent, check_persons
from chancennetz.consent.constants import ReleasePurpose, TextKind
from chancennetz.consent.hooks import Recipient, Withdrawal
from chancennetz.consent.queries import has_processing_consent
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, StaleVersion
from chancennetz.core.text import clean_text
from chancennetz.organisations.models import Organisation, Unit
from chancennetz.referrals import queries, rules, snapshot
from chancennetz.referrals.actions.counting import count
from chancennetz.referrals.constants import (
    ANSWER_DAYS,
    LONGEST_DAYS,
    USUAL_DAYS,
    CutReason,
    Manner,
    SharedField,
)
from chancennetz.referrals.models import Handover, Referral
from chancennetz.sharing.actions import record_disclosure
from chancennetz.sharing.queries import require_sharing
from chancennetz.supportmap.models import Service
from chancennetz.takeup.constants import ReferralEvent
from chancennetz.tasks.hooks import owner_reference

#: What somebody must be allowed to do in the file for each way of referring.
_SENDING = {Manner.DATA: Action.SHARE, Manner.SLIP: Action.EXPORT, Manner.ANONYMOUS: Action.UPDATE}


@dataclasses.dataclass(frozen=True, slots=True)
class ReferralValues:
    """What is decided about a referral before it is sent. `fields` are values of SharedField, without the message."""

    manner: Manner
    organisation: Organisation | None = None
    unit: Unit | None = None
    service: Service | None = None
    place: str = ""
    person_ids: Sequence[uuid.UUID] = ()
    fields: Sequence[str] = ()
    message: str = ""
    note: str = ""
    answer_by: dt.date | None = None
    valid_until: dt.date | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the referral. What has no data holds no data, whatever was ticked before."""
        anonymous = self.manner == Manner.ANONYMOUS
        message = "" if anonymous else clean_text(self.message)
        chosen = {SharedField(field) for field in self.fields} - {SharedField.MESSAGE}
        if message:
            chosen.add(SharedField.MESSAGE)
        return {
            "manner": Manner(self.manner).value,
            "organisation": self.organisation,
            "unit": self.unit,
            "service": self.service,
            "place": clean_text(self.place),
            "person_ids": [] if anonymous else list(dict.fromkeys(self.person_ids)),
            "fields": [] if anonymous else [field.value for field in SharedField if field in chosen],
            "message": message,
            "note": clean_text(self.note),
            "answer_by": self.answer_by or time.today() + dt.timedelta(days=ANSWER_DAYS),
            "valid_until": self.valid_until or time.today() + dt.timedelta(days=USUAL_DAYS),
        }


def _check(file: FamilyFile, values: ReferralValues) -> None:
    today = time.today()
    latest = today + dt.timedelta(days=LONGEST_DAYS)
    if values.organisation is None and not values.place.strip():
        raise ValidationError({"place": _("Please say where the family is to go.")})
    if values.unit is not None and (
        values.organisation is None or values.unit.organisation_id != values.organisation.pk
    ):
        raise ValidationError({"unit": _("This place belongs to another organisation.")})
    if values.organisation is not None and values.organisation.pk == file.organisation_id and values.unit is None:
        raise ValidationError({"unit": _("Please choose the part of your own organisation.")})
    if values.manner != Manner.SLIP and values.organisation is None:
        raise ValidationError({"manner": _("This place has no access here. Please choose the printed slip.")})
    for name in ("answer_by", "valid_until"):
        day = getattr(values, name)
        if day is not None and not today <= day <= latest:
            raise ValidationError({name: _("Please choose a day from today on, at most one year ahead.")})
    check_persons(file, values.person_ids)


def _log(by: Actor, referral: Referral, verb: str, changed: Sequence[str] = ()) -> None:
    record_write(
        by=by,
        action=f"referrals.{verb}",
        object_type="referral",
        object_id=referral.pk,
        subjects=[referral.file_id, *referral.person_ids],
        facet=Facet.REFERRAL,
        changed=changed,
    )


@action
def add_referral(*, by: Actor, file: FamilyFile, values: ReferralValues) -> Referral:
    """Prepare a referral; nothing leaves the file yet."""
    require_in_file(by, Action.CREATE, Facet.REFERRAL, file)
    check_consent(file)
    _check(file, values)
    referral = Referral(file=file, written_by_id=by.user_id, **values.columns)
    referral.save(force_insert=True)
    _log(by, referral, "add")
    return referral


def _draft(referral: Referral, expected: int) -> Referral:
    """Lock a referral that is still being prepared. Raises Conflict when it was sent, StaleVersion when it changed."""
    current = Referral.objects.select_for_update().get(pk=referral.pk)
    if Handover.objects.filter(pk=referral.pk).exists():
        raise Conflict(_("This referral was sent already."))
    if current.version != expected:
        raise StaleVersion("Referral")
    return referral


@action
def change_referral(*, by: Actor, referral: Referral, values: ReferralValues, expected: int) -> list[str]:
    """Change a referral that was not sent yet. Raises StaleVersion when somebody saved since `expected` was read."""
    require_in_file(by, Action.UPDATE, Facet.REFERRAL, referral.file)
    check_consent(referral.file)
    _draft(referral, expected)
    _check(referral.file, values)
    columns = values.columns
    changed = sorted(name for name, value in columns.items() if getattr(referral, name) != value)
    for name, value in columns.items():
        setattr(referral, name, value)
    referral.save_version(expected=expected, fields=list(columns))
    _log(by, referral, "change", changed)
    return changed


@action
def remove_referral(*, by: Actor, referral: Referral) -> None:
    """Throw a prepared referral away. What was sent stays."""
    require_in_file(by, Action.UPDATE, Facet.REFERRAL, referral.file)
    _draft(referral, referral.version)
    _log(by, referral, "remove")
    referral.delete()


# --- sending ---------------------------------------------------------------------------------------------------------


@action
def send_referral(*, by: Actor, referral: Referral, expected: int, reason: str = "") -> Handover:
    """Hand over what was chosen, as it stands in the file now, after asking the consents once more at this moment.

    `reason` is needed when a law allows it without a release. Raises Conflict when something is not allowed (nothing
    is sent then), ValidationError when the referral is incomplete, StaleVersion when it is not the one that was read.
    """
    file = referral.file
    manner = Manner(referral.manner)
    require_in_file(by, _SENDING[manner], Facet.REFERRAL, file)
    check_consent(file)
    _draft(referral, expected)
    lines: snapshot.Lines = []
    if manner is not Manner.ANONYMOUS:
        lines = snapshot.lines_of(file, referral.person_ids, referral.fields, referral.message)
    _check_complete(referral, lines)
    allowed = queries.Sharing({})
    if manner is Manner.DATA:
        allowed = _require_sharing(by, referral, reason)
    handover = _handover(by, referral, allowed, lines)
    referral.passed_on = snapshot.sealed_text(lines) if lines else ""
    referral.save_version(expected=referral.version, fields=["passed_on"])
    record(
        kind=EntryKind.SHARE,
        by=by,
        action="referrals.send",
        object_type="referral",
        object_id=referral.pk,
        subjects=[file.pk, *referral.person_ids],
        facet=Facet.REFERRAL,
        basis=", ".join(sorted({answer.answer.value for answer in allowed.answers.values()})) or manner.value,
        changed=[field.value for field, _lines in lines],
    )
    count(by, referral.service_id, ReferralEvent.SENT)
    return handover


def _require_sharing(by: Actor, referral: Referral, reason: str) -> queries.Sharing:
    """Ask consents and laws at this moment, hold the releases until we are done, and write the disclosure down."""
    receiver = referral.organisation
    assert receiver is not None  # noqa: S101 - checked before
    answers = require_sharing(
        referral.file,
        receiver,
        categories=rules.needed_facets(referral.fields),
        persons=referral.person_ids,
        purpose=ReleasePurpose.REFERRAL,
        speaker_id=by.user_id,
    )
    record_disclosure(
        by=by,
        file=referral.file,
        recipient=receiver,
        answers=answers,
        persons=referral.person_ids,
        reason=reason,
        owner=owner_reference("referrals.referral", referral.pk),
    )
    return queries.Sharing(answers)


def _check_complete(referral: Referral, lines: snapshot.Lines) -> None:
    if referral.manner == Manner.DATA:
        if not referral.person_ids:
            raise ValidationError({"person_ids": _("Please choose whom it is about.")})
        if not lines:
            raise ValidationError({"fields": _("Please choose what to pass on, or refer without data.")})
    if referral.manner != Manner.SLIP and (
        referral.organisation_id is None or not queries.has_receivers(referral.organisation_id)
    ):
        raise ValidationError({"manner": _("Nobody there works with this platform. Please choose the printed slip.")})


def _handover(by: Actor, referral: Referral, allowed: queries.Sharing, lines: snapshot.Lines) -> Handover:
    here = referral.manner != Manner.SLIP
    wanted = referral.valid_until or time.today() + dt.timedelta(days=USUAL_DAYS)
    last_day = min(max(wanted, time.today()), rules.last_possible_day(time.today(), allowed.last_day))
    handover = Handover(
        id=referral.pk,
        file_id=referral.file_id,
        referral=referral,
        recipient=referral.organisation if here else None,
        recipient_unit=referral.unit if here else None,
        service=referral.service,
        sender_id=referral.file.organisation_id,
        sent_by_id=by.user_id,
        manner=referral.manner,
        code=rules.new_code(),
        snapshot=snapshot.sealed_text(lines) if lines and here else "",
        person_ids=referral.person_ids,
        bases=allowed.releases,
        sent_at=time.now(),
        ends_at=rules.end_of(last_day),
    )
    handover.save(force_insert=True)
    return handover


# --- taking back -----------------------------------------------------------------------------------------------------


def cut(by: Actor, handover: Handover, reason: CutReason) -> None:
    """Take what was handed over away from the receiver, now. Its own note of what was passed on stays in the file."""
    current = Handover.objects.select_for_update().get(pk=handover.pk)
    if current.cut_at is not None:
        return
    current.state = rules.state_after_cut(current.state, reason).value
    current.cut_at, current.cut_reason, current.snapshot = time.now(), reason.value, ""
    current.save_version(expected=current.version, fields=["state", "cut_at", "cut_reason", "snapshot"])
    record_write(
        by=by,
        action="referrals.cut",
        object_type="referral",
        object_id=current.pk,
        subjects=[current.file_id, *current.person_ids],
        facet=Facet.REFERRAL,
        basis=reason.value,
        changed=["cut_at", "snapshot"],
    )


@action
def revoke_referral(*, by: Actor, referral: Referral) -> None:
    """Take a referral back: the other side sees nothing of it from now on. Also possible when it is finished."""
    require_in_file(by, Action.UPDATE, Facet.REFERRAL, referral.file)
    handover = Handover.objects.filter(pk=referral.pk).first()
    if handover is None:
        raise Conflict(_("This referral was not sent yet. You can throw it away."))
    if handover.cut_at is not None:
        raise Conflict(_("The other side does not see this referral any more."))
    cut(by, handover, CutReason.REVOKED)


@action
def cut_after_withdrawal(*, by: Actor, withdrawal: Withdrawal) -> list[Recipient]:
    """End what rests on a declaration that is withdrawn just now; runs inside the withdrawal.

    A release ends what was sent on its ground. A consent ends what was sent about its person, and, when nobody else of
    the family allows notes, everything. Returns the offices that have to be told and are not told of anyhow: whoever
    received by release is told of the release.
    """
    rows = Handover.objects.filter(file_id=withdrawal.file.pk, cut_at__isnull=True).select_related("recipient")
    if withdrawal.kind is TextKind.RELEASE:
        rows = rows.filter(bases__contains=[withdrawal.declaration_id])
    elif has_processing_consent(withdrawal.file):
        rows = rows.filter(person_ids__contains=[withdrawal.person_id])
    told = []
    for handover in list(rows):
        cut(by, handover, CutReason.WITHDRAWN)
        if (
            handover.recipient is not None
            and not handover.bases
            and handover.recipient_id != withdrawal.file.organisation_id
        ):
            told.append(Recipient(handover.recipient))
    return told


@action
def record_slip_printed(*, by: Actor, referral: Referral) -> None:
    """Log that the slip was printed to hand over. Raises NotAllowed for those who may not print it."""
    decision = require_in_file(by, Action.EXPORT, Facet.REFERRAL, referral.file)
    record(
        kind=EntryKind.EXPORT,
        by=by,
        action="referrals.slip.print",
        object_type="referral",
        object_id=referral.pk,
        subjects=[referral.file_id, *referral.person_ids],
        facet=Facet.REFERRAL,
        basis=decision.reason,
    )
