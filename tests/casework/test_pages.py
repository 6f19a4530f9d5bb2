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
from chancennetz.casework import actions, queries
from chancennetz.casework.actions.goals import agree_goal
from chancennetz.casework.constants import GoalState, LifeArea, SmartQuestion
from chancennetz.casework.models import ContactEntry, EntrustedNote, Goal, Step
from chancennetz.consent import actions as consent
from chancennetz.consent.models import Consent
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.tasks.models import Draft, Task
from tests.casework import world as worlds
from tests.casework.world import World
from tests.universe import missing_id

#: Every page of a family by name; `{}` stands for the id of the file.
FILE_PAGES = [
    "case",
    "contacts",
    "contact_new",
    "goals",
    "goal_new",
    "plan_pdf",
    "intake",
    "history",
    "participation",
    "enrol",
    "team",
    "notes",
]


def sign_in(client: Client, world: World, name: str) -> Client:
    client.force_login(world.universe.users[name])
    return client


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    return sign_in(client, world, "anna")


def page(world: World, name: str, *more: uuid.UUID) -> str:
    return reverse(f"casework:{name}", args=[world.file.id, *more])


def contact_data(world: World, **changes: object) -> dict[str, object]:
    now = time.now().astimezone(time.BERLIN) - dt.timedelta(hours=1)
    return {
        "persons": [str(world.person_ids[0])],
        "minutes": "45",
        "medium": "home_visit",
        "reached": "yes",
        "topics": ["home"],
        "note": "Über die Miete gesprochen.",
        "day": now.date().isoformat(),
        "clock": f"{now:%H:%M}",
        "place": "",
        "travel_minutes": "",
        "next_title": "",
        "next_due": "",
        "next_owner": "counsellor",
    } | changes


#: Everybody who stands in no relation to the family.
STRANGERS = ("ben", "carla", "cora", "jan", "paul", "eva", "admin", "dora", "stefan", "pia", "nele")


def test_the_lead_opens_every_page_and_each_is_logged(anna: Client, world: World) -> None:
    for name in FILE_PAGES:
        assert anna.get(page(world, name)).status_code == 200, name
        assert AuditEntry.objects.filter(kind="read", action=f"read casework:{name}").exists(), name


def test_for_everybody_else_the_family_does_not_exist(client: Client, world: World) -> None:
    for who in STRANGERS:
        sign_in(client, world, who)
        for name in FILE_PAGES:
            found = client.get(page(world, name))
            missing = client.get(reverse(f"casework:{name}", args=[missing_id()]))
            assert (found.status_code, missing.status_code) == (404, 404), (who, name)
            assert "Kaya" not in found.content.decode()
            assert client.post(page(world, name), {}).status_code == 404, (who, name)


def test_the_team_lead_reads_but_does_not_write(client: Client, world: World) -> None:
    sign_in(client, world, "tina")
    for name in ("case", "contacts", "goals", "history", "participation", "team"):
        assert client.get(page(world, name)).status_code == 200, name
    for name in ("contact_new", "goal_new", "intake", "close", "enrol"):
        assert client.get(page(world, name)).status_code == 404, name
        assert client.post(page(world, name), {}).status_code == 404, name


def test_nobody_reads_anything_without_signing_in(client: Client, world: World) -> None:
    for name in FILE_PAGES:
        assert client.get(page(world, name)).status_code == 302


def test_a_contact_in_a_minute(anna: Client, world: World) -> None:
    anna.post(reverse("tasks:draft"), {}, content_type="application/json")
    back = reverse("casework:list")
    data = contact_data(world, next_title="Unterlagen holen", next_due=time.today().isoformat())
    answer = anna.post(f"{page(world, 'contact_new')}?next={back}", data)
    assert answer.status_code == 302
    assert answer["Location"] == back
    with working_as(world.actor):
        contact = ContactEntry.objects.get()
        assert contact.note == "Über die Miete gesprochen."
        assert contact.minutes == 45
        assert Task.objects.get().title == "Unterlagen holen"
        undo = page(world, "contact_delete", contact.id)
    shown = anna.get(back).content.decode()
    assert undo in shown
    anna.post(undo)
    with working_as(world.actor):
        assert queries.contacts_of(world.file).total == 0
    anna.post(page(world, "contact_restore", contact.id))
    with working_as(world.actor):
        assert queries.contacts_of(world.file).total == 1
    assert worlds.tallies() == worlds.recount()


def test_the_next_step_stands_under_its_goal(anna: Client, world: World) -> None:
    with working_as(world.actor):
        goal = actions.add_goal(by=world.actor, file=world.file, title="Wohnung", life_area=LifeArea.HOME)
    data = contact_data(world, next_title="Antrag ausfüllen", next_goal=str(goal.id), next_owner="family")
    assert anna.post(page(world, "contact_new"), data).status_code == 302
    with working_as(world.actor):
        step = Step.objects.get()
        assert (step.title, step.owner_kind, step.goal_id) == ("Antrag ausfüllen", "family", goal.id)
        assert not Task.objects.exists()


def test_a_double_click_makes_one_contact(anna: Client, world: World) -> None:
    data = contact_data(world, idempotency_token=str(uuid.uuid4()))
    first = anna.post(page(world, "contact_new"), data)
    second = anna.post(page(world, "contact_new"), data)
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
        answer = anna.post(page(world, "contact_new"), data)
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
        assert anna.post(page(world, "contact_new"), contact_data(world, note=typed)).status_code == 302
        with working_as(world.actor):
            contact = ContactEntry.objects.order_by("-created_at")[0]
            assert contact.note == stored
            assert queries.as_of(contact, time.now())["note"] == stored
        assert anna.get(page(world, "contact", contact.id)).status_code == 200


def test_consent_withdrawn_between_opening_and_saving(anna: Client, world: World) -> None:
    assert anna.get(page(world, "contact_new")).status_code == 200
    with working_as(world.actor):
        consent.withdraw(by=world.actor, declaration=Consent.objects.get())
    answer = anna.post(page(world, "contact_new"), contact_data(world, note="Nicht verlieren."))
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
    anna.post(page(world, "contact_new"), contact_data(world))
    with working_as(world.actor):
        assert not Draft.objects.filter(key=key).exists()


def test_an_expired_login_leads_back_to_the_form(client: Client, world: World) -> None:
    answer = client.post(page(world, "contact_new"), contact_data(world))
    assert answer.status_code == 302
    assert "next=" in answer["Location"]


def test_two_tabs_change_the_same_contact(anna: Client, world: World) -> None:
    contact = world.log(30, note="Erste Fassung")
    address = page(world, "contact", contact.id)
    assert anna.post(address, contact_data(world, note="Aus Tab eins", version="1")).status_code == 302
    answer = anna.post(address, contact_data(world, note="Aus Tab zwei", version="1"))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Aus Tab eins" in text
    assert "Aus Tab zwei" in text
    assert anna.post(address, contact_data(world, note="Aus Tab zwei", version="2")).status_code == 302
    with working_as(world.actor):
        assert ContactEntry.objects.get().note == "Aus Tab zwei"


def test_two_tabs_save_the_same_goal(anna: Client, world: World) -> None:
    with working_as(world.actor):
        goal = actions.add_goal(by=world.actor, file=world.file, title="Arbeit", life_area=LifeArea.WORK)
    address = page(world, "goal", goal.id)
    data = {"title": "Arbeit finden", "why": "", "life_area": "work", "due_on": "", "version": "1"}
    assert anna.post(address, data).status_code == 302
    answer = anna.post(address, data | {"title": "Ausbildung finden"})
    assert answer.status_code == 409
    assert "Arbeit finden" in answer.content.decode()
    assert "Ausbildung finden" in answer.content.decode()
    with working_as(world.actor):
        assert Goal.objects.get().title == "Arbeit finden"
    missing = anna.post(address, {key: value for key, value in data.items() if key != "version"} | {"title": "x"})
    assert missing.status_code == 409


def test_a_step_is_done_with_one_tap_and_opened_again(anna: Client, world: World) -> None:
    with working_as(world.actor):
        goal = actions.add_goal(by=world.actor, file=world.file, title="Kita", life_area=LifeArea.FAMILY, agreed=True)
        step = actions.add_step(by=world.actor, goal=goal, title="Anmelden")
    assert anna.post(page(world, "step_finish", step.id)).status_code == 302
    with working_as(world.actor):
        assert Step.objects.get().done_on == time.today()
    htmx = {"HX-Request": "true", "HX-Target": f"goal-{goal.id}"}
    answer = anna.post(page(world, "step_reopen", step.id), headers=htmx)
    assert answer.status_code == 200
    assert f'id="goal-{goal.id}"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    with working_as(world.actor):
        assert Step.objects.get().done_on is None


def test_only_allowed_states_of_a_goal(anna: Client, world: World) -> None:
    with working_as(world.actor):
        goal = actions.add_goal(by=world.actor, file=world.file, title="Kita", life_area=LifeArea.FAMILY)
    anna.post(page(world, "goal_state", goal.id), {"state": "agreed"})
    with working_as(world.actor):
        assert Goal.objects.get().state == "draft"  # the five questions come first
        agree_goal(by=world.actor, goal=goal, answers={one.value: "kurz" for one in SmartQuestion})
        actions.set_goal_state(by=world.actor, goal=goal, state=GoalState.DRAFT)
    for state, expected in [("reached", "draft"), ("agreed", "agreed"), ("nonsense", "agreed"), ("partly", "partly")]:
        anna.post(page(world, "goal_state", goal.id), {"state": state})
        with working_as(world.actor):
            assert Goal.objects.get().state == expected


def test_a_goal_of_another_family_is_not_found_here(anna: Client, world: World) -> None:
    other = worlds.open_case(world.universe)
    with working_as(world.actor):
        goal = actions.add_goal(by=world.actor, file=other.file, title="Fremd", life_area=LifeArea.HOME)
    assert anna.get(page(world, "goal", goal.id)).status_code == 404
    assert anna.post(page(world, "goal_state", goal.id), {"state": "agreed"}).status_code == 404


def test_steps_and_parts_by_form(anna: Client, world: World) -> None:
    anna.post(
        page(world, "goal_new"),
        {"title": "Wir wollen umziehen", "why": "Zu eng", "life_area": "home", "due_on": ""},
    )
    with working_as(world.actor):
        goal = Goal.objects.get()
        assert (goal.state, goal.agreed_on) == ("draft", None)
    answers = {"specific": "Drei Zimmer", "measurable": "Vertrag", "accepted": "Ja", "realistic": "Hilfe der Tante"}
    assert anna.post(page(world, "goal_agree", goal.id), answers).status_code == 422
    assert anna.post(page(world, "goal_agree", goal.id), answers | {"dated": "Im Mai"}).status_code == 302
    with working_as(world.actor):
        goal = Goal.objects.get()
        assert (goal.state, goal.agreed_on) == ("agreed", time.today())
    anna.post(page(world, "sub_goal_new", goal.id), {"title": "Wohnberechtigungsschein"})
    with working_as(world.actor):
        part = queries.goals_of(world.file)[0].sub_goals[0].sub_goal
    for owner in ("family:", f"family:{world.person_ids[1]}", f"counsellor:{world.actor.user_id}", "partner:"):
        data = {"title": owner, "owner": owner, "owner_name": "Frau Ott", "due_on": "", "sub_goal": str(part.id)}
        assert anna.post(page(world, "step_new", goal.id), data).status_code == 302
    with working_as(world.actor):
        steps = queries.goals_of(world.file)[0].sub_goals[0].steps
        assert [view.owner for view in steps] == ["die Familie", "Murat", "Anna", "Frau Ott"]
        assert [view.step.title for view in queries.next_steps(world.file, 2)] == ["family:", steps[1].step.title]
        assert len(queries.steps_due(world.actor)) == 0
    anna.post(page(world, "step_move", steps[3].step.id), {"to": "up"})
    with working_as(world.actor):
        steps = queries.goals_of(world.file)[0].sub_goals[0].steps
        assert [view.owner for view in steps] == ["die Familie", "Murat", "Frau Ott", "Anna"]
    assert "Zu eng" in anna.get(page(world, "goals")).content.decode()


def test_the_plan_is_a_tagged_pdf_and_logged(anna: Client, world: World) -> None:
    with working_as(world.actor):
        goal = actions.add_goal(by=world.actor, file=world.file, title="Umziehen", life_area=LifeArea.HOME, why="Eng")
        part = actions.add_sub_goal(by=world.actor, goal=goal, title="Schein")
        actions.add_step(by=world.actor, goal=goal, title="Anrufen", due_on=time.today())
        actions.add_step(by=world.actor, goal=goal, sub_goal=part, title="Antrag")
    for query in ("", "?large=1"):
        answer = anna.get(page(world, "plan_pdf") + query)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert b"/StructTreeRoot" in answer.content
    assert AuditEntry.objects.filter(kind="export", action="casework.plan.print").count() == 2


def test_the_history_shows_and_brings_back_what_was_there(anna: Client, world: World) -> None:
    with working_as(world.actor):
        goal = actions.add_goal(by=world.actor, file=world.file, title="Erst so", life_area=LifeArea.WORK)
        values = {"why": "", "life_area": LifeArea.WORK, "due_on": None}
        actions.change_goal(by=world.actor, goal=goal, title="Dann so", expected=1, **values)
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
    assert client.post(page(world, "notes"), {"text": "Ganz vertraulich"}).status_code == 302
    assert "Ganz vertraulich" in client.get(page(world, "notes")).content.decode()
    data = {"user": str(world.universe.users["ben"].id), "kind": "case_team", "until": "", "reason": ""}
    assert client.post(page(world, "team"), data).status_code == 302
    sign_in(client, world, "ben")
    answer = client.get(page(world, "notes"))
    assert answer.status_code == 200
    assert "Ganz vertraulich" not in answer.content.decode()
    with working_as(world.universe.actor("ben")):
        assert not EntrustedNote.objects.exists()
    with working_as(world.universe.actor("tina")):
        assert not EntrustedNote.objects.exists()


def test_the_old_address_of_the_end_leads_to_the_new_page(anna: Client, world: World) -> None:
    assert anna.get(page(world, "close"))["Location"] == reverse("caseload:end", args=[world.file.id])


def test_a_deputy_until_a_day(anna: Client, world: World) -> None:
    ben = str(world.universe.users["ben"].id)
    data = {"user": ben, "kind": "deputy", "until": "", "reason": ""}
    assert anna.post(page(world, "team"), data).status_code == 422
    assert anna.post(page(world, "team"), data | {"until": "2001-01-01"}).status_code == 422
    assert anna.post(page(world, "team"), data | {"until": time.today().isoformat()}).status_code == 302
    with working_as(world.universe.actor("ben")):
        assert FamilyFile.objects.filter(pk=world.file.pk).exists()


def test_participation_by_form(anna: Client, world: World) -> None:
    father = str(world.person_ids[1])
    data = {"person": father, "entry_on": worlds.days_ago(3).isoformat(), "modules": ["basic", "benefits"]}
    assert anna.post(page(world, "enrol"), data).status_code == 302
    assert anna.post(page(world, "enrol"), data).status_code == 422
    with working_as(world.actor):
        row = queries.participants_of(world.file)[1]
        assert row.modules == ["basic", "benefits"]
    start = {"module": "employment", "start": worlds.days_ago(2).isoformat()}
    assert anna.post(page(world, "module_new", row.id), start).status_code == 302
    assert anna.post(page(world, "leave", row.id), {"exit_on": worlds.days_ago(9).isoformat()}).status_code == 422
    assert anna.post(page(world, "leave", row.id), {"exit_on": time.today().isoformat()}).status_code == 302
    assert worlds.tallies() == worlds.recount()
    assert {key.what for key in worlds.tallies()} == {"entry", "module", "exit"}


def test_the_intake_by_form_keeps_both_versions(anna: Client, world: World) -> None:
    data = {
        "channel": "school",
        "channel_place": "",
        "first_contact_on": worlds.days_ago(60).isoformat(),
        "concern": "Neu",
        "case_type": "care",
        "version": "1",
    }
    assert anna.post(page(world, "intake"), data).status_code == 302
    assert anna.post(page(world, "intake"), data | {"concern": "Anders"}).status_code == 409
    assert worlds.tallies() == worlds.recount()


def test_reading_one_page_writes_no_row_for_others(anna: Client, world: World) -> None:
    before = AuditEntry.objects.filter(kind="read").count()
    anna.get(page(world, "goals"))
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
        found = "Kaya, Ayşe" in answer.content.decode()
        assert found is (query in hits or query.startswith(("?page", "?q=%00"))), query


def test_system_actor_sees_all(world: World) -> None:
    with working_as(system_actor()):
        assert queries.case_of(world.file) == world.case


def test_a_recipient_sees_what_was_released_and_no_name(client: Client, world: World) -> None:
    contact = world.log(30, note="Über die Miete gesprochen.")
    with working_as(world.actor):
        goal = actions.add_goal(by=world.actor, file=world.file, title="Umziehen", life_area=LifeArea.HOME)
        owner = world.person_ids[1]
        actions.add_step(by=world.actor, goal=goal, title="Anrufen", owner_person_id=owner)
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
    for name in ("case", "goals", "contacts", "participation", "history"):
        text = client.get(page(world, name)).content.decode()
        assert not any(word in text for word in ("Kaya", "Ayşe", "Murat", "Elif")), name
    assert "Umziehen" in client.get(page(world, "goals")).content.decode()
    text = client.get(page(world, "contact", contact.id)).content.decode()
    assert "Über die Miete" in text
    assert "Kaya" not in text
    assert "Ayşe" not in text
    assert world.file.number in client.get(reverse("casework:list")).content.decode()
    for name in ("contact_new", "goal_new", "intake", "team", "notes", "plan_pdf", "close"):
        assert client.get(page(world, name)).status_code == 404, name
    read = AuditEntry.objects.filter(kind="read", role="coordinator")
    assert read.exists()
    persons = set(world.person_ids)
    assert [row.action for row in read if persons & set(row.subject_ids)] == []
