"""School holidays of a state in one school year, from a file.

    state = "BY"
    known_from = 2026-09-15
    known_to = 2027-09-13

    [[holidays]]
    name = "Herbstferien"
    first = 2026-11-02
    last = 2026-11-06

(The days above only show the format.) Both days belong to it. Between `known_from` and `known_to` every holiday of the
state stands in the file: on a day outside of all files nobody knows whether it is one, and the map makes no promise.
Files that ship lie in `school_holidays`, named by state and year; a county adds its own with
`chancennetz openinghours add-school-holidays FILE`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import tomllib
from pathlib import Path

from django.utils.translation import gettext as _

from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.imports import decode
from chancennetz.openinghours.states import STATES

SHIPPED = Path(__file__).resolve().parent / "school_holidays"
#: A file for more days than two school years is a mistyped year.
MOST_DAYS = 800


@dataclasses.dataclass(frozen=True, slots=True)
class SchoolYear:
    """What one file says. `holidays` are (name, first, last day)."""

    state: str
    known_from: dt.date
    known_to: dt.date
    holidays: tuple[tuple[str, dt.date, dt.date], ...]

    @property
    def file_name(self) -> str:
        """Return the name under which the file is kept: state and the year in which it begins."""
        return f"{self.state.lower()}-{self.known_from.year}.toml"

    def covers(self, day: dt.date) -> bool:
        """Tell whether the file knows a day."""
        return self.known_from <= day <= self.known_to

    def holiday(self, day: dt.date) -> str:
        """Return the name of the holidays on a day, empty on other days."""
        return next((name for name, first, last in self.holidays if first <= day <= last), "")


def read(data: bytes) -> SchoolYear:
    """Return what a file says. Raises ImportDefects that say what is wrong with it."""
    try:
        content = tomllib.loads(decode(data))
    except tomllib.TOMLDecodeError as error:
        raise ImportDefects([Defect(None, "", _("This is not valid TOML: %(reason)s.") % {"reason": error})]) from error
    defects: list[Defect] = []
    state = content.get("state")
    if state not in STATES:
        known = ", ".join(STATES)
        defects.append(Defect(None, "state", _("This is no state. One of: %(states)s.") % {"states": known}))
    known_from, known_to = (_day(content, name, "", defects) for name in ("known_from", "known_to"))
    if known_from and known_to and not 0 <= (known_to - known_from).days <= MOST_DAYS:
        defects.append(Defect(None, "known_to", _("The file is for one school year: known_to lies outside of it.")))
    rows = content.get("holidays", [])
    if not isinstance(rows, list) or not rows:
        defects.append(Defect(None, "holidays", _("There are no holidays in this file.")))
        rows = []
    periods = [_period(number, row, defects) for number, row in enumerate(rows, 1)]
    found = [period for period in periods if period is not None]
    if defects or known_from is None or known_to is None:
        raise ImportDefects(defects)
    defects += _misplaced(found, known_from, known_to)
    if defects:
        raise ImportDefects(defects)
    return SchoolYear(str(state), known_from, known_to, tuple(sorted(found, key=lambda period: period[1])))


def _day(row: dict[str, object], name: str, where: str, defects: list[Defect]) -> dt.date | None:
    value = row.get(name)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    defects.append(
        Defect(None, f"{where}{name}", _("A day is missing here. Write it like 2026-12-23, without quotes."))
    )
    return None


def _period(number: int, row: object, defects: list[Defect]) -> tuple[str, dt.date, dt.date] | None:
    where = f"holidays {number} "
    if not isinstance(row, dict):
        defects.append(Defect(None, where.strip(), _("Each holiday has a name, a first and a last day.")))
        return None
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        defects.append(Defect(None, f"{where}name", _("The name is missing.")))
    first, last = _day(row, "first", where, defects), _day(row, "last", where, defects)
    if first and last and last < first:
        defects.append(Defect(None, f"{where}last", _("The last day lies before the first day.")))
    return (str(name), first, last) if first and last else None


def _misplaced(periods: list[tuple[str, dt.date, dt.date]], known_from: dt.date, known_to: dt.date) -> list[Defect]:
    found = [
        Defect(None, name, _("These holidays lie outside of known_from and known_to."))
        for name, first, last in periods
        if first < known_from or last > known_to
    ]
    ordered = sorted(periods, key=lambda period: period[1])
    found += [
        Defect(None, late[0], _("These holidays overlap with “%(name)s”.") % {"name": early[0]})
        for early, late in itertools.pairwise(ordered)
        if late[1] <= early[2]
    ]
    return found


def school_years(state: str, folder: Path | None = None) -> list[SchoolYear]:
    """Return what is known about a state: files of the county (in `folder`) first, then those that ship."""
    return [read(path.read_bytes()) for path in (*_files(folder, state), *_files(SHIPPED, state))]


def _files(folder: Path | None, state: str) -> list[Path]:
    return sorted(folder.glob(f"{state.lower()}-*.toml")) if folder is not None and folder.is_dir() else []


def keep(year: SchoolYear, data: bytes, folder: Path) -> Path:
    """Keep a county's file (read before) among its others; one of the same state and year is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / year.file_name
    scratch = target.with_suffix(".new")
    scratch.write_bytes(data)
    scratch.replace(target)
    return target
