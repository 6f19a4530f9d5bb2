"""Everything that writes take-up."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import ImportDefects, NotAllowed
from chancennetz.core.imports import ImportReport
from chancennetz.places.queries import areas_on
from chancennetz.supportmap.models import Service
from chancennetz.takeup import children_file, queries, reach, rules
from chancennetz.takeup.constants import (
    FIRST_QUARTER,
    HINDRANCES,
    LONGEST_TOPIC,
    MOST_PLACES,
    TOLD_KINDS,
    Barrier,
    ReferralEvent,
    SignalKind,
)
from chancennetz.takeup.models import ChildrenCount, DemandSignal, Reach, ReferralCount, TakeUp
from chancennetz.takeup.rules import Figures


def may_enter(by: Actor, service: Service) -> bool:
    """Tell whether somebody may enter numbers of an offer: providers of their own, the network's coordinator of all."""
    return (
        by.is_system
        or by.role == Role.NETWORK
        or (by.organisation_id is not None and service.organisation_id == by.organisation_id)
    )


@action
def enter_quarter(
    *, by: Actor, quarter: dt.date, figures: Mapping[uuid.UUID, Figures], versions: Mapping[uuid.UUID, int]
) -> int:
    """Enter the numbers of a quarter for several offers at once; returns how many changed.

    `versions` are those the form has shown (0 for "nothing yet"). Raises StaleVersion when somebody else was faster,
    ValidationError for a quarter that has not begun, NotAllowed for an offer of somebody else.
    """
    require(by, Action.UPDATE, ObjectType.TAKE_UP)
    if quarter != rules.quarter_of(quarter) or not FIRST_QUARTER <= quarter <= time.today():
        raise ValidationError({"quarter": _("Please choose a quarter that has begun.")})
    services = {one.pk: one for one in Service.objects.filter(pk__in=figures)}
    if len(services) != len(figures) or not all(may_enter(by, one) for one in services.values()):
        raise NotAllowed("not an offer of this organisation")
    there = {one.service_id: one for one in TakeUp.objects.filter(service__in=services, quarter=quarter)}
    changed = 0
    for service_id, new in figures.items():
        changed += _enter(by, there.get(service_id), service_id, quarter, new, versions.get(service_id, 0))
    return changed


def _enter(by: Actor, old: TakeUp | None, service_id: uuid.UUID, quarter: dt.date, new: Figures, version: int) -> bool:
    values = {"places": new.places, "used": new.used, "waiting": new.waiting, "turned_away": new.turned_away}
    if any(value is not None and value > MOST_PLACES for value in values.values()):
        raise ValidationError(_("This number is too large."))
    if old is None and all(value is None for value in values.values()):
        return False
    if old is None:
        row = TakeUp.objects.create(service_id=service_id, quarter=quarter, **values)
        changed = [name for name, value in values.items() if value is not None]
    else:
        row = old
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if not changed:
            return False
        for name, value in values.items():
            setattr(row, name, value)
        row.save_version(expected=version, fields=changed)
    record_write(by=by, action="takeup.enter", object_type="take_up", object_id=row.pk, changed=changed)
    return True


@action
def count_referral(*, by: Actor, service_id: uuid.UUID, event: ReferralEvent, day: dt.date, number: int = 1) -> None:
    """Count something that happened to a referral, without the person. A correction has a negative number.

    Called by the room of referrals inside its own action, which writes the log row.
    """
    del by
    ReferralCount.objects.create(service_id=service_id, event=event.value, day=day, number=number)


@action
def note_demand(
    *,
    by: Actor,
    kind: SignalKind,
    topic: str,
    municipality_key: str = "",
    service_id: uuid.UUID | None = None,
    day: dt.date | None = None,
    number: int = 1,
) -> None:
    """Count a sign of need. `topic` must be a term of ours (a code, a word of the vocabulary), never free text."""
    del by
    service = Service.objects.get(pk=service_id) if service_id else None
    found, created = DemandSignal.objects.get_or_create(
        month=(day or time.today()).replace(day=1),
        kind=kind.value,
        topic=topic[:LONGEST_TOPIC],
        municipality_key=municipality_key[:8],
        service=service,
        defaults={"number": number},
    )
    if not created:
        DemandSignal.objects.filter(pk=found.pk).update(number=F("number") + number)


@action
def tell_need(
    *, by: Actor, kind: SignalKind, topic: str, municipality_key: str = "", service_id: uuid.UUID | None = None
) -> None:
    """Count what a family wished for, or why it does not use an offer. Who it was is not kept."""
    require(by, Action.CREATE, ObjectType.TAKE_UP)
    if kind not in TOLD_KINDS or topic not in (Barrier.values if kind in HINDRANCES else queries.topics()):
        raise ValidationError({"topic": _("Please choose one of the topics.")})
    note_demand(by=by, kind=kind, topic=topic, municipality_key=municipality_key, service_id=service_id)
    record_write(by=by, action="takeup.need", object_type="take_up", changed=[kind.value])


@action
def import_children(*, by: Actor, data: bytes, dry_run: bool = False) -> ImportReport:
    """Bring in how many children live where (see `children_file`). All or nothing; raises ImportDefects.

    The same file again changes nothing; a corrected number replaces the one of the same area, age and day.
    """
    require(by, Action.EXPORT, ObjectType.TAKE_UP)
    lines, defects = children_file.read(data, {area.key: area.name for area in areas_on()})
    if defects:
        raise ImportDefects(defects)
    known = {(one.area_key, one.age_band, one.day): one for one in ChildrenCount.objects.all()}
    new = [line for line in lines if line.key not in known]
    changed = [line for line in lines if line.key in known and known[line.key].number != line.number]
    if not dry_run and (new or changed):
        ChildrenCount.objects.bulk_create([line.row() for line in new], batch_size=2000)
        for line in changed:
            ChildrenCount.objects.filter(pk=known[line.key].pk).update(number=line.number, source=line.source)
        record_write(by=by, action="takeup.children.import", object_type="take_up", changed=[f"{len(lines)} rows"])
    return ImportReport(
        dry_run=dry_run,
        created=tuple(line.label for line in new),
        changed=tuple(line.label for line in changed),
        unchanged=len(lines) - len(new) - len(changed),
    )


@action
def compute_reach(*, by: Actor, day: dt.date | None = None) -> int:
    """Compute anew how long it takes from each area to each place of an offer; returns the number of rows.

    Without a timetable only walks count. Runs as a job at night and after a new timetable.
    """
    require(by, Action.UPDATE, ObjectType.TAKE_UP)
    rows = reach.rows(list(areas_on()), day or time.today())
    Reach.objects.all().delete()
    Reach.objects.bulk_create(rows, batch_size=2000)
    record_write(by=by, action="takeup.reach", object_type="take_up", changed=[f"{len(rows)} rows"])
    return len(rows)
