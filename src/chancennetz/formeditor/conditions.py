"""Conditions step by step: which questions can decide, what a condition asks for, and where it stands. Pure.

A part of a form (a question or a section) is shown when every condition of `show_if` holds and at least one of
`show_if_any`. The editor numbers them in this order. `checking.load` checks every result.
"""

from __future__ import annotations

import enum
from collections.abc import Collection
from typing import Any

from chancennetz.access.constants import Facet
from chancennetz.assessments import rules
from chancennetz.assessments.constants import UNKNOWN, QuestionKind
from chancennetz.assessments.definition import Form, Question, Section, Test, possible_answers
from chancennetz.formeditor.editing import Data, copy_of, part_of

Part = Section | Question


class Asks(enum.StrEnum):
    """What a condition asks for."""

    THESE = "these"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


def find(form: Form, what: str, key: str) -> tuple[Section, Part] | None:
    """Return a part (`what` is "section" or "question") with the section it stands in."""
    if what == "section":
        section = form.section(key)
        return None if section is None else (section, section)
    return next(((home, one) for home, one in form.questions() if one.key == key), None)


def candidates(form: Form, what: str, key: str) -> list[tuple[Section, Question]]:
    """Return the questions a condition of this part can look at: asked before it, and giving nothing guarded away."""
    found = find(form, what, key)
    if found is None:
        return []
    home, part = found
    before: list[tuple[Section, Question]] = []
    for section in form.sections:
        if section is part:
            break
        for question in section.questions:
            if question is part:
                return _open(before, home)
            before.append((section, question))
    return _open(before, home)


def _open(before: Collection[tuple[Section, Question]], home: Section) -> list[tuple[Section, Question]]:
    return [
        (section, question)
        for section, question in before
        if not (section.hidden or question.hidden) and section.facet in {Facet.INTAKE, home.facet}
    ]


def chosen(question: Question, test: Test) -> list[str]:
    """Return the answers that fulfil a condition; empty when they cannot be listed or any answer does."""
    if asks(test) is not Asks.THESE:
        return []
    scale = question.kind is QuestionKind.SCALE
    values = {one: int(one) if scale and one != UNKNOWN else one for one in possible_answers(question)}
    return [one for one, value in values.items() if rules.holds(test, {question.key: value})]


def asks(test: Test) -> Asks:
    """Return what a condition asks for: certain answers, any answer, or none."""
    if test.answered is False:
        return Asks.UNANSWERED
    certain = bool(test.is_) or test.at_least is not None or test.at_most is not None
    return Asks.THESE if certain else Asks.ANSWERED


def write(question: Question, old: Test | None, how: Asks, picked: Collection[str], ends: tuple[Any, Any]) -> Data:
    """Return a condition as data. `picked` are answers to a question that lists them, `ends` the limits of a number.

    Steps from one end of a scale become a limit ("at most 3"). What asks for the same as before stays as it was
    written, so that comparing two versions shows no difference.
    """
    data: Data = {"question": question.key}
    if how is not Asks.THESE:
        return data | {"answered": how is Asks.ANSWERED}
    possible = possible_answers(question)
    if not possible:
        return data | {name: end for name, end in zip(("at_least", "at_most"), ends, strict=True) if end is not None}
    wanted = [one for one in possible if one in picked]
    if old is not None and wanted and wanted == chosen(question, old):
        return old.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return data | (_limit(question, wanted) or {"is": wanted})


def _limit(question: Question, wanted: list[str]) -> Data:
    if question.kind is not QuestionKind.SCALE or not 1 < len(wanted) < len(question.steps):
        return {}
    steps = [str(step) for step in question.steps]
    if wanted == steps[: len(wanted)]:
        return {"at_most": int(wanted[-1])}
    return {"at_least": int(wanted[0])} if wanted == steps[-len(wanted) :] else {}


# --- steps: from one definition to the data of the next ------------------------------------------------------------


def put(form: Form, what: str, key: str, place: int | None, test: Data, *, some: bool) -> Data:
    """Put a condition in, or in place of the one at `place`. With `some` it is one of those of which one suffices."""
    data, every, either = _lists(form, what, key)
    target = either if some else every
    if place is None:
        if test not in target:
            target.append(test)
    else:
        source, index = (every, place) if place < len(every) else (either, place - len(every))
        if source is target:
            target[index] = test
        else:
            source.pop(index)
            target.append(test)
    return _with(data, what, key, every, either)


def drop(form: Form, what: str, key: str, place: int) -> Data:
    """Take a condition out."""
    data, every, either = _lists(form, what, key)
    source, index = (every, place) if place < len(every) else (either, place - len(every))
    source.pop(index)
    return _with(data, what, key, every, either)


def join(form: Form, what: str, key: str, *, some: bool) -> Data:
    """Let all conditions be needed, or (`some`) one of them suffice."""
    data, every, either = _lists(form, what, key)
    whole = every + either
    return _with(data, what, key, [], whole) if some else _with(data, what, key, whole, [])


def _lists(form: Form, what: str, key: str) -> tuple[Data, list[Data], list[Data]]:
    data = copy_of(form)
    part = part_of(data, what, key)
    return data, list(part.get("show_if", ())), list(part.get("show_if_any", ()))


def _with(data: Data, what: str, key: str, every: list[Data], either: list[Data]) -> Data:
    part = part_of(data, what, key)
    for name, tests in (("show_if", every), ("show_if_any", either)):
        part.pop(name, None)
        if tests:
            part[name] = tests
    return data
