"""`GET /health` and the checks that keep an unsafe platform from serving."""

from __future__ import annotations

import datetime as dt
import json

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from chancennetz.config import guard, health
from chancennetz.config.guard import UnsafeStart
from chancennetz.core import roles

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.time, "now", lambda: NOW)


def test_all_is_well(client: Client, db: None) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert json.loads(answer.content) == {
        "status": "ok",
        "version": settings.VERSION,
        "database": "ok",
        "audit": "ok",
    }
    assert answer["Cache-Control"] == "no-store"


def test_it_answers_a_probe_that_knows_no_host_name(client: Client, db: None) -> None:
    assert client.get("/health", HTTP_HOST="10.0.0.7").status_code == 200


def test_other_methods_are_refused(client: Client, db: None) -> None:
    assert client.post("/health").status_code == 405


def test_without_database(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def cursor(self) -> None:
            raise OperationalError("connection refused: password=secret")

    monkeypatch.setattr(health, "connection", Broken())
    answer = client.get("/health")
    found = json.loads(answer.content)
    assert answer.status_code == 503
    assert found["status"] == "unavailable"
    assert found["database"] == "unreachable"
    assert found["reason"] == "The database does not answer."
    assert b"secret" not in answer.content


@pytest.mark.usefixtures("_clock")
@pytest.mark.parametrize(
    ("ahead", "well"), [(-1, True), (0, True), (5 * 60, True), (5 * 60 + 1, False), (24 * 3600, False)]
)
def test_a_clock_behind_the_log(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, ahead: int, well: bool
) -> None:
    """`ahead`: seconds by which the newest row of the log is later than the clock."""
    monkeypatch.setattr(guard.audit, "last_time", lambda: NOW + dt.timedelta(seconds=ahead))
    answer = client.get("/health")
    assert answer.status_code == (200 if well else 503)
    if not well:
        assert "Set the clock right" in json.loads(answer.content)["reason"]
        with pytest.raises(UnsafeStart, match="Set the clock right"):
            guard.check_start()


def test_a_database_that_takes_no_writes(client: Client, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL default_transaction_read_only = on")
    answer = client.get("/health")
    assert answer.status_code == 503
    assert json.loads(answer.content)["audit"] == "failed"


@pytest.mark.parametrize(
    ("role", "reason"), [("superuser", "is a superuser"), ("owner", "owns"), ("bypass", "has BYPASSRLS")]
)
def test_a_role_with_too_many_rights_is_refused(live_database: str, role: str, reason: str) -> None:
    place = settings.INSTALLATION
    with psycopg.connect(place.admin_dsn(database=live_database)) as admin:
        if role == "owner":
            admin.execute("SET ROLE chancennetz_migrator")
        if role == "bypass":
            admin.execute("CREATE ROLE bypasser BYPASSRLS")
            admin.execute("SET ROLE bypasser")
        with pytest.raises(roles.RoleProblem, match=reason):
            roles.check_app_role(admin)
        admin.rollback()
