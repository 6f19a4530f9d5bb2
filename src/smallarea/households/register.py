"""Register rows from a file, address by address, and the households of a whole register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from smallarea.engine import columns_of, connect, identifier, literal, require_columns, run, scan
from smallarea.errors import DataError
from smallarea.households.derive import DerivedHousehold, Resident, derive_address
from smallarea.households.rules import HouseholdRules, load_rules
from smallarea.tomlfile import Section, load_toml

_CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class RegisterColumns:
    """Which column of the file holds what; empty means the file does not have it.

    Either ``age`` (completed years) or ``birth`` (a date) is needed. ``married_values`` are the
    values of ``marital_status`` that mean married or registered partnership.
    """

    id: str = "id"
    address: str = "address"
    names: tuple[str, ...] = ("surname",)
    age: str = ""
    birth: str = ""
    marital_status: str = ""
    married_values: tuple[str, ...] = ("married",)
    move_in: str = ""
    former: str = ""
    spouse: str = ""
    parents: tuple[str, ...] = ()
    communal: str = ""
    area: str = ""

    def all(self) -> list[str]:
        """Every column that is used."""
        single = (self.id, self.address, self.age, self.birth, self.marital_status, self.move_in, self.former)
        return [name for name in (*single, self.spouse, self.communal, self.area, *self.names, *self.parents) if name]


@dataclass(frozen=True, slots=True)
class RegisterJob:
    """A spec that was read: the file, its columns, the day and the rules."""

    path: Path
    columns: RegisterColumns
    day: dt.date
    rules: HouseholdRules


def load_register_spec(path: str | Path) -> RegisterJob:
    """Read a spec (see ``smallarea households --help``); paths in it are relative to its folder."""
    folder = Path(path).parent
    top = Section(load_toml(path), file=path)
    section = top.section("columns")
    columns = RegisterColumns(
        id=section.get("id", str, "id"),
        address=section.get("address", str, "address"),
        names=section.strings("names") or ("surname",),
        age=section.get("age", str, ""),
        birth=section.get("birth", str, ""),
        marital_status=section.get("marital_status", str, ""),
        married_values=section.strings("married_values") or ("married",),
        move_in=section.get("move_in", str, ""),
        former=section.get("former", str, ""),
        spouse=section.get("spouse", str, ""),
        parents=section.strings("parents"),
        communal=section.get("communal", str, ""),
        area=section.get("area", str, ""),
    )
    if bool(columns.age) == bool(columns.birth):
        raise section.error("age", "exactly one of age and birth is needed.", 'write for example birth = "birth_date".')
    rules = top.optional("rules", str)
    job = RegisterJob(
        path=folder / top.get("data", str),
        columns=columns,
        day=top.get("reference_date", dt.date),
        rules=load_rules(folder / rules) if rules else load_rules(),
    )
    section.finish()
    top.finish()
    return job


def read_register(
    path: str | Path, columns: RegisterColumns, day: dt.date, *, address: str = "", memory_limit: str = ""
) -> Iterator[Resident]:
    """The residents ordered by address, read in portions, so that a register of any size fits.

    ``day`` is the reference date for ages. With ``address`` only that one. Raises `DataError` for a
    person key that is empty or doubled, an empty address, or an age outside 0 to 130.
    """
    with connect(memory_limit=memory_limit) as connection:
        every = columns.all()
        texts = [name for name in every if name not in {columns.age, columns.birth, columns.communal}]
        relation = scan(path, text_columns=texts)
        require_columns(columns_of(connection, relation, file=path), every, file=path)
        _check_register(connection, relation, columns, day, path)
        parts = [_text(columns.id), _text(columns.address), _age(columns, day), _text(columns.marital_status)]
        parts += [_text(columns.move_in), _text(columns.former), _text(columns.spouse), _text(columns.area)]
        parts.append(
            f"coalesce(CAST({identifier(columns.communal)} AS BOOLEAN), FALSE)" if columns.communal else "FALSE"
        )
        parts += [f"upper({_text(name)})" for name in columns.names]
        parts += [_text(name) for name in columns.parents]
        where = f"WHERE {_text(columns.address)} = {literal(address)}" if address else ""
        # Quoted by identifier() and literal().
        sql = f"SELECT {', '.join(parts)} FROM {relation} {where} ORDER BY 2, 1"  # noqa: S608
        cursor = run(connection, sql, file=path)
        first_parent = 9 + len(columns.names)
        while rows := cursor.fetchmany(_CHUNK):
            for row in rows:
                yield Resident(
                    id=row[0],
                    address=row[1],
                    age=row[2],
                    married=row[3] in columns.married_values,
                    move_in=row[4],
                    former=row[5],
                    spouse=row[6],
                    area=row[7],
                    communal=row[8],
                    names=frozenset(filter(None, row[9:first_parent])),
                    parents=tuple(filter(None, row[first_parent:])),
                )


def _text(column: str) -> str:
    return f"coalesce(trim(CAST({identifier(column)} AS VARCHAR)), '')" if column else "''"


def _truth(column: str) -> str:
    return f"coalesce(CAST({identifier(column)} AS BOOLEAN), FALSE)" if column else "FALSE"


def _age(columns: RegisterColumns, day: dt.date) -> str:
    if columns.age:
        return f"CAST({identifier(columns.age)} AS INTEGER)"
    return (
        f"CAST(date_sub('year', CAST({identifier(columns.birth)} AS DATE), DATE {literal(day.isoformat())}) AS INTEGER)"
    )


def _check_register(connection: Any, relation: str, columns: RegisterColumns, day: dt.date, path: str | Path) -> None:
    """Refuse a register with faults that would silently change households."""
    key = _text(columns.id)
    checks = {
        columns.id: (f"SELECT count(*) FROM {relation} WHERE {key} = ''", "rows have no person key"),  # noqa: S608
        columns.address: (
            f"SELECT count(*) FROM {relation} WHERE {_text(columns.address)} = ''",  # noqa: S608 - quoted
            "rows have no address",
        ),
        columns.age or columns.birth: (
            f"SELECT count(*) FROM {relation} WHERE coalesce({_age(columns, day)} NOT BETWEEN 0 AND 130, TRUE)",  # noqa: S608
            "rows have no age between 0 and 130 on the reference date",
        ),
    }
    for column, (sql, text) in checks.items():
        number = run(connection, sql, file=path).fetchone()[0]
        if number:
            raise DataError(f"{number} {text}.", file=path, column=column, cure="correct or remove these rows first.")
    twice = f"SELECT {key} FROM {relation} GROUP BY 1 HAVING count(*) > 1 LIMIT 1"  # noqa: S608 - quoted
    doubled = run(connection, twice, file=path).fetchone()
    if doubled:
        raise DataError(
            f"the person '{doubled[0]}' occurs twice.", file=path, column=columns.id, cure="keep one row per person."
        )


def derive_register(residents: Iterable[Resident], rules: HouseholdRules) -> Iterator[DerivedHousehold]:
    """The households of residents that are ordered by address."""
    for _, group in groupby(residents, key=lambda person: person.address):
        yield from derive_address(list(group), rules)
