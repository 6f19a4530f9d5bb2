"""When the log cannot be written, or the database is gone, nothing about persons is shown and nothing half is kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from chancennetz.access.context import working_as
from chancennetz.audit.queries import verify_chain
from chancennetz.casework.constants import LifeArea
from chancennetz.core import roles
from chancennetz.core.actor import system_actor
from chancennetz.documents.actions import sweep_orphans
from chancennetz.documents.models import Document
from chancennetz.plans.models import Goal
from tests import databases
from tests.security.canaries import Canary, common_ids
from tests.security.live import two_families
from tests.security.test_crawl import addresses
from tests.universe import PASSWORD, STAFF, Universe

World = tuple[Universe, Canary]


@pytest.fixture(scope="module")
def world(live_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with two_families(tmp_path_factory.mktemp("uploads")) as (universe, own, _other):
        yield universe, own


@contextlib.contextmanager
def _log_refuses(name: str) -> Iterator[None]:
    """Take the right to write into the log from the platform's role, in this database only, for a while."""
    with psycopg.connect(settings.INSTALLATION.admin_dsn(database=name), autocommit=True) as admin:
        admin.execute(f"REVOKE INSERT ON audit_auditentry FROM {roles.APP}")
        try:
            yield
        finally:
            admin.execute(f"GRANT INSERT ON audit_auditentry TO {roles.APP}")


def _signed_in(universe: Universe, name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(universe.users[name])
    return client


def _shown(world: World, names: list[str], only: list[str] | None = None) -> tuple[list[str], list[int]]:
    """Ask for every page (or some, as found) as the staff; return where the family's words stand, and all statuses."""
    universe, own = world
    found, statuses = [], []
    for name in names:
        client = _signed_in(universe, name)
        for address in addresses(common_ids(universe) | own.ids):
            if only is not None and f"{name} {address}" not in only:
                continue
            answer = client.get(address)
            statuses.append(answer.status_code)
            if own.word in answer.content.decode("utf-8", "replace") + str(dict(answer.headers)):
                found.append(f"{name} {address}")
    return found, statuses


def _nothing_is_shown(world: World, name: str, staff: list[str]) -> None:
    before, _statuses = _shown(world, staff)
    assert before, "these members of staff see nothing of the family anyway: the test would prove nothing"
    with _log_refuses(name):
        found, statuses = _shown(world, staff)
        assert found == []
        assert statuses.count(500) >= len(before)
    after, _statuses = _shown(world, staff, only=before)
    assert after == before


def test_nothing_is_shown_while_the_log_cannot_be_written(world: World, live_database: str) -> None:
    _nothing_is_shown(world, live_database, ["anna"])


@pytest.mark.slow
def test_nothing_is_shown_to_anybody_while_the_log_cannot_be_written(world: World, live_database: str) -> None:
    _nothing_is_shown(world, live_database, list(STAFF))


def _photo() -> Any:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), (10, 90, 20)).save(out, "JPEG")
    return SimpleUploadedFile("bild.jpg", out.getvalue(), "image/jpeg")


def _state(world: World) -> tuple[int, int, list[str]]:
    """Count goals and documents, and list the files that stay after the sweep."""
    universe, own = world
    with working_as(system_actor()) as system:
        sweep_orphans(by=system, min_age=dt.timedelta(0))
    with working_as(universe.actor("anna")):
        goals, documents = Goal.objects.filter(file=own.file).count(), Document.objects.filter(file=own.file).count()
    files = sorted(str(path) for path in settings.UPLOADS_DIR.rglob("*") if path.is_file())
    return goals, documents, files


def test_nothing_is_written_while_the_log_cannot_be_written(world: World, live_database: str) -> None:
    universe, own = world
    client = _signed_in(universe, "anna")
    before = _state(world)

    def post() -> list[int]:
        goal = {"title": "Neues Ziel", "life_area": LifeArea.WORK.value}
        document = {"title": "Bild", "kind": "photo", "content": _photo()}
        return [
            client.post(reverse("plans:goal_new", args=[own.file.pk]), goal).status_code,
            client.post(reverse("documents:list", args=[own.file.pk]), document).status_code,
        ]

    with _log_refuses(live_database):
        assert post() == [500, 500]
    assert _state(world) == before  # the sweep found the file of the upload that failed
    assert post() == [302, 302]
    assert _state(world)[0:2] == (before[0] + 1, before[1] + 1)
    assert verify_chain().ok


def test_nobody_signs_in_unseen(world: World, live_database: str) -> None:
    cache.clear()
    client = Client(raise_request_exception=False)
    data = {"login": "anna@example.org", "password": PASSWORD}
    with _log_refuses(live_database):
        assert client.post("/account/login/", data).status_code == 500
        assert client.get("/account/").status_code == 302
    assert client.post("/account/login/", data).status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_database_that_is_gone_shows_nothing_and_health_says_so(world: World) -> None:
    universe, own = world
    client = _signed_in(universe, "anna")
    with databases.aliases_at("no_such_database"):
        health = client.get("/health")
        assert (health.status_code, health.json()["database"]) == (503, "unreachable")
        answer = client.get(reverse("portal:family", args=[own.file.pk]))
        assert answer.status_code >= 500
        assert own.word not in answer.content.decode()
    assert client.get(reverse("portal:family", args=[own.file.pk])).status_code == 200
    assert client.get("/health").json()["database"] == "ok"
