"""Timetables: import, replacement, nearest stops, buses on call, bad files."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from chancennetz.core.actor import system_actor
from chancennetz.core.errors import ImportDefects, NotAllowed
from chancennetz.core.imports import ImportReport
from chancennetz.places import commands, queries
from chancennetz.places.actions_transit import import_transit
from chancennetz.places.models import TransitFeed, TransitStop
from chancennetz.places.transit import lines_in_order, typical_days
from tests.smallarea.test_cut import DATA, FILES
from tests.universe import Universe


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def feed(**changed: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in (FILES | {f"{key}.txt": text for key, text in changed.items()}).items():
            archive.writestr(name, text)
    return out.getvalue()


def folder(name: str) -> bytes:
    if not DATA.exists():
        pytest.skip("the feeds lie outside of the project and are not here")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for file in (DATA / name).glob("*.txt"):
            archive.write(file, file.name)
    return out.getvalue()


def load(data: bytes, **options: Any) -> ImportReport:
    return import_transit(by=system_actor(), data=data, **options)


@pytest.mark.django_db
def test_stops_know_their_lines_and_the_way_on_foot() -> None:
    assert load(feed()).created == ("Kreisbus: 4 stops, 3 lines",)
    # 0.001 degrees of latitude are 111 m straight, 145 m on foot, 121 s: three minutes.
    near = queries.nearest_stops(51.501, 7.5)
    assert [(one.name, one.lines, one.minutes, one.metres) for one in near] == [("Markt", ("R1", "R2"), 3, 140)]
    assert queries.has_stop_near(51.501, 7.5)
    assert not queries.has_stop_near(51.6, 7.9)


@pytest.mark.django_db
def test_nearest_stops_cost_one_query(django_assert_num_queries: Any) -> None:
    load(feed())
    with django_assert_num_queries(1):
        queries.nearest_stops(51.52, 7.52)


@pytest.mark.django_db
def test_the_same_feed_changes_nothing_and_a_newer_one_replaces_it() -> None:
    same = feed()  # once: an archive carries the moment it was made
    load(same)
    assert load(same).changes == 0
    newer = load(feed(feed_info="feed_publisher_name,feed_version\nKreisbus,2\n"))
    assert newer.changed == ("Kreisbus: 4 stops, 3 lines",)
    assert list(TransitFeed.objects.values_list("publisher", "version")) == [("Kreisbus", "2")]
    assert TransitStop.objects.count() == 4


@pytest.mark.django_db
def test_a_dry_run_writes_nothing() -> None:
    assert load(feed(), dry_run=True).dry_run
    assert not TransitFeed.objects.exists()


@pytest.mark.django_db
def test_a_bus_on_call_comes_with_its_booking_rule() -> None:
    report = load(folder("rufbus_gtfs_flex"))
    assert any("ended on" in note for note in report.notes)
    stop = TransitStop.objects.get(stop_id="de:12073:900340004::1")
    one = next(entry for entry in stop.on_call if entry["line"] == "476" and entry["days"] == [0, 1, 2, 3, 4])
    assert (one["from"], one["to"], one["phone"], one["notice_minutes"]) == ("17:30", "22:00", "+49 3332 442 755", 60)
    assert one["message"].startswith("Anmeldung mind. 60min vorher")
    weekend = [entry["days"] for entry in stop.on_call if entry["from"] == "08:00" and entry["line"] == "476"]
    assert weekend == [[5, 6]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"not a zip", "not a zip file"),
        (
            feed(stop_times="trip_id,arrival_time,departure_time,stop_id,stop_sequence\na1,25h,,in1,1\n"),
            "is not a time",
        ),
        (feed(routes="route_id\nZ\n"), "there is no route 'A'"),
        (feed(stops="stop_id,stop_name,stop_lat,stop_lon\nin1,Markt,x,7.5\n"), "no place"),
    ],
)
def test_bad_files_are_refused_with_their_place(data: bytes, said: str) -> None:
    with pytest.raises(ImportDefects) as caught:
        load(data)
    assert said in str(caught.value.defects[0])
    assert not TransitFeed.objects.exists()


@pytest.mark.django_db
def test_only_who_may_change_areas_imports(universe: Universe) -> None:
    with pytest.raises(NotAllowed):
        import_transit(by=universe.actor("anna"), data=feed())


@pytest.mark.django_db
def test_the_pages_from_upload_to_taking_out(universe: Universe) -> None:
    client = Client()
    client.force_login(universe.users["admin"])
    assert "Noch kein Fahrplan" in client.get(reverse("places:transit")).content.decode()
    page = client.post(reverse("places:transit_import"), {"file": SimpleUploadedFile("feed.zip", feed())}).content
    assert b"4 Haltestellen, 3 Linien" in page
    load(feed())
    shown = client.get(reverse("places:transit")).content.decode()
    assert "Kreisbus" in shown
    found = TransitFeed.objects.get()
    remove = reverse("places:transit_remove", args=[found.pk])
    assert client.get(remove).status_code == 200
    client.post(remove)
    assert not TransitFeed.objects.exists()
    assert client.get(remove).status_code == 404


@pytest.mark.django_db
def test_the_command_reports_in_json(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    path.write_bytes(feed())
    result = CliRunner().invoke(commands.group, ["transit", str(path), "--dry-run", "--format", "json"])
    assert result.exit_code == 0
    assert json.loads(result.output)["created"] == ["Kreisbus: 4 stops, 3 lines"]
    path.write_bytes(b"x")
    result = CliRunner().invoke(commands.group, ["transit", str(path)])
    assert (result.exit_code, "Nothing was written" in result.output) == (1, True)


def test_lines_stand_in_the_order_people_expect() -> None:
    assert lines_in_order({"R10", "R2", "S4", "R1", "Nachtbus"}) == ["Nachtbus", "R1", "R2", "R10", "S4"]


def test_typical_days_lie_in_the_validity() -> None:
    today = dt.date(2026, 11, 21)
    inside = typical_days(dt.date(2026, 1, 1), dt.date(2026, 12, 31), today)
    assert inside == (dt.date(2026, 11, 24), dt.date(2026, 11, 21), dt.date(2026, 11, 22))
    past = typical_days(dt.date(2023, 1, 1), dt.date(2023, 12, 31), today)
    assert past == (dt.date(2023, 7, 4), dt.date(2023, 7, 8), dt.date(2023, 7, 2))
