"""The families somebody works with: one list with search, filter and order."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Literal

from chancennetz.access.constants import Facet, FileState, RelationKind
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.access.queries import visible_files
from chancennetz.casework import rules, seams
from chancennetz.casework.constants import Phase
from chancennetz.casework.queries.cases import facts_of_files, visible_people
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.text import normalise, sort_key
from chancennetz.people.models import Person
from chancennetz.people.queries import family_called, in_lists

Order = Literal["due", "name", "contact", "new"]


@dataclasses.dataclass(frozen=True, slots=True)
class CaseloadRow:
    """A family in a list. `name` is empty where the reader may not know it; `next_due` is the earliest open step.

    `sort_as` is its place in the order of names.
    """

    file_id: uuid.UUID
    number: str
    state: str
    opened_on: dt.date
    phase: Phase
    lead: str
    is_mine: bool
    last_contact: dt.datetime | None
    next_due: dt.date | None
    overdue: bool
    name: str = ""
    sort_as: str = ""

    @property
    def title(self) -> str:
        """The name, or the number where the name is not to be known."""
        return self.name or self.number


@dataclasses.dataclass(frozen=True, slots=True)
class Caseload:
    """A page of the list. `phases` counts the families by phase before the filter."""

    rows: tuple[CaseloadRow, ...]
    total: int
    page: int
    pages: int
    overdue: int
    phases: dict[Phase, int]


def caseload(
    actor: Actor,
    *,
    text: str = "",
    phase: str = "",
    overdue: bool = False,
    mine: bool = False,
    closed: bool = False,
    order: Order = "due",
    page: int = 1,
    per_page: int = 25,
) -> Caseload:
    """Return the families that an actor may see; seven queries for ten and for a thousand.

    Names are opened for the shown page only; searching and ordering by name opens those of the whole list, and the log
    says so.
    """
    files = visible_files(actor, Facet.FRAME)
    files = files.filter(state=FileState.CLOSED) if closed else files.exclude(state=FileState.CLOSED)
    rows = _rows(actor, list(files))
    if mine:
        rows = [row for row in rows if row.is_mine]
    phases = {one: sum(row.phase is one for row in rows) for one in Phase}
    late = sum(row.overdue for row in rows)
    rows = [row for row in rows if (not phase or row.phase == phase) and (row.overdue or not overdue)]
    if text.strip():
        rows = _matching(actor, rows, text)
    elif order == "name":
        rows = _named(actor, rows)
    rows = _sorted(rows, order)
    total = len(rows)
    pages = max(-(-total // per_page), 1)
    page = min(max(page, 1), pages)
    shown = rows[(page - 1) * per_page : page * per_page]
    if not any(row.name for row in shown):
        shown = _named(actor, shown)
    return Caseload(tuple(shown), total, page, pages, late, phases)


def _rows(actor: Actor, files: list[FamilyFile]) -> list[CaseloadRow]:
    ids = [file.pk for file in files]
    today = time.today()
    facts = facts_of_files(ids)
    contacts = seams.last_contact(ids)
    due = seams.next_due(ids)
    leads: dict[uuid.UUID, str] = {}
    mine: set[uuid.UUID] = set()
    for relation in Relation.objects.at().filter(file_id__in=ids, user__isnull=False).select_related("user"):
        if relation.kind == RelationKind.CASE_LEAD:
            leads[relation.file_id] = str(relation.user)
        if relation.user_id == actor.user_id:
            mine.add(relation.file_id)
    return [
        CaseloadRow(
            file_id=file.pk,
            number=file.number,
            state=file.state,
            opened_on=file.created_at.astimezone(time.BERLIN).date(),
            phase=rules.phase(facts.get(file.pk, rules.CaseFacts()), today),
            lead=leads.get(file.pk, ""),
            is_mine=file.pk in mine,
            last_contact=contacts.get(file.pk),
            next_due=due.get(file.pk),
            overdue=rules.is_overdue(due.get(file.pk), None, today),
        )
        for file in files
    ]


def _with_name(row: CaseloadRow, people: list[Person]) -> CaseloadRow:
    return dataclasses.replace(row, name=family_called(people[0]), sort_as=in_lists(people[0])) if people else row


def _named(actor: Actor, rows: list[CaseloadRow]) -> list[CaseloadRow]:
    """Add the names where the reader may know them."""
    people = visible_people(actor, [row.file_id for row in rows], everybody=False)
    return [_with_name(row, people.get(row.file_id, [])) for row in rows]


def _matching(actor: Actor, rows: list[CaseloadRow], text: str) -> list[CaseloadRow]:
    """Keep the rows whose names or number hold all the words that were typed, in any spelling of umlauts."""
    words = normalise(text).split()
    people = visible_people(actor, [row.file_id for row in rows], everybody=True)
    found = []
    for row in rows:
        own = people.get(row.file_id, [])
        known = normalise(" ".join([*(one.full_name for one in own), row.number, row.number.replace("-", "")]))
        if all(word in known for word in words):
            found.append(_with_name(row, own))
    return found


def _sorted(rows: list[CaseloadRow], order: Order) -> list[CaseloadRow]:
    if order == "name":
        return sorted(rows, key=lambda row: (row.sort_as or sort_key(row.title), row.number))
    if order == "contact":
        return sorted(rows, key=lambda row: (row.last_contact is not None, row.last_contact or time.now(), row.number))
    if order == "new":
        return sorted(rows, key=lambda row: (row.opened_on, row.number), reverse=True)
    return sorted(rows, key=lambda row: (row.next_due is None, row.next_due or dt.date.max, row.number))
