"""The facts behind the data quality list, for many files at once, and the list itself. Nothing sealed is opened."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access.constants import Facet, FileState, RelationKind, Role
from chancennetz.access.models import FamilyFile, Membership, Relation
from chancennetz.access.queries import visible_files
from chancennetz.caseload import rules
from chancennetz.caseload.constants import PER_PAGE
from chancennetz.caseload.rules.quality import FileFacts, Hours, OpenGoal, OverdueStep
from chancennetz.casework import quality
from chancennetz.casework.models import Case
from chancennetz.casework.queries.cases import visible_names
from chancennetz.closure.models import AftercareContact
from chancennetz.consent.models import Consent
from chancennetz.contacts import queries as contact_queries
from chancennetz.contacts.models import ContactEntry
from chancennetz.contacts.queries.contacts import contact_facts
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.handovers.constants import CASE_WORKERS, FamilyInformed
from chancennetz.handovers.models import Handover
from chancennetz.monitoring.models import Module
from chancennetz.participation.queries import participations_by_file
from chancennetz.participation.rules import Participation, used_minutes
from chancennetz.people.constants import FileRole, RelationshipKind
from chancennetz.people.models import FilePerson, Relationship
from chancennetz.plans.constants import OPEN_GOALS, GoalState
from chancennetz.plans.models import Goal, Step

_Ids = Collection[uuid.UUID]
_Facts = dict[uuid.UUID, dict[str, Any]]


def facts_of(file_ids: _Ids, today: dt.date) -> list[FileFacts]:
    """Return what the checks need about some open files: sixteen queries for one file and for a thousand."""
    found: _Facts = {file_id: {} for file_id in file_ids}
    for part in (_leads, _cases, _consents, _contacts, _plans, _persons, _participation, _endings):
        for file_id, values in part(file_ids, today).items():
            found[file_id] |= values
    return [FileFacts(file_id, **values) for file_id, values in found.items()]


def _leads(file_ids: _Ids, today: dt.date) -> _Facts:
    rows = Relation.objects.at().filter(file_id__in=file_ids, kind=RelationKind.CASE_LEAD)
    held = list(rows.values_list("file_id", "user_id", "file__organisation_id", "user__is_active"))
    working = set(
        Membership.objects.on(today)
        .filter(user_id__in={row[1] for row in held}, role__in=CASE_WORKERS)
        .values_list("user_id", "organisation_id")
    )
    number = Counter(row[0] for row in held)
    works = {row[0]: row[3] and (row[1], row[2]) in working for row in held}
    return {file_id: {"leads": number[file_id], "lead_works": works.get(file_id, False)} for file_id in file_ids}


def _cases(file_ids: _Ids, today: dt.date) -> _Facts:
    del today
    names = ("first_contact_on", "assessed_on", "exit_on", "exit_reason")
    rows = Case.objects.filter(file_id__in=file_ids).values("file_id", *names)
    return {row["file_id"]: {name: row[name] for name in names} for row in rows}


def _consents(file_ids: _Ids, today: dt.date) -> _Facts:
    rows = Consent.objects.filter(file_id__in=file_ids, refused=False, withdrawn_at__isnull=True, valid_from__lte=today)
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    latest: dict[uuid.UUID, dt.date] = {}
    for file_id, valid_to in rows.values_list("file_id", "valid_to"):
        latest[file_id] = max(latest.get(file_id, dt.date.min), valid_to or dt.date.max)
    return {file_id: {"consent_until": day} for file_id, day in latest.items()}


def _contacts(file_ids: _Ids, today: dt.date) -> _Facts:
    del today
    found: _Facts = defaultdict(dict)
    for file_id, moment in contact_queries.last_contacts(file_ids).items():
        found[file_id]["last_contact_on"] = moment.astimezone(time.BERLIN).date()
    coming = ContactEntry.objects.filter(file_id__in=file_ids, deleted_at__isnull=True, happened_at__gt=time.now())
    for file_id, contact_id in coming.order_by("happened_at").values_list("file_id", "id"):
        held = found[file_id].get("future_contacts", ())
        found[file_id]["future_contacts"] = (*held, contact_id)
    return found


def _plans(file_ids: _Ids, today: dt.date) -> _Facts:
    found: _Facts = {file_id: {"goals": (), "goals_ever": 0, "overdue_steps": ()} for file_id in file_ids}
    goals = Goal.objects.filter(file_id__in=file_ids).annotate(number=Count("steps"))
    for file_id, goal_id, state, number in goals.order_by("position").values_list("file_id", "id", "state", "number"):
        facts = found[file_id]
        facts["goals_ever"] += 1
        if state in OPEN_GOALS:
            facts["goals"] += (OpenGoal(goal_id, state == GoalState.AGREED, number),)
    late = Step.objects.filter(file_id__in=file_ids, done_on__isnull=True, due_on__lt=today, goal__state__in=OPEN_GOALS)
    for file_id, step_id, due_on in late.order_by("due_on").values_list("file_id", "id", "due_on"):
        found[file_id]["overdue_steps"] += (OverdueStep(step_id, due_on),)
    return found


def _persons(file_ids: _Ids, today: dt.date) -> _Facts:
    found: _Facts = defaultdict(lambda: {"without_birth_date": (), "without_guardian": ()})
    present = FilePerson.objects.filter(file_id__in=file_ids, person__merged_into__isnull=True, valid_from__lte=today)
    present = present.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today)).order_by("created_at")
    # An empty sealed value is stored as nothing: that it is missing can be asked without opening any.
    for file_id, person_id in present.filter(person__birth_date=b"").values_list("file_id", "person_id"):
        found[file_id]["without_birth_date"] += (person_id,)
    kinds = (RelationshipKind.PARENT, RelationshipKind.GUARDIAN)
    cared = Relationship.objects.filter(file_id__in=file_ids, kind__in=kinds)
    cared = cared.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    with_guardian = set(cared.values_list("file_id", "other_id"))
    for file_id, person_id in present.filter(role=FileRole.CHILD).values_list("file_id", "person_id"):
        if (file_id, person_id) not in with_guardian:
            found[file_id]["without_guardian"] += (person_id,)
    return found


def _participation(file_ids: _Ids, today: dt.date) -> _Facts:
    by_file = participations_by_file(file_ids)
    contacts = contact_facts(by_file, by_file=True)
    modules = {(one.programme_id, one.key): one for one in Module.objects.all()}
    found: _Facts = {}
    for file_id, rows in by_file.items():
        exits = [one.exit_on for one in rows if one.exit_on is not None]
        found[file_id] = {
            "participants": len(rows),
            "participants_present": sum(one.exit_on is None for one in rows),
            "without_module": sum(not one.modules for one in rows),
            "last_exit_on": max(exits, default=None),
            "hours": tuple(_hours(rows, used_minutes(rows, contacts.get(file_id, [])), modules)),
        }
    del today
    return found


def _hours(
    rows: list[Participation],
    used: Counter[tuple[uuid.UUID, str]],
    modules: dict[tuple[uuid.UUID, str], Module],
) -> Iterator[Hours]:
    keys = dict.fromkeys((one.programme_id, key) for one in rows for key, _start in one.modules)
    for programme_id, key in keys:
        module = modules.get((programme_id, key))
        inside = [one for one in rows if one.programme_id == programme_id and key in dict(one.modules)]
        if module is not None:
            minutes = sum(used[one.person_id, key] for one in inside)
            yield Hours(module.label, minutes, module.hours_each * 60 * len(inside))


def _endings(file_ids: _Ids, today: dt.date) -> _Facts:
    del today
    found: _Facts = defaultdict(dict)
    for file_id, due_on, held_on in AftercareContact.objects.filter(file_id__in=file_ids).values_list(
        "file_id", "due_on", "held_on"
    ):
        facts = found[file_id]
        facts["aftercare"] = facts.get("aftercare", 0) + 1
        if held_on is None:
            facts["aftercare_due"] = (*facts.get("aftercare_due", ()), due_on)
    latest: dict[uuid.UUID, tuple[dt.datetime, str]] = {}
    rows = Handover.objects.filter(file_id__in=file_ids).order_by("created_at")
    for file_id, created_at, informed in rows.values_list("file_id", "created_at", "informed"):
        latest[file_id] = (created_at, informed)
    for file_id, (created_at, informed) in latest.items():
        if informed == FamilyInformed.NOT_YET:
            found[file_id]["not_informed_since"] = created_at.astimezone(time.BERLIN).date()
    return found


# --- gaps with their page --------------------------------------------------------------------------------------------


def find_gaps(file_ids: _Ids, today: dt.date) -> Iterable[quality.Gap]:
    """Return the gaps that the checks of this room find; registered with `casework.quality`."""
    for facts in facts_of(file_ids, today):
        for gap in rules.gaps_of(facts, today):
            more = [] if gap.object_id is None else [gap.object_id]
            yield quality.Gap(gap.check, facts.file_id, reverse(gap.page, args=[facts.file_id, *more]), _detail(gap))


def _detail(gap: rules.Gap) -> str:
    if gap.day is not None:
        return _("since %(day)s") % {"day": time.format_date(gap.day)} if gap.check in _SINCE else _until(gap.day)
    return gap.word if gap.word else ("" if gap.number is None else str(gap.number))


_SINCE = frozenset({"no_contact", "no_assessment", "no_goal", "all_left", "not_informed", "aftercare_over"})


def _until(day: dt.date) -> str:
    return time.format_date(day)


# --- the list --------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class GapRow:
    """A gap as the list shows it. `title` is the family's name, or the number of the file.

    `url` is the page that mends it; for a reader who may not, the page where it is seen with everything around it.
    """

    check: quality.Check
    gap: quality.Gap
    url: str
    title: str = ""
    lead: str = ""


#: Who mends what others of the team cannot: the pages behind these gaps are open to the lead (and the team lead).
_FOR_LEAD = frozenset({"all_left", "no_exit_reason"})
_FOR_LEAD_AND_TEAM_LEAD = frozenset({"no_lead"})
_WORKING = (RelationKind.CASE_LEAD, RelationKind.CASE_TEAM, RelationKind.DEPUTY)


def _kinds(actor: Actor, file_ids: _Ids) -> dict[uuid.UUID, str]:
    """Return how the actor works in some files, the lead before all others (one query)."""
    held = Relation.objects.at().filter(user_id=actor.account_id, file_id__in=file_ids, kind__in=_WORKING)
    rows = sorted(held.values_list("file_id", "kind"), key=lambda row: row[1] == RelationKind.CASE_LEAD)
    return dict(rows)


def _address(actor: Actor, gap: quality.Gap, kind: str) -> str:
    leads = kind == RelationKind.CASE_LEAD
    if gap.check in _FOR_LEAD_AND_TEAM_LEAD:
        may = leads or actor.role == Role.TEAM_LEAD
    else:
        may = leads or (bool(kind) and gap.check not in _FOR_LEAD)
    return gap.url if may else reverse("handovers:overview", args=[gap.file_id])


@dataclasses.dataclass(frozen=True, slots=True)
class QualityPage:
    """A page of the list, with the numbers before the filter."""

    rows: tuple[GapRow, ...]
    total: int
    page: int
    pages: int
    files: int
    sound: int
    by_check: dict[str, int]
    by_severity: dict[str, int]
    by_lead: dict[uuid.UUID, tuple[str, int]]


def quality_page(
    actor: Actor,
    *,
    check: str = "",
    severity: str = "",
    lead: str = "",
    file_id: uuid.UUID | None = None,
    page: int = 1,
) -> QualityPage:
    """Return what is missing, late or contradictory in the files that an actor works with (a team lead: in the team's).

    Names are opened for the shown page only.
    """
    files = visible_files(actor, Facet.FRAME).filter(state=FileState.OPEN)
    if actor.role == Role.COUNSELLOR:
        own = Relation.objects.at().filter(user_id=actor.account_id).exclude(kind=RelationKind.EMERGENCY)
        files = files.filter(pk__in=own.values("file_id"))
    if file_id is not None:
        files = files.filter(pk=file_id)
    numbers = dict(files.values_list("pk", "number"))
    gaps = quality.gaps_in(list(numbers), time.today())
    known, leads = quality.checks(), _leads_by_file(numbers)
    by_lead: dict[uuid.UUID, tuple[str, int]] = {}
    for gap in gaps:
        if gap.file_id in leads:
            user_id, name = leads[gap.file_id]
            by_lead[user_id] = (name, by_lead.get(user_id, (name, 0))[1] + 1)
    shown = [
        gap
        for gap in gaps
        if (not check or gap.check == check)
        and (not severity or known[gap.check].severity == severity)
        and (not lead or str(leads.get(gap.file_id, ("", ""))[0]) == lead)
    ]
    pages = max(-(-len(shown) // PER_PAGE), 1)
    page = min(max(page, 1), pages)
    part = shown[(page - 1) * PER_PAGE : page * PER_PAGE]
    kinds = _kinds(actor, {gap.file_id for gap in part})
    names = visible_names(actor, {gap.file_id for gap in part})
    return QualityPage(
        tuple(
            GapRow(
                known[gap.check],
                gap,
                _address(actor, gap, kinds.get(gap.file_id, "")),
                names.get(gap.file_id, numbers[gap.file_id]),
                leads.get(gap.file_id, ("", ""))[1],
            )
            for gap in part
        ),
        len(shown),
        page,
        pages,
        len(numbers),
        len(set(numbers) - {gap.file_id for gap in gaps}),
        dict(Counter(gap.check for gap in gaps)),
        dict(Counter(known[gap.check].severity.value for gap in gaps)),
        dict(sorted(by_lead.items(), key=lambda item: item[1])),
    )


def _leads_by_file(file_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[uuid.UUID, str]]:
    rows = Relation.objects.at().filter(file_id__in=list(file_ids), kind=RelationKind.CASE_LEAD, user__isnull=False)
    return {
        file_id: (user_id, name)
        for file_id, user_id, name in rows.values_list("file_id", "user_id", "user__display_name")
    }


def gaps_of_file(file: FamilyFile) -> list[quality.Gap]:
    """Return the gaps of one file."""
    return quality.gaps_in([file.pk], time.today()) if file.state == FileState.OPEN else []


def gap_rows(actor: Actor, file: FamilyFile) -> list[GapRow]:
    """Return the gaps of one file for its own page; without address where the reader cannot mend them."""
    known, kind = quality.checks(), _kinds(actor, [file.pk]).get(file.pk, "")
    here = reverse("handovers:overview", args=[file.pk])
    rows = [GapRow(known[gap.check], gap, _address(actor, gap, kind)) for gap in gaps_of_file(file)]
    return [dataclasses.replace(row, url="") if row.url == here else row for row in rows]
