"""The decision table before each disclosure, by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

import pytest

from chancennetz.consent.constants import Direction
from chancennetz.consent.rules import Period
from chancennetz.sharing import rules
from chancennetz.sharing.constants import Flow, ShareAnswer, ShareVerdict, ShareWhy

TODAY = dt.date(2026, 11, 21)
US, OFFICE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)
AYLIN, EMRE = uuid.UUID(int=11), uuid.UUID(int=12)
RELEASE = rules.ReleaseFact(
    release_id=uuid.UUID(int=21),
    person_id=AYLIN,
    sender_id=US,
    recipient_id=OFFICE,
    recipient_role="job_centre",
    facets=frozenset({"frame", "identity", "plan", "health"}),
    special=frozenset({"health"}),
    purpose="benefit",
    period=Period(TODAY, dt.date(2027, 3, 1)),
)
QUESTION = rules.Question(
    category="plan",
    sender_id=US,
    recipient_id=OFFICE,
    recipient_kind="job_centre",
    recipient_role="job_centre",
    day=TODAY,
    persons=frozenset({AYLIN}),
)


def asked(**changes: object) -> rules.Question:
    return dataclasses.replace(QUESTION, **changes)  # type: ignore[arg-type]


def given(**changes: object) -> rules.ReleaseFact:
    return dataclasses.replace(RELEASE, **changes)  # type: ignore[arg-type]


YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
MISSES = [
    (asked(), given(), None),
    (asked(recipient_role=""), given(), None),
    (asked(recipient_role="counsellor"), given(recipient_role=""), None),
    (asked(recipient_role="coordinator"), given(), ShareWhy.OFFICE_ROLE),
    (asked(), given(recipient_role=""), ShareWhy.OFFICE_ROLE),
    (asked(recipient_id=OTHER), given(), ShareWhy.NONE),
    (asked(), given(sender_id=OTHER), ShareWhy.NONE),
    (asked(), given(period=Period(YESTERDAY, YESTERDAY)), ShareWhy.EXPIRED),
    (asked(), given(period=Period(YESTERDAY, TODAY)), None),
    (asked(), given(period=Period(TOMORROW, dt.date(2027, 3, 1))), ShareWhy.UPCOMING),
    (asked(), given(period=Period(YESTERDAY, TOMORROW, withdrawn=True)), ShareWhy.WITHDRAWN),
    (asked(category="contact"), given(), ShareWhy.CATEGORY),
    (asked(category="health"), given(), None),
    (asked(category="health"), given(special=frozenset()), ShareWhy.SPECIAL),
    (asked(category="origin"), given(), ShareWhy.SPECIAL),
    (asked(category="origin"), given(special=frozenset({"origin"})), None),
    (asked(flow=Flow.IN), given(), ShareWhy.DIRECTION),
    (asked(flow=Flow.IN), given(direction=Direction.MUTUAL), None),
    (asked(purpose="benefit"), given(), None),
    (asked(purpose="conference"), given(), ShareWhy.PURPOSE),
    (asked(purpose="conference"), given(purpose="coordination"), None),
    (asked(purpose="benefit"), given(purpose="coordination"), ShareWhy.PURPOSE),
    (asked(speaker_id=OTHER), given(), None),
    (asked(speaker_id=OTHER), given(speaker_id=US), ShareWhy.SPEAKER),
    (asked(persons=frozenset({AYLIN, EMRE})), given(), ShareWhy.NONE),
    (asked(persons=frozenset()), given(), ShareWhy.NONE),
]


@pytest.mark.parametrize(("question", "release", "why"), MISSES)
def test_a_release_covers_or_the_nearest_miss_is_named(
    question: rules.Question, release: rules.ReleaseFact, why: ShareWhy | None
) -> None:
    answer = rules.may_share(question, [], [release])
    assert (answer.allowed, answer.why) == (why is None, why)
    assert answer.light == ("green" if why is None else "amber")


def test_the_person_whose_release_is_missing_is_named() -> None:
    answer = rules.may_share(asked(persons=frozenset({AYLIN, EMRE})), [], [RELEASE])
    assert (answer.missing, answer.covered) == ({EMRE}, {AYLIN})
    both = rules.may_share(
        asked(persons=frozenset({AYLIN, EMRE})),
        [],
        [RELEASE, given(person_id=EMRE, period=Period(TODAY, TOMORROW))],
    )
    assert both.allowed
    assert both.until == TOMORROW


def test_the_last_word_of_the_family_counts() -> None:
    no = given(facets=frozenset(), period=Period(YESTERDAY, YESTERDAY, refused=True))
    assert rules.may_share(QUESTION, [], [no]).answer is ShareAnswer.REFUSED
    assert rules.may_share(QUESTION, [], [no]).light == "red"
    assert rules.may_share(QUESTION, [], [no, RELEASE]).answer is ShareAnswer.RELEASE
    long_ago = given(period=Period(dt.date(2025, 1, 1), dt.date(2025, 6, 1)))
    assert rules.may_share(QUESTION, [], [long_ago, no]).answer is ShareAnswer.REFUSED


def row(verdict: ShareVerdict, **more: object) -> rules.RuleRow:
    return rules.RuleRow(verdict, "§", **more)  # type: ignore[arg-type]


ROWS = [
    row(ShareVerdict.CONSENT),
    row(ShareVerdict.FORBIDDEN, recipient_kind="company"),
    row(ShareVerdict.CONSENT, recipient_kind="company", category="employment"),
    row(ShareVerdict.STATUTE, domain_from="SGB_II", recipient_kind="job_centre", category="benefits"),
    row(ShareVerdict.DANGER, recipient_kind="county", category="child_protection"),
    row(ShareVerdict.FORBIDDEN, category="child_protection"),
    row(ShareVerdict.STATUTE, category="task", valid_from=TOMORROW),
    row(ShareVerdict.STATUTE, category="referral", valid_to=YESTERDAY),
]
VERDICTS = [
    (asked(category="benefits"), ShareAnswer.MISSING),
    (asked(category="benefits", domain_from="SGB_II"), ShareAnswer.STATUTE),
    (asked(category="benefits", domain_from="SGB_II", recipient_kind="company"), ShareAnswer.FORBIDDEN),
    (asked(category="employment", recipient_kind="company"), ShareAnswer.MISSING),
    (asked(category="child_protection", recipient_kind="county"), ShareAnswer.DANGER),
    (asked(category="child_protection", recipient_kind="school"), ShareAnswer.FORBIDDEN),
    (asked(category="task"), ShareAnswer.MISSING),
    (asked(category="task", day=TOMORROW), ShareAnswer.STATUTE),
    (asked(category="referral"), ShareAnswer.MISSING),
    (asked(category="entrusted"), ShareAnswer.FORBIDDEN),
    (asked(category="entrusted", recipient_id=US), ShareAnswer.FORBIDDEN),
    (asked(category="supervision"), ShareAnswer.FORBIDDEN),
    (asked(category="read_log"), ShareAnswer.FORBIDDEN),
    (asked(category="nonsense"), ShareAnswer.FORBIDDEN),
    (asked(recipient_id=US), ShareAnswer.INSIDE),
]


@pytest.mark.parametrize(("question", "expected"), VERDICTS)
def test_the_most_exact_rule_decides(question: rules.Question, expected: ShareAnswer) -> None:
    assert rules.may_share(question, ROWS, []).answer is expected


def test_a_danger_is_no_answer_to_an_ordinary_question() -> None:
    answer = rules.may_share(asked(category="child_protection", recipient_kind="county"), ROWS, [])
    assert not answer.allowed
    assert answer.must_be_written_down
    assert answer.light == "amber"


def test_without_any_table_nothing_leaves() -> None:
    assert rules.may_share(QUESTION, [], []).answer is ShareAnswer.MISSING
    assert rules.may_share(asked(category="project_data"), [], []).answer is ShareAnswer.FORBIDDEN
