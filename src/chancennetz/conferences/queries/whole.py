"""A conference with everything that belongs to it, in a fixed number of queries."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from chancennetz.access.models import FamilyFile
from chancennetz.conferences import rules
from chancennetz.conferences.constants import (
    Audience,
    ConferenceTaskState,
    ConsentCheck,
    ItemKind,
    PartyKind,
    category_label,
)
from chancennetz.conferences.models import Conference, ConferenceItem, ConferenceParty, ConferenceTask
from chancennetz.conferences.queries.circle import Circle, circle_of, grants_of, nobody
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.organisations.models import Organisation
from chancennetz.sharing.queries import persons_today


@dataclasses.dataclass(frozen=True, slots=True)
class PartyView:
    """A party with its name, what the consent check says now, and the categories it may know about everybody."""

    party: ConferenceParty
    fact: rules.Party
    label: str
    check: ConsentCheck
    categories: list[str]

    @property
    def is_guest(self) -> bool:
        """Tell whether somebody from outside of the case team sits here."""
        return self.fact.kind is not PartyKind.TEAM


@dataclasses.dataclass(frozen=True, slots=True)
class ItemView:
    """A text with its writer, whom it is about, and who at the table may know it now."""

    item: ConferenceItem
    piece: rules.Piece
    author: str
    persons: list[str]
    knows: list[str]
    not_told: list[str]


@dataclasses.dataclass(frozen=True, slots=True)
class TaskView:
    """A task with its owner, and whether the owner may know it now."""

    task: ConferenceTask
    piece: rules.Piece
    owner: str
    persons: list[str]
    knows: list[str]
    owner_knows: bool
    overdue: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Whole:
    """Everything about one conference as the case team sees it."""

    conference: Conference
    circle: Circle
    table: rules.Table
    parties: list[PartyView]
    items: list[ItemView]
    tasks: list[TaskView]
    earlier: list[TaskView]

    def of_kind(self, kind: ItemKind) -> list[ItemView]:
        """Return the texts of a kind, in order."""
        return [view for view in self.items if view.item.kind == kind]

    @property
    def informations(self) -> list[ItemView]:
        """Information beforehand."""
        return self.of_kind(ItemKind.INFORMATION)

    @property
    def agenda(self) -> list[ItemView]:
        """The agenda."""
        return self.of_kind(ItemKind.AGENDA)

    @property
    def results(self) -> list[ItemView]:
        """The results."""
        return self.of_kind(ItemKind.RESULT)

    @property
    def agreements(self) -> list[ItemView]:
        """The agreements."""
        return self.of_kind(ItemKind.AGREEMENT)

    @property
    def missing(self) -> list[str]:
        """Who cannot be invited because a release is missing."""
        return [view.label for view in self.guests if view.check is ConsentCheck.MISSING]

    @property
    def to_invite(self) -> bool:
        """Tell whether somebody can be invited who is not yet."""
        return any(
            view.check is not ConsentCheck.MISSING and (view.party.invited_at is None or view.party.cut_at is not None)
            for view in self.guests
        )

    @property
    def team_place(self) -> uuid.UUID | None:
        """The place of the moderator, whose paper holds everything."""
        return next((view.party.pk for view in self.parties if view.fact.kind is PartyKind.TEAM), None)

    @property
    def guests(self) -> list[PartyView]:
        """Everybody but the case team."""
        return [view for view in self.parties if view.is_guest]

    def party(self, party_id: uuid.UUID) -> PartyView | None:
        """Return one party."""
        return next((view for view in self.parties if view.party.pk == party_id), None)

    @property
    def about(self) -> list[str]:
        """Whom the conference is about, as the team calls them."""
        return self.circle.called(self.conference.about, names=not self.conference.anonymised)

    @property
    def question_piece(self) -> rules.Piece:
        """The question as a text with a category."""
        return rules.Piece(facet=self.conference.question_facet, harmless=True)


def conferences_in(file: FamilyFile) -> QuerySet[Conference]:
    """Return the conferences of a file, the latest first."""
    found: QuerySet[Conference] = Conference.objects.filter(file=file).select_related("moderator", "organisation")
    return found.order_by("-starts_at", "-id")


def find(file: FamilyFile, conference_id: uuid.UUID) -> Conference | None:
    """Return one conference of a file."""
    return conferences_in(file).select_related("file__organisation").filter(pk=conference_id).first()


def find_led(actor: Actor, file: FamilyFile, conference_id: uuid.UUID) -> Conference | None:
    """Return one conference of a file for those who lead it.

    None for offices that know the file by a release: they come in through the inbox.
    """
    return find(file, conference_id) if actor.organisation_id == file.organisation_id else None


def fact_of(party: ConferenceParty, circle: Circle) -> rules.Party:
    """Return a party as the decision needs it."""
    return rules.Party(
        id=party.pk,
        kind=PartyKind(party.kind),
        organisation_id=party.organisation_id,
        role=party.role,
        person_id=party.person_id,
        wards=circle.wards.get(party.person_id, frozenset()) if party.person_id else frozenset(),
        is_cut=party.cut_at is not None,
    )


def table_of(conference: Conference, parties: Iterable[ConferenceParty] | None = None) -> rules.Table:
    """Return what holds for a whole conference now (two queries, one more without `parties`)."""
    if parties is None:
        parties = conference.parties.select_related("organisation")
    persons = persons_today(conference.file) | set(conference.about)
    return rules.Table(
        about=frozenset(conference.about),
        anonymised=conference.anonymised,
        grants=grants_of(conference.file, _offices(parties), persons, conference.moderator_id),
    )


def _offices(parties: Iterable[ConferenceParty]) -> list[tuple[Organisation, str]]:
    return [(party.organisation, party.role) for party in parties if party.organisation is not None]


def piece_of(row: ConferenceItem | ConferenceTask) -> rules.Piece:
    """Return a text as the decision needs it."""
    if isinstance(row, ConferenceItem):
        return rules.Piece(row.facet, frozenset(row.persons), row.audience, row.author_id, row.harmless)
    return rules.Piece(row.facet, frozenset(row.persons), Audience.ALL, None, row.harmless)


def _label(party: ConferenceParty, circle: Circle, *, names: bool) -> str:
    if party.kind == PartyKind.TEAM:
        return str(party.user)
    if party.kind == PartyKind.FAMILY and party.person_id:
        member = circle.member(party.person_id)
        return nobody() if member is None else member.name if names else member.role
    return str(party.organisation)


_PARTY_WITH = ("user", "organisation")


def whole(conference: Conference) -> Whole:
    """Return everything about a conference. Eight queries, whatever its size."""
    file = conference.file
    parties = list(conference.parties.select_related(*_PARTY_WITH).order_by("created_at", "id"))
    items = list(conference.items.filter(removed_at__isnull=True).order_by("position", "created_at", "id"))
    rows = list(
        ConferenceTask.objects.filter(file=file)
        .select_related("conference", *(f"owner__{name}" for name in _PARTY_WITH))
        .order_by("due_on", "created_at", "id")
    )
    crypto.preload_keys([file.pk])
    circle, table = circle_of(file), table_of(conference, parties)
    names = not conference.anonymised
    views = [_party_view(party, circle, table, names=names) for party in parties]
    own = [row for row in rows if row.conference_id == conference.pk]
    earlier = [row for row in rows if is_earlier(row, conference)]
    return Whole(
        conference=conference,
        circle=circle,
        table=table,
        parties=views,
        items=[_item_view(item, views, circle, table, names=names) for item in items],
        tasks=[task_view(row, views, circle, table, names=names) for row in own],
        earlier=[task_view(row, views, circle, table, names=names) for row in earlier],
    )


def is_earlier(row: ConferenceTask, conference: Conference) -> bool:
    """Tell whether a task is still open from a conference that was before this one."""
    before = row.conference_id != conference.pk and row.conference.starts_at <= conference.starts_at
    return before and row.state == ConferenceTaskState.OPEN


def _party_view(party: ConferenceParty, circle: Circle, table: rules.Table, *, names: bool) -> PartyView:
    fact = fact_of(party, circle)
    return PartyView(
        party=party,
        fact=fact,
        label=_label(party, circle, names=names),
        check=rules.check(fact, table),
        categories=[category_label(facet) for facet in rules.open_categories(fact, table)],
    )


def _told(piece: rules.Piece, views: Iterable[PartyView], table: rules.Table) -> tuple[list[str], list[str]]:
    knows: list[str] = []
    not_told: list[str] = []
    for view in views:
        if view.is_guest:
            (knows if rules.may_know(piece, view.fact, table) else not_told).append(view.label)
    return knows, not_told


def _item_view(
    item: ConferenceItem, views: list[PartyView], circle: Circle, table: rules.Table, *, names: bool
) -> ItemView:
    piece = piece_of(item)
    knows, not_told = _told(piece, views, table)
    author = next((view.label for view in views if view.party.pk == item.author_id), "")
    return ItemView(item, piece, author, circle.called(item.persons, names=names), knows, not_told)


def task_view(
    task: ConferenceTask, views: list[PartyView], circle: Circle, table: rules.Table, *, names: bool
) -> TaskView:
    """Return a task with what a page says about it."""
    piece = piece_of(task)
    fact = fact_of(task.owner, circle)
    return TaskView(
        task=task,
        piece=piece,
        owner=_label(task.owner, circle, names=names),
        persons=circle.called(task.persons, names=names),
        knows=_told(piece, views, table)[0],
        owner_knows=rules.may_know(piece, fact, table),
        overdue=task.state == ConferenceTaskState.OPEN and task.due_on is not None and task.due_on < time.today(),
    )


def checklist(found: Whole) -> list[rules.Line]:
    """Return the moderator's checklist of a conference."""
    conference = found.conference
    guests = found.guests
    informed = {view.item.author_id for view in found.of_kind(ItemKind.INFORMATION)}
    offices = [view for view in guests if view.fact.kind is PartyKind.ORGANISATION]
    agreements = found.of_kind(ItemKind.AGREEMENT)
    results = [*found.of_kind(ItemKind.RESULT), *agreements]
    facts = rules.Facts(
        about=len(conference.about),
        has_question=bool(conference.question),
        parties=len(guests),
        without_contact=sum(not view.party.contact for view in offices),
        without_release=sum(view.check is ConsentCheck.MISSING for view in guests),
        anonymised=conference.anonymised,
        has_place=bool(conference.place),
        has_preinfo_due=conference.preinfo_due is not None,
        not_invited=sum(view.party.invited_at is None for view in guests),
        without_information=sum(view.party.pk not in informed for view in offices) if offices else 0,
        results=len(results),
        agreements_without_day=sum(view.item.due_on is None for view in agreements),
        tasks=len(found.tasks),
        tasks_without_day=sum(view.task.due_on is None for view in found.tasks),
        without_minutes=sum(view.party.minutes_at is None for view in guests),
        took_place=conference.held_at is not None,
    )
    return rules.lines(facts)


# --- lists -----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A conference in the list of a file."""

    conference: Conference
    guests: list[str]
    open_tasks: int


@dataclasses.dataclass(frozen=True, slots=True)
class Overview:
    """All conferences of a file, and the joint plan: what is still to be done, by whom."""

    rows: list[Row]
    plan: list[tuple[str, list[TaskView]]]


def overview(file: FamilyFile) -> Overview:
    """Return the conferences of a file and all open tasks by owner. Eight queries, whatever their number."""
    found = list(conferences_in(file))
    parties = list(ConferenceParty.objects.filter(file=file).select_related(*_PARTY_WITH).order_by("created_at"))
    tasks = list(
        ConferenceTask.objects.filter(file=file, state=ConferenceTaskState.OPEN)
        .select_related("conference", *(f"owner__{name}" for name in _PARTY_WITH))
        .order_by("due_on", "created_at")
    )
    crypto.preload_keys([file.pk])
    circle = circle_of(file)
    persons = {one.id for one in circle.members}
    table = rules.Table(frozenset(), anonymised=False, grants=grants_of(file, _offices(parties), persons, None))
    rows = [
        Row(
            conference=one,
            guests=[
                _label(party, circle, names=not one.anonymised)
                for party in parties
                if party.conference_id == one.pk and party.kind != PartyKind.TEAM
            ],
            open_tasks=sum(task.conference_id == one.pk for task in tasks),
        )
        for one in found
    ]
    plan: dict[str, list[TaskView]] = {}
    for task in tasks:
        about = dataclasses.replace(
            table, about=frozenset(task.conference.about), anonymised=task.conference.anonymised
        )
        view = task_view(task, [], circle, about, names=not task.conference.anonymised)
        plan.setdefault(view.owner, []).append(view)
    return Overview(rows, sorted(plan.items()))
