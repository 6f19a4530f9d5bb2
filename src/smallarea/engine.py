"""DuckDB under the statistics: columnar, out of core, and closed to the network.

Everything large (registers, inner cells) is read here, from CSV or Parquet, and never as a whole into
Python.
"""

from __future__ import annotations

import csv
import gzip
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from smallarea.errors import DataError
from smallarea.tables import guess_delimiter


@contextmanager
def connect(*, memory_limit: str = "", threads: int = 0, temp_folder: str | Path | None = None) -> Iterator[Any]:
    """An in-memory DuckDB connection for one computation.

    ``memory_limit`` (for example ``"2GB"``) makes larger work spill into ``temp_folder`` (default: a
    temporary folder that is removed afterwards). No extension is downloaded.
    """
    with tempfile.TemporaryDirectory(prefix="smallarea-") as own_folder:
        config: dict[str, Any] = {
            "autoinstall_known_extensions": False,
            "temp_directory": str(temp_folder or own_folder),
            "preserve_insertion_order": False,
        }
        if memory_limit:
            config["memory_limit"] = memory_limit
        if threads:
            config["threads"] = threads
        connection = duckdb.connect(":memory:", config=config)
        try:
            yield connection
        finally:
            connection.close()


def identifier(name: str) -> str:
    """A column or table name, quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A value, quoted for SQL: text, number, truth value or ``None``."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def scan(path: str | Path, *, text_columns: Iterable[str] = (), decimal: str = ".") -> str:
    """The SQL expression that reads a file: ``.parquet`` (also a pattern like ``data/*.parquet``) or CSV.

    ``text_columns`` stay text in CSV, so that keys keep their leading zeros. Raises `DataError` when
    the file does not exist or its kind is unknown.
    """
    path = Path(path)
    pattern = any(sign in str(path) for sign in "*?[")
    if not pattern and not path.exists():
        raise DataError("there is no such file.", file=path, cure="check the path; it is relative to the spec file.")
    if path.suffix == ".parquet" or path.is_dir():
        source = path / "**" / "*.parquet" if path.is_dir() else path
        return f"read_parquet({literal(str(source))}, union_by_name = true)"
    if path.suffix not in {".csv", ".tsv", ".txt", ".gz"}:
        raise DataError(
            f"files of kind '{path.suffix}' cannot be read.", file=path, cure="convert it to CSV or Parquet."
        )
    header = _header(path)
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in dict.fromkeys(text_columns) if name in header)
    extra = f", types = {{{types}}}" if types else ""
    return f"read_csv({literal(str(path))}, header = true, decimal_separator = {literal(decimal)}{extra})"


def _header(path: Path) -> list[str]:
    """The column names of a CSV file (of a pattern: of its first file)."""
    found = sorted(path.parent.glob(path.name)) or [path]
    opener = gzip.open if found[0].suffix == ".gz" else open
    with opener(found[0], "rt", encoding="utf-8-sig", errors="replace", newline="") as stream:
        first_line = stream.readline()
    return next(csv.reader([first_line], delimiter=guess_delimiter(first_line)), [])


def columns_of(connection: Any, relation: str, *, file: str | Path = "") -> dict[str, str]:
    """Names and types of the columns of a relation; a file that DuckDB cannot read becomes a `DataError`."""
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()  # noqa: S608 - built by scan()
    except duckdb.Error as error:
        raise DataError(
            f"the file cannot be read: {str(error).splitlines()[0]}.",
            file=file or None,
            cure="check separator, encoding (UTF-8) and the header line.",
        ) from error
    return {row[0]: row[1] for row in described}


def require_columns(found: Mapping[str, str], wanted: Iterable[str], *, file: str | Path) -> None:
    """Raise `DataError` for the first wanted column that is not there."""
    for name in wanted:
        if name not in found:
            raise DataError("there is no such column.", file=file, column=name, cure=f"use one of: {', '.join(found)}.")


def run(connection: Any, sql: str, *, file: str | Path = "") -> Any:
    """Execute a query; an error in the data (a cell of the wrong kind) or too little memory becomes a `DataError`."""
    try:
        return connection.execute(sql)
    except duckdb.OutOfMemoryException as error:
        raise DataError(
            "the memory is too small for this computation.",
            file=file or None,
            cure="raise --memory-limit, and make sure that the temporary folder has room.",
        ) from error
    except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.BinderException) as error:
        raise DataError(
            str(error).splitlines()[0],
            file=file or None,
            cure="check the column named above: its cells must be of the kind that the definition computes with.",
        ) from error
