"""Who may know what: a table by hand, then at random."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancennetz.access.constants import Facet
from chancennetz.conferences import rules
from chancennetz.conferences.constants import CATEGORIES, Audience, ConsentCheck, PartyKind
from chancennetz.conferences.rules import Grant, Party, Piece, Table

MOTHER, FATHER, CHILD, OFFICE, OTHER = (uuid.UUID(int=number) for number in range(1, 6))
OFFICE_PARTY = Party(uuid.UUID(int=10), PartyKind.ORGANISATION, OFFICE, "job_centre")
MOTHER_PARTY = Party(uuid.UUID(int=11), PartyKind.FAMILY, person_id=MOTHER, wards=frozenset({CHILD}))
TEAM_PARTY = Party(uuid.UUID(int=12), PartyKind.TEAM)


def grant(person: uuid.UUID, *facets: str, office: uuid.UUID = OFFICE, role: str = "job_centre") -> Grant:
    return Grant(person, office, role, frozenset(facets))


def table(*grants: Grant, about: tuple[uuid.UUID, ...] = (MOTHER,), anonymised: bool = False) -> Table:
    return Table(frozenset(about), anonymised, grants)


@pytest.mark.parametrize(
    ("piece", "grants", "about", "may"),
    [
        # released, not released, released by somebody else, to somebody else, in another role
        (Piece("plan"), [grant(MOTHER, "plan")], (MOTHER,), True),
        (Piece("plan"), [], (MOTHER,), False),
        (Piece("plan"), [grant(MOTHER, "benefits")], (MOTHER,), False),
        (Piece("plan"), [grant(FATHER, "plan")], (MOTHER,), False),
        (Piece("plan"), [grant(MOTHER, "plan", office=OTHER)], (MOTHER,), False),
        (Piece("plan"), [grant(MOTHER, "plan", role="")], (MOTHER,), False),
        # about several: each of them has to agree
        (Piece("plan"), [grant(MOTHER, "plan")], (MOTHER, FATHER), False),
        (Piece("plan"), [grant(MOTHER, "plan"), grant(FATHER, "plan")], (MOTHER, FATHER), True),
        (Piece("plan", frozenset({MOTHER})), [grant(MOTHER, "plan")], (MOTHER, FATHER), True),
        (Piece("plan", frozenset({CHILD})), [grant(MOTHER, "plan")], (MOTHER,), False),
        (Piece("plan", frozenset({MOTHER, CHILD})), [grant(MOTHER, "plan"), grant(CHILD, "plan")], (MOTHER,), True),
        # the writer wants it so, or it belongs to nobody outside
        (Piece("plan", audience=Audience.TEAM), [grant(MOTHER, "plan")], (MOTHER,), False),
        (Piece("entrusted"), [grant(MOTHER, "entrusted")], (MOTHER,), False),
        (Piece("supervision"), [grant(MOTHER, "supervision")], (MOTHER,), False),
        # own words
        (Piece("health", author_id=OFFICE_PARTY.id), [], (MOTHER,), True),
        (Piece("health", author_id=uuid.UUID(int=99)), [], (MOTHER,), False),
    ],
)
def test_an_office(piece: Piece, grants: list[Grant], about: tuple[uuid.UUID, ...], may: bool) -> None:
    assert rules.may_know(piece, OFFICE_PARTY, table(*grants, about=about)) is may
    assert rules.may_know(piece, TEAM_PARTY, table(*grants, about=about))
    cut = Party(OFFICE_PARTY.id, PartyKind.ORGANISATION, OFFICE, "job_centre", is_cut=True)
    assert not rules.may_know(piece, cut, table(*grants, about=about))


@pytest.mark.parametrize(
    ("piece", "about", "may"),
    [
        (Piece("plan"), (MOTHER,), True),
        (Piece("plan"), (FATHER,), False),
        (Piece("plan"), (MOTHER, FATHER), True),
        (Piece("plan"), (CHILD,), True),
        (Piece("health", frozenset({MOTHER})), (MOTHER, FATHER), True),
        (Piece("health", frozenset({CHILD})), (MOTHER, FATHER), True),
        (Piece("health", frozenset({FATHER})), (MOTHER, FATHER), False),
        (Piece("health", frozenset({MOTHER, FATHER})), (MOTHER, FATHER), False),
        (Piece("plan", audience=Audience.TEAM), (MOTHER,), False),
        (Piece("entrusted"), (MOTHER,), False),
    ],
)
def test_somebody_of_the_family(piece: Piece, about: tuple[uuid.UUID, ...], may: bool) -> None:
    assert rules.may_know(piece, MOTHER_PARTY, table(about=about)) is may


def test_without_names_no_release_is_needed_but_somebody_has_looked() -> None:
    open_table = table(anonymised=True)
    assert rules.may_know(Piece("plan", harmless=True), OFFICE_PARTY, open_table)
    assert not rules.may_know(Piece("plan", harmless=False), OFFICE_PARTY, open_table)
    assert not rules.may_know(Piece("plan", harmless=True, audience=Audience.TEAM), OFFICE_PARTY, open_table)
    assert not rules.names_open(OFFICE_PARTY, table(grant(MOTHER, "identity"), anonymised=True))
    assert not rules.names_open(TEAM_PARTY, open_table)


def test_what_the_check_answers_about_inviting() -> None:
    assert rules.check(OFFICE_PARTY, table()) is ConsentCheck.MISSING
    assert rules.check(OFFICE_PARTY, table(grant(MOTHER, "plan"))) is ConsentCheck.MISSING
    assert rules.check(OFFICE_PARTY, table(grant(MOTHER, "conference"))) is ConsentCheck.RELEASED
    assert rules.check(OFFICE_PARTY, table(anonymised=True)) is ConsentCheck.ANONYMOUS
    assert rules.check(MOTHER_PARTY, table()) is ConsentCheck.OWN


persons = st.frozensets(st.sampled_from([MOTHER, FATHER, CHILD]))
some = st.frozensets(st.sampled_from([MOTHER, FATHER, CHILD]), min_size=1)
facets = st.sampled_from([facet.value for facet in Facet])
grants = st.lists(
    st.builds(
        Grant,
        st.sampled_from([MOTHER, FATHER, CHILD]),
        st.sampled_from([OFFICE, OTHER]),
        st.sampled_from(["", "job_centre", "coordinator"]),
        st.frozensets(facets),
    ),
    max_size=5,
)


calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(facets, persons, some, grants, st.booleans(), st.sampled_from(Audience.values))
@calm
def test_nothing_reaches_an_office_without_a_release_of_each_person(
    facet: str,
    named: frozenset[uuid.UUID],
    about: frozenset[uuid.UUID],
    given_ones: list[Grant],
    harmless: bool,
    audience: str,
) -> None:
    piece = Piece(facet, named, audience, None, harmless)
    if not rules.may_know(piece, OFFICE_PARTY, Table(about, anonymised=False, grants=tuple(given_ones))):
        return
    for person in named or about:
        assert any(
            one.person_id == person
            and one.organisation_id == OFFICE
            and one.role == "job_centre"
            and facet in one.facets
            for one in given_ones
        )
    assert audience == Audience.ALL
    assert facet in {category.value for category in CATEGORIES}


@given(facets, persons, some, grants, grants)
@calm
def test_more_releases_never_show_less(
    facet: str, named: frozenset[uuid.UUID], about: frozenset[uuid.UUID], first: list[Grant], more: list[Grant]
) -> None:
    piece = Piece(facet, named)
    before = rules.may_know(piece, OFFICE_PARTY, Table(about, anonymised=False, grants=tuple(first)))
    after = rules.may_know(piece, OFFICE_PARTY, Table(about, anonymised=False, grants=(*first, *more)))
    assert after or not before
