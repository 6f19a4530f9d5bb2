"""Conditions, required questions, changes: pure rules."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancennetz.assessments import rules
from chancennetz.assessments.definition import Form, Question
from chancennetz.assessments.rules import Change
from tests.assessments.small_form import SMALL

ANSWERS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", "e"]), st.sampled_from(["yes", "no", 1, 3, 5, "text"]), max_size=5
)


def form_of(*questions: dict[str, Any]) -> Any:
    filled = [{"label": "?", **one} for one in questions]
    return Form.model_validate(
        {"key": "f", "title": "F", "sections": [{"key": "s", "title": "S", "questions": filled}]}
    )


CHAIN = form_of(
    {"key": "a", "kind": "yes_no", "required": True},
    {"key": "b", "kind": "yes_no", "required": True, "show_if": [{"question": "a", "is": ["yes"]}]},
    {"key": "c", "kind": "scale", "required": True, "show_if": [{"question": "b", "is": ["yes"]}]},
    {
        "key": "d",
        "kind": "text",
        "required": True,
        "show_if_any": [{"question": "c", "at_most": 2}, {"question": "a", "is": ["no"]}],
    },
    {"key": "e", "kind": "number", "show_if": [{"question": "c", "answered": False}]},
)


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, ["a", "e"]),
        ({"a": "yes"}, ["a", "b", "e"]),
        ({"a": "yes", "b": "yes"}, ["a", "b", "c", "e"]),
        ({"a": "yes", "b": "yes", "c": 2}, ["a", "b", "c", "d"]),
        ({"a": "yes", "b": "yes", "c": 3}, ["a", "b", "c"]),
        # What hangs on a hidden question is hidden too, whatever was answered before.
        ({"a": "no", "b": "yes", "c": 1}, ["a", "d", "e"]),
    ],
)
def test_what_is_asked_follows_from_the_answers(answers: dict[str, Any], asked: list[str]) -> None:
    assert list(rules.asked(CHAIN, answers)) == asked


def test_required_counts_only_where_it_is_asked() -> None:
    def missing(answers: dict[str, Any], **more: Any) -> list[str]:
        return [question.key for _section, question in rules.missing(CHAIN, answers, **more)]

    assert missing({}) == ["a"]
    assert missing({"a": "yes"}) == ["b"]
    assert missing({"a": "no"}) == ["d"]
    assert missing({"a": "no", "d": "Ja."}) == []
    assert missing({}, skip={"s"}) == []


@settings(max_examples=150, deadline=None)
@given(answers=ANSWERS)
def test_dropping_what_is_not_asked_changes_nothing_more(answers: dict[str, Any]) -> None:
    kept = rules.relevant(CHAIN, answers)
    assert rules.relevant(CHAIN, kept) == kept
    assert list(rules.asked(CHAIN, kept)) == list(rules.asked(CHAIN, answers))
    assert rules.missing(CHAIN, kept) == rules.missing(CHAIN, answers)


@settings(max_examples=100, deadline=None)
@given(answers=ANSWERS)
def test_every_question_asked_has_all_its_conditions_fulfilled(answers: dict[str, Any]) -> None:
    asked = rules.asked(CHAIN, answers)
    counted = {key: answers[key] for key in asked if key in answers}
    for _section, question in asked.values():
        assert all(rules.holds(test, counted) for test in question.show_if)
        assert not question.show_if_any or any(rules.holds(test, counted) for test in question.show_if_any)


@pytest.mark.parametrize(
    ("question", "good", "bad"),
    [
        ({"kind": "text"}, ["a", "😀"], ["", 1, None, ["a"], True]),
        ({"kind": "date"}, ["2026-11-21"], ["21.11.2026", "2026-13-01", "20261121", 5, ""]),
        ({"kind": "yes_no"}, ["yes", "no"], ["unknown", "ja", True, 1]),
        ({"kind": "yes_no", "dont_know": True}, ["yes", "unknown"], ["maybe"]),
        ({"kind": "scale"}, [1, 5], [0, 6, 2.5, "3", True]),
        ({"kind": "number", "min": 0, "max": 3}, [0, 1.5, 3], [-1, 4, "2", False, None]),
        ({"kind": "choice", "options": [{"key": "a", "label": "A"}]}, ["a"], ["b", ["a"], ""]),
        ({"kind": "several", "options": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]},
         [["a"], ["b", "a"]], [[], ["c"], "a", ["a", 1]]),
    ],
)  # fmt: skip
def test_answers_that_fit_their_question(question: dict[str, Any], good: list[Any], bad: list[Any]) -> None:
    one = Question.model_validate({"key": "q", "label": "?", **question})
    assert [value for value in good if not rules.fits(one, value)] == []
    assert [value for value in bad if rules.fits(one, value)] == []


def test_an_update_begins_where_the_last_one_ended_as_far_as_it_still_fits() -> None:
    form = Form.model_validate(SMALL)
    old = {"debts": "yes", "with_whom": ["bank"], "view": 9, "gone": "x", "ill": "no"}
    assert rules.carried_over(form, old) == {"debts": "yes", "with_whom": ["bank"], "ill": "no"}
    assert rules.carried_over(form, old | {"debts": "no"}) == {"debts": "no", "ill": "no"}


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        (3, 3, None),
        (None, None, None),
        (["a", "b"], ["b", "a"], None),
        (4, 2, Change(is_new=False, is_gone=False, step=2)),
        (1, 2, Change(is_new=False, is_gone=False, step=-1)),
        ("x", None, Change(is_new=True, is_gone=False)),
        (None, "x", Change(is_new=False, is_gone=True)),
        ("yes", "no", Change(is_new=False, is_gone=False)),
    ],
)
def test_how_answers_changed(now: Any, before: Any, change: Change | None) -> None:
    assert rules.change(now, before) == change


def test_urgent_answers_are_found() -> None:
    form = Form.model_validate(SMALL)
    assert [question.key for _s, question in rules.urgent(form, {"view": 1})] == ["view"]
    assert rules.urgent(form, {"view": 2}) == []
    assert rules.urgent(form, {}) == []
