"""Changing and closing a case. A new one is opened by the room above (`caseopening`), many at once by imports here."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access import actions as access
from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet, FileState, ObjectType
from chancennetz.casework import seams
from chancennetz.casework.actions.gates import check_consent
from chancennetz.casework.actions.records import alter, check_day, insert_many
from chancennetz.casework.constants import CaseType, Channel, ExitReason
from chancennetz.casework.models import Case
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.core.text import clean_text


@action
def change_case(
    *,
    by: Actor,
    case: Case,
    expected: int,
    channel: Channel,
    channel_place: str,
    first_contact_on: dt.date,
    concern: str,
    case_type: CaseType | str,
) -> list[str]:
    """Change the intake. Another case type moves what was counted. Raises StaleVersion when somebody was faster."""
    require_in_file(by, Action.UPDATE, Facet.INTAKE, case.file)
    check_consent(case.file)
    check_day(first_contact_on, "first_contact_on", past=True)
    if case.exit_on is not None and first_contact_on > case.exit_on:
        raise ValidationError({"first_contact_on": _("The case ended before this day.")})
    new = {
        "channel": Channel(channel).value,
        "channel_place": clean_text(channel_place),
        "first_contact_on": first_contact_on,
        "concern": clean_text(concern),
        "case_type": str(case_type),
    }
    if new["case_type"] == case.case_type:
        return alter(case, by, new, expected=expected)
    with seams.recounted(by, case.file_id):
        return alter(case, by, new, expected=expected)


@action
def record_assessment(
    *, by: Actor, case: Case, expected: int, assessment: str, assessed_on: dt.date | None
) -> list[str]:
    """Write the assessment (Anamnese); with a day it is finished, without one it is still being written."""
    require_in_file(by, Action.UPDATE, Facet.INTAKE, case.file)
    check_consent(case.file)
    check_day(assessed_on, "assessed_on", past=True)
    new = {"assessment": clean_text(assessment), "assessed_on": assessed_on}
    return alter(case, by, new, expected=expected, verb="assess")


@action
def close_case(
    *,
    by: Actor,
    case: Case,
    exit_on: dt.date,
    reason: ExitReason,
    expected: int | None = None,
    keep_open: bool = False,
) -> Case:
    """End the work with a family: everybody has left the programmes, every goal has an end; then the file is closed.

    With `keep_open` the file stays open for aftercare; whoever asks for that closes it later. Raises Conflict naming
    what is still open. Consent is not asked: a withdrawal must not keep a case open.
    """
    require_in_file(by, Action.END, Facet.FRAME, case.file)
    check_day(exit_on, "exit_on", past=True)
    if exit_on < case.first_contact_on:
        raise ValidationError({"exit_on": _("The last day lies before the first contact.")})
    for one in seams.all_rows():
        if one.reason and one.model._default_manager.filter(one.condition, file_id=case.file_id).exists():
            raise Conflict(str(one.reason))
    alter(
        case,
        by,
        {"exit_on": exit_on, "exit_reason": ExitReason(reason).value},
        expected=expected,
        verb="close",
    )
    if not keep_open:
        access.close_file(by=by, file=case.file, day=exit_on)
    return case


@action
def reopen_case(*, by: Actor, case: Case) -> Case:
    """Take the end of a case back: the work goes on, in a closed file after opening it again.

    Whoever leads the case or the team may. Raises Conflict when the case has not ended.
    """
    require_in_file(by, Action.APPROVE, Facet.FRAME, case.file)
    if case.exit_on is None:
        raise Conflict(_("This case has not ended."))
    if case.file.state == FileState.CLOSED:
        access.reopen_file(by=by, file=case.file)
    alter(case, by, {"exit_on": None, "exit_reason": ""}, verb="reopen")
    return case


@dataclasses.dataclass(frozen=True, slots=True)
class BulkCase:
    """A case for `open_cases_bulk`; file and persons are there already."""

    file_id: uuid.UUID
    channel: Channel
    first_contact_on: dt.date
    concern: str = ""
    channel_place: str = ""
    case_type: CaseType | str = ""
    assessed_on: dt.date | None = None
    assessment: str = ""
    exit_on: dt.date | None = None
    exit_reason: ExitReason | str = ""


@action
def open_cases_bulk(*, by: Actor, cases: Sequence[BulkCase]) -> list[Case]:
    """Enter many cases, before their participants; only the system itself may (demo, imports)."""
    if not by.is_system:
        raise NotAllowed("bulk entry is for imports")
    access.require(by, Action.CREATE, ObjectType.FILE)
    rows = [Case(**{field.name: getattr(one, field.name) for field in dataclasses.fields(BulkCase)}) for one in cases]
    insert_many(rows, by)
    return rows
