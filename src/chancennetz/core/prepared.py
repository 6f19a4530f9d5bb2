"""Queries whose SQL is made once.

Django builds and compiles each query anew: for the queries of a busy page that costs more than the database needs to
answer them. A function that returns a queryset becomes a prepared query::

    @prepared
    def _steps(limit: int, *, file_id: uuid.UUID, today: dt.date) -> QuerySet[Step]:
        return Step.objects.filter(file_id=file_id, due_on__lte=today).order_by("due_on")[:limit]

    _steps(3, file_id=file.pk, today=time.today())  # -> list[Step]

Arguments by position shape the SQL (each combination is compiled once per process, `SHAPES` of them are kept);
arguments by name are values that are bound anew in each call. The function runs only to be compiled, with a stand-in
for each value, and so must not look at the values. A list of ids may stand in `__in`, a list of days where SQL takes an
array. Nothing but SQL is kept.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import psycopg
from django.db import connections
from django.db.models import Model, QuerySet

_Row = TypeVar("_Row", bound=Model)
SHAPES = 64
_PREPARE_AT = 5
_FIRST_DAY = dt.date(1111, 1, 1)
_FIRST_FLOAT = -98765432.125


class Unsuitable(TypeError):
    """The query cannot be prepared: a value of it is used otherwise than as a plain parameter."""


@dataclasses.dataclass(slots=True)
class _Compiled:
    """SQL with the places of its values, and the compiler that knows how to read its rows."""

    queryset: Any
    compiler: Any
    sql: str
    parameters: tuple[Any, ...]
    places: dict[int, str]

    def run(self, values: dict[str, Any]) -> list[Any]:
        """Ask the database and return what the queryset would have returned."""
        bound = [
            values[self.places[index]] if index in self.places else parameter
            for index, parameter in enumerate(self.parameters)
        ]
        with _cursor(connections[self.queryset.db]) as cursor:
            cursor.execute(self.sql, bound)
            rows = cursor.fetchall()
        asked = self.queryset._chain()
        asked.query.get_compiler = lambda *_args, **_kwargs: _Answered(self.compiler, rows)
        return list(asked._iterable_class(asked))


class _Asked(NamedTuple):
    """The text of a statement, where Django's list of queries (in tests) looks for it."""

    query: bytes


class _PreparingCursor(psycopg.Cursor[Any]):
    """Lets the server keep the plan too: psycopg prepares the statement once per connection."""

    def execute(self, query: Any, params: Any = None, **_kwargs: Any) -> Any:
        """Execute a statement, prepared."""
        super().execute(query, params, prepare=True)
        self._query: Any = _Asked(query.encode())
        return self


def _cursor(connection: Any) -> Any:
    """Return a cursor with Django's logging and errors, but with statements that are prepared at the server."""
    connection.ensure_connection()
    server = connection.connection
    if server.prepare_threshold is None:  # Django's default; its own cursors never prepare, so this is ours alone
        server.prepare_threshold = _PREPARE_AT
    return connection._prepare_cursor(_PreparingCursor(server))


class _Answered:
    """Stands in for the compiler of a query that has been answered already."""

    def __init__(self, compiler: Any, rows: list[Any]) -> None:
        self._compiler = compiler
        self._rows = rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiler, name)

    def execute_sql(self, *_args: Any, **_kwargs: Any) -> list[list[Any]]:
        """Return the rows as the one portion of an answer."""
        return [self._rows]

    def results_iter(self, results: Any = None, *, tuple_expected: bool = False, **_kwargs: Any) -> Iterator[Any]:
        """Return the rows with their values as Python's."""
        found: Iterator[Any] = self._compiler.results_iter(
            results=[self._rows] if results is None else results, tuple_expected=tuple_expected
        )
        return found


def _stand_in(value: Any, number: int) -> Any:
    """Return a value of the same type that occurs nowhere else."""
    if isinstance(value, dt.datetime):
        return dt.datetime.combine(_FIRST_DAY + dt.timedelta(days=number), dt.time(1, 2, 3), dt.UTC)
    if isinstance(value, dt.date):
        return _FIRST_DAY + dt.timedelta(days=number)
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    if isinstance(value, float):
        return _FIRST_FLOAT - number
    if isinstance(value, Sequence) and not isinstance(value, str):
        if value and not isinstance(value[0], uuid.UUID | dt.date):
            raise Unsuitable("a list of values must hold ids or days")
        return [_stand_in(value[0], number) if value else uuid.uuid4()]
    raise Unsuitable(f"cannot bind a {type(value).__name__}")


def _places_of(stand_in: Any, parameters: Sequence[Any]) -> list[int]:
    return [index for index, one in enumerate(parameters) if type(one) is type(stand_in) and one == stand_in]


def _compile(queryset: QuerySet[Any], stand_ins: dict[str, Any]) -> _Compiled:
    compiler = queryset.query.get_compiler(using=queryset.db)
    sql, parameters = compiler.as_sql()
    pieces = sql.split("%s")
    places: dict[int, str] = {}
    for name, stand_in in stand_ins.items():
        found = _places_of(stand_in, parameters)
        single = _places_of(stand_in[0], parameters) if isinstance(stand_in, list) else []
        if not found and not single:
            raise Unsuitable(f"the value {name} does not occur in the query as it was given")
        places |= dict.fromkeys([*found, *single], name)
        for index in single:
            before, after = pieces[index], pieces[index + 1]
            if not before.endswith(" IN (") or not after.startswith(")"):
                raise Unsuitable(f"the list {name} is used otherwise than in `__in`")
            pieces[index], pieces[index + 1] = before.removesuffix(" IN (") + " = ANY(", after
    fields = [selected[0] for selected in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(fields)
    compiler.get_converters = lambda _fields: converters
    return _Compiled(queryset, compiler, "%s".join(pieces), tuple(parameters), places)


def prepared(build: Callable[..., QuerySet[_Row]]) -> Callable[..., list[_Row]]:
    """Turn a function that returns a queryset into one that returns its rows, compiled once."""
    known: dict[tuple[Any, ...], _Compiled] = {}

    @functools.wraps(build)
    def ask(*shape: Any, **values: Any) -> list[_Row]:
        compiled = known.get(shape)
        if compiled is None:
            stand_ins = {name: _stand_in(value, number) for number, (name, value) in enumerate(values.items())}
            compiled = _compile(build(*shape, **stand_ins), stand_ins)
            if len(known) >= SHAPES:
                known.clear()
            known[shape] = compiled
        compiled.queryset.model._default_manager.all()  # a manager that refuses to answer must be able to do so
        return compiled.run(values)

    return ask
