"""Pages through the client: the end with card and aftercare, and beginning again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.closure import actions
from chancennetz.closure.models import AftercareContact, CardLine, DischargeCard
from chancennetz.core import time
from chancennetz.participation import actions as participation
from chancennetz.participation.models import Participant
from chancennetz.tasks.models import Task
from tests.casework.world import World
from tests.universe import assert_hidden

FILE_PAGES = ["end", "card", "card_new", "aftercare", "aftercare_new"]


def page(world: World, name: str, *more: Any) -> str:
    return reverse(name if ":" in name else f"closure:{name}", args=[world.file.pk, *more])


@pytest.mark.parametrize("name", FILE_PAGES)
def test_the_lead_opens_every_page(sign_in: Any, world: World, name: str) -> None:
    assert sign_in("anna").get(page(world, name)).status_code == 200


@pytest.mark.parametrize("name", ["carla", "jan", "cora", "paul", "dora", "admin", "ben"])
def test_strangers_find_no_page(sign_in: Any, world: World, name: str) -> None:
    client = sign_in(name)
    for one in FILE_PAGES:
        assert_hidden(client, f"closure:{one}", world.file.pk)


def test_the_team_lead_sees_card_and_aftercare_but_ends_nothing(sign_in: Any, world: World) -> None:
    client = sign_in("tina")
    for name in ("card", "aftercare"):
        assert client.get(page(world, name)).status_code == 200, name
    for name in ("end", "card_new", "aftercare_new"):
        assert client.get(page(world, name)).status_code == 404, name


def leave(world: World) -> None:
    with working_as(world.actor) as by:
        participant = Participant.objects.select_related("file").get()
        participation.leave_programme(by=by, participant=participant, exit_on=time.today())


def test_end_with_card_and_aftercare_by_page(sign_in: Any, world: World) -> None:
    client = sign_in("anna")
    text = client.get(page(world, "end")).content.decode()
    assert 'name="exit_on"' not in text  # somebody still takes part
    leave(world)
    today = time.today()
    keys = ["first_pay", "rent", "call_us", "office_benefits"]
    card = {"starts_on": today.isoformat(), "keys": keys}
    assert client.post(page(world, "card_new") + "?reason=job", card | {"keys": []}).status_code == 422
    assert client.post(page(world, "card_new") + "?reason=job", card).status_code == 302
    data = {"exit_on": today.isoformat(), "reason": "reached", "aftercare": "on", "aftercare_from": "", "version": "1"}
    assert client.post(page(world, "end"), data | {"reason": ""}).status_code == 422
    assert client.post(page(world, "end"), data).status_code == 302
    text = client.get(page(world, "aftercare")).content.decode()
    assert [text.count(f"Nach {one}") for one in ("28 Tagen", "3 Monaten", "6 Monaten")] == [1, 1, 1]
    assert client.get(page(world, "end"))["Location"] == page(world, "aftercare")
    with working_as(world.actor):
        contacts = list(AftercareContact.objects.order_by("due_on"))
    first = page(world, "aftercare_contact", contacts[0].pk)
    result = {"held_on": today.isoformat(), "reached": "yes", "still_working": "", "note": "Gut", "version": "1"}
    assert client.get(first).status_code == 200
    assert client.post(first, result).status_code == 422
    assert client.post(first, result | {"still_working": "yes"}).status_code == 302
    assert client.post(first, result | {"still_working": "no"}).status_code == 422  # an older version
    day = page(world, "aftercare_day", contacts[1].pk)
    later = (today + dt.timedelta(days=100)).isoformat()
    assert client.get(day).status_code == 200
    assert client.post(day, {"due_on": later, "version": "1"}).status_code == 302
    assert client.post(page(world, "aftercare_new"), {"due_on": later}).status_code == 302
    assert client.post(page(world, "finish"), {}).status_code == 422
    assert client.post(page(world, "finish"), {"settle": "on"}).status_code == 302
    for name in ("handovers:overview", "card", "aftercare"):
        assert client.get(page(world, name)).status_code == 200, name
    for name in ("end", "finish", "card_new", "aftercare_new", "handovers:handover"):
        assert client.get(page(world, name)).status_code == 404, name
    with working_as(world.actor):
        participant = str(Participant.objects.get().pk)
    assert client.get(page(world, "reopen")).status_code == 200
    assert client.post(page(world, "reopen"), {"participants": [participant]}).status_code == 302
    assert client.get(page(world, "handovers:handover")).status_code == 200


def made_card(world: World) -> DischargeCard:
    with working_as(world.actor) as by:
        return actions.make_card(
            by=by, file=world.file, reason="job", starts_on=time.today(), keys=["rent", "letters", "office_recovery"]
        )


def test_a_card_is_changed_line_by_line_and_reminds(sign_in: Any, world: World) -> None:
    client = sign_in("anna")
    made_card(world)
    with working_as(world.actor):
        rent = CardLine.objects.get(key="rent")
        assert rent.due_on is not None
        assert rent.due_on.weekday() < 5
        assert Task.objects.get().due_on == rent.due_on
    data = {"text": "Miete: 480 Euro am Ersten", "due_on": rent.due_on.isoformat(), "remind": "", "version": "1"}
    assert client.get(page(world, "card_line", rent.pk)).status_code == 200
    assert client.post(page(world, "card_line", rent.pk), data | {"text": "  "}).status_code == 422
    assert client.post(page(world, "card_line", rent.pk), data).status_code == 302
    with working_as(world.actor):
        assert Task.objects.get().done_at is not None  # without the tick nobody is reminded
    new = {"section": "money", "text": "Rate an das Jobcenter: 30 Euro", "due_on": "", "remind": "on"}
    assert client.get(page(world, "card_line_new") + "?section=money").status_code == 200
    assert client.post(page(world, "card_line_new"), new).status_code == 422
    later = (time.today() + dt.timedelta(days=20)).isoformat()
    assert client.post(page(world, "card_line_new"), new | {"due_on": later}).status_code == 302
    text = client.get(page(world, "card")).content.decode()
    assert "Miete: 480 Euro" in text
    assert "Rate an das Jobcenter" in text
    assert client.post(page(world, "card_tick", rent.pk)).status_code == 302
    assert client.post(page(world, "card_remove", rent.pk)).status_code == 302
    assert "Miete: 480 Euro" not in client.get(page(world, "card")).content.decode()


@pytest.mark.parametrize("paper", ["a6", "a5", "large"])
def test_the_card_is_printed_and_the_log_says_so(sign_in: Any, world: World, paper: str) -> None:
    client = sign_in("anna")
    made_card(world)
    answer = client.get(page(world, "card_pdf") + f"?paper={paper}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(action="closure.card.print", kind="export").count() == 1
    assert client.get(page(world, "card_pdf") + "?paper=a3").status_code == 404
    assert sign_in("tina").get(page(world, "card_pdf")).status_code == 404


def test_without_a_card_there_is_nothing_to_print_or_change(sign_in: Any, world: World) -> None:
    client = sign_in("anna")
    for name in ("card_pdf", "card_line_new"):
        assert client.get(page(world, name)).status_code == 404, name
