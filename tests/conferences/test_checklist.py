"""The moderator's checklist: what its lines say and when they are done."""

from __future__ import annotations

import dataclasses

import pytest

from chancennetz.conferences import rules

EMPTY = rules.Facts(
    about=0,
    has_question=False,
    parties=0,
    without_contact=0,
    without_release=0,
    anonymised=False,
    has_place=False,
    has_preinfo_due=False,
    not_invited=0,
    without_information=0,
    results=0,
    agreements_without_day=0,
    tasks=0,
    tasks_without_day=0,
    without_minutes=0,
    took_place=False,
)


def _releases(**facts: object) -> rules.Line:
    return next(line for line in rules.lines(dataclasses.replace(EMPTY, **facts)) if line.key == "releases")  # type: ignore[arg-type]


def test_nothing_is_done_where_nothing_is() -> None:
    assert [line.key for line in rules.lines(EMPTY) if line.done] == []


@pytest.mark.parametrize(("parties", "without", "done"), [(0, 0, False), (2, 1, False), (2, 0, True)])
def test_with_names_each_office_needs_its_release(parties: int, without: int, done: bool) -> None:
    line = _releases(parties=parties, without_release=without)
    assert (line.done, line.text) == (done, "Für jede Stelle gibt es eine Schweigepflichtentbindung")


def test_without_names_the_line_says_that_none_is_needed() -> None:
    line = _releases(parties=2, without_release=2, anonymised=True)
    assert (line.done, line.text) == (True, "Keine Schweigepflichtentbindung nötig: Niemand wird genannt")
