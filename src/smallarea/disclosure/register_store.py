"""The files of the release register: written once, chained by hashes, checked whenever they are read."""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from smallarea.disclosure.build import Link
from smallarea.disclosure.graph import TableSpec, Unit
from smallarea.disclosure.protected import SIGN, Key, ProtectedTable, Value
from smallarea.disclosure.publication import dimension_name
from smallarea.errors import SmallAreaError

Method: TypeAlias = Literal["suppression", "cellkey", "round"]
Parameters: TypeAlias = Mapping[str, str | int | float]

INDEX: Final = "releases.jsonl"
_FIRST: Final = "0" * 64
_HEADER: Final = ["table", "cell", "value", "status"]
_RESTORE: Final = "restore the register from a backup; never edit its files"


class RegisterError(SmallAreaError):
    """The register cannot be read as it was written."""


@dataclass(frozen=True)
class Entry:
    """One registered release, as its line says. ``data`` is a fingerprint of the rows it was made from."""

    number: int
    id: str
    registered: str
    population: str
    method: Method
    parameters: Parameters
    zeros_public: bool
    units: tuple[Unit, ...]
    tables: tuple[TableSpec, ...]
    links: tuple[Link, ...]
    data: str
    file: str
    sha256: str


class RegisterStore:
    """The folder of the register; created with the first release."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entries(self) -> tuple[Entry, ...]:
        """Return all releases in the order of registration. Raises ``RegisterError`` if a line was changed or lost."""
        return tuple(entry for entry, _ in self._chain())

    def tables(self, entry: Entry) -> dict[str, ProtectedTable]:
        """Return the published tables of a release. Raises ``RegisterError`` if its file is missing or changed."""
        path = self.folder / entry.file
        try:
            content = path.read_bytes()
        except OSError as error:
            raise RegisterError(
                f"the file of release '{entry.id}' cannot be read: {error}", file=path, cure=_RESTORE
            ) from error
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            raise RegisterError(
                f"the file of release '{entry.id}' was changed after registration", file=path, cure=_RESTORE
            )
        return _parse_tables(content.decode(), entry, path)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the register for one writer, from the check to the last byte."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def append(self, entry: Entry, tables: Mapping[str, ProtectedTable]) -> Entry:
        """Write the tables and then the line of a release; call it while `locked`. Returns the entry as stored.

        ``number``, ``file`` and ``sha256`` of the given entry are filled in here.
        """
        chain = list(self._chain())
        number = len(chain) + 1
        content = _format_tables(tables).encode()
        name = f"{number:04d}-{entry.id}.csv"
        try:
            _write(self.folder / name, content, "xb")
        except FileExistsError as error:
            raise RegisterError(
                "an earlier registration was broken off and left this file",
                file=self.folder / name,
                cure="move the file away (the release it belongs to was never registered) and register again",
            ) from error
        stored = Entry(
            **{field: getattr(entry, field) for field in Entry.__dataclass_fields__ if field not in _FILLED},
            number=number,
            file=name,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        record = asdict(stored) | {"previous": chain[-1][1] if chain else _FIRST}
        line = json.dumps(record | {"hash": _hash(record)}, ensure_ascii=False, sort_keys=True)
        _write(self.folder / INDEX, f"{line}\n".encode(), "ab")
        return stored

    def _chain(self) -> Iterator[tuple[Entry, str]]:
        path = self.folder / INDEX
        if not path.exists():
            if any(self.folder.glob("[0-9]*.csv")):
                raise RegisterError("there are release files but no list of releases", file=path, cure=_RESTORE)
            return
        previous = _FIRST
        for row, line in enumerate(path.read_bytes().splitlines(), start=1):
            try:
                record = json.loads(line)
                own = record.pop("hash")
                entry = _parse_entry(record)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise RegisterError(f"this line is no release: {error}", file=path, row=row, cure=_RESTORE) from error
            if own != _hash(record) or record["previous"] != previous or entry.number != row:
                raise RegisterError(
                    "this line or the one before it was changed or lost", file=path, row=row, cure=_RESTORE
                )
            previous = own
            yield entry, own


_FILLED: Final = frozenset({"number", "file", "sha256"})


def _hash(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(record, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _write(path: Path, content: bytes, mode: Literal["xb", "ab"]) -> None:
    with path.open(mode) as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _parse_entry(record: Mapping[str, Any]) -> Entry:
    content = {name: record[name] for name in Entry.__dataclass_fields__}
    content["units"] = tuple(Unit(**unit) for unit in record["units"])
    content["tables"] = tuple(
        TableSpec(table["id"], tuple(tuple(columns) for columns in table["dimensions"]), table["unit"])
        for table in record["tables"]
    )
    content["links"] = tuple(Link(link["coefficients"]) for link in record["links"])
    return Entry(**content)


def _format_tables(tables: Mapping[str, ProtectedTable]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADER)
    for name, table in tables.items():
        for key, value in table.items():
            status = "suppressed" if value is None else "published"
            cell = json.dumps(list(key), ensure_ascii=False)
            writer.writerow([name, cell, SIGN if value is None else repr(value), status])
    return out.getvalue()


def _parse_tables(text: str, entry: Entry, path: Path) -> dict[str, ProtectedTable]:
    cells: dict[str, list[tuple[Key, Value | None]]] = {spec.id: [] for spec in entry.tables}
    reader = csv.reader(io.StringIO(text))
    if next(reader, None) != _HEADER:
        raise RegisterError(f"the columns must be {', '.join(_HEADER)}", file=path, row=1, cure=_RESTORE)
    for row, line in enumerate(reader, start=2):
        try:
            name, cell, value, status = line
            figure: Value | None = None
            if status != "suppressed":
                figure = float(value) if set(value) & {".", "e", "n"} else int(value)
            cells[name].append((tuple(json.loads(cell)), figure))
        except (ValueError, KeyError) as error:
            raise RegisterError(f"this row is no published cell: {error}", file=path, row=row, cure=_RESTORE) from error
    return {
        spec.id: ProtectedTable([dimension_name(hierarchy) for hierarchy in spec.dimensions], cells[spec.id])
        for spec in entry.tables
    }
