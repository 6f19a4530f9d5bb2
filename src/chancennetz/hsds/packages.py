"""Files: HSDS as JSON, as a folder or ZIP of CSV files (tabular data package). Reads to tables and writes from them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.imports import decode, parse_json
from chancennetz.hsds.nesting import BadShape, Tables, document, flatten
from chancennetz.hsds.schema import PLURALS, TABLES, VERSION, table_of

PROFILE = "https://chancennetz.example/hsds/de-kreis/1.0"
#: Largest single file and largest sum of a ZIP, in bytes.
MOST_BYTES = 200 * 1024 * 1024


def read(path: Path) -> Tables:
    """Return the tables of a JSON file, a CSV folder or a ZIP of one. Raises ImportDefects naming file and row."""
    if path.is_dir():
        return _tabular({file.name: file.read_bytes() for file in sorted(path.glob("*.csv"))})
    if not path.exists():
        raise ImportDefects([Defect(None, path.name, _("There is no such file or folder."))])
    data = path.read_bytes()
    if len(data) > MOST_BYTES:
        raise ImportDefects([Defect(None, path.name, _("This file is too large."))])
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Tables:
    """Return the tables of the content of a file; `name` may tell what a JSON record is."""
    if data[:4] == b"PK\x03\x04":
        return _tabular(_unzip(data))
    if name.endswith(".csv"):
        return _tabular({name: data})
    stem = name.removesuffix(".json").removesuffix("_full").removesuffix("_list")
    try:
        return flatten(parse_json(data), table_of(stem) or "")
    except BadShape as error:
        cure = _("Expected: a record, a list, a page with “contents”, or lists by table name.")
        raise ImportDefects([Defect(None, error.place, error.problem, cure)]) from error


def _unzip(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if info.filename.endswith(".csv")]
            if sum(info.file_size for info in members) > MOST_BYTES:
                raise ImportDefects([Defect(None, "ZIP", _("This file is too large."))])
            return {Path(info.filename).name: archive.read(info) for info in members}
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise ImportDefects([Defect(None, "ZIP", _("This is not a readable ZIP file."))]) from error


def _tabular(files: dict[str, bytes]) -> Tables:
    tables: Tables = {}
    defects: list[Defect] = []
    for name, data in files.items():
        table = table_of(name)
        if table is None:
            continue  # files beside the package, such as a list of sources
        try:
            _read_csv(tables, table, name, data, defects)
        except ImportDefects as error:
            defects += [
                Defect(defect.row, f"{name} {defect.field}".strip(), defect.message) for defect in error.defects
            ]
    if not tables and not defects:
        defects.append(Defect(None, "", _("There is no table of HSDS in this folder.")))
    if defects:
        raise ImportDefects(defects)
    return tables


def _read_csv(tables: Tables, table: str, name: str, data: bytes, defects: list[Defect]) -> None:
    csv.field_size_limit(10_000_000)
    try:
        rows = list(csv.DictReader(io.StringIO(decode(data).replace("\0", "\ufffd"), newline=""), strict=True))
    except csv.Error as error:
        defects.append(Defect(None, name, _("This is not readable as CSV: %(reason)s.") % {"reason": error}))
        return
    for number, row in enumerate(rows, 2):
        record_id = (row.get("id") or "").strip()
        if not record_id:
            defects.append(Defect(number, f"{name} id", _("The id is missing.")))
            continue
        if record_id in tables.setdefault(table, {}):
            defects.append(Defect(number, f"{name} id", _("This id stands here twice.")))
            continue
        cells = {key: value for key, value in row.items() if key and isinstance(value, str) and value != ""}
        tables[table][record_id] = {**cells, "id": record_id}


def write_json(tables: Tables) -> bytes:
    """Return the tables as one JSON file."""
    head: dict[str, Any] = {"version": VERSION, "profile": PROFILE}
    return (json.dumps(head | document(tables), ensure_ascii=False, indent=1, sort_keys=False) + "\n").encode()


def write_folder(tables: Tables, folder: Path) -> list[Path]:
    """Write the tables as CSV files with a `datapackage.json` into a folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written, resources = [], []
    for table, fields in TABLES.items():
        rows = tables.get(table)
        if not rows:
            continue
        extra = sorted({name for row in rows.values() for name in row} - set(fields))
        names = [*fields, *extra]
        file = folder / f"{PLURALS.get(table, table)}.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows.values())
        written.append(file)
        described = [{"name": name, "type": fields[name].kind if name in fields else "string"} for name in names]
        resources.append({"name": PLURALS.get(table, table), "path": file.name, "schema": {"fields": described}})
    package = {"name": "chancennetz-hsds", "version": VERSION, "profile": PROFILE, "resources": resources}
    manifest = folder / "datapackage.json"
    manifest.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [*written, manifest]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
