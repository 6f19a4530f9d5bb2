"""Writing counts. Programmes are written by `actions_programme`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.monitoring.constants import What
from chancennetz.monitoring.models import Partner, Programme, Tally


class NewTally(TypedDict):
    """A count to be written: `number` may be negative (a correction)."""

    day: dt.date
    programme_id: uuid.UUID
    partner_id: uuid.UUID
    what: str
    number: int
    module: NotRequired[str]
    case_type: NotRequired[str]


@action
def add_tallies(*, by: Actor, rows: Iterable[NewTally]) -> int:
    """Append counts; returns how many rows were written. Zeros are left out.

    Called by the actions of rooms above, which decide about access and write the audit row of the same transaction.
    The tally itself is append-only and deliberately does not say who entered it or for whom. Raises ValidationError
    when a partner belongs to another programme or the kind of count is unknown.
    """
    del by  # the caller's action has asked the rules and names the actor in its audit row
    wanted = [row for row in rows if row["number"]]
    partners = {row["partner_id"] for row in wanted}
    programme_of = dict(Partner.objects.filter(pk__in=partners).values_list("pk", "programme_id"))
    for row in wanted:
        if programme_of.get(row["partner_id"]) != row["programme_id"]:
            raise ValidationError(_("This partner does not take part in this programme."))
        if row["what"] not in What.values:
            raise ValidationError(_("Unknown kind of count: %(what)s.") % {"what": row["what"]})
    Tally.objects.bulk_create([Tally(**{**row, "what": What(row["what"]).value}) for row in wanted], batch_size=2000)
    return len(wanted)


@action
def add_tally(
    *,
    by: Actor,
    programme: Programme,
    partner: Partner,
    day: dt.date,
    what: What,
    number: int,
    module: str = "",
    case_type: str = "",
) -> int:
    """Append one count; see `add_tallies`. A correction is a negative number with the day of what it corrects."""
    row: NewTally = {
        "day": day,
        "programme_id": programme.id,
        "partner_id": partner.id,
        "what": what.value,
        "number": number,
        "module": module,
        "case_type": case_type,
    }
    return add_tallies(by=by, rows=[row])
