"""Pages through the client: the main paths of handover, end, card, aftercare, supervision, quality, transfer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.audit.models import AuditEntry
from chancennetz.caseload import actions
from chancennetz.caseload.models import (
    AftercareContact,
    CardLine,
    CaseloadMove,
    DischargeCard,
    Handover,
    SupervisionNote,
    Transfer,
)
from chancennetz.caseload.queries.supervision import team
from chancennetz.casework import actions as casework
from chancennetz.casework.actions import NewFamily, NewPerson
from chancennetz.casework.models import Participant
from chancennetz.core import time
from chancennetz.tasks.models import Task
from tests.caseload.test_transfer import offered, release_to
from tests.casework import world as worlds
from tests.casework.world import World
from tests.universe import Universe, missing_id

FILE_PAGES = ["overview", "handover", "transfer", "end", "card", "card_new", "aftercare", "aftercare_new"]
LEAD_ONLY = ["handover", "transfer", "end", "card_new", "aftercare_new"]


def page(world: World, name: str, *more: Any) -> str:
    return reverse(f"caseload:{name}", args=[world.file.pk, *more])


def leave(world: World) -> None:
    with working_as(world.actor) as by:
        participant = Participant.objects.select_related("file").get()
        casework.leave_programme(by=by, participant=participant, exit_on=time.today())


@pytest.mark.parametrize("name", FILE_PAGES)
def test_the_lead_opens_every_page(sign_in: Any, world: World, name: str) -> None:
    assert sign_in("anna").get(page(world, name)).status_code == 200


@pytest.mark.parametrize("name", ["carla", "jan", "cora", "paul", "dora", "admin", "ben"])
def test_strangers_find_no_page(sign_in: Any, world: World, name: str) -> None:
    client = sign_in(name)
    for one in FILE_PAGES:
        found = client.get(page(world, one))
        missing = client.get(reverse(f"caseload:{one}", args=[missing_id()]))
        assert (found.status_code, missing.status_code) == (404, 404), one
        assert client.post(page(world, one), {}).status_code == 404, one


def test_the_team_lead_sees_hands_over_and_writes_only_own_notes(sign_in: Any, world: World) -> None:
    client = sign_in("tina")
    for name in ("overview", "handover", "card", "aftercare", "notes"):
        assert client.get(page(world, name)).status_code == 200, name
    for name in ("transfer", "end", "card_new", "aftercare_new"):
        assert client.get(page(world, name)).status_code == 404, name


def test_handing_over_by_page(sign_in: Any, world: World) -> None:
    client = sign_in("anna")
    ben = str(world.universe.users["ben"].pk)
    data = {"user": ben, "note": "Der Antrag liegt beim Amt.", "informed": "letter", "reason": "Elternzeit"}
    assert client.post(page(world, "handover"), data | {"user": ""}).status_code == 422
    answer = client.post(page(world, "handover"), data)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("casework:list")
    assert client.get(page(world, "overview")).status_code == 404
    text = sign_in("ben").get(page(world, "overview")).content.decode()
    assert "Der Antrag liegt beim Amt." in text


def test_the_note_of_a_handover_stays_in_the_team(sign_in: Any, world: World) -> None:
    with working_as(world.actor) as by:
        actions.hand_over(by=by, file=world.file, user=world.universe.users["ben"], note="Geheimes Wort")
    assert "Geheimes Wort" in sign_in("tina").get(page(world, "overview")).content.decode()
    with working_as(world.universe.actor("ben")):
        handover = Handover.objects.get()
    letter = reverse("dossier:letter_new", args=[world.file.pk])
    assert letter in sign_in("ben").get(page(world, "overview")).content.decode()
    assert sign_in("ben").get(letter).status_code == 200
    assert sign_in("ben").post(page(world, "told", handover.pk), {"how": "told"}).status_code == 302
    assert sign_in("ben").post(page(world, "told", handover.pk), {"how": "irgendwie"}).status_code == 404
    with working_as(world.universe.actor("ben")):
        assert Handover.objects.get().informed == "told"


def test_a_caseload_is_planned_checked_and_handed_over(sign_in: Any, world: World) -> None:
    client = sign_in("tina")
    users = world.universe.users
    assert client.get(reverse("caseload:moves")).status_code == 200
    answer = client.post(reverse("caseload:moves"), {"user": str(users["anna"].pk)})
    with working_as(world.universe.actor("tina")):
        move = CaseloadMove.objects.get()
    address = reverse("caseload:move", args=[move.pk])
    assert answer["Location"] == address
    text = client.get(address).content.decode()
    assert "Kaya" in text
    field = f"family-{world.file.pk.hex}"
    assert client.post(address, {field: str(users["carla"].pk), "action": "save"}).status_code == 422
    assert client.post(address, {field: "stays", "action": "even"})["Location"] == address
    check = reverse("caseload:move_carry_out", args=[move.pk])
    assert client.post(address, {field: str(users["ben"].pk), "action": "go"})["Location"] == check
    text = client.get(check).content.decode()
    assert "Anna" in text
    answer = client.post(check, {"note": "Danke"}, follow=True)
    assert "1 Familie übergeben." in answer.content.decode()
    with working_as(world.universe.actor("ben")):
        assert FamilyFile.objects.filter(pk=world.file.pk).exists()
    assert client.get(address)["Location"] == reverse("caseload:moves")


@pytest.mark.parametrize("name", ["anna", "jan", "paul", "dora"])
def test_the_teams_pages_are_for_its_lead(sign_in: Any, world: World, name: str) -> None:
    client = sign_in(name)
    for one in ("supervision", "continuity", "moves"):
        assert client.get(reverse(f"caseload:{one}")).status_code == 404, one
    assert client.get(page(world, "notes")).status_code == 404
    assert client.post(page(world, "notes"), {"text": "x"}).status_code == 404


def test_deputies_for_an_absence(sign_in: Any, world: World) -> None:
    address = reverse("caseload:deputies")
    client = sign_in("anna")
    assert client.get(address).status_code == 200
    day = time.today()
    data = {
        "user": str(world.universe.users["ben"].pk),
        "first": day.isoformat(),
        "last": (day + dt.timedelta(days=14)).isoformat(),
        "reason": "Urlaub",
        "families": [str(world.file.pk)],
    }
    assert client.post(address, data | {"last": (day - dt.timedelta(days=1)).isoformat()}).status_code == 422
    assert client.post(address, data).status_code == 302
    assert sign_in("ben").get(page(world, "overview")).status_code == 200
    assert sign_in("tina").get(address + f"?user={world.universe.users['anna'].pk}").status_code == 200
    assert sign_in("ben").get(address).status_code == 200


# --- the end ---------------------------------------------------------------------------------------------------------


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
    for name in ("overview", "card", "aftercare"):
        assert client.get(page(world, name)).status_code == 200, name
    for name in ("end", "finish", "card_new", "aftercare_new", "handover"):
        assert client.get(page(world, name)).status_code == 404, name
    with working_as(world.actor):
        participant = str(Participant.objects.get().pk)
    assert client.get(page(world, "reopen")).status_code == 200
    assert client.post(page(world, "reopen"), {"participants": [participant]}).status_code == 302
    assert client.get(page(world, "handover")).status_code == 200


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
    assert AuditEntry.objects.filter(action="caseload.card.print", kind="export").count() == 1
    assert client.get(page(world, "card_pdf") + "?paper=a3").status_code == 404
    assert sign_in("tina").get(page(world, "card_pdf")).status_code == 404


def test_without_a_card_there_is_nothing_to_print_or_change(sign_in: Any, world: World) -> None:
    client = sign_in("anna")
    for name in ("card_pdf", "card_line_new"):
        assert client.get(page(world, name)).status_code == 404, name


# --- supervision and quality -----------------------------------------------------------------------------------------


def test_notes_of_the_team_lead_are_hidden_from_the_counsellor(sign_in: Any, world: World) -> None:
    client = sign_in("tina")
    today = time.today().isoformat()
    assert client.post(page(world, "notes"), {"text": " ", "look_again_on": ""}).status_code == 422
    assert client.post(page(world, "notes"), {"text": "Im Auge behalten", "look_again_on": today}).status_code == 302
    assert "Im Auge behalten" in client.get(page(world, "notes")).content.decode()
    with working_as(world.universe.actor("tina")):
        note = SupervisionNote.objects.get()
    assert "Kaya" in client.get(reverse("caseload:supervision")).content.decode()
    assert client.get(page(world, "note", note.pk)).status_code == 200
    data = {"text": "Erledigt sich", "look_again_on": "", "version": "1"}
    assert client.post(page(world, "note", note.pk), data).status_code == 302
    assert client.post(page(world, "note", note.pk), data).status_code == 422
    assert client.post(page(world, "note_settle", note.pk)).status_code == 302
    anna = sign_in("anna")
    for name in ("note", "note_settle", "note_remove"):
        assert anna.post(page(world, name, note.pk), data).status_code == 404
    assert "Erledigt sich" not in anna.get(page(world, "overview")).content.decode()
    with working_as(world.actor):
        assert not SupervisionNote.objects.exists()
    assert sign_in("tina").post(page(world, "note_remove", note.pk)).status_code == 302


def test_the_team_at_a_glance(sign_in: Any, world: World) -> None:
    world.log(90)
    text = sign_in("tina").get(reverse("caseload:supervision")).content.decode()
    assert "Anna" in text
    assert "1 Std. 30 Min." in text
    assert "Kaya" not in text  # nothing is overdue: no name is opened
    assert sign_in("tina").get(reverse("caseload:continuity")).status_code == 200


def test_the_hours_of_another_month_or_quarter(sign_in: Any, world: World) -> None:
    begun = time.today().replace(day=1)
    before = begun - dt.timedelta(days=1)
    moment = dt.datetime.combine(before, dt.time(12), time.BERLIN)
    world.log(90)
    world.log(35, happened_at=moment)
    address, tina = reverse("caseload:supervision"), sign_in("tina")
    assert "35 Min." not in tina.get(address).content.decode()
    month = tina.get(address, {"period": f"{before:%Y-%m}"}).content.decode()
    assert "35 Min." in month
    assert "1 Std. 30 Min." not in month
    assert f"Beratung im Zeitraum {time.format_month(before, language='de')}" in month
    quarter = f"{before.year}-Q{(before.month + 2) // 3}"
    both = (before.month + 2) // 3 == (begun.month + 2) // 3
    shown = tina.get(address, {"period": quarter}).content.decode()
    assert ("2 Std. 5 Min." if both else "35 Min.") in shown
    assert f'<option value="{quarter}" selected>' in shown
    assert "1 Std. 30 Min." in tina.get(address, {"period": "1999-13"}).content.decode()


def test_the_teams_page_costs_the_same_for_one_family_and_for_six(universe: Universe, world: World) -> None:
    def cost() -> int:
        with working_as(universe.actor("tina")) as tina, CaptureQueriesContext(connection) as queries:
            team(tina)
        return len(queries)

    before = cost()
    for place in range(5):
        worlds.open_case(universe, "anna", NewFamily(persons=[NewPerson(f"Kim{place}", "Berg")]))
    assert cost() <= before
    assert before < 20


def test_what_is_missing_leads_to_where_it_is_mended(sign_in: Any, world: World) -> None:
    client = sign_in("anna")
    text = client.get(reverse("caseload:quality")).content.decode()
    assert reverse("casework:assessment", args=[world.file.pk]) in text  # 60 days without an assessment
    assert "Kaya" in text
    narrow = client.get(reverse("caseload:quality") + "?severity=urgent").content.decode()
    assert reverse("casework:assessment", args=[world.file.pk]) not in narrow
    assert client.get(reverse("caseload:quality") + "?check=unsinn&page=99&lead=x").status_code == 200
    assert "Kaya" in sign_in("tina").get(reverse("caseload:quality")).content.decode()
    assert "Kaya" not in sign_in("ben").get(reverse("caseload:quality")).content.decode()
    assert sign_in("jan").get(reverse("caseload:quality")).status_code == 404


# --- transfer --------------------------------------------------------------------------------------------------------


def test_a_transfer_by_page(sign_in: Any, world: World) -> None:
    client: Client = sign_in("anna")
    assert 'name="release"' not in client.get(page(world, "transfer")).content.decode()
    release = release_to(world, "brueckenhaus")
    data = {"release": str(release.pk), "note": "Zieht um", "agreed": "on"}
    assert client.post(page(world, "transfer"), data | {"agreed": ""}).status_code == 422
    assert client.post(page(world, "transfer"), data).status_code == 302
    with working_as(world.actor):
        transfer = Transfer.objects.get()
    carla = sign_in("carla")
    inbox = carla.get(reverse("caseload:transfers")).content.decode()
    assert "Werkhof Unna" in inbox
    assert "Kaya" not in inbox
    answer = reverse("caseload:transfer_answer", args=[transfer.pk])
    assert "Kaya" not in carla.get(answer).content.decode()
    assert carla.post(answer, {"answer": ""}).status_code == 422
    assert carla.post(answer, {"user": str(world.universe.users["carla"].pk)}).status_code == 302
    assert "Kaya" in carla.get(page(world, "overview")).content.decode()
    assert carla.get(answer).status_code == 404
    assert sign_in("anna").get(page(world, "overview")).status_code == 404
    assert "Brückenhaus" in sign_in("tina").get(reverse("caseload:transfers")).content.decode()


def test_declining_and_withdrawing_by_page(sign_in: Any, world: World) -> None:
    transfer = offered(world)
    answer = reverse("caseload:transfer_answer", args=[transfer.pk])
    assert sign_in("anna").get(answer).status_code == 404
    assert sign_in("carla").post(answer, {"answer": "Wir sind voll."}).status_code == 302
    assert sign_in("anna").post(page(world, "transfer_withdraw", transfer.pk)).status_code == 302
    with working_as(world.actor):
        assert Transfer.objects.get().state == "declined"
