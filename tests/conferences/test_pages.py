"""The pages of an invited office, its invitation on My day, the calendar file."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from chancennetz.access.constants import Facet, Role
from chancennetz.access.context import working_as
from chancennetz.conferences.models import ConferenceItem, ConferenceTask
from tests.conferences.tables import Family, sign_in


def _page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"conferences:{name}", args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def test_an_office_works_in_its_inbox(family: Family) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    conference = family.plan()
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    client = sign_in(family, "jan")
    assert "Zurzeit keine Einladung" in _page(client, "received")
    family.invite(conference)
    task_id = family.task(conference, office, "Antrag prüfen")
    assert "Werkhof Unna" in _page(client, "received")
    assert "Antrag prüfen" in _page(client, "place", office.pk)
    client.post(reverse("conferences:answer", args=[office.pk]), {"attendance": "confirmed"})
    view = {"text": "Zuschuss ist möglich", "facet": "conference", "audience": "all"}
    assert client.post(reverse("conferences:contribute", args=[office.pk]), view).status_code == 302
    with working_as(family.by):
        item = ConferenceItem.objects.get(author=office)
    change = reverse("conferences:contribution", args=[office.pk, item.pk])
    assert client.post(change, view | {"text": "Doch nicht", "version": "1"}).status_code == 302
    assert client.post(change, view | {"text": "Zu spät", "version": "1"}).status_code == 409
    client.post(reverse("conferences:own_task", args=[office.pk, task_id]), {"done": "yes"})
    seen = _page(client, "place", office.pk)
    assert "Doch nicht" in seen
    assert "kommt" in seen
    with working_as(family.by):
        assert ConferenceTask.objects.get(pk=task_id).state == "done"
    client.post(reverse("conferences:take_back", args=[office.pk, item.pk]))
    assert "Doch nicht" not in _page(client, "place", office.pk)
    led = sign_in(family).get(reverse("moderation:invite", args=[family.file.pk, conference.pk]))
    assert "kommt" in led.content.decode()


def test_the_calendar_file_names_nobody(family: Family) -> None:
    conference = family.plan(place="bei Familie Yılmaz", question="Aylins Arbeit")
    answer = sign_in(family).get(reverse("conferences:calendar", args=[family.file.pk, conference.pk]))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Fallkonferenz\r\n" in text
    assert f"DTSTART:{conference.starts_at:%Y%m%dT%H%M%SZ}" in text
    unfolded = text.replace("\r\n ", "")
    for word in ("Yılmaz", "Aylin", "Familie", "Arbeit"):
        assert word not in unfolded
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("\r\n") == text.count("\n")


def test_my_day_of_an_office_says_that_an_invitation_waits(family: Family) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    conference = family.plan()
    office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
    client = sign_in(family, "jan")
    text = "Eine Einladung zu einer Fallkonferenz wartet auf Ihre Antwort."
    assert text not in client.get("/", follow=True).content.decode()
    family.invite(conference)
    assert text in client.get("/", follow=True).content.decode()
    client.post(reverse("conferences:answer", args=[office.pk]), {"attendance": "declined"})
    assert text not in client.get("/", follow=True).content.decode()
