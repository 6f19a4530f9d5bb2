"""The moderator's checklist (Checkliste Fallkonferenzen): what is done, computed from what is there, never ticked."""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

_FILE = Path(__file__).resolve().parent.parent / "agenda.toml"


@functools.cache
def template() -> dict[str, Any]:
    """Return the agenda and the checklist every conference begins with (agenda.toml)."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def agenda(*, is_first: bool) -> list[str]:
    """Return the points of a new agenda."""
    return [one["text"] for one in template()["agenda"] if not (is_first and one.get("only_after_first"))]


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What the checklist looks at. Counts of parties leave out the case team."""

    about: int
    has_question: bool
    parties: int
    without_contact: int
    without_release: int
    anonymised: bool
    has_place: bool
    has_preinfo_due: bool
    not_invited: int
    without_information: int
    results: int
    agreements_without_day: int
    tasks: int
    tasks_without_day: int
    without_minutes: int
    took_place: bool


_DONE: dict[str, Callable[[Facts], bool]] = {
    "household": lambda facts: facts.about > 0,
    "question": lambda facts: facts.has_question,
    "parties": lambda facts: facts.parties > 0 and facts.without_contact == 0,
    "releases": lambda facts: facts.parties > 0 and (facts.anonymised or facts.without_release == 0),
    "date": lambda facts: facts.has_place,
    "preinfo_due": lambda facts: facts.has_preinfo_due,
    "invited": lambda facts: facts.parties > 0 and facts.not_invited == 0,
    "preinfo": lambda facts: facts.parties > 0 and facts.without_information == 0,
    "result": lambda facts: facts.results > 0,
    "result_due": lambda facts: facts.results > 0 and facts.agreements_without_day == 0,
    "tasks": lambda facts: facts.tasks > 0 and facts.tasks_without_day == 0,
    "inform": lambda facts: facts.took_place and facts.parties > 0 and facts.without_minutes == 0,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist."""

    key: str
    step: str
    text: str
    hint: str
    done: bool


def lines(facts: Facts) -> list[Line]:
    """Return the checklist with what is done."""
    return [
        Line(one["key"], one["step"], _words(one, facts), one.get("hint", ""), _DONE[one["key"]](facts))
        for one in template()["checklist"]
    ]


def _words(one: dict[str, Any], facts: Facts) -> str:
    """Return what a line says; where nobody is named, some say why there is nothing to do."""
    return str(one.get("text_anonymised", one["text"]) if facts.anonymised else one["text"])
