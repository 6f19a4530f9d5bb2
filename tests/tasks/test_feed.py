"""The calendar feed: times and towns for who has the address, nothing for anybody else, and never a name."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from chancennetz.access import actions as access
from chancennetz.access.actions import end_relation
from chancennetz.access.context import working_as
from chancennetz.access.models import Relation
from chancennetz.audit.models import AuditEntry
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.tasks import actions, actions_feed, ical, rules
from chancennetz.tasks.models import Appointment, CalendarFeed
from tests.universe import Universe

MOMENT = dt.datetime(2026, 11, 23, 9, 30, tzinfo=time.BERLIN)
EVENT = ical.Event("x@chancennetz", MOMENT, MOMENT + dt.timedelta(hours=1), 2, "Termin", "Unna")


def test_a_calendar_as_the_standard_writes_it() -> None:
    assert ical.calendar("Termine; Anna, Unna", [EVENT], dt.datetime(2026, 11, 21, tzinfo=dt.UTC)) == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Chancennetz//Appointments//DE\r\nCALSCALE:GREGORIAN\r\n"
        "METHOD:PUBLISH\r\nX-WR-CALNAME:Termine\\; Anna\\, Unna\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"
        "X-PUBLISHED-TTL:PT1H\r\nBEGIN:VEVENT\r\nUID:x@chancennetz\r\nDTSTAMP:20261121T000000Z\r\n"
        "DTSTART:20261123T083000Z\r\nDTEND:20261123T093000Z\r\nSEQUENCE:2\r\nSUMMARY:Termin\r\nLOCATION:Unna\r\n"
        "CLASS:PRIVATE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


@given(st.text(min_size=1).filter(lambda text: "\n" not in text and "\r" not in text))
def test_folded_lines_are_short_and_come_back_whole(text: str) -> None:
    folded = ical.fold(text)
    assert all(len(part.encode()) <= ical.LINE_OCTETS for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == text


@given(st.text())
def test_an_escaped_text_is_one_line_and_closes_nothing(text: str) -> None:
    escaped = ical.escape(text)
    assert "\n" not in escaped
    assert "\r" not in escaped
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", escaped)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Kirchstr. 5, 59174 Kamen", "Kamen"),
        ("59423 Unna-Königsborn, 2. Stock", "Unna-Königsborn"),
        ("bei Familie Yılmaz, Massener Str. 3", ""),
        ("Rathaus Lünen, Zimmer 12", "Lünen"),
        ("Unnaer Straße 7", ""),
        ("12345 Frau", "Frau"),
        ("", ""),
    ],
)
def test_of_a_place_only_the_town_is_kept(place: str, expected: str) -> None:
    assert rules.town_of(place, ["Kamen", "Lünen", "Unna"]) == expected


def _appointment(universe: Universe, name: str = "anna", **changes: object) -> Appointment:
    by = universe.actor(name)
    file = universe.open_file(name)
    with working_as(by):
        values = {
            "title": "Hausbesuch bei Familie Geheim",
            "starts_at": time.now() + dt.timedelta(days=1),
            "place": "Geheimweg 3, 59423 Unna",
            "note": "Vorsicht Hund",
        }
        return actions.add_appointment(by=by, user_id=by.account_id, file=file, **(values | changes))  # type: ignore[arg-type]


def _switch_on(universe: Universe, name: str = "anna") -> str:
    with working_as(universe.actor(name)) as by:
        return reverse("tasks:feed_file", args=[actions_feed.renew_feed(by=by)])


def test_whoever_has_the_address_sees_when_and_in_which_town_and_nothing_else(universe: Universe) -> None:
    row = _appointment(universe)
    address = _switch_on(universe)
    before = AuditEntry.objects.count()
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    text = answer.content.decode()
    assert f"UID:{row.pk}@chancennetz\r\n" in text
    assert "SUMMARY:Termin\r\n" in text
    assert "LOCATION:Unna\r\n" in text
    assert f"DTSTART:{ical.moment(row.starts_at)}" in text
    for secret in ("Geheim", "Hund", "Anna", str(row.file_id)):
        assert secret not in text
    assert AuditEntry.objects.count() == before  # nothing sealed was opened, so nothing was read


def test_only_own_appointments_and_only_while_one_may_see_the_family(universe: Universe) -> None:
    mine, theirs = _appointment(universe), _appointment(universe, "carla")
    address = _switch_on(universe)
    text = Client().get(address).content.decode()
    assert str(mine.pk) in text
    assert str(theirs.pk) not in text
    with working_as(universe.actor("tina")) as by:
        lead = Relation.objects.select_related("file").get(file_id=mine.file_id)
        access.change_lead(by=by, file=lead.file, user=universe.users["ben"])
        for relation in Relation.objects.at().filter(file_id=mine.file_id, user=universe.users["anna"]):
            end_relation(by=by, relation=relation)
    assert str(mine.pk) not in Client().get(address).content.decode()


def test_a_renewed_or_switched_off_address_and_a_guess_are_the_same_404(universe: Universe) -> None:
    first = _switch_on(universe)
    second = _switch_on(universe)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    with working_as(universe.actor("anna")) as by:
        assert actions_feed.switch_off_feed(by=by)
        assert not actions_feed.switch_off_feed(by=by)
    answers = [
        Client().get(one) for one in (second, reverse("tasks:feed_file", args=["x" * 43]), "/tasks/appointments/a.ics")
    ]
    assert {answer.status_code for answer in answers} == {404}


def test_the_feed_ends_with_the_account_and_with_the_last_membership(universe: Universe) -> None:
    address = _switch_on(universe)
    with working_as(system_actor()) as by:
        access.end_membership(
            by=by, membership=universe.memberships["anna"], last_day=time.today() - dt.timedelta(days=1)
        )
    assert Client().get(address).status_code == 404
    address = _switch_on(universe, "ben")
    with working_as(system_actor()) as by:
        user = universe.users["ben"]
        access.change_user(by=by, user=user, display_name="Ben", phone="", is_active=False)
    assert Client().get(address).status_code == 404


def test_the_database_keeps_a_hash_and_shows_the_row_to_its_owner_alone(universe: Universe) -> None:
    token = _switch_on(universe).rsplit("/", 1)[1].removesuffix(".ics")
    with working_as(universe.actor("anna")):
        row = CalendarFeed.objects.get()
        assert row.token_hash == rules.token_hash(token)
        assert token not in str(row.__dict__)
    for name in ("ben", "tina", "admin"):
        with working_as(universe.actor(name)):
            assert not CalendarFeed.objects.exists()


def test_asking_again_without_news_costs_no_bytes(universe: Universe) -> None:
    _appointment(universe)
    address = _switch_on(universe)
    first = Client().get(address)
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    _appointment(universe)
    assert Client().get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_page_shows_the_address_once(universe: Universe) -> None:
    client = Client()
    client.force_login(universe.users["anna"])
    page = reverse("tasks:feed")
    assert "Noch nicht eingeschaltet" in client.get(page).content.decode()
    text = client.post(page, {"do": "renew"}).content.decode()
    found = re.search(r"http://testserver(/tasks/appointments/[\w-]{43}\.ics)", text)
    assert found is not None
    assert Client().get(found[1]).status_code == 200
    assert found[1] not in client.get(page).content.decode()
    client.post(page, {"do": "off"})
    assert Client().get(found[1]).status_code == 404
