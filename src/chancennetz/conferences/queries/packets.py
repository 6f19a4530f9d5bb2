"""What goes to one party: the invitation with information beforehand, and the minutes. Nothing it may not know.

A packet is plain text, made from a `Whole` by `rules.may_know`. An invited office gets its packet from the platform
(`packet_for_guest`): its own session sees no text of others in the database, the platform reads in its own name and
hands over nothing but the finished packet.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator

from chancennetz import anonymity
from chancennetz.access.constants import Facet
from chancennetz.access.context import tell_database
from chancennetz.conferences import rules
from chancennetz.conferences.constants import (
    RECEIVING_ROLES,
    ConferenceState,
    ConferenceTaskState,
    ConsentCheck,
    ItemKind,
    PartyKind,
    category_label,
)
from chancennetz.conferences.models import Conference, ConferenceParty, ConferenceTask
from chancennetz.conferences.queries.whole import PartyView, TaskView, Whole, whole
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor, acting, system_actor


@dataclasses.dataclass(frozen=True, slots=True)
class PacketText:
    """A text that a party may know: its category ("" = general), from whom ("" = the case team), about whom, when."""

    text: str
    category: str
    author: str = ""
    about: tuple[str, ...] = ()
    due_on: dt.date | None = None
    item_id: uuid.UUID | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class PacketTask:
    """A task that a party may know."""

    id: uuid.UUID
    title: str
    owner: str
    about: tuple[str, ...]
    due_on: dt.date | None
    state: ConferenceTaskState
    is_own: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at the table. `present` is None before the conference."""

    name: str
    function: str
    present: bool | None


@dataclasses.dataclass(frozen=True, slots=True)
class Packet:
    """Everything that one party may know about a conference, and nothing else."""

    conference_id: uuid.UUID
    party_id: uuid.UUID
    addressee: str
    keeper: str
    moderator: str
    moderator_phone: str
    starts_at: dt.datetime
    minutes: int
    place: str
    preinfo_due: dt.date | None
    state: ConferenceState
    anonymised: bool
    about: list[str]
    question: str
    seats: list[Seat]
    information: list[PacketText]
    agenda: list[PacketText]
    results: list[PacketText]
    agreements: list[PacketText]
    tasks: list[PacketTask]
    earlier: list[PacketTask]

    @property
    def took_place(self) -> bool:
        """Tell whether the conference has taken place."""
        return self.state in {ConferenceState.HELD, ConferenceState.SENT, ConferenceState.CLOSED}


def packet(found: Whole, view: PartyView) -> Packet:
    """Return what a party may know about a conference now."""
    conference = found.conference
    fact, table = view.fact, found.table
    names = rules.names_open(fact, table)
    return Packet(
        conference_id=conference.pk,
        party_id=view.party.pk,
        addressee=view.label if names or fact.kind is not PartyKind.FAMILY else _seat_name(view, found, names=False),
        keeper=str(conference.organisation),
        moderator=conference.moderator.display_name,
        moderator_phone=conference.moderator.phone or conference.organisation.phone,
        starts_at=conference.starts_at,
        minutes=conference.minutes,
        place=_without_names(conference.place, found, names=names),
        preinfo_due=conference.preinfo_due,
        state=ConferenceState(conference.state),
        anonymised=conference.anonymised,
        about=found.circle.called(conference.about, names=names),
        question=_without_names(conference.question, found, names=names)
        if rules.may_know(found.question_piece, fact, table)
        else "",
        seats=[
            Seat(_seat_name(one, found, names=names), one.party.function, one.party.present)
            for one in found.parties
            if one.check is not ConsentCheck.MISSING and one.party.cut_at is None
        ],
        information=_texts(found, view, ItemKind.INFORMATION, names=names),
        agenda=_texts(found, view, ItemKind.AGENDA, names=names),
        results=_texts(found, view, ItemKind.RESULT, names=names),
        agreements=_texts(found, view, ItemKind.AGREEMENT, names=names),
        tasks=[_task(one, found, view, names=names) for one in found.tasks if rules.may_know(one.piece, fact, table)],
        earlier=[
            _task(one, found, view, names=names)
            for one in found.earlier
            if one.task.conference.about == conference.about and rules.may_know(one.piece, fact, table)
        ],
    )


def _without_names(text: str, found: Whole, *, names: bool) -> str:
    """Return a text as a party reads it: whoever may not know names reads roles in their place.

    In anonymised mode the texts were looked at when they were written; there nothing is touched.
    """
    if names or found.conference.anonymised:
        return text
    return anonymity.replace(text, anonymity.find_identifiers(text, found.circle.household))


def _seat_name(view: PartyView, found: Whole, *, names: bool) -> str:
    if view.fact.kind is not PartyKind.FAMILY or view.fact.person_id is None:
        return view.label
    return ", ".join(found.circle.called([view.fact.person_id], names=names)) or view.label


def _texts(found: Whole, view: PartyView, kind: ItemKind, *, names: bool) -> list[PacketText]:
    return [
        PacketText(
            text=_without_names(one.item.text, found, names=names or one.item.author_id == view.party.pk),
            category="" if one.item.facet == Facet.CONFERENCE else category_label(one.item.facet),
            author=one.author,
            about=tuple(found.circle.called(one.item.persons, names=names)),
            due_on=one.item.due_on,
            item_id=one.item.pk if one.item.author_id == view.party.pk else None,
        )
        for one in found.of_kind(kind)
        if rules.may_know(one.piece, view.fact, found.table)
    ]


def _task(one: TaskView, found: Whole, view: PartyView, *, names: bool) -> PacketTask:
    owner = one.owner
    if one.task.owner.kind == PartyKind.FAMILY and one.task.owner.person_id:
        owner = ", ".join(found.circle.called([one.task.owner.person_id], names=names)) or owner
    return PacketTask(
        id=one.task.pk,
        title=_without_names(one.task.title, found, names=names),
        owner=owner,
        about=tuple(found.circle.called(one.task.persons, names=names)),
        due_on=one.task.due_on,
        state=ConferenceTaskState(one.task.state),
        is_own=one.task.owner_id == view.party.pk,
    )


# --- the inbox of another office -------------------------------------------------------------------------------------


def places_of(actor: Actor) -> list[ConferenceParty]:
    """Return the places at tables that an office holds now, the next conference first (one query).

    Row-level security adds what the query cannot see from outside: the releases in force.
    """
    if actor.organisation_id is None or actor.role not in {role.value for role in RECEIVING_ROLES}:
        return []
    found = ConferenceParty.objects.filter(
        kind=PartyKind.ORGANISATION,
        organisation_id=actor.organisation_id,
        role=actor.role,
        invited_at__isnull=False,
        cut_at__isnull=True,
        access_until__gt=time.now(),
        conference__isnull=False,
    ).exclude(conference__state__in=[ConferenceState.PLANNED, ConferenceState.CANCELLED])
    found = found.exclude(conference__organisation_id=actor.organisation_id)
    with_conference = found.select_related("conference__organisation", "conference__moderator")
    return list(with_conference.order_by("-conference__starts_at", "id"))


def place_of(actor: Actor, party_id: uuid.UUID) -> ConferenceParty | None:
    """Return one place at a table, None when it is not the actor's office's, not open yet, or not open any more."""
    return next((one for one in places_of(actor) if one.pk == party_id), None)


def own_open_tasks(places: list[ConferenceParty]) -> dict[uuid.UUID, int]:
    """Return how many tasks are open for each place (one query)."""
    rows = ConferenceTask.objects.filter(owner__in=[one.pk for one in places], state=ConferenceTaskState.OPEN)
    counts: dict[uuid.UUID, int] = {}
    for owner_id in rows.values_list("owner_id", flat=True):
        counts[owner_id] = counts.get(owner_id, 0) + 1
    return counts


@contextlib.contextmanager
def _as_platform(reader: Actor) -> Iterator[None]:
    """Read in the name of the platform, inside the reader's own transaction, and go back to the reader afterwards."""
    platform = system_actor(purpose="cooperation", name="Chancennetz")
    with acting(platform):
        tell_database(platform)
        try:
            yield
        finally:
            tell_database(reader)


def packet_for_guest(actor: Actor, place: ConferenceParty) -> Packet | None:
    """Return what an invited office may know now; None when the consent check says no meanwhile.

    `place` comes from `place_of`, so both walls have let the actor through. What is opened is logged as read by the
    actor, not by the platform.
    """
    with _as_platform(actor):
        conference = Conference.objects.select_related("file", "moderator", "organisation").get(pk=place.conference_id)
        crypto.preload_keys([conference.file_id])
        found = whole(conference)
        view = found.party(place.pk)
        if view is None or view.check is ConsentCheck.MISSING or view.party.cut_at is not None:
            return None
        return packet(found, view)
