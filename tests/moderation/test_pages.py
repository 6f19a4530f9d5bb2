"""The pages: the guided way, the warning about names, two versions, query counts."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chancennetz.access.constants import Facet, Role
from chancennetz.access.context import working_as
from chancennetz.conferences.constants import ItemKind
from chancennetz.conferences.models import Conference, ConferenceItem, ConferenceParty
from chancennetz.core import time
from chancennetz.moderation import actions
from tests.conferences.tables import Family, sign_in


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    room = "conferences" if name in {"place", "preview"} else "moderation"
    answer = client.get(reverse(f"{room}:{name}", args=args) + query, follow=True)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def new_values(family: Family, **changes: object) -> dict[str, object]:
    today = time.today()
    return {
        "question": "Wie gelingt der Einstieg in Arbeit?",
        "about": [str(family.mother.pk)],
        "mode": "named",
        "day": today.isoformat(),
        "clock": "00:05",
        "minutes": "60",
        "place": "Rathaus",
        "preinfo_due": "",
        "question_facet": "conference",
    } | changes


def test_the_guided_way_from_plan_to_minutes(family: Family) -> None:
    client = sign_in(family)
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    assert "Noch keine Fallkonferenz" in page(client, "list", family.file.pk)
    answer = client.post(reverse("moderation:new", args=[family.file.pk]), new_values(family))
    assert answer.status_code == 302
    with working_as(family.by):
        conference = Conference.objects.get()
    args = (family.file.pk, conference.pk)
    assert "Wie gelingt der Einstieg" in page(client, "prepare", *args)
    office = {
        "organisation": str(family.universe.organisations["jobcenter"].pk),
        "role": "job_centre",
        "contact": "Frau Ott, 0221 4710-900",
        "function": "Fachkraft für Alleinerziehende",
    }
    assert client.post(reverse("moderation:party_new", args=args) + "?who=office", office).status_code == 302
    add_family = reverse("moderation:party_new", args=args) + "?who=family"
    assert client.post(add_family, {"who": str(family.mother.pk)}).status_code == 302
    assert "Fachkraft für Alleinerziehende" in page(client, "prepare", *args)
    assert "Einladungen verschicken" in page(client, "invite", *args)
    assert (
        "Die Einladungen sind verschickt"
        in client.post(reverse("moderation:invite", args=args), follow=True).content.decode()
    )
    item = {"kind": "result", "text": "Tagespflege wird geprüft", "facet": "conference", "audience": "all"}
    assert client.post(reverse("moderation:item_new", args=args), item).status_code == 302
    with working_as(family.by):
        owner = ConferenceParty.objects.get(kind="organisation")
    task = {
        "title": "Zuschuss prüfen",
        "owner": str(owner.pk),
        "due_on": (time.today() + dt.timedelta(days=9)).isoformat(),
        "facet": "conference",
    }
    assert client.post(reverse("moderation:task_new", args=args), task).status_code == 302
    assert "Zuschuss prüfen" in page(client, "hold", *args)
    assert client.post(reverse("moderation:hold", args=args)).status_code == 302
    assert (
        "Das Protokoll ist übergeben"
        in client.post(reverse("moderation:minutes", args=args), follow=True).content.decode()
    )
    seen = page(sign_in(family, "jan"), "place", owner.pk)
    assert "Tagespflege wird geprüft" in seen
    assert "Zuschuss prüfen" in seen
    assert client.post(reverse("moderation:close", args=args)).status_code == 302
    assert "Abgeschlossen" in page(client, "minutes", *args)
    assert "Zuschuss prüfen" in page(client, "list", family.file.pk)  # the task is still open


def test_the_file_shows_its_conferences_as_a_part_of_its_own(family: Family) -> None:
    content = sign_in(family).get(reverse("portal:family", args=[family.file.pk])).content.decode()
    assert reverse("moderation:list", args=[family.file.pk]) in content


def test_errors_stand_at_their_fields_and_keep_what_was_typed(family: Family) -> None:
    client = sign_in(family)
    address = reverse("moderation:new", args=[family.file.pk])
    answer = client.post(address, new_values(family, about=[], day="1.1.1"))
    assert answer.status_code == 422
    assert "Wie gelingt der Einstieg in Arbeit?" in answer.content.decode()


def test_the_warning_names_each_place_and_one_click_replaces(family: Family) -> None:
    client = sign_in(family)
    conference = family.plan(anonymised=True, question="Wie weiter?")
    address = reverse("moderation:item_new", args=[family.file.pk, conference.pk])
    day = time.today() + dt.timedelta(days=60)
    item = {"kind": "result", "text": f"Aylin zieht am {day:%d.%m.%Y} um.", "facet": "conference", "audience": "all"}
    answer = client.post(address, item)
    assert answer.status_code == 422
    content = answer.content.decode()
    assert "Das verrät die Familie" in content
    assert "[Mutter]" in content
    assert time.format_month(day) in content
    assert client.post(address, item | {"how": "replace"}).status_code == 302
    with working_as(family.by):
        result = ConferenceItem.objects.get(kind=ItemKind.RESULT)
    assert result.text == f"[Mutter] zieht im {time.format_month(day)} um."


def test_the_text_can_stay_when_the_warning_was_read(family: Family) -> None:
    client = sign_in(family)
    conference = family.plan(anonymised=True, question="Wie weiter?")
    address = reverse("moderation:item_new", args=[family.file.pk, conference.pk])
    item = {"kind": "result", "text": "Murat", "facet": "conference", "audience": "all"}
    assert client.post(address, item | {"how": "keep", "seen": "irgendwas"}).status_code == 422
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', client.post(address, item).content.decode())
    assert seen
    assert client.post(address, item | {"how": "keep", "seen": seen[1]}).status_code == 302


def test_two_tabs_see_both_versions(family: Family) -> None:
    client = sign_in(family)
    conference = family.plan()
    item_id = family.item(conference, ItemKind.RESULT, "Erst")
    address = reverse("moderation:item", args=[family.file.pk, conference.pk, item_id])
    values = {"facet": "conference", "audience": "all", "version": "1"}
    assert client.post(address, values | {"text": "Aus dem ersten Reiter"}).status_code == 302
    answer = client.post(address, values | {"text": "Aus dem zweiten Reiter"})
    assert answer.status_code == 409
    content = answer.content.decode()
    assert "Aus dem ersten Reiter" in content
    assert "Aus dem zweiten Reiter" in content
    assert client.post(address, values | {"text": "Meins", "version": "2"}).status_code == 302


def test_a_form_sent_twice_counts_once(family: Family) -> None:
    client = sign_in(family)
    conference = family.plan()
    address = reverse("moderation:item_new", args=[family.file.pk, conference.pk])
    item = {
        "kind": "result",
        "text": "Doppelt",
        "facet": "conference",
        "audience": "all",
        "idempotency_token": "01900000-0000-7000-8000-0000000000aa",
    }
    first, second = client.post(address, item), client.post(address, item)
    assert first.headers["Location"] == second.headers["Location"]
    with working_as(family.by):
        assert ConferenceItem.objects.filter(kind=ItemKind.RESULT).count() == 1


def test_an_office_that_reads_the_file_by_release_meets_only_its_invitations_there(family: Family) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    secret = family.plan(question="Nur für das Team")
    client = sign_in(family, "jan")
    content = page(client, "list", family.file.pk)
    assert "Nur für das Team" not in content
    pages = [f"moderation:{name}" for name in ("prepare", "invite", "hold", "minutes", "conference")]
    for name in (*pages, "conferences:calendar"):
        assert client.get(reverse(name, args=[family.file.pk, secret.pk])).status_code == 404


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_twelve_conferences_cost_as_many_queries_as_one(family: Family) -> None:
    family.release("jobcenter", Role.JOB_CENTRE, [Facet.CONFERENCE])
    client = sign_in(family)

    def add(number: int) -> Conference:
        conference = family.plan(starts_at=time.now() - dt.timedelta(days=number))
        office = family.office(conference, "jobcenter", Role.JOB_CENTRE)
        family.item(conference, ItemKind.RESULT, "Ein Ergebnis")
        family.invite(conference)
        family.task(conference, office, "Antrag prüfen")
        return conference

    first = add(0)
    listing = reverse("moderation:list", args=[family.file.pk])
    steps = [reverse(f"moderation:{step}", args=[family.file.pk, first.pk]) for step in ("prepare", "hold", "minutes")]
    inbox = reverse("conferences:received")
    jan = sign_in(family, "jan")
    before = [_queries(client, one) for one in (listing, *steps)], _queries(jan, inbox)
    for number in range(1, 12):
        add(number)
    after = [_queries(client, one) for one in (listing, *steps)], _queries(jan, inbox)
    assert after == before
    assert max(before[0]) <= 32


@pytest.mark.parametrize("step", ["prepare", "invite", "hold", "minutes", "preview"])
def test_pages_hold_in_every_state(family: Family, step: str) -> None:
    """Planned, invited, held, handed over, closed, called off: no page breaks."""
    client = sign_in(family)
    conference = family.plan(starts_at=time.now() - dt.timedelta(hours=1))
    party = family.member(conference, family.mother)
    args = (family.file.pk, conference.pk, *((party.pk,) if step == "preview" else ()))
    page(client, step, *args)
    with working_as(family.by):
        for move in (actions.invite, actions.hold, actions.send_minutes, actions.close):
            move(by=family.by, conference=conference)
            page(client, step, *args)
    called_off = family.plan()
    with working_as(family.by):
        actions.cancel(by=family.by, conference=called_off, reason="Alle krank")
    if step != "preview":
        page(client, step, family.file.pk, called_off.pk)
