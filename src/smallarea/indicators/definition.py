"""Indicator definitions as data files, one TOML file each.

An example with every key (only id, title, numerator and denominator are compulsory)::

    id = "unemployed_share"
    number = 11
    unit = "percent"                  # percent, per_1000, ratio
    polarity = 1                      # 1: high = more burden, -1: high = less, 0: neither
    minimum_denominator = 30          # below: empty with a reason, never 0
    quarters = [4]                    # reported only in these quarters; absent = in every period
    period = "quarter"                # how often the source reports, in words
    reference = "31 December"         # the reference date in words
    waiting_months = 3                # how long after the reference date the source is complete
    source = "BA, EWO"
    licence = "dl-de/by-2-0"
    valid_from = 2020-01-01
    valid_to = 2029-12-31

    [title]
    de = "..."
    en = "..."
    [description]
    de = "..."
    en = "..."

    [parameters]                      # named values in the filters; a user may set others
    age_limit = 65

    [numerator]
    table = "persons"
    filter = "unemployed and 15 <= age < age_limit"
    # sum = "benefit_amount"          # instead of counting rows
    # distinct = ["person", "month"]  # instead of counting rows
    # window_months = 12              # over this many months up to the period ...
    # over = "sum"                    # ... "sum" or "mean" of the periods
    # lag_months = 12                 # the value of an earlier period

    [denominator]
    table = "persons"
    filter = "15 <= age < age_limit"

    [[series_breaks]]
    period = "2025-Q1"                # from here on not comparable with before
    de = "..."
    en = "..."

A numerator or denominator may be a list of terms (``[[numerator]]``), each with ``sign = 1`` or -1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from smallarea.errors import DefinitionError
from smallarea.expressions import names, parse
from smallarea.periods import Period, parse_period
from smallarea.tomlfile import Section, load_toml

UNITS = {"percent": 100.0, "per_1000": 1000.0, "ratio": 1.0}
BUILTIN = Path(__file__).resolve().parents[1] / "definitions"


@dataclass(frozen=True, slots=True)
class Term:
    """One count: rows of ``table`` for which ``filter`` holds, or their ``sum``, or ``distinct`` ones.

    A distinct count takes the different combinations of its columns; a row with one of them empty
    does not count.
    """

    table: str
    filter: str = ""
    sum: str = ""
    distinct: tuple[str, ...] = ()
    sign: int = 1
    window_months: int = 0
    over: str = "sum"
    lag_months: int = 0

    @property
    def additive(self) -> bool:
        """Whether the counts of areas may be added up (distinct counts may not)."""
        return not self.distinct

    def columns(self) -> set[str]:
        """All names in filter, sum and distinct (columns and parameters)."""
        found = set(self.distinct)
        for text in (self.filter, self.sum):
            found |= names(parse(text)) if text else set()
        return found


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """From ``period`` on the series cannot be compared with what came before."""

    period: Period
    reason: dict[str, str]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; see the module for the file format. ``multiplier`` turns the ratio into the unit."""

    id: str
    title: dict[str, str]
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...]
    number: int = 0
    description: dict[str, str] | None = None
    unit: str = "percent"
    multiplier: float = 100.0
    polarity: int = 0
    minimum_denominator: float = 0.0
    quarters: tuple[int, ...] = ()
    period: str = ""
    reference: str = ""
    waiting_months: int = 0
    source: str = ""
    licence: str = ""
    topic: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    parameters: tuple[tuple[str, object], ...] = ()
    series_breaks: tuple[SeriesBreak, ...] = ()
    file: str = ""

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms, numerator first."""
        return self.numerator + self.denominator

    @property
    def tables(self) -> set[str]:
        """The source tables it needs."""
        return {term.table for term in self.terms}

    def valid_in(self, period: Period) -> bool:
        """Whether the definition holds on the last day of ``period``."""
        day = period.end
        return (self.valid_from or dt.date.min) <= day <= (self.valid_to or dt.date.max)

    def reported_in(self, period: Period) -> bool:
        """Whether the indicator is reported in ``period``."""
        return not self.quarters or period.quarter in self.quarters

    def break_between(self, earlier: Period, later: Period) -> SeriesBreak | None:
        """The series break that forbids comparing the two periods, if any."""
        return next((b for b in self.series_breaks if earlier < b.period <= later), None)


def load_indicator(path: str | Path) -> Indicator:
    """Read one definition file; raises `DefinitionError` with file, key and cure."""
    top = Section(load_toml(path), file=path)
    unit = top.get("unit", str, "percent", choices=UNITS)
    parameters = top.get("parameters", dict, {})
    for name, value in parameters.items():
        if not isinstance(value, str | int | float | bool):
            raise top.error("parameters", f"'{name}' must be text, a number or a truth value.")
    indicator = Indicator(
        id=top.get("id", str),
        title=_texts(top, "title", required=True),
        description=_texts(top, "description"),
        numerator=_terms(top, "numerator"),
        denominator=_terms(top, "denominator"),
        number=top.get("number", int, 0),
        unit=unit,
        multiplier=top.get("multiplier", float, UNITS[unit]),
        polarity=top.get("polarity", int, 0, choices=(-1, 0, 1)),
        minimum_denominator=top.get("minimum_denominator", float, 0.0),
        quarters=tuple(int(q) for q in top.numbers("quarters")),
        period=top.get("period", str, ""),
        reference=top.get("reference", str, ""),
        waiting_months=top.get("waiting_months", int, 0),
        source=top.get("source", str, ""),
        licence=top.get("licence", str, ""),
        topic=top.get("topic", str, ""),
        valid_from=top.optional("valid_from", dt.date),
        valid_to=top.optional("valid_to", dt.date),
        parameters=tuple(parameters.items()),
        series_breaks=tuple(_series_break(entry) for entry in top.sections("series_breaks")),
        file=str(path),
    )
    if any(quarter not in (1, 2, 3, 4) for quarter in indicator.quarters):
        raise top.error("quarters", "a quarter is 1, 2, 3 or 4.")
    top.finish()
    return indicator


def _texts(top: Section, key: str, *, required: bool = False) -> dict[str, str]:
    section = top.section(key)
    if not required and not top.has(key):
        return {}
    texts = {language: section.get(language, str) for language in ("de", "en")}
    section.finish()
    return texts


def _terms(top: Section, key: str) -> tuple[Term, ...]:
    if not top.has(key):
        raise top.error(key, "it is missing.", f"add [{key}] with table and filter.")
    entries = top.sections(key) if isinstance(top.any(key), list) else [top.section(key)]
    return tuple(_term(entry) for entry in entries)


def _term(entry: Section) -> Term:
    term = Term(
        table=entry.get("table", str),
        filter=entry.get("filter", str, ""),
        sum=entry.get("sum", str, ""),
        distinct=entry.strings("distinct"),
        sign=entry.get("sign", int, 1, choices=(1, -1)),
        window_months=entry.get("window_months", int, 0),
        over=entry.get("over", str, "sum", choices=("sum", "mean")),
        lag_months=entry.get("lag_months", int, 0),
    )
    if term.sum and term.distinct:
        raise entry.error("sum", "a term cannot be a sum and a distinct count.", "keep one of the two.")
    for text in (term.filter, term.sum):
        if text:
            parse(text)
    entry.finish()
    return term


def _series_break(entry: Section) -> SeriesBreak:
    found = SeriesBreak(parse_period(entry.get("period", str)), {key: entry.get(key, str) for key in ("de", "en")})
    entry.finish()
    return found


def load_catalogue(paths: Iterable[str | Path] = (BUILTIN,)) -> list[Indicator]:
    """Read all definition files of the given files and folders, ordered by number and id.

    Several files may define the same id when their validity does not overlap (versions). Raises
    `DefinitionError` when it does.
    """
    files: list[Path] = []
    for entry in map(Path, paths):
        files += sorted(entry.glob("*.toml")) if entry.is_dir() else [entry]
    indicators = sorted(
        (load_indicator(file) for file in files), key=lambda i: (i.number, i.id, i.valid_from or dt.date.min)
    )
    _check_versions(indicators)
    return indicators


def _check_versions(indicators: Sequence[Indicator]) -> None:
    for earlier, later in pairwise(indicators):
        if earlier.id != later.id:
            continue
        if earlier.valid_to is None or later.valid_from is None or earlier.valid_to >= later.valid_from:
            raise DefinitionError(
                f"the indicator '{later.id}' is defined twice for the same time (also in {earlier.file}).",
                file=later.file,
                cure="end the earlier version with valid_to and begin the later one with valid_from.",
            )
