"""Pages of monitoring: who gets them, what they say, what leaves as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import translation

from chancennetz.audit.models import AuditEntry
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.monitoring import commands, labels
from chancennetz.monitoring.actions import add_tallies
from chancennetz.monitoring.models import Partner, Programme
from tests.monitoring import programmes
from tests.universe import STAFF, Universe

pytestmark = pytest.mark.django_db
TODAY = dt.date(2025, 6, 30)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "today", lambda: TODAY)


@pytest.fixture
def counted(universe: Universe) -> tuple[Programme, dict[str, Partner]]:
    """A programme with 60 participants and some hours, where 50.4 are planned by 30 June 2025."""
    programme, partners = programmes.build()
    rows: list[Any] = [
        {"day": dt.date(2024, 2, 10), "partner_id": partners["Unna"].id, "what": "entry", "number": 35},
        {"day": dt.date(2025, 6, 1), "partner_id": partners["Kamen"].id, "what": "entry", "number": 25},
        {"day": dt.date(2025, 6, 2), "partner_id": partners["Kamen"].id, "what": "minutes", "number": 90},
        {
            "day": dt.date(2025, 6, 2),
            "partner_id": partners["Kamen"].id,
            "what": "minutes",
            "module": "benefits",
            "number": 45,
        },
    ]
    add_tallies(by=system_actor(), rows=[{"programme_id": programme.id, **row} for row in rows])
    return programme, partners


def page(client: Client, universe: Universe, name: str, path: str, **query: str) -> Any:
    client.force_login(universe.users[name])
    return client.get(path, query)


SEES_COUNTS = {"anna", "ben", "tina", "carla", "cora", "jan", "paul", "eva", "pia"}


@pytest.mark.parametrize("name", STAFF)
def test_who_sees_the_target_page(client: Client, universe: Universe, counted: Any, name: str) -> None:
    answer = page(client, universe, name, "/monitoring/")
    assert answer.status_code == (200 if name in SEES_COUNTS else 404)


@pytest.mark.parametrize("name", STAFF)
def test_who_sees_and_imports_programmes(client: Client, universe: Universe, counted: Any, name: str) -> None:
    assert page(client, universe, name, "/monitoring/programme/").status_code == (404 if name == "stefan" else 200)
    expected = 200 if name in {"admin", "paul"} else 404
    assert page(client, universe, name, "/monitoring/programme/import/").status_code == expected


def test_visitors_are_sent_to_the_login(client: Client) -> None:
    assert client.get("/monitoring/").status_code == 302


def test_the_page_begins_with_one_sentence(client: Client, universe: Universe, counted: Any) -> None:
    text = page(client, universe, "paul", "/monitoring/").content.decode()
    # 101 x 547 / 1,096 days = 50.4
    assert "<h1>60 von 101 Teilnehmenden, 10 mehr als geplant</h1>" in text
    assert "Mo, 30. Juni 2025" in text
    assert "Zu wenige Teilnehmende" in text  # one case type only: nothing to show


def test_the_day_can_be_chosen(client: Client, universe: Universe, counted: Any) -> None:
    text = page(client, universe, "paul", "/monitoring/", day="2025-05-31").content.decode()
    # 101 x 517 / 1,096 = 47.6
    assert "<h1>35 von 101 Teilnehmenden, 13 weniger als geplant</h1>" in text
    assert page(client, universe, "paul", "/monitoring/", day="2025-07-01").status_code == 422
    assert page(client, universe, "paul", "/monitoring/", day="0001-01-01").status_code == 422
    assert page(client, universe, "paul", "/monitoring/", day="x").status_code == 422


def test_one_partner(client: Client, universe: Universe, counted: Any) -> None:
    _programme, partners = counted
    answer = page(client, universe, "paul", "/monitoring/", partner=str(partners["Kamen"].id))
    text = answer.content.decode()
    assert "<h1>25 von 50 Teilnehmenden, genau wie geplant</h1>" in text
    assert "Werkhof Unna" not in text.split("<table", 1)[1]
    assert page(client, universe, "paul", "/monitoring/", partner="x").status_code == 422
    assert page(client, universe, "paul", "/monitoring/", programme="x").status_code == 200


def test_the_file_has_the_figures_of_the_page(client: Client, universe: Universe, counted: Any) -> None:
    answer = page(client, universe, "paul", "/monitoring/", **{"m-format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    june = next(row for row in rows if row[0].startswith("2025-06") and "Kamen" in row[1])
    assert june[2:5] == ["25", "25", "25"]
    assert june[5:] == ["1,5", "0,75", "2,25"]
    assert len([row for row in rows if row and row[0].startswith("202")]) == 2 * 18
    assert AuditEntry.objects.filter(kind="export", object_type="tally").count() == 1
    workbook = page(client, universe, "paul", "/monitoring/", **{"m-format": "xlsx"})
    assert workbook.content[:2] == b"PK"


def test_who_may_not_export_gets_no_file_and_no_link(client: Client, universe: Universe, counted: Any) -> None:
    assert page(client, universe, "anna", "/monitoring/", **{"m-format": "csv"}).status_code == 404
    assert b"format=csv" not in page(client, universe, "anna", "/monitoring/").content
    assert b"m-format=csv" in page(client, universe, "paul", "/monitoring/").content


def test_without_a_programme_the_page_says_how_to_begin(client: Client, universe: Universe) -> None:
    text = page(client, universe, "paul", "/monitoring/").content.decode()
    assert "Noch kein Vorhaben" in text
    assert "/monitoring/programme/import/" in text
    assert "/monitoring/programme/import/" not in page(client, universe, "anna", "/monitoring/").content.decode()


def test_the_number_of_queries_does_not_grow(
    client: Client, universe: Universe, counted: Any, django_assert_max_num_queries: Any
) -> None:
    programme, partners = counted
    page(client, universe, "paul", "/monitoring/")
    rows: list[Any] = [
        {
            "programme_id": programme.id,
            "partner_id": partners["Unna"].id,
            "day": dt.date(2024, 1, 1) + dt.timedelta(days=day),
            "what": "minutes",
            "number": 60,
        }
        for day in range(500)
    ]
    add_tallies(by=system_actor(), rows=rows)
    with django_assert_max_num_queries(15):
        assert client.get("/monitoring/").status_code == 200


def test_case_types_are_shown_protected(client: Client, universe: Universe, counted: Any) -> None:
    programme, partners = counted
    labels.name_case_types({"probe_a": "Fallart Eins", "probe_b": "Fallart Zwei", "probe_c": "Fallart Drei"})
    rows: list[Any] = [
        {
            "programme_id": programme.id,
            "partner_id": partners["Unna"].id,
            "day": dt.date(2025, 1, 5),
            "what": "entry",
            "case_type": key,
            "number": number,
        }
        for key, number in {"probe_a": 17, "probe_b": 1, "probe_c": 6}.items()
    ]
    add_tallies(by=system_actor(), rows=rows)
    answer = page(client, universe, "paul", "/monitoring/", **{"c-format": "csv"}).content.decode("utf-8-sig")
    assert "Fallart Eins;17" in answer
    assert "Fallart Zwei;verborgen" in answer
    assert "Fallart Drei;verborgen" in answer


def test_the_import_page_checks_then_imports(client: Client, universe: Universe) -> None:
    client.force_login(universe.users["admin"])
    path = "/monitoring/programme/import/"

    def upload(data: bytes) -> Any:
        file = io.BytesIO(data)
        file.name = "vorhaben.json"
        return client.post(path, {"file": file})

    broken = upload(programmes.content(name=""))
    assert broken.status_code == 422
    assert "Das fehlt." in broken.content.decode()
    checked = upload(programmes.content())
    assert checked.status_code == 200
    assert not Programme.objects.exists()
    packed = checked.context["packed"]
    assert client.post(path, {"packed": packed[:-8]}).status_code == 422
    assert not Programme.objects.exists()
    done = client.post(path, {"packed": packed})
    assert done.status_code == 302
    assert Programme.objects.get().name == "Probe"
    assert "nichts zu importieren" in upload(programmes.content()).content.decode()


def test_the_report_command_prints_json(counted: Any) -> None:
    result = CliRunner().invoke(commands.group, ["report", "--format", "json", "--as-of", "2025-06-30"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert (found["programme"], found["as_of"]) == ("Probe", "2025-06-30")
    assert found["target"]["participants"] == 101
    assert found["target"]["hours"] == {"basic": 2323, "benefits": 500}
    assert found["actual"]["participants"] == 60
    assert found["actual"]["hours"] == {"basic": 1.5, "benefits": 0.75}
    kamen = next(one for one in found["partners"] if one["site"] == "Kamen")
    assert (kamen["participants"], kamen["hours"]) == (25, {"basic": 1.5, "benefits": 0.75})
    assert kamen["target"]["participants"] == 50


def test_the_import_command(db: None, tmp_path: Any) -> None:
    file = tmp_path / "programme.json"
    file.write_bytes(programmes.content(name=""))
    failed = CliRunner().invoke(commands.programme, ["import", str(file), "--format", "json"])
    assert failed.exit_code == 1
    assert json.loads(failed.output)["defects"][0]["field"] == "name"
    file.write_bytes(programmes.content())
    tried = CliRunner().invoke(commands.programme, ["import", str(file), "--dry-run"])
    assert tried.exit_code == 0
    assert "would be written" in tried.output
    assert not Programme.objects.exists()
    assert CliRunner().invoke(commands.programme, ["import", str(file)]).exit_code == 0
    with translation.override("de"):
        assert Programme.objects.get().name == "Probe"
