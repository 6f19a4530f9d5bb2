"""What the settings promise: headers, cookies, hashing, logs without data, files with hashed names."""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.files.base import ContentFile
from django.test import Client, override_settings

from chancennetz.config import settings as product
from chancennetz.config.installation import project_folder
from chancennetz.config.logs import QuietFormatter
from chancennetz.config.storage import ForgivingStorage

LOCK_FILES = ("requirements.lock", "requirements-dev.lock")


def test_every_page_carries_a_strict_policy(client: Client, db: None) -> None:
    answer = client.get("/account/login/")
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "img-src 'self' data:" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_cookies_are_out_of_reach_of_scripts(client: Client, db: None) -> None:
    cookies = client.get("/account/login/").cookies
    assert cookies
    for cookie in cookies.values():
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"


def test_passwords_are_hashed_with_argon2id_above_the_minimum_of_owasp() -> None:
    with override_settings(PASSWORD_HASHERS=product.PASSWORD_HASHERS):
        encoded = make_password("Ein langes Geheimnis 2026")
        assert check_password("Ein langes Geheimnis 2026", encoded)
        assert not check_password("ein langes Geheimnis 2026", encoded)
    found = re.match(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", encoded)
    assert found is not None
    memory, passes, lanes = map(int, found.groups())
    assert memory >= 19 * 1024
    assert passes >= 2
    assert lanes == 1


def test_logs_show_the_place_but_not_the_message_of_an_error() -> None:
    try:
        try:
            raise ValueError("Key (name)=(Erika Mustermann) exists")
        except ValueError as error:
            raise RuntimeError("Mustermann") from error
    except RuntimeError:
        record = logging.LogRecord("django", logging.ERROR, __file__, 1, "Internal error", None, sys.exc_info())
    text = QuietFormatter("%(levelname)s %(message)s").format(record)
    assert "ERROR Internal error" in text
    assert "builtins.RuntimeError" in text
    assert "builtins.ValueError" in text
    assert Path(__file__).name in text
    assert "Mustermann" not in "".join(line for line in text.splitlines() if "raise " not in line)


@pytest.fixture
def storage(tmp_path: Path) -> ForgivingStorage:
    return ForgivingStorage(location=tmp_path, base_url="/static/")


def test_static_names_carry_their_hash(storage: ForgivingStorage) -> None:
    storage.save("a.css", ContentFile(b"p { color: red }"))
    assert re.fullmatch(r"a\.[0-9a-f]{12}\.css", storage.hashed_name("a.css"))


def test_a_reference_to_a_file_that_is_not_shipped_stays(storage: ForgivingStorage) -> None:
    assert storage.hashed_name("vendor/leaflet.js.map") == "vendor/leaflet.js.map"


@pytest.mark.parametrize("name", LOCK_FILES)
def test_lock_files_carry_hashes_and_no_address(name: str) -> None:
    text = (project_folder() / name).read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    packages = re.findall(r"^[a-z0-9][a-z0-9._-]*==\S+.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(packages) > 50
    assert all("--hash=sha256:" in package for package in packages)


def test_every_dependency_is_locked() -> None:
    project = (project_folder() / "pyproject.toml").read_text()
    runtime = project.split("dependencies = [")[1].split("\n]")[0]
    names = re.findall(r'^\s+"([a-z0-9-]+)', runtime, re.MULTILINE)
    locked = set(re.findall(r"^([a-z0-9][a-z0-9.-]*)==", (project_folder() / LOCK_FILES[0]).read_text(), re.MULTILINE))
    assert set(names) - locked == set()


def test_only_the_three_roles_are_used() -> None:
    assert {alias: settings.DATABASES[alias]["USER"] for alias in settings.DATABASES} == {
        "default": "chancennetz_app",
        "migrator": "chancennetz_migrator",
        "statistics": "chancennetz_stat",
    }
