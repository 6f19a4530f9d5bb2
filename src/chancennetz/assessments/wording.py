"""Answers and changes in words, for pages and prints."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chancennetz.access.constants import Facet
from chancennetz.assessments import rules
from chancennetz.assessments.constants import NO, UNKNOWN, YES, QuestionKind
from chancennetz.assessments.definition import Form, Question, Section, Test, text
from chancennetz.core import time
from chancennetz.ui import formats


def choices_of(question: Question, language: str, also_in: str = "") -> list[tuple[str, str]]:
    """Return the answers to choose from, with their words."""
    kind = question.kind
    found: list[tuple[str, str]] = []
    if kind is QuestionKind.YES_NO:
        found = [(YES, _("Yes")), (NO, _("No"))]
    elif kind is QuestionKind.SCALE:
        found = [(str(step), str(step)) for step in question.steps]
    else:
        for option in question.options:
            words, other = text(option.label, language), option.label.get(also_in, "")
            found.append((option.key, f"{words} · {other}" if other and other != words else words))
    return [*found, (UNKNOWN, _("don't know"))] if question.dont_know and found else found


def answer_words(question: Question, value: Any, language: str) -> str:
    """Write an answer as one reads it; empty for no answer."""
    if value is None:
        return ""
    if value == UNKNOWN:
        return _("don't know")
    kind = question.kind
    if kind is QuestionKind.DATE:
        return time.format_date(dt.date.fromisoformat(value))
    if kind is QuestionKind.NUMBER:
        return formats.number(value, 0 if value == int(value) else 2)
    if kind is QuestionKind.SCALE:
        return pgettext("3 of 5", "%(value)s of %(last)s") % {"value": value, "last": question.steps[-1]}
    if kind in {QuestionKind.TEXT, QuestionKind.LONG_TEXT}:
        return str(value)
    words = dict(choices_of(question, language))
    values = value if isinstance(value, list) else [value]
    return ", ".join(words[one] for one in words if one in values) or ", ".join(map(str, values))


@dataclasses.dataclass(frozen=True, slots=True)
class AnswerRow:
    """A question with its answer now and before; `change` says in words what is different, empty for nothing."""

    key: str
    label: str
    now: str
    before: str
    change: str
    tone: str
    urgent: bool
    required: bool

    @property
    def is_worth_showing(self) -> bool:
        """Tell whether there is an answer, now or before, or one that is still needed."""
        return bool(self.now or self.before or self.required)


@dataclasses.dataclass(frozen=True, slots=True)
class SectionView:
    """A section as a page shows it; `is_open` is false when its part of the file is closed to the reader."""

    section: Section
    title: str
    lead: str
    is_open: bool
    rows: tuple[AnswerRow, ...]

    @property
    def answered(self) -> int:
        """How many questions are answered."""
        return sum(bool(row.now) for row in self.rows)

    @property
    def missing(self) -> int:
        """How many required questions are not answered yet."""
        return sum(row.required and not row.now for row in self.rows)

    @property
    def unanswered(self) -> int:
        """How many questions nobody answered and nobody needs."""
        return sum(not row.is_worth_showing for row in self.rows)

    @property
    def changed(self) -> int:
        """How many answers differ from the time before."""
        return sum(bool(row.change) for row in self.rows)


def section_views(
    form: Form,
    answers: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    facets: Collection[Facet],
    language: str,
) -> list[SectionView]:
    """Return the sections that are asked with their answers beside those of the time before.

    `answers` and `before` hold only what is open to the reader. A question that was asked before and is not asked any
    more is shown as long as one of the two has an answer.
    """
    asked = rules.asked(form, answers)
    asked_before = rules.asked(form, before or {})
    urgent = {question.key for _section, question in rules.urgent(form, answers)}
    found = []
    for section in form.sections:
        is_open = section.facet in facets
        rows = [
            _row(question, answers, before, question.key in urgent, language)
            for question in section.questions
            if question.key in asked or (before and question.key in asked_before and question.key in before)
        ]
        if rows or not is_open:
            title, lead = text(section.title, language), text(section.lead, language)
            found.append(SectionView(section, title, lead, is_open, tuple(rows) if is_open else ()))
    return found


def _row(
    question: Question, answers: Mapping[str, Any], before: Mapping[str, Any] | None, urgent: bool, language: str
) -> AnswerRow:
    now, then = answers.get(question.key), (before or {}).get(question.key)
    words, tone = ("", "neutral") if before is None else _change_words(question, now, then)
    return AnswerRow(
        key=question.key,
        label=text(question.label, language),
        now=answer_words(question, now, language),
        before=answer_words(question, then, language) if before is not None else "",
        change=words,
        tone=tone,
        urgent=urgent,
        required=question.required,
    )


def _change_words(question: Question, now: Any, before: Any) -> tuple[str, str]:
    change = rules.change(now, before)
    if change is None:
        return "", "neutral"
    if change.is_new:
        return pgettext("answer", "new"), "info"
    if change.is_gone:
        return pgettext("answer", "not said any more"), "info"
    if change.step is not None and question.kind is QuestionKind.SCALE:
        words = formats.number(abs(change.step))
        return (f"+{words}", "success") if change.step > 0 else (f"−{words}", "warning")
    return pgettext("answer", "changed"), "info"


def condition_words(form: Form, part: Section | Question, language: str) -> str:
    """Write the conditions of a section or question as a sentence; empty when it is always shown."""
    every = [test_words(form, test, language) for test in part.show_if]
    some = [test_words(form, test, language) for test in part.show_if_any]
    if some:
        either = _(" or ").join(some)
        every.append(f"({either})" if every and len(some) > 1 else either)
    return _("only if %(condition)s") % {"condition": _(" and ").join(every)} if every else ""


def test_words(form: Form, test: Test, language: str) -> str:
    """Write one condition: the question, and what has to be answered to it."""
    question = next(question for _section, question in form.questions() if question.key == test.question)
    label = text(question.label, language)
    parts = []
    if test.is_:
        words = dict(choices_of(question, language))
        parts.append(_(" or ").join(f"„{words.get(value, value)}“" for value in test.is_))
    if test.at_least is not None:
        parts.append(_("at least %(value)s") % {"value": test.at_least})
    if test.at_most is not None:
        parts.append(_("at most %(value)s") % {"value": test.at_most})
    if test.answered is not None:
        parts.append(_("answered") if test.answered else _("not answered"))
    return f"„{label}“: {', '.join(parts)}"
