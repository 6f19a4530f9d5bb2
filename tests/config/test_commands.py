"""The program `chancennetz` on a real installation: set up, back up, drill, restore, rotate."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.config.conftest import Installed


@pytest.fixture(scope="module")
def backup_file(installed: Installed) -> Path:
    """A backup of the installation, with one uploaded file and a signed log."""
    upload = installed.var / "uploads" / "ab" / "cdef"
    upload.parent.mkdir(parents=True, exist_ok=True)
    upload.write_bytes(b"canary of an upload" * 1000)
    file = installed.var / "backups" / "one.sealed"
    installed.done("backup", str(file))
    return file


@pytest.fixture
def new_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir=settings.VAR, prefix="installed-"))
    yield folder
    shutil.rmtree(folder)


def test_help_names_all_commands_and_needs_no_installation(tmp_path: Path) -> None:
    text = Installed(tmp_path).done("--help")
    for name in ("setup", "migrate", "serve", "worker", "backup", "restore-drill", "keys", "manage", "audit"):
        assert name in text


@pytest.mark.parametrize(
    "command", ["setup", "migrate", "serve", "worker", "backup", "restore-drill", "restore", "keys rotate"]
)
def test_every_command_shows_an_example(installed: Installed, command: str) -> None:
    assert f"chancennetz {command}" in installed.done(*command.split(), "--help").split("Example:")[1]


def test_an_unknown_command_is_wrong_usage(installed: Installed) -> None:
    result = installed.run("nonsense")
    assert result.returncode == 2
    assert "No such command" in result.stderr


def test_before_setup_it_says_what_to_do(tmp_path: Path) -> None:
    assert "chancennetz setup" in Installed(tmp_path).refused("migrate")


def test_setup_may_be_repeated(installed: Installed) -> None:
    before = {path: path.read_bytes() for path in (installed.var / "secrets").iterdir()}
    found = json.loads(installed.done("setup", "--format", "json"))
    assert found["folder"] == str(installed.var)
    assert {path: path.read_bytes() for path in (installed.var / "secrets").iterdir()} == before


def test_a_lost_secrets_folder_is_not_replaced(installed: Installed) -> None:
    secrets = installed.var / "secrets"
    secrets.rename(installed.var / "elsewhere")
    try:
        assert "Put it back from your copy" in installed.refused("setup")
        assert not secrets.exists()
    finally:
        (installed.var / "elsewhere").rename(secrets)


def test_the_serving_role_must_be_the_apps(installed: Installed) -> None:
    text = installed.refused("migrate", DATABASE_URL="postgresql://postgres:secret@127.0.0.1/netz")
    assert "'postgres'" in text
    assert "chancennetz_app" in text
    assert "secret@" not in text


def test_a_wrong_setting_is_refused_in_plain_words(installed: Installed) -> None:
    assert "Write CHANCENNETZ_DEMO=1" in installed.refused("migrate", CHANCENNETZ_DEMO="perhaps")


def test_keys_rotate_and_resume(installed: Installed) -> None:
    keyring = installed.var / "secrets" / "keyring.json"
    before = json.loads(keyring.read_text())
    installed.done("keys", "rotate")
    after = json.loads(keyring.read_text())
    assert after["active"] != before["active"]
    assert before["wrapping"].items() < after["wrapping"].items()
    installed.done("keys", "rotate", "--resume")
    assert json.loads(keyring.read_text()) == after


def test_a_backup_is_sealed_and_never_overwrites(installed: Installed, backup_file: Path) -> None:
    content = backup_file.read_bytes()
    assert content.startswith(b"chancennetz-sealed 1\n")
    for plain in (b"canary of an upload", b"PGDMP", b"django_migrations", b"manifest.json"):
        assert plain not in content
    assert backup_file.stat().st_mode & 0o077 == 0
    assert "never overwrites" in installed.refused("backup", str(backup_file))
    assert backup_file.read_bytes() == content


def test_the_drill_finds_a_good_backup_good(installed: Installed, backup_file: Path) -> None:
    found = json.loads(installed.done("restore-drill", str(backup_file), "--format", "json"))
    assert found["ok"] is True
    assert found["differences"] == []
    assert found["uploads"] == 1
    assert found["rows"] > 50


def test_the_drill_needs_the_private_key(installed: Installed, backup_file: Path, tmp_path: Path) -> None:
    private = installed.var / "secrets" / "backup-private.pem"
    moved = tmp_path / "key.pem"
    private.rename(moved)
    try:
        assert "Bring it from the place" in installed.refused("restore-drill", str(backup_file))
        installed.done("restore-drill", str(backup_file), "--key", str(moved))
    finally:
        moved.rename(private)


def test_the_drill_refuses_another_key(installed: Installed, backup_file: Path, tmp_path: Path) -> None:
    from chancennetz.core import secrets

    secrets.ensure(tmp_path / "other", database_is_new=True)
    key = tmp_path / "other" / secrets.BACKUP_PRIVATE
    assert "sealed for the key" in installed.refused("restore-drill", str(backup_file), "--key", str(key))


def test_the_drill_refuses_damage_and_what_is_no_backup(
    installed: Installed, backup_file: Path, tmp_path: Path
) -> None:
    content = bytearray(backup_file.read_bytes())
    content[len(content) // 2] ^= 1
    damaged = tmp_path / "damaged"
    damaged.write_bytes(content)
    assert "damaged" in installed.refused("restore-drill", str(damaged))
    cut = tmp_path / "cut"
    cut.write_bytes(backup_file.read_bytes()[:-100])
    assert "cannot be read" in installed.refused("restore-drill", str(cut))
    other = tmp_path / "other"
    other.write_bytes(b"PK\x03\x04")
    assert "is no backup" in installed.refused("restore-drill", str(other))


def test_restore_only_into_an_empty_database(installed: Installed, backup_file: Path) -> None:
    assert "is not empty" in installed.refused("restore", str(backup_file))


def test_restore_into_a_new_installation(installed: Installed, backup_file: Path, new_folder: Path) -> None:
    shutil.copytree(installed.var / "secrets", new_folder / "secrets")
    fresh = Installed(new_folder)
    fresh.done("restore", str(backup_file))
    assert (new_folder / "uploads" / "ab" / "cdef").read_bytes() == b"canary of an upload" * 1000
    fresh.done("setup")
    assert json.loads(fresh.done("audit", "verify", "--format", "json"))["ok"] is True


@pytest.mark.slow
def test_an_external_server(new_folder: Path, tmp_path: Path) -> None:
    """Another server in the place of the embedded one: roles are made with the administrator's address only."""
    from chancennetz.core import postgres

    cluster = postgres.Cluster(new_folder / "server")
    place = Installed(new_folder / "var")
    with postgres.attach(cluster, superuser_password="admins-own"):
        at = f"@/netz?host={cluster.socket_folder}"
        serving = {"DATABASE_URL": f"postgresql://chancennetz_app:app-word{at}"}
        admin = {"DATABASE_ADMIN_URL": f"postgresql://postgres:admins-own{at}"}
        assert "chancennetz setup" in place.refused("migrate", **serving)
        place.done("setup", **serving, **admin)
        assert not (place.var / "postgres").exists()
        place.done("migrate", **serving)
        assert "DATABASE_ADMIN_URL is not set" in place.refused("backup", str(tmp_path / "b"), **serving)
        place.done("backup", str(tmp_path / "b"), **serving, **admin)
        place.done("restore-drill", str(tmp_path / "b"), **serving, **admin)
