"""Keys, scores and household types, with expected values written by hand."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from chancennetz.people import rules
from chancennetz.people.constants import GroupType, KeyKind, MatchReason, RelationshipKind

TODAY = dt.date(2026, 11, 21)

SAME_SOUND = [
    ("Müller", "Mueller"),
    ("Müller", "Muller"),
    ("Meyer", "Maier"),
    ("Schmidt", "Schmitt"),
    ("Mohammed", "Muhammad"),
    ("Mohamed", "Mohammad"),
    ("Ahmad", "Ahmed"),
    ("Hussein", "Hussain"),
    ("Yusuf", "Jusuf"),
    ("Yousef", "Yusuf"),
    ("Ayşe", "Aische"),
    ("Aisha", "Aischa"),
    ("Çelik", "Celik"),
    ("Çelik", "Tschelik"),
    ("Şahin", "Sahin"),
    ("Şahin", "Schahin"),
    ("Yıldız", "Yildiz"),
    ("Özgür", "Oezguer"),
    ("Cemil", "Dschemil"),
    ("Djamila", "Jamila"),
    ("Khalil", "Halil"),
    ("Shevchenko", "Schewtschenko"),
    ("Ševčenko", "Shevchenko"),
    ("Đorđević", "Djordjevic"),
    ("Wolodymyr", "Volodymyr"),
    ("Iwanowa", "Ivanova"),
    ("Kowalski", "Kovalsky"),
    ("Alhassan", "Hassan"),
]


@pytest.mark.parametrize(("one", "other"), SAME_SOUND)
def test_spellings_of_one_name_meet_in_a_key(one: str, other: str) -> None:
    strong = {KeyKind.NAME, KeyKind.PHONETIC, KeyKind.LETTERS}
    keys = [{key for key in rules.name_keys(name) if key[0] in strong} for name in (one, other)]
    assert keys[0] & keys[1]


@pytest.mark.parametrize(("one", "other"), SAME_SOUND)
def test_spellings_of_one_name_score_high(one: str, other: str) -> None:
    match = rules.score(rules.read_query(other), rules.Facts("Eda", one))
    assert match.score >= 0.6


def test_letters_that_changed_places_meet_in_a_key() -> None:
    assert (KeyKind.LETTERS, rules.letters("yilmza")) in rules.name_keys("Yilmaz")


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("Aylin Yılmaz", (("aylin",), ("yilmaz",)), None),
        ("Müller-Lüdenscheidt", (("mueller", "luedenscheidt"),), None),
        ("Yilmaz 3.5.2019", (("yilmaz",),), dt.date(2019, 5, 3)),
        ("03052019 Yilmaz", (("yilmaz",),), dt.date(2019, 5, 3)),
        ("2019-05-03", (), dt.date(2019, 5, 3)),
        ("31.02.2019 Yilmaz", (("yilmaz",),), None),
        ("von der Leyen", (("leyen",),), None),
        ("al", (("al",),), None),
        ("", (), None),
        ("123", (), None),
    ],
)
def test_the_search_field_is_read_as_people_write(
    text: str, words: tuple[tuple[str, ...], ...], day: dt.date | None
) -> None:
    assert rules.read_query(text) == rules.Query(words, day)


def reasons(text: str, facts: rules.Facts) -> set[MatchReason]:
    return set(rules.score(rules.read_query(text), facts).reasons)


AYLIN = rules.Facts("Aylin", "Yılmaz", "Kaya", dt.date(1988, 4, 12))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Aylin Yilmaz", MatchReason.SAME_NAME),
        ("Yilmaz Aylin", MatchReason.ORDER_SWAPPED),
        ("Ailyn Yilmas", MatchReason.SOUNDS_ALIKE),
        ("Yilma", MatchReason.NAME_BEGINS),
        ("Aylin Kaya", MatchReason.BIRTH_NAME),
        ("Yilmaz 12.4.1988", MatchReason.SAME_BIRTH_DATE),
        ("Yilmaz 4.12.1988", MatchReason.DAY_MONTH_SWAPPED),
        ("Yilmaz 12.4.1998", MatchReason.BIRTH_DATE_SLIP),
        ("Yilmaz 21.4.1988", MatchReason.BIRTH_DATE_SLIP),
        ("Yilmaz 12.5.1988", MatchReason.BIRTH_DATE_SLIP),
    ],
)
def test_the_reason_is_said(text: str, reason: MatchReason) -> None:
    assert reason in reasons(text, AYLIN)


def test_somebody_else_scores_low() -> None:
    assert rules.score(rules.read_query("Petra Schmidt 1.1.1970"), AYLIN).score < 0.2
    assert not rules.score(rules.read_query("Aylin Demir"), AYLIN).is_probably_same


def test_the_same_person_is_probably_the_same() -> None:
    for text in ("Aylin Yilmaz 12.04.1988", "Yılmaz Aylin 4.12.1988", "Ailin Yilmas 12.4.1988"):
        assert rules.score(rules.read_query(text), AYLIN).is_probably_same, text


def test_one_part_of_a_double_name_is_enough() -> None:
    double = rules.Facts("Anna", "Müller-Lüdenscheidt", "", dt.date(1990, 1, 1))
    assert rules.score(rules.read_query("Anna Müller 1.1.1990"), double).is_probably_same
    single = rules.Facts("Anna", "Müller", "", dt.date(1990, 1, 1))
    assert rules.score(rules.read_query("Anna Müller-Lüdenscheidt 1.1.1990"), single).is_probably_same
    shared = rules.identity_keys("Anna", "Müller-Lüdenscheidt", "", dt.date(1990, 1, 1))
    assert shared & rules.identity_keys("Anna", "Mueller", "", dt.date(1990, 1, 1))


def test_identity_needs_the_birth_date_and_does_not_mind_the_order() -> None:
    day = dt.date(1988, 4, 12)
    assert rules.identity_keys("Aylin", "Yılmaz", "", None) == frozenset()
    assert rules.identity_keys("Aylin", "Yılmaz", "", day) == rules.identity_keys("Yilmaz", "Ailin", "", day)
    assert not rules.identity_keys("Aylin", "Yılmaz", "", day) & rules.identity_keys("Aylin", "Demir", "", day)


def test_slips_of_a_birth_date() -> None:
    slips = rules.date_slips(dt.date(1988, 4, 12))
    assert slips[dt.date(1988, 4, 12)] is MatchReason.SAME_BIRTH_DATE
    assert slips[dt.date(1988, 12, 4)] is MatchReason.DAY_MONTH_SWAPPED
    assert slips[dt.date(1998, 4, 12)] is MatchReason.BIRTH_DATE_SLIP
    assert slips[dt.date(1988, 4, 21)] is MatchReason.BIRTH_DATE_SLIP
    assert dt.date(1975, 4, 12) not in slips
    assert dt.date(1, 1, 1) in rules.date_slips(dt.date(1, 1, 1))
    assert dt.date.max in rules.date_slips(dt.date.max)


@pytest.mark.parametrize(
    ("day", "word"),
    [(dt.date(2026, 11, 22), "Zukunft"), (dt.date(1899, 12, 31), "1900"), (dt.date(1, 1, 1), "1900"),
     (dt.date.max, "Zukunft")],
)  # fmt: skip
def test_nobody_is_born_on_such_a_day(day: dt.date, word: str) -> None:
    with pytest.raises(ValidationError) as caught:
        rules.check_birth_date(day, TODAY)
    assert word in caught.value.message_dict["birth_date"][0]


def test_birth_dates_at_the_edges() -> None:
    rules.check_birth_date(None, TODAY)
    rules.check_birth_date(TODAY, TODAY)
    rules.check_birth_date(dt.date(1900, 1, 1), TODAY)


def members(*people: tuple[str, int | None]) -> list[rules.MemberFact]:
    return [rules.MemberFact(name, age, age is None and name.startswith("kind")) for name, age in people]


def tie(one: str, kind: RelationshipKind, other: str) -> rules.TieFact:
    return rules.TieFact(one, other, kind)


COUPLE = tie("a", RelationshipKind.PARTNER, "b")


@pytest.mark.parametrize(
    ("people", "ties", "expected"),
    [
        ([], [], GroupType.OTHER),
        ([("a", 40)], [], GroupType.SINGLE),
        ([("a", 40), ("b", 38)], [COUPLE], GroupType.COUPLE),
        ([("a", 40), ("b", 38)], [], GroupType.OTHER),
        ([("a", 40), ("c", 3)], [], GroupType.SINGLE_PARENT),
        ([("a", None), ("kind", None)], [], GroupType.SINGLE_PARENT),
        ([("a", 40), ("b", 38), ("c", 3)], [COUPLE], GroupType.COUPLE_CHILDREN),
        ([("a", 40), ("b", 38), ("c", 18)], [COUPLE], GroupType.OTHER),
        (
            [("a", 40), ("b", 38), ("c", 3), ("d", 9)],
            [COUPLE, tie("a", RelationshipKind.PARENT, "c"), tie("b", RelationshipKind.PARENT, "d")],
            GroupType.PATCHWORK,
        ),
        (
            [("a", 40), ("o", 70), ("c", 3)],
            [tie("o", RelationshipKind.GRANDPARENT, "c")],
            GroupType.GENERATIONS,
        ),
    ],
)
def test_the_household_type_is_suggested(
    people: list[tuple[str, int | None]], ties: list[rules.TieFact], expected: GroupType
) -> None:
    assert rules.suggest_group_type(members(*people), ties) is expected


names = st.text(alphabet=string.ascii_letters + "äöüßÄÖÜşçğıİéèšžčćđłńКиїв ١-'", max_size=40)


@given(names, names)
def test_keys_do_not_depend_on_the_order_of_names(given_name: str, family_name: str) -> None:
    assert rules.name_keys(given_name, family_name) == rules.name_keys(family_name, given_name)


@given(names)
def test_keys_do_not_depend_on_case_or_spacing(name: str) -> None:
    assert rules.name_keys(name) == rules.name_keys(f"  {name} ")
    assert rules.name_keys(name) == rules.name_keys(name.casefold())


@given(st.text(max_size=60), st.one_of(st.none(), st.dates()))
def test_whoever_is_entered_can_be_looked_up_under_the_same_words(name: str, day: dt.date | None) -> None:
    query = rules.read_query(name, day)
    asked = {key for key, _weight in rules.query_keys(query)}
    stored = rules.person_keys(name, "", "", query.birth_date)
    wanted = {key for key in asked if key[0] in {KeyKind.NAME, KeyKind.PHONETIC}}
    if set(query.parts) <= set(rules.words(name)):
        assert wanted <= stored


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 1, 1)))
def test_swapping_day_and_month_twice_is_the_same_day(day: dt.date) -> None:
    for other, reason in rules.date_slips(day).items():
        if reason is MatchReason.DAY_MONTH_SWAPPED:
            assert rules.date_slips(other)[day] in {MatchReason.DAY_MONTH_SWAPPED, MatchReason.SAME_BIRTH_DATE}


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=40), st.one_of(st.none(), st.dates()))
def test_a_score_lies_between_nothing_and_everything(text: str, one: str, two: str, day: dt.date | None) -> None:
    query = rules.read_query(text, day)
    if not query.is_empty:
        assert 0 <= rules.score(query, rules.Facts(one, two, "", day)).score <= 1
