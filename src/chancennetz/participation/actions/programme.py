"""Persons in programmes: entry, modules, exit."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require, require_in_file
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.access.models import FamilyFile
from chancennetz.casework.actions.gates import check_consent, check_persons
from chancennetz.casework.actions.records import alter, check_day, insert, insert_many
from chancennetz.casework.models import Case
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.monitoring import queries as monitoring
from chancennetz.monitoring.constants import BASIC_MODULE
from chancennetz.monitoring.models import Module, Partner
from chancennetz.participation import queries, rules
from chancennetz.participation.actions import counting
from chancennetz.participation.models import Participant


def _check_modules(partner: Partner, modules: Sequence[str]) -> list[str]:
    """Return the modules in the order of the programme; the basic one is always part of it."""
    order = list(Module.objects.filter(programme_id=partner.programme_id).values_list("key", flat=True))
    unknown = set(modules) - set(order)
    if unknown:
        raise ValidationError({"modules": _("This programme does not have this module.")})
    return [key for key in order if key in modules or key == BASIC_MODULE]


@action
def enrol(
    *,
    by: Actor,
    file: FamilyFile,
    person_id: uuid.UUID,
    partner: Partner,
    entry_on: dt.date,
    modules: Sequence[str] = (BASIC_MODULE,),
) -> Participant:
    """Let a person begin in the programme of a partner, in modules, on a day, and count it.

    Contacts since that day count from now on. A person counts once per programme: raises ValidationError otherwise.
    """
    require_in_file(by, Action.CREATE, Facet.CONTACT, file)
    check_consent(file)
    check_day(entry_on, "entry_on", past=True)
    check_persons(file, [person_id])
    chosen = _check_modules(partner, modules)
    if Participant.objects.filter(person_id=person_id, programme_id=partner.programme_id).exists():
        raise ValidationError({"person": _("This person already takes part in this programme. Everybody counts once.")})
    before = counting.counts_of_file(file.id)
    participant = Participant(
        file=file,
        person_id=person_id,
        programme_id=partner.programme_id,
        partner=partner,
        modules=chosen,
        module_starts=[entry_on] * len(chosen),
        entry_on=entry_on,
    )
    insert(participant, by, persons=[person_id])
    counting.write_difference(by, before, counting.counts_of_file(file.id))
    return participant


@action
def add_module(*, by: Actor, participant: Participant, module: str, start: dt.date) -> Participant:
    """Let a participant begin another module on a day."""
    require_in_file(by, Action.UPDATE, Facet.CONTACT, participant.file)
    check_consent(participant.file)
    check_day(start, "start", past=True)
    _check_modules(participant.partner, [module])
    if module in participant.modules:
        raise ValidationError({"module": _("This person is already in this module.")})
    if start < participant.entry_on or (participant.exit_on is not None and start > participant.exit_on):
        raise ValidationError({"start": _("This day lies outside of the time in the programme.")})
    before = counting.counts_of_file(participant.file_id)
    new = {"modules": [*participant.modules, module], "module_starts": [*participant.module_starts, start]}
    alter(participant, by, new, verb="module", persons=[participant.person_id])
    counting.write_difference(by, before, counting.counts_of_file(participant.file_id))
    return participant


@action
def leave_programme(*, by: Actor, participant: Participant, exit_on: dt.date) -> Participant:
    """Let a participant leave; `exit_on` is the last day. Later contacts no longer count as programme hours."""
    require_in_file(by, Action.UPDATE, Facet.CONTACT, participant.file)
    check_day(exit_on, "exit_on", past=True)
    if participant.exit_on is not None:
        raise Conflict(_("This person has left the programme already."))
    if exit_on < max([participant.entry_on, *participant.module_starts]):
        raise ValidationError({"exit_on": _("The last day lies before the first day.")})
    before = counting.counts_of_file(participant.file_id)
    alter(participant, by, {"exit_on": exit_on}, verb="leave", persons=[participant.person_id])
    counting.write_difference(by, before, counting.counts_of_file(participant.file_id))
    return participant


@action
def return_to_programme(*, by: Actor, participant: Participant) -> Participant:
    """Take back that a participant has left: one person counts once per project, so nobody enters a second time.

    If the family has gone to another organisation meanwhile, the person goes on there.
    """
    require_in_file(by, Action.UPDATE, Facet.CONTACT, participant.file)
    check_consent(participant.file)
    if participant.exit_on is None:
        raise Conflict(_("This person takes part already."))
    moment, organisation_id = time.now(), participant.file.organisation_id
    partner = _partner_at(participant, organisation_id, moment)
    present = [participant.partner_id, *participant.later_partners][-1]
    if partner is None and not Partner.objects.filter(pk=present, organisation_id=organisation_id).exists():
        raise Conflict(_("Your organisation takes no part in this programme."))
    before = counting.counts_of_file(participant.file_id)
    new = {"exit_on": None} | _moved(participant, partner, moment)
    alter(participant, by, new, verb="return", persons=[participant.person_id])
    counting.write_difference(by, before, counting.counts_of_file(participant.file_id))
    return participant


def _partner_at(participant: Participant, organisation_id: uuid.UUID, moment: dt.datetime) -> Partner | None:
    """Return as what an organisation takes part in the programme of a participant, None when it does not."""
    day = moment.astimezone(time.BERLIN).date()
    return monitoring.partner_of(participant.programme, organisation_id, day)


def _moved(participant: Participant, partner: Partner | None, moment: dt.datetime) -> dict[str, Any]:
    """Return the columns after somebody goes on with another partner; nothing when it is the same, or none."""
    present = [participant.partner_id, *participant.later_partners][-1]
    if partner is None or partner.pk == present:
        return {}
    return {
        "later_partners": [*participant.later_partners, partner.pk],
        "later_starts": [*participant.later_starts, moment],
    }


@action
def change_partner(*, by: Actor, file: FamilyFile, organisation_id: uuid.UUID, moment: dt.datetime) -> int:
    """Let those who take part go on with another organisation from a moment on, as part of a transfer.

    What happens from then on counts for the new partner; what was counted before stays where it is. Where the
    organisation takes no part in the programme, taking part ends on that day. Returns how many persons it concerns.
    """
    require_in_file(by, Action.END, Facet.TEAM, file)
    day = moment.astimezone(time.BERLIN).date()
    before = counting.counts_of_file(file.id)
    rows = Participant.objects.select_related("programme", "file").filter(file=file, exit_on=None, entry_on__lte=day)
    number = 0
    for row in rows:
        if row.later_starts and row.later_starts[-1] >= moment:
            raise Conflict(_("This person has gone to another partner after that already."))
        partner = _partner_at(row, organisation_id, moment)
        last_day = max([day, row.entry_on, *row.module_starts])
        new = _moved(row, partner, moment) if partner is not None else {"exit_on": last_day}
        if new:
            alter(row, by, new, verb="move" if partner is not None else "leave", persons=[row.person_id])
            number += 1
    counting.write_difference(by, before, counting.counts_of_file(file.id))
    return number


@dataclasses.dataclass(frozen=True, slots=True)
class BulkParticipant:
    """A participation for `enrol_bulk`: modules with the day from which each counts."""

    file_id: uuid.UUID
    person_id: uuid.UUID
    partner: Partner
    entry_on: dt.date
    modules: Sequence[tuple[str, dt.date]]
    exit_on: dt.date | None = None


@action
def enrol_bulk(*, by: Actor, participants: Sequence[BulkParticipant]) -> list[Participant]:
    """Enter many participations, before their contacts; only the system itself may (demo, imports)."""
    if not by.is_system:
        raise NotAllowed("bulk entry is for imports")
    require(by, Action.CREATE, ObjectType.FILE)
    rows = [
        Participant(
            file_id=one.file_id,
            person_id=one.person_id,
            programme_id=one.partner.programme_id,
            partner=one.partner,
            modules=[module for module, _start in one.modules],
            module_starts=[start for _module, start in one.modules],
            entry_on=one.entry_on,
            exit_on=one.exit_on,
        )
        for one in participants
    ]
    insert_many(rows, by, {row.id: {"person_ids": [str(row.person_id)]} for row in rows})
    case_types = dict(
        Case.objects.filter(file_id__in={row.file_id for row in rows}).values_list("file_id", "case_type")
    )
    counts: Counter[rules.CountKey] = Counter()
    for row in rows:
        fact = queries.participation_fact(row)
        counts.update(rules.participation_counts([fact], case_types.get(row.file_id, "")))
    counting.write(by, counts)
    return rows
