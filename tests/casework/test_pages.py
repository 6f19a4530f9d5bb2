"""Pages through the client: what each role may open, what a click does, what bad input does."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.actions import open_release
from chancennetz.access.constants import Facet, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.audit.models import AuditEntry
from chancennetz.casework import queries
from chancennetz.casework.constants import LifeArea
from chancennetz.casework.models import EntrustedNote
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.plans import actions as planning
from chancennetz.plans.models import Goal
from tests.casework import world as worlds
from tests.casework.pages import page, sign_in
from tests.casework.world import World
from tests.universe import assert_hidden

#: Every page of a family by name; `{}` stands for the id of the file.
FILE_PAGES = [
    "casework:case",
    "contacts:contacts",
    "contacts:contact_new",
    "plans:goals",
    "plans:goal_new",
    "planversions:pdf",
    "casework:intake",
    "casework:history",
    "participation:overview",
    "participation:enrol",
    "casework:team",
    "casework:notes",
]


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    return sign_in(client, world, "anna")


#: Everybody who stands in no relation to the family.
STRANGERS = ("ben", "carla", "cora", "jan", "paul", "eva", "admin", "dora", "stefan", "pia", "nele")


def test_the_lead_opens_every_page_and_each_is_logged(anna: Client, world: World) -> None:
    for name in FILE_PAGES:
        assert anna.get(page(world, name)).status_code == 200, name
        assert AuditEntry.objects.filter(kind="read", action=f"read {name}").exists(), name


def test_for_everybody_else_the_family_does_not_exist(client: Client, world: World) -> None:
    for who in STRANGERS:
        sign_in(client, world, who)
        for name in FILE_PAGES:
            assert_hidden(client, name, world.file.pk)
            assert "Kaya" not in client.get(page(world, name)).content.decode(), (who, name)


def test_the_team_lead_reads_but_does_not_write(client: Client, world: World) -> None:
    sign_in(client, world, "tina")
    for name in (
        "casework:case",
        "contacts:contacts",
        "plans:goals",
        "casework:history",
        "participation:overview",
        "casework:team",
    ):
        assert client.get(page(world, name)).status_code == 200, name
    for name in ("contacts:contact_new", "plans:goal_new", "casework:intake", "casework:close", "participation:enrol"):
        assert client.get(page(world, name)).status_code == 404, name
        assert client.post(page(world, name), {}).status_code == 404, name


def test_nobody_reads_anything_without_signing_in(client: Client, world: World) -> None:
    for name in FILE_PAGES:
        assert client.get(page(world, name)).status_code == 302


def test_the_history_shows_and_brings_back_what_was_there(anna: Client, world: World) -> None:
    with working_as(world.actor):
        goal = planning.add_goal(by=world.actor, file=world.file, title="Erst so", life_area=LifeArea.WORK)
        values = {"why": "", "life_area": LifeArea.WORK, "due_on": None}
        planning.change_goal(by=world.actor, goal=goal, title="Dann so", expected=1, **values)
    address = reverse("casework:history_of", args=[world.file.id, "goal", goal.id])
    text = anna.get(f"{address}?at={time.today().isoformat()}").content.decode()
    assert "Erst so" in text
    assert "Dann so" in text
    for at in ("0001-01-01", "9999-12-31", "gestern"):
        assert anna.get(f"{address}?at={at}").status_code == 200
    anna.post(reverse("casework:restore", args=[world.file.id, "goal", goal.id]), {"number": "1"})
    with working_as(world.actor):
        assert Goal.objects.get().title == "Erst so"
        assert Goal.objects.get().version == 3


def test_entrusted_notes_are_for_one_person_only(client: Client, world: World) -> None:
    sign_in(client, world, "anna")
    assert client.post(page(world, "casework:notes"), {"text": "Ganz vertraulich"}).status_code == 302
    assert "Ganz vertraulich" in client.get(page(world, "casework:notes")).content.decode()
    data = {"user": str(world.universe.users["ben"].id), "kind": "case_team", "until": "", "reason": ""}
    assert client.post(page(world, "casework:team"), data).status_code == 302
    sign_in(client, world, "ben")
    answer = client.get(page(world, "casework:notes"))
    assert answer.status_code == 200
    assert "Ganz vertraulich" not in answer.content.decode()
    with working_as(world.universe.actor("ben")):
        assert not EntrustedNote.objects.exists()
    with working_as(world.universe.actor("tina")):
        assert not EntrustedNote.objects.exists()


def test_the_old_address_of_the_end_leads_to_the_new_page(anna: Client, world: World) -> None:
    assert anna.get(page(world, "casework:close"))["Location"] == reverse("closure:end", args=[world.file.id])


def test_a_deputy_until_a_day(anna: Client, world: World) -> None:
    ben = str(world.universe.users["ben"].id)
    data = {"user": ben, "kind": "deputy", "until": "", "reason": ""}
    assert anna.post(page(world, "casework:team"), data).status_code == 422
    assert anna.post(page(world, "casework:team"), data | {"until": "2001-01-01"}).status_code == 422
    assert anna.post(page(world, "casework:team"), data | {"until": time.today().isoformat()}).status_code == 302
    with working_as(world.universe.actor("ben")):
        assert FamilyFile.objects.filter(pk=world.file.pk).exists()


def test_the_intake_by_form_keeps_both_versions(anna: Client, world: World) -> None:
    data = {
        "channel": "school",
        "channel_place": "",
        "first_contact_on": worlds.days_ago(60).isoformat(),
        "concern": "Neu",
        "case_type": "care",
        "version": "1",
    }
    assert anna.post(page(world, "casework:intake"), data).status_code == 302
    assert anna.post(page(world, "casework:intake"), data | {"concern": "Anders"}).status_code == 409
    assert worlds.tallies() == worlds.recount()


def test_reading_one_page_writes_no_row_for_others(anna: Client, world: World) -> None:
    before = AuditEntry.objects.filter(kind="read").count()
    anna.get(page(world, "plans:goals"))
    rows = AuditEntry.objects.filter(kind="read").order_by("-created_at")
    assert rows.count() == before + 1
    assert world.file.id in rows[0].subject_ids


def test_other_peoples_pages_stay_empty_in_the_list(client: Client, world: World) -> None:
    assert "Kaya" in sign_in(client, world, "anna").get(reverse("casework:list")).content.decode()
    assert "Kaya" in sign_in(client, world, "tina").get(reverse("casework:list")).content.decode()
    for name in ("ben", "carla", "cora", "jan"):
        answer = sign_in(client, world, name).get(reverse("casework:list"))
        assert answer.status_code == 200
        assert "Kaya" not in answer.content.decode()
    for name in ("paul", "admin", "stefan", "dora", "pia"):
        assert sign_in(client, world, name).get(reverse("casework:list")).status_code == 404


def test_searching_in_the_list(anna: Client, world: World) -> None:
    del world
    hits = {"?q=kaya", "?q=KAYA ayse", "?q=Elif", "?phase=assessment"}
    for query in [*hits, "?q=%00", "?q=nobody", "?show=closed&order=name", "?phase=plan", "?page=0", "?page=99999999"]:
        answer = anna.get(reverse("casework:list") + query)
        assert answer.status_code == 200
        found = "Ayşe Kaya" in answer.content.decode()
        assert found is (query in hits or query.startswith(("?page", "?q=%00"))), query


def test_system_actor_sees_all(world: World) -> None:
    with working_as(system_actor()):
        assert queries.case_of(world.file) == world.case


def test_a_recipient_sees_what_was_released_and_no_name(client: Client, world: World) -> None:
    contact = world.log(30, note="Über die Miete gesprochen.")
    with working_as(world.actor):
        goal = planning.add_goal(by=world.actor, file=world.file, title="Umziehen", life_area=LifeArea.HOME)
        owner = world.person_ids[1]
        planning.add_step(by=world.actor, goal=goal, title="Anrufen", owner_person_id=owner)
        open_release(
            by=world.actor,
            file=world.file,
            organisation=world.universe.organisations["unna"],
            role=Role.COORDINATOR,
            facets=[Facet.FRAME, Facet.PLAN, Facet.CONTACT],
            starts_at=time.now(),
            ends_at=time.now() + dt.timedelta(days=1),
            basis_id=uuid.uuid4(),
        )
    sign_in(client, world, "cora")
    for name in ("casework:case", "plans:goals", "contacts:contacts", "participation:overview", "casework:history"):
        text = client.get(page(world, name)).content.decode()
        assert not any(word in text for word in ("Kaya", "Ayşe", "Murat", "Elif")), name
    assert "Umziehen" in client.get(page(world, "plans:goals")).content.decode()
    text = client.get(page(world, "contacts:contact", contact.id)).content.decode()
    assert "Über die Miete" in text
    assert "Kaya" not in text
    assert "Ayşe" not in text
    assert world.file.number in client.get(reverse("casework:list")).content.decode()
    for name in (
        "contacts:contact_new",
        "plans:goal_new",
        "casework:intake",
        "casework:team",
        "casework:notes",
        "planversions:pdf",
        "casework:close",
    ):
        assert client.get(page(world, name)).status_code == 404, name
    read = AuditEntry.objects.filter(kind="read", role="coordinator")
    assert read.exists()
    persons = set(world.person_ids)
    assert [row.action for row in read if persons & set(row.subject_ids)] == []
