"""Participation and hours, and the recount of the counts without persons."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chancennetz.access.models import FamilyFile
from chancennetz.casework.models import Case
from chancennetz.core import crypto
from chancennetz.core.prepared import prepared
from chancennetz.monitoring.models import Module, Partner
from chancennetz.participation import rules, seams
from chancennetz.participation.models import Participant


def participation_fact(row: Participant) -> rules.Participation:
    """Return what of a participation counts."""
    return rules.Participation(
        person_id=row.person_id,
        programme_id=row.programme_id,
        partner_id=row.partner_id,
        entry_on=row.entry_on,
        exit_on=row.exit_on,
        modules=tuple(zip(row.modules, row.module_starts, strict=True)),
        moves=tuple(zip(row.later_starts, row.later_partners, strict=True)),
    )


def participations_of(file_ids: Iterable[uuid.UUID]) -> list[rules.Participation]:
    """Return the participations in some files (one query)."""
    return [one for found in participations_by_file(file_ids).values() for one in found]


@prepared
def _participants(*, file_ids: list[uuid.UUID]) -> QuerySet[Participant]:
    found: QuerySet[Participant] = Participant.objects.filter(file_id__in=file_ids).order_by("entry_on", "id")
    return found


@prepared
def _modules(*, programme_ids: list[uuid.UUID]) -> QuerySet[Module]:
    found = Module.objects.filter(programme_id__in=programme_ids)
    return found.select_related("programme").order_by("programme__name", "position")


def participations_by_file(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[rules.Participation]]:
    """Return the participations in some files, by file (one query)."""
    found: dict[uuid.UUID, list[rules.Participation]] = {}
    for row in _participants(file_ids=list(file_ids)):
        found.setdefault(row.file_id, []).append(participation_fact(row))
    return found


def participants_of(file: FamilyFile) -> list[Participant]:
    """Return the participants of a family with person, programme and partner, present ones first (two queries)."""
    rows = Participant.objects.filter(file=file).select_related(
        "file", "person", "programme", "partner__organisation", "partner__programme"
    )
    found = list(rows.order_by("entry_on", "id"))
    crypto.preload_keys(row.person_id for row in found)
    return sorted(found, key=lambda row: row.exit_on is not None)


def present_partners(rows: Iterable[Participant]) -> dict[uuid.UUID, Partner]:
    """Return with whom participants count by now, by participant (one query when somebody has changed, else none)."""
    rows = list(rows)
    moved = {row.later_partners[-1] for row in rows if row.later_partners}
    later = Partner.objects.select_related("organisation").in_bulk(moved) if moved else {}
    return {row.pk: later[row.later_partners[-1]] if row.later_partners else row.partner for row in rows}


def _facts_by_stretch(file_id: uuid.UUID, participations: Sequence[rules.Participation]) -> list[rules.ContactFact]:
    """Return what counts of a family's contacts, summed by person and stretch of days (one query).

    In which module a contact counts depends on its day only through the days on which somebody enters, leaves or begins
    a module. Between two of them all days count alike, so their minutes come as one fact on the first of these days.
    """
    borders = {one.entry_on for one in participations} | {
        start for one in participations for _module, start in one.modules
    }
    borders |= {one.exit_on + dt.timedelta(days=1) for one in participations if one.exit_on is not None}
    first_days = sorted(borders)
    return [
        rules.ContactFact(first_days[stretch - 1], minutes, reached=True, module=module, person_ids=frozenset({person}))
        for person, module, stretch, minutes in seams.minutes_by_stretch(file_id, first_days)
        if stretch > 0
    ]


def hours_of(file: FamilyFile) -> list[rules.ModuleHours]:
    """Return hours used against planned per module, in the order of the programme (four queries).

    Planned are the hours of the module times the persons who are, or were, in it.
    """
    participations = participations_of([file.pk])
    if not participations:
        return []
    used = rules.used_minutes(participations, _facts_by_stretch(file.pk, participations))
    found = []
    for module in _modules(programme_ids=sorted({one.programme_id for one in participations})):
        inside = [
            one
            for one in participations
            if one.programme_id == module.programme_id and module.key in {key for key, _start in one.modules}
        ]
        if inside:
            minutes = sum(used[one.person_id, module.key] for one in inside)
            planned = module.hours_each * 60 * len(inside)
            found.append(
                rules.ModuleHours(module.programme.name, module.key, module.label, len(inside), minutes, planned)
            )
    return found


def contact_counts_by_file(facts: Mapping[uuid.UUID, Sequence[rules.ContactFact]]) -> Counter[rules.CountKey]:
    """Return what contacts of several files add to the counts (two queries)."""
    participations = participations_by_file(facts)
    case_types = dict(Case.objects.filter(file_id__in=list(facts)).values_list("file_id", "case_type"))
    counts: Counter[rules.CountKey] = Counter()
    for file_id, contacts in facts.items():
        counts.update(rules.contact_counts(participations.get(file_id, []), contacts, case_types.get(file_id, "")))
    return counts


def recount() -> Counter[rules.CountKey]:
    """Count everything anew from cases, participations and contacts, for everything the actor may see.

    Equals the sum of the tallies when the actor sees everything (the system). Four queries, the rest in memory.
    """
    counts: Counter[rules.CountKey] = Counter()
    case_types = dict(Case.objects.values_list("file_id", "case_type"))
    by_file = participations_by_file(set(Participant.objects.values_list("file_id", flat=True)))
    facts = seams.contact_facts(by_file)
    for file_id, participations in by_file.items():
        case_type = case_types.get(file_id, "")
        counts.update(rules.participation_counts(participations, case_type))
        counts.update(rules.contact_counts(participations, facts.get(file_id, []), case_type))
    return counts


def module_choices(partner: Partner) -> list[tuple[str, str]]:
    """Return the modules of the partner's programme with their hours."""
    found = Module.objects.filter(programme_id=partner.programme_id).order_by("position")
    return [
        (one.key, _("%(label)s (%(hours)s hours)") % {"label": one.label, "hours": one.hours_each}) for one in found
    ]
