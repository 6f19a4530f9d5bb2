"""Keys and passwords are made once, kept from others, and never replaced in silence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from chancennetz.core import keyring, secrets
from chancennetz.core.secrets import MissingSecret


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "secrets"
    secrets.ensure(made, database_is_new=True)
    return made


def test_first_setup_makes_all_for_the_owner_only(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = [path for path in folder.iterdir() if path.is_file()]
    assert {path.name for path in files} == {*secrets.NAMES, secrets.INVENTORY}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_passwords_differ(folder: Path) -> None:
    texts = [secrets.read(folder, name) for name in secrets.RANDOM_TEXTS]
    assert len(set(texts)) == len(texts)
    assert min(len(text) for text in texts) >= 40


def test_a_second_run_changes_nothing(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert secrets.ensure(folder, database_is_new=False) == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", [secrets.APP_PASSWORD, secrets.DJANGO_KEY, keyring.FILE_NAME])
def test_a_lost_secret_is_not_replaced_when_there_are_data(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(MissingSecret, match=name):
        secrets.ensure(folder, database_is_new=False)
    assert not (folder / name).exists()


def test_a_lost_folder_is_not_replaced_when_there_are_data(tmp_path: Path) -> None:
    with pytest.raises(MissingSecret, match="could not read the data"):
        secrets.ensure(tmp_path / "secrets", database_is_new=False)
    assert not (tmp_path / "secrets").exists()


def test_the_private_backup_key_may_be_taken_away(folder: Path) -> None:
    (folder / secrets.BACKUP_PRIVATE).unlink()
    assert secrets.ensure(folder, database_is_new=False) == []
    assert not (folder / secrets.BACKUP_PRIVATE).exists()


def test_a_secret_of_a_newer_version_is_added(folder: Path) -> None:
    (folder / secrets.STATISTICS_PASSWORD).unlink()
    inventory = folder / secrets.INVENTORY
    names = [name for name in inventory.read_text().split() if name != secrets.STATISTICS_PASSWORD]
    inventory.write_text("\n".join(names))
    assert secrets.ensure(folder, database_is_new=False) == [secrets.STATISTICS_PASSWORD]


def test_reading_a_missing_secret_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingSecret, match="chancennetz setup"):
        secrets.read(tmp_path, secrets.APP_PASSWORD)
