"""Decisions about answers. Pure: no database, no clock, no user.

Answers are plain values by the key of their question: text, a number, a day as ISO text, "yes" or "no", the key of an
option, a list of keys, "unknown". An unanswered question has no entry.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from chancennetz.assessments.constants import UNKNOWN, QuestionKind
from chancennetz.assessments.definition import Form, Question, Section, Test, possible_answers

Answers = Mapping[str, Any]

# --- conditions ----------------------------------------------------------------------------------------------------


def holds(test: Test, answers: Answers) -> bool:
    """Tell whether a condition holds. A question that was not answered fulfils nothing but `answered = false`."""
    value = answers.get(test.question)
    is_answered = test.question in answers
    if test.answered is not None and test.answered != is_answered:
        return False
    if test.is_ and not (is_answered and {str(one) for one in _values(value)} & set(test.is_)):
        return False
    if test.at_least is None and test.at_most is None:
        return True
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return (test.at_least is None or value >= test.at_least) and (test.at_most is None or value <= test.at_most)


def _values(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _is_shown(part: Section | Question, answers: Answers) -> bool:
    if not all(holds(test, answers) for test in part.show_if):
        return False
    return not part.show_if_any or any(holds(test, answers) for test in part.show_if_any)


def asked(form: Form, answers: Answers) -> dict[str, tuple[Section, Question]]:
    """Return the questions that are asked in the light of the answers, in order.

    What is not asked counts as not answered, so that a hidden question hides what depends on it.
    """
    found: dict[str, tuple[Section, Question]] = {}
    counted: dict[str, Any] = {}
    for section in form.sections:
        if not _is_shown(section, counted):
            continue
        for question in section.questions:
            if not _is_shown(question, counted):
                continue
            found[question.key] = (section, question)
            if question.key in answers:
                counted[question.key] = answers[question.key]
    return found


def sections_asked(form: Form, answers: Answers) -> list[Section]:
    """Return the sections in which anything is asked, in order."""
    keys = {section.key for section, _question in asked(form, answers).values()}
    return [section for section in form.sections if section.key in keys]


def relevant(form: Form, answers: Answers) -> dict[str, Any]:
    """Return the answers to the questions that are asked; everything else is dropped."""
    return {key: answers[key] for key in asked(form, answers) if key in answers}


def missing(form: Form, answers: Answers, skip: Collection[str] = ()) -> list[tuple[Section, Question]]:
    """Return the required questions that are asked and not answered. `skip` names sections that are left out."""
    return [
        (section, question)
        for key, (section, question) in asked(form, answers).items()
        if question.required and key not in answers and section.key not in skip
    ]


def urgent(form: Form, answers: Answers) -> list[tuple[Section, Question]]:
    """Return the questions whose answer must not wait (existential needs first)."""
    return [
        (section, question)
        for key, (section, question) in asked(form, answers).items()
        if key in answers and {str(one) for one in _values(answers[key])} & set(question.urgent_if)
    ]


# --- answers -------------------------------------------------------------------------------------------------------


def fits(question: Question, value: Any) -> bool:
    """Tell whether a value can be an answer to a question (as stored)."""
    kind = question.kind
    if kind in {QuestionKind.TEXT, QuestionKind.LONG_TEXT}:
        return isinstance(value, str) and bool(value)
    if kind is QuestionKind.DATE:
        return isinstance(value, str) and _is_day(value)
    if question.dont_know and value == UNKNOWN:
        return True
    if kind is QuestionKind.SEVERAL:
        return isinstance(value, list) and bool(value) and set(map(str, value)) <= set(possible_answers(question))
    if kind in {QuestionKind.CHOICE, QuestionKind.YES_NO}:
        return isinstance(value, str) and value in possible_answers(question)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if kind is QuestionKind.SCALE:
        return value in question.steps
    low, high = question.min, question.max
    return (low is None or value >= low) and (high is None or value <= high)


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def carried_over(form: Form, answers: Answers) -> dict[str, Any]:
    """Return the earlier answers that still fit a (newer) form, so that an update begins where the last one ended."""
    fitting = {
        question.key: answers[question.key]
        for _section, question in form.questions()
        if question.key in answers and fits(question, answers[question.key])
    }
    return relevant(form, fitting)


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """How an answer differs from the one before. `step` is the difference of two numbers, None for anything else."""

    is_new: bool
    is_gone: bool
    step: float | None = None


def change(now: Any, before: Any) -> Change | None:
    """Return how two answers differ (None = not answered); None when they are the same."""
    if now == before or (isinstance(now, list) and isinstance(before, list) and sorted(now) == sorted(before)):
        return None
    numbers = [one for one in (now, before) if isinstance(one, int | float) and not isinstance(one, bool)]
    step = numbers[0] - numbers[1] if len(numbers) == 2 else None
    return Change(is_new=before is None, is_gone=now is None, step=step)
