"""What differs between two versions of a form. Pure: no database."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from typing import Any

from chancennetz.assessments.definition import Form, Question, Section


@dataclasses.dataclass(frozen=True, slots=True)
class FormChange:
    """One difference between two versions of a form: section, question and setting, and what it was and is (as data).

    What is empty names the whole: without `question` the section, without `section` the form; without `setting` the
    section or question is new (`before` is None) or left out (`now` is None).
    """

    section: str
    question: str
    setting: str
    before: Any
    now: Any

    @property
    def place(self) -> str:
        """The place as it is named in files: ``sections[money].questions[debts].label``."""
        parts = [
            f"sections[{self.section}]" if self.section else "",
            f"questions[{self.question}]" if self.question else "",
        ]
        return ".".join(part for part in (*parts, self.setting) if part)


def compare_forms(now: Form, before: Form) -> list[FormChange]:
    """Return what differs between two versions of a form, in the order of the newer one."""
    found = _settings("", "", now, before, ("sections",))
    older = {section.key: section for section in before.sections}
    for section in now.sections:
        old = older.pop(section.key, None)
        if old is None:
            found.append(FormChange(section.key, "", "", None, section.title))
        else:
            found += _settings(section.key, "", section, old, ("questions",))
            found += _compare_questions(section, old)
    found += [FormChange(key, "", "", section.title, None) for key, section in older.items()]
    return found + _order("", "sections.order", now.sections, before.sections)


def _order(
    home: str, setting: str, now: Sequence[Section | Question], before: Sequence[Section | Question]
) -> list[FormChange]:
    """Return a change when what both versions have stands in another order."""
    keys = {one.key for one in now} & {one.key for one in before}
    old, new = ([one.key for one in side if one.key in keys] for side in (before, now))
    return [FormChange(home, "", setting, old, new)] if old != new else []


def _compare_questions(now: Section, before: Section) -> list[FormChange]:
    found = []
    older = {question.key: question for question in before.questions}
    for question in now.questions:
        old = older.pop(question.key, None)
        if old is None:
            found.append(FormChange(now.key, question.key, "", None, question.label))
        else:
            found += _settings(now.key, question.key, question, old, ())
    found += [FormChange(now.key, key, "", one.label, None) for key, one in older.items()]
    return found + _order(now.key, "questions.order", now.questions, before.questions)


def _settings(section: str, question: str, now: Any, before: Any, leave_out: Collection[str]) -> list[FormChange]:
    new, old = now.model_dump(mode="json", by_alias=True), before.model_dump(mode="json", by_alias=True)
    return [
        FormChange(section, question, name, old.get(name), new[name])
        for name in new
        if name not in leave_out and new[name] != old.get(name)
    ]
