"""What differs between two versions of a form. Pure: no database."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from typing import Any

from chancennetz.assessments.definition import Form, Question, Section


@dataclasses.dataclass(frozen=True, slots=True)
class FormChange:
    """One difference between two versions of a form: where, and what it was and is (as data)."""

    place: str
    before: Any
    now: Any


def compare_forms(now: Form, before: Form) -> list[FormChange]:
    """Return what differs between two versions of a form, in the order of the newer one."""
    found = [FormChange(name, old, new) for name, new, old in _settings(now, before, ("sections",))]
    older = {section.key: section for section in before.sections}
    for section in now.sections:
        old_section = older.pop(section.key, None)
        place = f"sections[{section.key}]"
        if old_section is None:
            found.append(FormChange(place, None, section.title))
            continue
        found += [
            FormChange(f"{place}.{n}", old, new) for n, new, old in _settings(section, old_section, ("questions",))
        ]
        found += _compare_questions(place, section, old_section)
    found += [FormChange(f"sections[{key}]", section.title, None) for key, section in older.items()]
    return found + _order("sections", now.sections, before.sections)


def _order(place: str, now: Sequence[Section | Question], before: Sequence[Section | Question]) -> list[FormChange]:
    """Return a change when what both versions have stands in another order."""
    keys = {one.key for one in now} & {one.key for one in before}
    old, new = ([one.key for one in side if one.key in keys] for side in (before, now))
    return [FormChange(f"{place}.order", old, new)] if old != new else []


def _compare_questions(place: str, now: Section, before: Section) -> list[FormChange]:
    found = []
    older = {question.key: question for question in before.questions}
    for question in now.questions:
        here = f"{place}.questions[{question.key}]"
        old = older.pop(question.key, None)
        if old is None:
            found.append(FormChange(here, None, question.label))
        else:
            found += [FormChange(f"{here}.{name}", was, new) for name, new, was in _settings(question, old, ())]
    found += [FormChange(f"{place}.questions[{key}]", one.label, None) for key, one in older.items()]
    return found + _order(f"{place}.questions", now.questions, before.questions)


def _settings(now: Any, before: Any, leave_out: Collection[str]) -> list[tuple[str, Any, Any]]:
    left, right = now.model_dump(mode="json", by_alias=True), before.model_dump(mode="json", by_alias=True)
    return [
        (name, left[name], right.get(name)) for name in left if name not in leave_out and left[name] != right.get(name)
    ]
