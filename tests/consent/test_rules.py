"""The law of consent, scenario by scenario (T23), with outcomes written by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from chancennetz.access.constants import Facet
from chancennetz.consent import rules
from chancennetz.consent.constants import RELEASABLE, USUAL_FACETS, ConsentState, GivenBy, SpecialCategory

TODAY = dt.date(2026, 11, 21)
YESTERDAY, TOMORROW = dt.date(2026, 11, 20), dt.date(2026, 11, 22)

# (age, is a child in the file, persons with custody) -> who signs, does the person sign, how many guardians
SIGNING = [
    ((3, True, 1), (GivenBy.GUARDIAN, False, 1)),
    ((3, True, 2), (GivenBy.GUARDIAN, False, 2)),
    ((14, True, 1), (GivenBy.GUARDIAN, False, 1)),
    ((14, True, 3), (GivenBy.GUARDIAN, False, 2)),
    ((15, True, 1), (GivenBy.BOTH, True, 1)),
    ((15, True, 2), (GivenBy.BOTH, True, 2)),
    ((17, True, 2), (GivenBy.BOTH, True, 2)),
    ((17, False, 0), (GivenBy.BOTH, True, 1)),
    ((18, True, 2), (GivenBy.SELF, True, 0)),
    ((45, False, 0), (GivenBy.SELF, True, 0)),
    ((None, True, 0), (GivenBy.GUARDIAN, False, 1)),
    ((None, False, 0), (GivenBy.SELF, True, 0)),
]


@pytest.mark.parametrize(("who", "expected"), SIGNING)
def test_who_signs(who: tuple[int | None, bool, int], expected: tuple[GivenBy, bool, int]) -> None:
    age, is_child, custodians = who
    signing = rules.who_signs(age, is_child=is_child, custodians=custodians)
    assert (signing.given_by, signing.person_signs, signing.guardians) == expected


MOTHER = rules.Signer("mother", 40, has_custody=True)
FATHER = rules.Signer("father", 42, has_custody=True)
UNCLE = rules.Signer("uncle", 50, has_custody=False)
TEEN = rules.Signer("teen", 17, has_custody=True)
CHILD_ONE = rules.who_signs(9, is_child=True, custodians=1)
CHILD_TWO = rules.who_signs(9, is_child=True, custodians=2)
YOUTH_TWO = rules.who_signs(16, is_child=True, custodians=2)
ADULT = rules.who_signs(30, is_child=False, custodians=0)

# needed, given by, signers, the field that is wrong (None = valid)
SIGNATURES = [
    (CHILD_ONE, GivenBy.GUARDIAN, [MOTHER], None),
    (CHILD_ONE, GivenBy.GUARDIAN, [], "guardian"),
    (CHILD_ONE, GivenBy.SELF, [], "given_by"),
    (CHILD_ONE, GivenBy.BOTH, [MOTHER], "given_by"),
    (CHILD_ONE, GivenBy.GUARDIAN, [UNCLE], "guardian"),
    (CHILD_ONE, GivenBy.GUARDIAN, [TEEN], "guardian"),
    (CHILD_ONE, GivenBy.GUARDIAN, [rules.Signer("child", 9, has_custody=True)], "guardian"),
    (CHILD_TWO, GivenBy.GUARDIAN, [MOTHER, FATHER], None),
    (CHILD_TWO, GivenBy.GUARDIAN, [MOTHER], "second_guardian"),
    (CHILD_TWO, GivenBy.GUARDIAN, [MOTHER, MOTHER], "second_guardian"),
    (CHILD_TWO, GivenBy.GUARDIAN, [MOTHER, UNCLE], "second_guardian"),
    (YOUTH_TWO, GivenBy.BOTH, [MOTHER, FATHER], None),
    (YOUTH_TWO, GivenBy.BOTH, [FATHER], "second_guardian"),
    (YOUTH_TWO, GivenBy.SELF, [], "given_by"),
    (YOUTH_TWO, GivenBy.GUARDIAN, [MOTHER, FATHER], "given_by"),
    (ADULT, GivenBy.SELF, [], None),
    (ADULT, GivenBy.SELF, [MOTHER], "guardian"),
    (ADULT, GivenBy.GUARDIAN, [MOTHER], "given_by"),
    (ADULT, GivenBy.BOTH, [MOTHER], "given_by"),
]


@pytest.mark.parametrize(("needed", "given_by", "signers", "wrong"), SIGNATURES)
def test_signatures(needed: rules.Signing, given_by: GivenBy, signers: list[rules.Signer], wrong: str | None) -> None:
    if wrong is None:
        rules.check_signatures(needed, given_by, signers, "child")
        return
    with pytest.raises(ValidationError) as caught:
        rules.check_signatures(needed, given_by, signers, "child")
    assert list(caught.value.message_dict) == [wrong]


def test_an_appointed_guardian_may_sign_for_an_adult() -> None:
    rules.check_signatures(ADULT, GivenBy.GUARDIAN, [MOTHER], "adult", legal_guardian=True)
    with pytest.raises(ValidationError):
        rules.check_signatures(ADULT, GivenBy.GUARDIAN, [], "adult", legal_guardian=True)


STATES = [
    (rules.Period(TODAY), TODAY, ConsentState.VALID),
    (rules.Period(TOMORROW), TODAY, ConsentState.UPCOMING),
    (rules.Period(TODAY, TODAY), TODAY, ConsentState.ENDING),
    (rules.Period(YESTERDAY, YESTERDAY), TODAY, ConsentState.EXPIRED),
    (rules.Period(TODAY, dt.date(2026, 12, 21)), TODAY, ConsentState.ENDING),
    (rules.Period(TODAY, dt.date(2026, 12, 22)), TODAY, ConsentState.VALID),
    (rules.Period(TODAY, dt.date(2027, 11, 21)), TODAY, ConsentState.VALID),
    (rules.Period(TODAY, withdrawn=True), TODAY, ConsentState.WITHDRAWN),
    (rules.Period(YESTERDAY, YESTERDAY, withdrawn=True), TODAY, ConsentState.WITHDRAWN),
    (rules.Period(TOMORROW, withdrawn=True), TODAY, ConsentState.WITHDRAWN),
    (rules.Period(TODAY, refused=True), TODAY, ConsentState.REFUSED),
    (rules.Period(TODAY, refused=True, withdrawn=True), TODAY, ConsentState.REFUSED),
]


@pytest.mark.parametrize(("period", "day", "expected"), STATES)
def test_states(period: rules.Period, day: dt.date, expected: ConsentState) -> None:
    assert rules.state_on(period, day) is expected
    assert rules.is_in_force(period, day) is (expected in {ConsentState.VALID, ConsentState.ENDING})


DAYS = [
    (TODAY, TODAY, None),
    (YESTERDAY, TODAY, None),
    (YESTERDAY, TOMORROW, None),
    (TODAY, YESTERDAY, "valid_from"),
    (TOMORROW, TOMORROW, "signed_on"),
    (dt.date(1, 1, 1), TODAY, "signed_on"),
    (dt.date(9999, 12, 31), dt.date(9999, 12, 31), "signed_on"),
    (TODAY, dt.date(9999, 12, 31), "valid_from"),
]


@pytest.mark.parametrize(("signed_on", "valid_from", "wrong"), DAYS)
def test_nothing_works_backwards(signed_on: dt.date, valid_from: dt.date, wrong: str | None) -> None:
    if wrong is None:
        rules.check_signed(signed_on, valid_from, TODAY)
        return
    with pytest.raises(ValidationError) as caught:
        rules.check_signed(signed_on, valid_from, TODAY)
    assert list(caught.value.message_dict) == [wrong]


ENDS = [
    (TODAY, None, True, False),
    (TODAY, None, False, True),
    (TODAY, TODAY, True, True),
    (TODAY, YESTERDAY, True, False),
    (TODAY, dt.date(2027, 11, 21), True, True),
    (TODAY, dt.date(2027, 11, 22), True, False),
    (TODAY, dt.date(9999, 12, 31), True, False),
    (TODAY, dt.date(2030, 1, 1), False, True),
    (dt.date(2024, 2, 29), dt.date(2025, 3, 1), True, False),
]


@pytest.mark.parametrize(("valid_from", "valid_to", "is_release", "fine"), ENDS)
def test_ends(valid_from: dt.date, valid_to: dt.date | None, is_release: bool, fine: bool) -> None:
    if fine:
        rules.check_end(valid_from, valid_to, TODAY, needed=is_release)
        return
    with pytest.raises(ValidationError) as caught:
        rules.check_end(valid_from, valid_to, TODAY, needed=is_release)
    assert list(caught.value.message_dict) == ["valid_to"]


def test_twelve_months_from_a_leap_day_end_on_the_last_of_february() -> None:
    assert rules.latest_end(dt.date(2024, 2, 29)) == dt.date(2025, 2, 28)


HEALTH = [SpecialCategory.HEALTH]


def test_a_release_opens_the_ticked_parts_and_the_frame() -> None:
    assert rules.facets_to_open(["plan", "identity"], []) == [Facet.FRAME, Facet.IDENTITY, Facet.PLAN]
    assert rules.facets_to_open([Facet.HEALTH], HEALTH) == [Facet.FRAME, Facet.HEALTH]


@pytest.mark.parametrize(
    ("facets", "special", "wrong"),
    [
        ([], [], "facets"),
        (["frame"], [], "facets"),
        (["nonsense"], [], "facets"),
        (["entrusted"], [], "facets"),
        (["plan", "supervision"], [], "facets"),
        (["read_log"], [], "facets"),
        (["consent"], [], "facets"),
        (["health"], [], "special_categories"),
        (["health", "plan"], [SpecialCategory.ORIGIN], "special_categories"),
        ([facet.value for facet in RELEASABLE], list(SpecialCategory), "facets"),
    ],
)
def test_what_a_release_never_opens(facets: list[str], special: list[SpecialCategory], wrong: str) -> None:
    with pytest.raises(ValidationError) as caught:
        rules.facets_to_open(facets, special)
    assert list(caught.value.message_dict) == [wrong]


def test_what_is_usual_can_be_released_without_special_categories() -> None:
    for facets in USUAL_FACETS.values():
        assert set(rules.facets_to_open(facets, [])) == {Facet.FRAME, *facets}


@pytest.mark.parametrize(
    ("recipient", "role", "wrong"),
    [
        ("jobcentre", "job_centre", None),
        ("town", "coordinator", None),
        ("doctor", "", None),
        ("own", "job_centre", "recipient"),
        ("office", "statistics", "recipient_role"),
        ("office", "project_lead", "recipient_role"),
        ("office", "counsellor", "recipient_role"),
        ("office", "evaluator", "recipient_role"),
        ("office", "admin", "recipient_role"),
    ],
)
def test_recipients(recipient: str, role: str, wrong: str | None) -> None:
    if wrong is None:
        rules.check_recipient(recipient, "own", role)
        return
    with pytest.raises(ValidationError) as caught:
        rules.check_recipient(recipient, "own", role)
    assert list(caught.value.message_dict) == [wrong]


def test_special_categories_come_one_by_one() -> None:
    assert rules.read_special([]) == []
    assert rules.read_special(["origin", "health", "health"]) == [SpecialCategory.HEALTH, SpecialCategory.ORIGIN]
    with pytest.raises(ValidationError):
        rules.read_special(["all"])


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


def test_access_ends_at_midnight_in_berlin() -> None:
    now = at(2026, 7, 1, 10)
    winter = rules.access_window(rules.Period(dt.date(2026, 7, 1), dt.date(2026, 11, 30)), now)
    summer = rules.access_window(rules.Period(dt.date(2026, 7, 1), dt.date(2026, 7, 31)), now)
    assert winter == (now, at(2026, 11, 30, 23))
    assert summer == (now, at(2026, 7, 31, 22))


def test_access_begins_at_midnight_in_berlin_when_it_begins_later() -> None:
    window = rules.access_window(rules.Period(dt.date(2026, 7, 3), dt.date(2026, 7, 31)), at(2026, 7, 1, 10))
    assert window == (at(2026, 7, 2, 22), at(2026, 7, 31, 22))


def test_nothing_is_opened_by_what_is_refused_withdrawn_endless_or_over() -> None:
    now = at(2026, 7, 1, 10)
    first, last = dt.date(2026, 6, 1), dt.date(2026, 7, 31)
    assert rules.access_window(rules.Period(first, last, refused=True), now) is None
    assert rules.access_window(rules.Period(first, last, withdrawn=True), now) is None
    assert rules.access_window(rules.Period(first, None), now) is None
    assert rules.access_window(rules.Period(first, dt.date(2026, 6, 30)), now) is None


days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
moments = st.builds(
    lambda day, minute: dt.datetime.combine(day, dt.time(), dt.UTC) + dt.timedelta(minutes=minute),
    days,
    st.integers(0, 1439),
)


@given(days, days, st.booleans(), st.booleans(), moments)
def test_the_window_and_the_state_agree_at_every_moment(
    first: dt.date, last: dt.date, refused: bool, withdrawn: bool, moment: dt.datetime
) -> None:
    period = rules.Period(min(first, last), max(first, last), refused=refused, withdrawn=withdrawn)
    window = rules.access_window(period, moment)
    open_now = window is not None and window[0] <= moment < window[1]
    assert open_now is rules.is_in_force(period, moment.astimezone(rules.BERLIN).date())


def test_the_wording_is_read_as_headings_paragraphs_and_points() -> None:
    body = "# Worum geht es?\nErster Satz.\n\n- eins\n- zwei\nZweiter Satz.\n# Und?\nJa."
    assert rules.text_blocks(body) == [
        rules.Block("Worum geht es?", ("Erster Satz.",), ("eins", "zwei")),
        rules.Block("", ("Zweiter Satz.",)),
        rules.Block("Und?", ("Ja.",)),
    ]
