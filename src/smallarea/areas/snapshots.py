"""Quarterly snapshots of a table, kept as they were, with the breaks of their series.

A folder holds one Parquet file per period and ``series.json`` with checksums and breaks. A snapshot is
never overwritten: a correction is a new snapshot under a new name of the table.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from smallarea.engine import columns_of, connect, literal, scan
from smallarea.errors import DataError
from smallarea.periods import Period, parse_period


@dataclass(frozen=True, slots=True)
class Break:
    """From ``period`` on ``measure`` (a column, or ``*`` for all) cannot be compared with before."""

    period: str
    measure: str
    reason: str


class Snapshots:
    """The snapshots of one table in one folder."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._register = self.folder / "series.json"

    def periods(self) -> list[Period]:
        """The stored periods, oldest first."""
        return sorted(parse_period(name) for name in self._load()["snapshots"])

    def breaks(self) -> list[Break]:
        """The stored series breaks, oldest first."""
        return sorted((Break(**entry) for entry in self._load()["breaks"]), key=lambda b: parse_period(b.period))

    def add(self, period: str, path: str | Path, *, text_columns: tuple[str, ...] = ()) -> Path:
        """Store a CSV or Parquet file as the snapshot of ``period``; the column ``period`` is added or must agree.

        Raises `DataError` when the period is already stored, when its kind differs from the others,
        or when the columns differ from the snapshot before and no break for ``*`` is stored.
        """
        when, register = parse_period(period), self._load()
        if str(when) in register["snapshots"]:
            raise DataError(
                f"the snapshot {when} exists already.", file=self.folder, cure="a snapshot is never overwritten."
            )
        earlier = self.periods()
        if earlier and earlier[0].kind != when.kind:
            raise DataError(f"the other snapshots are of kind '{earlier[0].kind}'.", cure="keep one kind in a folder.")
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / f"{when}.parquet"
        with connect() as connection:
            relation = scan(path, text_columns=text_columns)
            columns = columns_of(connection, relation, file=path)
            self._check_columns(when, [name for name in columns if name != "period"], register)
            _copy(connection, relation, "period" in columns, when, target, path)
        register["snapshots"][str(when)] = {
            "sha256": _checksum(target),
            "columns": sorted(name for name in columns if name != "period"),
        }
        self._save(register)
        return target

    def _check_columns(self, when: Period, columns: list[str], register: dict[str, Any]) -> None:
        before = [p for p in self.periods() if p < when]
        if not before:
            return
        known = register["snapshots"][str(before[-1])]["columns"]
        broken = any(b.measure == "*" and b.period == str(when) for b in self.breaks())
        if sorted(columns) != known and not broken:
            changed = sorted(set(columns) ^ set(known))
            raise DataError(
                f"the columns differ from {before[-1]}: {', '.join(changed)}.",
                file=self.folder,
                cure=f"if the definition changed, store a series break for '*' in {when} first.",
            )

    def add_break(self, period: str, measure: str, reason: str) -> None:
        """Store that the series of ``measure`` (``*`` = all) breaks in ``period``."""
        register = self._load()
        register["breaks"].append(asdict(Break(str(parse_period(period)), measure, reason)))
        self.folder.mkdir(parents=True, exist_ok=True)
        self._save(register)

    def break_between(self, measure: str, earlier: str, later: str) -> Break | None:
        """The first break that forbids comparing ``measure`` in the two periods."""
        first, last = sorted((parse_period(earlier), parse_period(later)))
        return next(
            (b for b in self.breaks() if b.measure in {measure, "*"} and first < parse_period(b.period) <= last), None
        )

    def verify(self) -> list[str]:
        """Names of snapshots that are missing or no longer what was stored; empty when all is well."""
        found = []
        for name, entry in sorted(self._load()["snapshots"].items()):
            path = self.folder / f"{name}.parquet"
            if not path.exists() or _checksum(path) != entry["sha256"]:
                found.append(name)
        return found

    def _load(self) -> dict[str, Any]:
        if not self._register.exists():
            return {"snapshots": {}, "breaks": []}
        loaded: dict[str, Any] = json.loads(self._register.read_text(encoding="utf-8"))
        return loaded

    def _save(self, register: dict[str, Any]) -> None:
        text = json.dumps(register, ensure_ascii=False, indent=2, sort_keys=True)
        temporary = self._register.with_suffix(".tmp")
        temporary.write_text(text + "\n", encoding="utf-8")
        temporary.replace(self._register)


def _checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy(connection: Any, relation: str, has_period: bool, when: Period, target: Path, source: str | Path) -> None:
    """Write the relation with the column ``period``; a row of another period is an error."""
    label = literal(str(when))
    kept = "* EXCLUDE (period)" if has_period else "*"
    if has_period:
        other = f"CAST(period AS VARCHAR) IS DISTINCT FROM {label}"
        if connection.execute(f"SELECT count(*) FROM {relation} WHERE {other}").fetchone()[0]:  # noqa: S608 - quoted
            raise DataError(
                f"there are rows of another period than {when}.",
                file=source,
                column="period",
                cure="store each period by itself.",
            )
    query = f"SELECT {kept}, {label} AS period FROM {relation}"  # noqa: S608 - quoted by scan() and literal()
    connection.execute(f"COPY ({query}) TO {literal(str(target))} (FORMAT parquet)")
