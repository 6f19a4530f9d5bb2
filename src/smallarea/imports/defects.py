"""Defects: what is wrong, where, and whether it was repaired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ERROR, REPAIRED, NOTE = "error", "repaired", "note"


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect. ``row`` is the line in the file (0 = the file as a whole), ``column`` its header
    ("" = the row as a whole), ``kind`` a short fixed name, ``severity`` ERROR (the value is not used),
    REPAIRED (the mapping allows the repair, the value is used) or NOTE (to be looked at)."""

    row: int
    column: str
    kind: str
    message: str
    value: str = ""
    severity: str = ERROR

    def __str__(self) -> str:
        place = ", ".join(filter(None, (f"row {self.row}" if self.row else "", self.column and f"'{self.column}'")))
        return f"{self.severity}: {place}: {self.message}" if place else f"{self.severity}: {self.message}"


def summarise(defects: Iterable[Defect]) -> list[tuple[str, str, str, int, Defect]]:
    """Defects grouped by severity, kind and column: the number and the first one, errors first."""
    groups: dict[tuple[str, str, str], list[Defect]] = {}
    for defect in defects:
        groups.setdefault((defect.severity, defect.kind, defect.column), []).append(defect)
    order = {ERROR: 0, REPAIRED: 1, NOTE: 2}
    ordered = sorted(groups.items(), key=lambda item: (order[item[0][0]], item[0][1], item[0][2]))
    return [(severity, kind, column, len(found), found[0]) for (severity, kind, column), found in ordered]
