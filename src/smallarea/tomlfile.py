"""Definition files: read TOML and take keys out of it with errors that name file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from smallarea.errors import DefinitionError

T = TypeVar("T")

_KINDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false", list: "a list", dict: "a table"}


def load_toml(path: str | Path) -> dict[str, Any]:
    """Read a TOML file; a mistake in it becomes a `DefinitionError` with the parser's line and column."""
    try:
        with Path(path).open("rb") as stream:
            return tomllib.load(stream)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(
            f"this is not valid TOML: {error}.", file=path, cure="correct the line named above."
        ) from error


class Section:
    """One table of a definition file; each key is taken once, and a key nobody knows is an error."""

    def __init__(self, data: Mapping[str, Any], *, file: str | Path | None, name: str = "") -> None:
        self._data = dict(data)
        self._file = file
        self._name = name
        self._taken: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._data

    def error(self, key: str, message: str, cure: str = "") -> DefinitionError:
        """An error at ``key`` of this table."""
        where = f"[{self._name}] {key}" if self._name else key
        return DefinitionError(f"key '{where}': {message}", file=self._file, cure=cure)

    def get(self, key: str, kind: type[T], default: T | None = None, *, choices: Iterable[T] = ()) -> T:
        """The value of ``key``; it must be of ``kind`` and one of ``choices``. Without a default it must be there."""
        self._taken.add(key)
        if key not in self._data:
            if default is None:
                raise self.error(key, "it is missing.", f"add it; it must be {_KINDS.get(kind, kind.__name__)}.")
            return default
        value = self._data[key]
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(key, f"{value!r} is not {_KINDS.get(kind, kind.__name__)}.")
        allowed = list(choices)
        if allowed and value not in allowed:
            raise self.error(key, f"{value!r} is not known.", f"use one of: {', '.join(map(str, allowed))}.")
        return value

    def optional(self, key: str, kind: type[T]) -> T | None:
        """The value of ``key``, or ``None`` when it is not there."""
        return self.get(key, kind) if key in self._data else None

    def any(self, key: str, default: Any = None) -> Any:
        """The value of ``key`` as it stands."""
        self._taken.add(key)
        return self._data.get(key, default)

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of texts; absent means empty."""
        values = self.get(key, list, [])
        for value in values:
            if not isinstance(value, str):
                raise self.error(key, f"{value!r} is not text.", "put it in quotation marks (leading zeros count).")
        return tuple(values)

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers; absent means empty."""
        values = self.get(key, list, [])
        for value in values:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise self.error(key, f"{value!r} is not a number.")
        return tuple(float(value) for value in values)

    def section(self, key: str) -> Section:
        """A table inside this one; absent means empty."""
        return Section(self.get(key, dict, {}), file=self._file, name=f"{self._name}.{key}" if self._name else key)

    def sections(self, key: str) -> list[Section]:
        """A list of tables (``[[key]]``); absent means none."""
        found = []
        for number, entry in enumerate(self.get(key, list, []), start=1):
            if not isinstance(entry, dict):
                raise self.error(key, "each entry must be a table.", f"write [[{key}]] above each entry.")
            found.append(Section(entry, file=self._file, name=f"{key} {number}"))
        return found

    def named_sections(self, key: str) -> dict[str, Section]:
        """The tables inside a table (``[key.name]``) by name; absent means none."""
        found = {}
        for name, entry in self.get(key, dict, {}).items():
            if not isinstance(entry, dict):
                raise self.error(key, f"'{name}' must be a table.", f"write [{key}.{name}] above its keys.")
            found[name] = Section(entry, file=self._file, name=f"{key}.{name}")
        return found

    def finish(self) -> None:
        """Refuse keys that nobody asked for: a misspelt key must not be ignored."""
        unknown = sorted(set(self._data) - self._taken)
        if unknown:
            raise self.error(unknown[0], "this key is not known.", f"known keys: {', '.join(sorted(self._taken))}.")
