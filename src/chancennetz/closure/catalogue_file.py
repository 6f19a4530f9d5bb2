"""The catalogue of the discharge card: lines as data (catalogue/discharge_card.toml)."""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from chancennetz.closure.constants import LONGEST_LINE, CardReason, CardSection

PATH = Path(__file__).resolve().parent / "catalogue" / "discharge_card.toml"
_KNOWN = frozenset({"key", "section", "for", "days", "remind", "text"})


class CatalogueProblem(ValueError):
    """A line of the catalogue cannot be used; the message names it."""


@dataclasses.dataclass(frozen=True, slots=True)
class CatalogueLine:
    """A line that is proposed for a card. `days` after the start it is due; `remind` gives the counsellor a task."""

    key: str
    section: CardSection
    reasons: frozenset[CardReason]
    text: str
    days: int | None = None
    remind: bool = False


def read_lines(content: str) -> tuple[CatalogueLine, ...]:
    """Return the lines of a catalogue; raises CatalogueProblem naming the line that is wrong."""
    try:
        rows = tomllib.loads(content).get("line", [])
    except tomllib.TOMLDecodeError as error:
        raise CatalogueProblem(f"the catalogue cannot be read: {error}") from error
    lines = tuple(_line(row, number) for number, row in enumerate(rows, start=1))
    keys = [line.key for line in lines]
    doubled = sorted({key for key in keys if keys.count(key) > 1})
    if doubled:
        raise CatalogueProblem(f"these keys stand twice: {', '.join(doubled)}")
    return lines


def _line(row: Mapping[str, Any], number: int) -> CatalogueLine:
    name = f"line {number} ({row.get('key', 'without key')})"
    unknown = sorted(set(row) - _KNOWN)
    missing = sorted({"key", "section", "for", "text"} - set(row))
    if unknown or missing:
        raise CatalogueProblem(f"{name}: missing {missing}, unknown {unknown}")
    try:
        section, reasons = CardSection(row["section"]), frozenset(CardReason(one) for one in row["for"])
    except ValueError as error:
        raise CatalogueProblem(f"{name}: {error}") from error
    text, days = row["text"].strip(), row.get("days")
    if not 0 < len(text) <= LONGEST_LINE:
        raise CatalogueProblem(f"{name}: the text has {len(text)} characters, 1 to {LONGEST_LINE} are possible")
    if days is not None and not 0 <= days <= 366:
        raise CatalogueProblem(f"{name}: days lie between 0 and 366")
    if row.get("remind") and days is None:
        raise CatalogueProblem(f"{name}: whoever is reminded needs days")
    return CatalogueLine(row["key"], section, reasons, text, days, bool(row.get("remind", False)))


@functools.cache
def lines() -> tuple[CatalogueLine, ...]:
    """Return the lines of the catalogue that came with the platform."""
    return read_lines(PATH.read_text(encoding="utf-8"))


def lines_for(reason: CardReason, keys: Collection[str] | None = None) -> list[CatalogueLine]:
    """Return the lines that fit a reason (with `keys`, only these), in the order of the card."""
    order = list(CardSection)
    found = [line for line in lines() if reason in line.reasons and (keys is None or line.key in keys)]
    return sorted(found, key=lambda line: order.index(line.section))
