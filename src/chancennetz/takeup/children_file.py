"""The file of children by area: `area_key;age_band;day;number;source` (CSV, UTF-8, semicolon or comma)."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Mapping

from django.utils.translation import gettext as _

from chancennetz.core.errors import Defect
from chancennetz.core.imports import decode
from chancennetz.takeup.constants import AgeBand
from chancennetz.takeup.models import ChildrenCount

COLUMNS = ("area_key", "age_band", "day", "number", "source")
MOST = 1_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class ChildrenLine:
    """One line of the file."""

    area_key: str
    area_name: str
    age_band: str
    day: dt.date
    number: int
    source: str

    @property
    def key(self) -> tuple[str, str, dt.date]:
        """What the line counts."""
        return self.area_key, self.age_band, self.day

    @property
    def label(self) -> str:
        """The line in words."""
        return f"{self.area_name}, {AgeBand(self.age_band).label}: {self.number}"

    def row(self) -> ChildrenCount:
        """Return the line as a new row."""
        return ChildrenCount(
            area_key=self.area_key, age_band=self.age_band, day=self.day, number=self.number, source=self.source
        )


def read(data: bytes, areas: Mapping[str, str]) -> tuple[list[ChildrenLine], list[Defect]]:
    """Return the lines and every defect with row and column. Raises ImportDefects when it is not UTF-8."""
    text = decode(data)
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    header = [name.strip() for name in reader.fieldnames or ()]
    missing = [name for name in COLUMNS[:4] if name not in header]
    if missing:
        message = _("The column %(name)s is missing.")
        return [], [Defect(1, name, message % {"name": name}, ";".join(COLUMNS)) for name in missing]
    lines: list[ChildrenLine] = []
    defects: list[Defect] = []
    seen: set[tuple[str, str, dt.date]] = set()
    for number, raw in enumerate(reader, start=2):
        row = {str(name).strip(): str(value or "").strip() for name, value in raw.items()}
        line = _line(row, number, areas, defects)
        if line is None:
            continue
        if line.key in seen:
            defects.append(Defect(number, "area_key", _("This area, age and day stand in the file twice.")))
        seen.add(line.key)
        lines.append(line)
    if not lines and not defects:
        defects.append(Defect(None, "", _("There is no line below the heading.")))
    return lines, defects


def _line(row: Mapping[str, str], number: int, areas: Mapping[str, str], defects: list[Defect]) -> ChildrenLine | None:
    before = len(defects)
    key = row["area_key"]
    if key not in areas:
        defects.append(Defect(number, "area_key", _("There is no area with this key."), _("Import the areas first.")))
    if row["age_band"] not in AgeBand.values:
        cure = ", ".join(AgeBand.values)
        defects.append(Defect(number, "age_band", _("This is not one of the ages we know."), cure))
    try:
        day = dt.date.fromisoformat(row["day"])
    except ValueError:
        day = dt.date.min
        defects.append(Defect(number, "day", _("This is not a day."), _("Write it as 2026-12-31.")))
    count = row["number"]
    if not (count.isascii() and count.isdigit() and int(count) <= MOST):
        defects.append(Defect(number, "number", _("This is not a number of children."), _("Whole numbers only.")))
    if len(defects) > before:
        return None
    return ChildrenLine(key, areas[key], row["age_band"], day, int(count), row.get("source", "")[:200])
