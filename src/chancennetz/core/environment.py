"""Typed reading of environment variables. Every error names the variable and says what to write instead.

It reads no Django settings: the settings themselves are read with it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on", "ja"}
FALSE = {"", "0", "false", "no", "off", "nein"}


class EnvironmentProblem(ImproperlyConfigured):
    """An environment variable holds something that cannot be used."""


def text(name: str, default: str = "") -> str:
    """Return the variable without surrounding blanks, or the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """Return a yes/no variable. Raises EnvironmentProblem when it is neither."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise EnvironmentProblem(f"{name}={value!r} is neither yes nor no. Write {name}=1 or {name}=0.")


def integer(name: str, default: int, *, low: int, high: int) -> int:
    """Return a whole number within low..high. Raises EnvironmentProblem otherwise."""
    value = text(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise EnvironmentProblem(f"{name}={value!r} is no whole number. Write one from {low} to {high}.") from None
    if not low <= number <= high:
        raise EnvironmentProblem(f"{name}={number} is out of range. Write a number from {low} to {high}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without blanks and empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """Return an absolute folder path. Raises EnvironmentProblem when the path names a file."""
    path = Path(text(name, str(default))).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise EnvironmentProblem(f"{name}={path} is a file. Name a folder, or a path where one may be created.")
    return path


def database_url(name: str) -> dict[str, Any] | None:
    """Return Django's connection parts of a `postgresql://user:password@host:port/database?option=value` variable.

    None when the variable is unset. Raises EnvironmentProblem, without repeating the password, when it is not usable.
    """
    value = text(name)
    if not value:
        return None
    form = "postgresql://user:password@host:5432/database"
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise EnvironmentProblem(f"{name} is no valid address. Write {form} (percent-encode special signs).") from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise EnvironmentProblem(f"{name} begins with {parts.scheme!r}. Only PostgreSQL is supported: {form}.")
    database = unquote(parts.path.lstrip("/"))
    if not parts.username or not database:
        raise EnvironmentProblem(f"{name} lacks the user or the database. Write {form}.")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "NAME": database,
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or options.pop("port", "") or ""),
        "OPTIONS": options,
    }
