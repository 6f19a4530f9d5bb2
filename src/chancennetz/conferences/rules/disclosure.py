"""Who at the table may know what. Pure, asked anew whenever something is shown or printed.

A text of a conference goes to a party if the case team keeps it anyway, if the party wrote it itself, or if every
person it is about has released this part of the file to this very office for a purpose that covers a conference
(s. 67b(2) SGB X, s. 203 StGB; reference 4.2). In anonymised mode nobody is named, so no release is needed; there a
text goes out only after somebody has looked for what gives the family away.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Collection, Iterable

from chancennetz.access.constants import Facet
from chancennetz.conferences.constants import CATEGORIES, Audience, ConsentCheck, PartyKind


@dataclasses.dataclass(frozen=True, slots=True)
class Grant:
    """What the consent check has answered: the parts about one person that an office in one role may know now."""

    person_id: uuid.UUID
    organisation_id: uuid.UUID
    role: str
    facets: frozenset[str]


@dataclasses.dataclass(frozen=True, slots=True)
class Party:
    """A party as the decision needs it. `wards` are the persons for whom somebody of the family decides."""

    id: uuid.UUID
    kind: PartyKind
    organisation_id: uuid.UUID | None = None
    role: str = ""
    person_id: uuid.UUID | None = None
    wards: frozenset[uuid.UUID] = frozenset()
    is_cut: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A text as the decision needs it. Without persons it is about all whom the conference is about."""

    facet: str
    persons: frozenset[uuid.UUID] = frozenset()
    audience: str = Audience.ALL
    author_id: uuid.UUID | None = None
    harmless: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """What holds for the whole conference: whom it is about, whether names are left out, the releases in force."""

    about: frozenset[uuid.UUID]
    anonymised: bool
    grants: tuple[Grant, ...] = ()


#: The least that an invitation tells: that there is a conference about these persons.
INVITATION = Piece(facet=Facet.CONFERENCE.value)
#: Names instead of roles.
NAMES = Piece(facet=Facet.IDENTITY.value)


def released(grants: Iterable[Grant], party: Party, facet: str, persons: Collection[uuid.UUID]) -> bool:
    """Tell whether every one of these persons has released a part of the file to the office of a party."""
    mine = [one for one in grants if (one.organisation_id, one.role) == (party.organisation_id, party.role)]
    allowed = {one.person_id for one in mine if facet in one.facets}
    return bool(persons) and set(persons) <= allowed


def may_know(piece: Piece, party: Party, table: Table) -> bool:
    """Decide whether a party may know a text now."""
    if party.kind is PartyKind.TEAM:
        return True
    if party.is_cut:
        return False
    if piece.author_id is not None and piece.author_id == party.id:
        return True
    if piece.audience != Audience.ALL or piece.facet not in {facet.value for facet in CATEGORIES}:
        return False
    if table.anonymised and not piece.harmless:
        return False
    if party.kind is PartyKind.FAMILY:
        return _own_matter(piece, party, table)
    return table.anonymised or released(table.grants, party, piece.facet, piece.persons or table.about)


def _own_matter(piece: Piece, party: Party, table: Table) -> bool:
    """A person of the family knows what is about himself or herself and the own children, and what is about all.

    Not what is about another adult alone: a separated partner's troubles are that partner's own.
    """
    own = party.wards | ({party.person_id} if party.person_id else frozenset())
    return piece.persons <= own if piece.persons else bool(table.about & own)


def check(party: Party, table: Table) -> ConsentCheck:
    """Return what the consent check says about inviting a party."""
    if party.kind is not PartyKind.ORGANISATION:
        return ConsentCheck.OWN
    if table.anonymised:
        return ConsentCheck.ANONYMOUS
    return ConsentCheck.RELEASED if may_know(INVITATION, party, table) else ConsentCheck.MISSING


def names_open(party: Party, table: Table) -> bool:
    """Tell whether a party reads names; otherwise it reads roles ("Mutter", "Kind 1")."""
    if table.anonymised:
        return False
    return party.kind is PartyKind.FAMILY or may_know(NAMES, party, table)


def open_categories(party: Party, table: Table) -> list[Facet]:
    """Return the categories of which a party may know something about all whom the conference is about."""
    return [facet for facet in CATEGORIES if may_know(Piece(facet=facet.value, harmless=True), party, table)]
