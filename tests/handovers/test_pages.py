"""Pages through the client: handing over one family or all, deputies, transfer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.core import time
from chancennetz.handovers import actions
from chancennetz.handovers.models import CaseloadMove, Handover, Transfer
from tests.casework.world import World
from tests.handovers.test_transfer import offered, release_to
from tests.universe import assert_hidden

FILE_PAGES = ["overview", "handover", "transfer"]


def page(world: World, name: str, *more: Any) -> str:
    return reverse(name if ":" in name else f"handovers:{name}", args=[world.file.pk, *more])


@pytest.mark.parametrize("name", FILE_PAGES)
def test_the_lead_opens_every_page(sign_in: Any, world: World, name: str) -> None:
    assert sign_in("anna").get(page(world, name)).status_code == 200


@pytest.mark.parametrize("name", ["carla", "jan", "cora", "paul", "dora", "admin", "ben"])
def test_strangers_find_no_page(sign_in: Any, world: World, name: str) -> None:
    client = sign_in(name)
    for one in FILE_PAGES:
        assert_hidden(client, f"handovers:{one}", world.file.pk)


def test_the_team_lead_sees_and_hands_over_but_transfers_nothing(sign_in: Any, world: World) -> None:
    client = sign_in("tina")
    for name in ("overview", "handover"):
        assert client.get(page(world, name)).status_code == 200, name
    assert client.get(page(world, "transfer")).status_code == 404


@pytest.mark.parametrize("name", ["anna", "jan", "paul", "dora"])
def test_whole_caseloads_are_for_the_team_lead(sign_in: Any, name: str) -> None:
    assert sign_in(name).get(reverse("handovers:moves")).status_code == 404


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
    assert client.get(reverse("handovers:moves")).status_code == 200
    answer = client.post(reverse("handovers:moves"), {"user": str(users["anna"].pk)})
    with working_as(world.universe.actor("tina")):
        move = CaseloadMove.objects.get()
    address = reverse("handovers:move", args=[move.pk])
    assert answer["Location"] == address
    text = client.get(address).content.decode()
    assert "Kaya" in text
    field = f"family-{world.file.pk.hex}"
    assert client.post(address, {field: str(users["carla"].pk), "action": "save"}).status_code == 422
    assert client.post(address, {field: "stays", "action": "even"})["Location"] == address
    check = reverse("handovers:move_carry_out", args=[move.pk])
    assert client.post(address, {field: str(users["ben"].pk), "action": "go"})["Location"] == check
    text = client.get(check).content.decode()
    assert "Anna" in text
    answer = client.post(check, {"note": "Danke"}, follow=True)
    assert "1 Familie übergeben." in answer.content.decode()
    with working_as(world.universe.actor("ben")):
        assert FamilyFile.objects.filter(pk=world.file.pk).exists()
    assert client.get(address)["Location"] == reverse("handovers:moves")


def test_deputies_for_an_absence(sign_in: Any, world: World) -> None:
    address = reverse("handovers:deputies")
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
    inbox = carla.get(reverse("handovers:transfers")).content.decode()
    assert "Werkhof Unna" in inbox
    assert "Kaya" not in inbox
    answer = reverse("handovers:transfer_answer", args=[transfer.pk])
    assert "Kaya" not in carla.get(answer).content.decode()
    assert carla.post(answer, {"answer": ""}).status_code == 422
    assert carla.post(answer, {"user": str(world.universe.users["carla"].pk)}).status_code == 302
    assert "Kaya" in carla.get(page(world, "overview")).content.decode()
    assert carla.get(answer).status_code == 404
    assert sign_in("anna").get(page(world, "overview")).status_code == 404
    assert "Brückenhaus" in sign_in("tina").get(reverse("handovers:transfers")).content.decode()


def test_declining_and_withdrawing_by_page(sign_in: Any, world: World) -> None:
    transfer = offered(world)
    answer = reverse("handovers:transfer_answer", args=[transfer.pk])
    assert sign_in("anna").get(answer).status_code == 404
    assert sign_in("carla").post(answer, {"answer": "Wir sind voll."}).status_code == 302
    assert sign_in("anna").post(page(world, "transfer_withdraw", transfer.pk)).status_code == 302
    with working_as(world.actor):
        assert Transfer.objects.get().state == "declined"
