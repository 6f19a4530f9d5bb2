"""One timeline of everything that happened in a case, newest first."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chancennetz.access.constants import RelationKind
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.casework.constants import (
    CLOSED_GOALS,
    TIMELINE_PER_PAGE,
    ExitReason,
    GoalState,
    Medium,
    TimelineKind,
)
from chancennetz.casework.models import Case, ContactEntry, ContactPerson, Goal, Participant, Step
from chancennetz.consent.models import ConfidentialityRelease, Consent
from chancennetz.core import crypto, time

_K = TimelineKind
_EXCERPT = 240


@dataclasses.dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened. `at` is a date where only the day is known; `what` says which event of its kind."""

    kind: TimelineKind
    what: str
    at: dt.date | dt.datetime
    object_id: uuid.UUID
    title: str
    text: str = ""
    who: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class TimelinePage:
    """A page of the timeline."""

    entries: tuple[TimelineEntry, ...]
    page: int
    has_more: bool


def _source(
    model: type[Any], file: FamilyFile, kind: TimelineKind, what: str, moment: str, condition: Q | None = None
) -> QuerySet[Any]:
    """Return (id, moment, kind, what) of the rows of a table that happened at a moment."""
    found = model.objects.filter(condition or Q(), file_id=file.pk, **{f"{moment}__isnull": False})
    moments = found.annotate(at=Cast(F(moment), DateTimeField()), the_kind=Value(kind.value), what=Value(what))
    source: QuerySet[Any] = moments.values_list("pk", "at", "the_kind", "what")
    return source


def _sources(file: FamilyFile, kinds: Collection[TimelineKind]) -> list[QuerySet[Any]]:
    team = Q(kind__in=[RelationKind.CASE_LEAD, RelationKind.CASE_TEAM, RelationKind.DEPUTY, RelationKind.EMERGENCY])
    found = {
        _K.CONTACT: [_source(ContactEntry, file, _K.CONTACT, "contact", "happened_at", Q(deleted_at__isnull=True))],
        _K.GOAL: [
            _source(Goal, file, _K.GOAL, "written", "created_at", Q(agreed_on__isnull=True)),
            _source(Goal, file, _K.GOAL, "agreed", "agreed_on"),
            _source(Goal, file, _K.GOAL, "closed", "closed_on", Q(state__in=CLOSED_GOALS)),
        ],
        _K.STEP: [_source(Step, file, _K.STEP, "done", "done_on")],
        _K.TEAM: [
            _source(Relation, file, _K.TEAM, "began", "starts_at", team),
            _source(Relation, file, _K.TEAM, "ended", "ends_at", team & Q(ends_at__lte=time.now())),
        ],
        _K.CONSENT: [
            _source(Consent, file, _K.CONSENT, "given", "signed_on"),
            _source(Consent, file, _K.CONSENT, "withdrawn", "withdrawn_at"),
            _source(ConfidentialityRelease, file, _K.CONSENT, "released", "signed_on"),
            _source(ConfidentialityRelease, file, _K.CONSENT, "release_withdrawn", "withdrawn_at"),
        ],
        _K.CASE: [
            _source(Case, file, _K.CASE, "first_contact", "first_contact_on"),
            _source(Case, file, _K.CASE, "assessed", "assessed_on"),
            _source(Case, file, _K.CASE, "exit", "exit_on"),
        ],
        _K.PARTICIPATION: [
            _source(Participant, file, _K.PARTICIPATION, "entry", "entry_on"),
            _source(Participant, file, _K.PARTICIPATION, "left", "exit_on"),
        ],
    }
    return [source for kind in TimelineKind if kind in kinds for source in found[kind]]


#: Events of which only the day is known.
_DAY_ONLY = frozenset(
    {"agreed", "closed", "done", "given", "released", "first_contact", "assessed", "exit", "entry", "left"}
)


def timeline(
    file: FamilyFile,
    kinds: Collection[TimelineKind] = tuple(TimelineKind),
    page: int = 1,
    *,
    per_page: int = TIMELINE_PER_PAGE,
    names: bool = True,
) -> TimelinePage:
    """Return a page of what happened, newest first. At most twelve queries, whatever the length of the case.

    `kinds` are those the reader may see (`constants.TIMELINE_FACETS`); without `names` no person is named.
    """
    sources = _sources(file, kinds)
    if not sources:
        return TimelinePage((), 1, has_more=False)
    page = max(page, 1)
    merged = sources[0].union(*sources[1:], all=True) if len(sources) > 1 else sources[0]
    start = (page - 1) * per_page
    rows = list(merged.order_by("-at", "pk")[start : start + per_page + 1])
    shown = rows[:per_page]
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for pk, _at, _kind, what in shown:
        wanted[_TABLE_OF[what].__name__].add(pk)
    found = _load(wanted, names=names)
    entries = tuple(
        _entry(found[_TABLE_OF[what].__name__].get(pk), TimelineKind(kind), what, at) for pk, at, kind, what in shown
    )
    return TimelinePage(entries, page, has_more=len(rows) > per_page)


_TABLE_OF: dict[str, type[Any]] = {
    "contact": ContactEntry,
    "written": Goal,
    "agreed": Goal,
    "closed": Goal,
    "done": Step,
    "began": Relation,
    "ended": Relation,
    "given": Consent,
    "withdrawn": Consent,
    "released": ConfidentialityRelease,
    "release_withdrawn": ConfidentialityRelease,
    "first_contact": Case,
    "assessed": Case,
    "exit": Case,
    "entry": Participant,
    "left": Participant,
}
_WITH: dict[str, tuple[str, ...]] = {
    "ContactEntry": ("counsellor",),
    "Relation": ("user",),
    "Consent": ("person",),
    "ConfidentialityRelease": ("person", "recipient"),
    "Participant": ("person", "partner__organisation"),
}


def _load(wanted: dict[str, set[uuid.UUID]], *, names: bool) -> dict[str, dict[uuid.UUID, Any]]:
    """Load the rows behind the entries, one query per table, and open the keys with one more."""
    tables = {table.__name__: table for table in _TABLE_OF.values()}
    found: dict[str, dict[uuid.UUID, Any]] = {}
    keys: set[uuid.UUID] = set()
    for name, ids in wanted.items():
        rows = tables[name].objects.filter(pk__in=ids)
        if name in _WITH:
            rows = rows.select_related(*_WITH[name])
        found[name] = {row.pk: row for row in rows}
        keys.update(row.file_id for row in found[name].values())
        if names:
            keys.update(row.person_id for row in found[name].values() if hasattr(row, "person_id"))
    links = _persons(found.get("ContactEntry", {})) if names else {}
    keys.update(link.person_id for present in links.values() for link in present)
    crypto.preload_keys(keys)
    for name, rows_of_table in found.items():
        for row in rows_of_table.values():
            row.shown_names = _names(name, row, links) if names else ""
    return found


def _persons(contacts: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[ContactPerson]]:
    grouped: dict[uuid.UUID, list[ContactPerson]] = defaultdict(list)
    ids = list(contacts)
    if ids:
        for link in ContactPerson.objects.filter(contact_id__in=ids).select_related("person").order_by("created_at"):
            grouped[link.contact_id].append(link)
    return grouped


def _names(table: str, row: Any, links: dict[uuid.UUID, list[ContactPerson]]) -> str:
    if table == "ContactEntry":
        return ", ".join(str(link.person.given_name) for link in links.get(row.pk, []))
    return str(row.person.full_name) if hasattr(row, "person_id") else ""


def _entry(row: Any, kind: TimelineKind, what: str, at: dt.datetime) -> TimelineEntry:
    when: dt.date | dt.datetime = at.date() if what in _DAY_ONLY else at
    title, text, who = _WORDS[what](row) if row is not None else ("", "", "")
    return TimelineEntry(kind, what, when, row.pk if row is not None else uuid.UUID(int=0), title, text, who)


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + " …"


_Words = tuple[str, str, str]


def _contact(row: ContactEntry) -> _Words:
    medium = str(Medium(row.medium).label)
    minutes = time.format_minutes(row.minutes)
    title = f"{medium}, {minutes}" if row.reached else _("%(medium)s: nobody reached") % {"medium": medium}
    names: str = row.shown_names  # type: ignore[attr-defined]
    note = _excerpt(row.note)
    return title, f"{names}: {note}" if names and note else names or note, row.counsellor.display_name


def _goal(sentence: str) -> Callable[[Goal], _Words]:
    return lambda row: (_(sentence) % {"goal": row.title}, "", "")


def _closed(row: Goal) -> _Words:
    return f"{row.title}: {GoalState(row.state).label}", "", ""


def _team(ended: bool) -> Callable[[Relation], _Words]:
    def words(row: Relation) -> _Words:
        label = RelationKind(row.kind).label
        return (_("No longer: %(role)s") % {"role": label} if ended else str(label)), row.reason, str(row.user)

    return words


def _declared(sentence: str) -> Callable[[Any], _Words]:
    def words(row: Any) -> _Words:
        refused = row.refused and sentence in {"Consent given", "Released from confidentiality"}
        title = _("Not agreed to") if refused else _(sentence)
        recipient = f" · {row.recipient}" if hasattr(row, "recipient") else ""
        return title, f"{row.shown_names}{recipient}".removeprefix(" · "), ""

    return words


def _case(sentence: str) -> Callable[[Case], _Words]:
    def words(row: Case) -> _Words:
        ended = sentence == "Case ended" and row.exit_reason in ExitReason.values
        return _(sentence), str(ExitReason(row.exit_reason).label) if ended else "", ""

    return words


def _participation(sentence: str) -> Callable[[Participant], _Words]:
    def words(row: Participant) -> _Words:
        names: str = row.shown_names  # type: ignore[attr-defined]
        return _(sentence), f"{names} · {row.partner.organisation}".removeprefix(" · "), ""

    return words


_WORDS: dict[str, Callable[[Any], _Words]] = {
    "contact": _contact,
    "written": _goal(gettext_noop("Goal noted: %(goal)s")),
    "agreed": _goal(gettext_noop("Goal agreed: %(goal)s")),
    "closed": _closed,
    "done": _goal(gettext_noop("Step done: %(goal)s")),
    "began": _team(ended=False),
    "ended": _team(ended=True),
    "given": _declared(gettext_noop("Consent given")),
    "withdrawn": _declared(gettext_noop("Consent withdrawn")),
    "released": _declared(gettext_noop("Released from confidentiality")),
    "release_withdrawn": _declared(gettext_noop("Release withdrawn")),
    "first_contact": _case(gettext_noop("First contact")),
    "assessed": _case(gettext_noop("Assessment finished")),
    "exit": _case(gettext_noop("Case ended")),
    "entry": _participation(gettext_noop("Began in the programme")),
    "left": _participation(gettext_noop("Left the programme")),
}
