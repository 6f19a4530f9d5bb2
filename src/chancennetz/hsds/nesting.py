"""Turns nested HSDS records into tables and back. Pure.

Tables are dicts: table -> id -> row. A record that stands in several places (one telephone of a service and its
location) becomes one row that names all of them, as in the tabular form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chancennetz.hsds.schema import ALIASES, INNER_LISTS, INNER_ONE, PLURALS, TABLES, table_of

Row = dict[str, Any]
Tables = dict[str, dict[str, Row]]
#: Deeper nesting than any HSDS record has.
DEEPEST = 12


class BadShape(ValueError):
    """A JSON document that is no HSDS record. `place` says where."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}" if place else problem)
        self.place = place
        self.problem = problem


def flatten(content: Any, hint: str = "") -> Tables:
    """Return the tables of a JSON document: one record, a page with `contents`, a list, or lists by table name.

    `hint` is the table of the outer records when they do not show it themselves (a file name, an endpoint).
    """
    tables: Tables = {}
    for table, records in _outer(content, hint):
        for place, record in enumerate(records):
            _take(tables, table, record, f"{table}[{place}]", 0)
    return tables


def _outer(content: Any, hint: str) -> Iterable[tuple[str, list[Any]]]:
    if isinstance(content, list):
        yield _kind(content[0] if content else {}, hint), content
    elif not isinstance(content, dict):
        raise BadShape("", "no object and no list")
    elif isinstance(content.get("contents"), list):
        records = content["contents"]
        yield _kind(records[0] if records else {}, hint), records
    elif "id" in content:
        yield _kind(content, hint), [content]
    else:
        named = [(table_of(name), value) for name, value in content.items() if isinstance(value, list)]
        known = [(table, value) for table, value in named if table is not None]
        if not known:
            raise BadShape("", "no record of HSDS")
        yield from known


def _kind(record: Any, hint: str) -> str:
    """Tell the table of a record by its fields; the hint counts when the fields fit several."""
    if hint:
        return hint
    keys = set(record) if isinstance(record, dict) else set()
    for table, signs in (
        ("service_at_location", {"location"}),
        ("location", {"location_type"}),
        ("service", {"status", "organization"}),
        ("taxonomy_term", {"code"}),
        ("taxonomy", {"version"}),
    ):
        if signs <= keys or (table == "service" and "status" in keys):
            return table
    return "organization"


def _take(tables: Tables, table: str, record: Any, place: str, depth: int) -> str:
    """Put a record and all inside it into the tables; returns its id."""
    if not isinstance(record, dict):
        raise BadShape(place, "no object")
    if depth > DEEPEST:
        raise BadShape(place, "nested too deeply")
    record_id = str(record.get("id") or "")
    if not record_id:
        raise BadShape(place, "the id is missing")
    row = tables.setdefault(table, {}).setdefault(record_id, {"id": record_id})
    ones, lists = INNER_ONE.get(table, {}), INNER_LISTS.get(table, {})
    for key, value in record.items():
        name = str(ALIASES.get(key, key))
        if name in ones and isinstance(value, dict):
            inner_table, field = ones[name]
            row[field] = _take(tables, inner_table, value, f"{place}.{name}", depth + 1)
        elif name in lists and isinstance(value, list):
            _take_list(tables, table, record_id, name, value, place, depth)
        elif name in {"attributes", "metadata", "de_translations"} and isinstance(value, list):
            _take_said(tables, table, record_id, name, value, place, depth)
        elif value is not None:
            row.setdefault(name, value)
    return record_id


def _take_list(tables: Tables, table: str, record_id: str, name: str, items: list[Any], place: str, depth: int) -> None:
    inner = INNER_LISTS[table][name]
    for number, item in enumerate(items):
        inner_id = _take(tables, inner, item, f"{place}.{name}[{number}]", depth + 1)
        if f"{table}_id" in TABLES[inner]:
            tables[inner][inner_id].setdefault(f"{table}_id", record_id)


def _take_said(tables: Tables, table: str, record_id: str, name: str, items: list[Any], place: str, depth: int) -> None:
    """Take what is said of a record: attributes, metadata, translations."""
    inner = {"attributes": "attribute", "metadata": "metadata", "de_translations": "de_translation"}[name]
    for number, item in enumerate(items):
        inner_id = _take(tables, inner, item, f"{place}.{name}[{number}]", depth + 1)
        row = tables[inner][inner_id]
        if inner == "attribute":
            row["link_id"], row["link_entity"] = record_id, table
        else:
            row.setdefault("resource_id", record_id)
            row.setdefault("resource_type", table)


class Nester:
    """Builds nested records from tables; indexes the inner rows once."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._inner: dict[tuple[str, str, str], list[Row]] = {}
        fields = {(table, inner) for table, lists in INNER_LISTS.items() for inner in lists.values()}
        for table, inner in fields:
            field = f"{table}_id"
            for row in tables.get(inner, {}).values():
                if row.get(field):
                    self._inner.setdefault((table, row[field], inner), []).append(row)
        for inner, entity, said_of in (
            ("attribute", "link_entity", "link_id"),
            ("metadata", "resource_type", "resource_id"),
            ("de_translation", "resource_type", "resource_id"),
        ):
            for row in tables.get(inner, {}).values():
                self._inner.setdefault((str(row.get(entity)), str(row.get(said_of)), inner), []).append(row)

    def record(self, table: str, record_id: str, *, without: frozenset[str] = frozenset()) -> Row:
        """Return one record with all that belongs inside it. `without` are keys left out (against endless nesting)."""
        row = dict(self.tables[table][record_id])
        for key, (inner, field) in INNER_ONE.get(table, {}).items():
            inner_id = row.get(field)
            if key not in without and inner_id in self.tables.get(inner, {}):
                # a record inside names no lists of records like the outer one
                row[key] = self.record(inner, inner_id, without=frozenset({"services", "locations", "service"}))
                if table != "service":
                    row.pop(field)
        for key, inner in INNER_LISTS.get(table, {}).items():
            rows = self._inner.get((table, record_id, inner), [])
            if key not in without and rows:
                leave = frozenset({"service", "organization"}) if inner == "service_at_location" else without
                leave = frozenset({"organization", "locations"}) if inner == "service" else leave
                row[key] = [self._inside(inner, inner_row, f"{table}_id", leave) for inner_row in rows]
        for key, inner in (
            ("attributes", "attribute"),
            ("metadata", "metadata"),
            ("de_translations", "de_translation"),
        ):
            rows = self._inner.get((table, record_id, inner), [])
            if rows:
                said = {"link_id", "link_entity", "resource_id", "resource_type", "taxonomy_term_id"}
                found = [self.record(inner, inner_row["id"]) for inner_row in rows]
                row[key] = [{name: value for name, value in item.items() if name not in said} for item in found]
        return row

    def _inside(self, table: str, row: Mapping[str, Any], parent: str, without: frozenset[str]) -> Row:
        found = self.record(table, row["id"], without=without)
        found.pop(parent, None)
        return found


def document(tables: Tables) -> dict[str, Any]:
    """Return tables as one JSON document with a list for each table that has rows."""
    return {PLURALS.get(table, table): list(rows.values()) for table, rows in tables.items() if rows}
