"""Settings from the environment: read with their type, refused with a word on what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancennetz.core import environment
from chancennetz.core.environment import EnvironmentProblem


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("Yes", True), (" ja ", True), ("0", False), ("off", False), ("", False)]
)
def test_flag(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("CHANCENNETZ_X", value)
    assert environment.flag("CHANCENNETZ_X", default=True) is expected


def test_flag_unset_takes_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHANCENNETZ_X", raising=False)
    assert environment.flag("CHANCENNETZ_X", default=True) is True


def test_flag_refuses_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANCENNETZ_X", "perhaps")
    with pytest.raises(EnvironmentProblem, match="Write CHANCENNETZ_X=1 or CHANCENNETZ_X=0"):
        environment.flag("CHANCENNETZ_X")


def test_integer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANCENNETZ_X", "7")
    assert environment.integer("CHANCENNETZ_X", 3, low=1, high=9) == 7
    monkeypatch.setenv("CHANCENNETZ_X", "")
    assert environment.integer("CHANCENNETZ_X", 3, low=1, high=9) == 3


@pytest.mark.parametrize("value", ["0", "10", "seven", "1.5"])
def test_integer_refuses_what_is_out_of_range(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CHANCENNETZ_X", value)
    with pytest.raises(EnvironmentProblem, match="from 1 to 9"):
        environment.integer("CHANCENNETZ_X", 3, low=1, high=9)


def test_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANCENNETZ_X", "a, b ,,c")
    assert environment.words("CHANCENNETZ_X") == ["a", "b", "c"]


def test_folder_refuses_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("CHANCENNETZ_X", str(file))
    with pytest.raises(EnvironmentProblem, match="Name a folder"):
        environment.folder("CHANCENNETZ_X", tmp_path)


def test_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("URL", "postgresql://app:p%40ss%2Fword@db.kreis.example:5433/netz?sslmode=verify-full")
    assert environment.database_url("URL") == {
        "NAME": "netz",
        "USER": "app",
        "PASSWORD": "p@ss/word",
        "HOST": "db.kreis.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full"},
    }


def test_database_url_over_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("URL", "postgres://app@/netz?host=/run/postgresql")
    parts = environment.database_url("URL")
    assert parts is not None
    assert (parts["HOST"], parts["PORT"], parts["PASSWORD"]) == ("/run/postgresql", "", "")


def test_database_url_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("URL", raising=False)
    assert environment.database_url("URL") is None


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("sqlite:///file", "Only PostgreSQL"),
        ("postgresql://host/netz", "lacks the user"),
        ("postgresql://app:secret@host", "lacks the user or the database"),
        ("postgresql://app:secret@host:port/netz", "no valid address"),
    ],
)
def test_database_url_refused_without_repeating_the_password(
    monkeypatch: pytest.MonkeyPatch, value: str, says: str
) -> None:
    monkeypatch.setenv("URL", value)
    with pytest.raises(EnvironmentProblem, match=says) as problem:
        environment.database_url("URL")
    assert "secret" not in str(problem.value)
