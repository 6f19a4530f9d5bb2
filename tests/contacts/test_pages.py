"""The pages of the contact log."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.casework import queries
from chancennetz.casework.constants import LifeArea
from chancennetz.consent import actions as consent
from chancennetz.consent.models import Consent
from chancennetz.contacts import queries as contact_queries
from chancennetz.contacts.models import ContactEntry
from chancennetz.core import time
from chancennetz.plans import actions as planning
from chancennetz.plans.models import Step
from chancennetz.tasks.models import Draft, Task
from tests.casework import world as worlds
from tests.casework.pages import contact_data, page, sign_in
from tests.casework.world import World


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    return sign_in(client, world, "anna")


def test_a_contact_in_a_minute(anna: Client, world: World) -> None:
    anna.post(reverse("tasks:draft"), {}, content_type="application/json")
    back = reverse("casework:list")
    data = contact_data(world, next_title="Unterlagen holen", next_due=time.today().isoformat())
    answer = anna.post(f"{page(world, 'contacts:contact_new')}?next={back}", data)
    assert answer.status_code == 302
    assert answer["Location"] == back
    with working_as(world.actor):
        contact = ContactEntry.objects.get()
        assert contact.note == "Über die Miete gesprochen."
        assert contact.minutes == 45
        assert Task.objects.get().title == "Unterlagen holen"
        undo = page(world, "contacts:contact_delete", contact.id)
    shown = anna.get(back).content.decode()
    assert undo in shown
    anna.post(undo)
    with working_as(world.actor):
        assert contact_queries.contacts_of(world.file).total == 0
    anna.post(page(world, "contacts:contact_restore", contact.id))
    with working_as(world.actor):
        assert contact_queries.contacts_of(world.file).total == 1
    assert worlds.tallies() == worlds.recount()


def test_the_next_step_stands_under_its_goal(anna: Client, world: World) -> None:
    with working_as(world.actor):
        goal = planning.add_goal(by=world.actor, file=world.file, title="Wohnung", life_area=LifeArea.HOME)
    data = contact_data(world, next_title="Antrag ausfüllen", next_goal=str(goal.id), next_owner="family")
    assert anna.post(page(world, "contacts:contact_new"), data).status_code == 302
    with working_as(world.actor):
        step = Step.objects.get()
        assert (step.title, step.owner_kind, step.goal_id) == ("Antrag ausfüllen", "family", goal.id)
        assert not Task.objects.exists()


def test_a_double_click_makes_one_contact(anna: Client, world: World) -> None:
    data = contact_data(world, idempotency_token=str(uuid.uuid4()))
    first = anna.post(page(world, "contacts:contact_new"), data)
    second = anna.post(page(world, "contacts:contact_new"), data)
    assert first["Location"] == second["Location"]
    with working_as(world.actor):
        assert ContactEntry.objects.count() == 1


BAD_INPUT = [
    ("day", "0001-01-01"),
    ("day", "9999-12-31"),
    ("day", "32.13.2026"),
    ("day", ""),
    ("clock", "25:99"),
    ("minutes", "-5"),
    ("minutes", "961"),
    ("minutes", "viele"),
    ("minutes", ""),
    ("persons", []),
    ("persons", ["01900000-0000-7000-8000-000000000000"]),
    ("persons", ["' OR 1=1"]),
    ("medium", "telepathy"),
    ("topics", ["money", "nonsense"]),
    ("note", "a\x00b"),
    ("next_due", "0001-01-01"),
    ("travel_minutes", "99999999999999999999"),
]


def test_bad_input_comes_back_with_everything_that_was_typed(anna: Client, world: World) -> None:
    for field, value in BAD_INPUT:
        data = contact_data(world, next_title="Termin", note="Ein langer Text, der bleibt.") | {field: value}
        answer = anna.post(page(world, "contacts:contact_new"), data)
        assert answer.status_code == 422, (field, value)
        assert field == "note" or "Ein langer Text, der bleibt." in answer.content.decode(), (field, value)
    with working_as(world.actor):
        assert not ContactEntry.objects.exists()
    assert worlds.tallies() == worlds.recount()


STRANGE_TEXTS = [
    ("x" * 1_000_000, "x" * 1_000_000),
    ("Gut 👍🏽 gemacht", "Gut 👍🏽 gemacht"),
    ("Kaya\u202eayaK", "KayaayaK"),
    ("Zeile 1\r\nZeile 2", "Zeile 1\nZeile 2"),
    ("مرحبا شكرا", "مرحبا شكرا"),
    ('"' * 1000 + "\\" * 1000, '"' * 1000 + "\\" * 1000),
]


def test_long_and_strange_texts_are_kept(anna: Client, world: World) -> None:
    for typed, stored in STRANGE_TEXTS:
        assert anna.post(page(world, "contacts:contact_new"), contact_data(world, note=typed)).status_code == 302
        with working_as(world.actor):
            contact = ContactEntry.objects.order_by("-created_at")[0]
            assert contact.note == stored
            assert queries.as_of(contact, time.now())["note"] == stored
        assert anna.get(page(world, "contacts:contact", contact.id)).status_code == 200


def test_consent_withdrawn_between_opening_and_saving(anna: Client, world: World) -> None:
    assert anna.get(page(world, "contacts:contact_new")).status_code == 200
    with working_as(world.actor):
        consent.withdraw(by=world.actor, declaration=Consent.objects.get())
    answer = anna.post(page(world, "contacts:contact_new"), contact_data(world, note="Nicht verlieren."))
    assert answer.status_code == 422
    assert "Nicht verlieren." in answer.content.decode()
    with working_as(world.actor):
        assert not ContactEntry.objects.exists()


def test_the_draft_goes_when_the_contact_is_saved(anna: Client, world: World) -> None:
    key = f"contact:{world.file.id}"
    body = {"key": key, "fields": {"note": ["halb"]}}
    assert anna.post(reverse("tasks:draft"), body, content_type="application/json").status_code == 204
    with working_as(world.actor):
        assert Draft.objects.filter(key=key).exists()
    anna.post(page(world, "contacts:contact_new"), contact_data(world))
    with working_as(world.actor):
        assert not Draft.objects.filter(key=key).exists()


def test_an_expired_login_leads_back_to_the_form(client: Client, world: World) -> None:
    answer = client.post(page(world, "contacts:contact_new"), contact_data(world))
    assert answer.status_code == 302
    assert "next=" in answer["Location"]


def test_two_tabs_change_the_same_contact(anna: Client, world: World) -> None:
    contact = world.log(30, note="Erste Fassung")
    address = page(world, "contacts:contact", contact.id)
    assert anna.post(address, contact_data(world, note="Aus Tab eins", version="1")).status_code == 302
    answer = anna.post(address, contact_data(world, note="Aus Tab zwei", version="1"))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Aus Tab eins" in text
    assert "Aus Tab zwei" in text
    assert anna.post(address, contact_data(world, note="Aus Tab zwei", version="2")).status_code == 302
    with working_as(world.actor):
        assert ContactEntry.objects.get().note == "Aus Tab zwei"
