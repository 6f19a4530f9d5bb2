"""Pages through the client: who may open what, filling in without script, side by side, prints."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.constants import Facet
from chancennetz.access.context import working_as
from chancennetz.assessments.constants import Stage
from chancennetz.assessments.models import Assessment
from chancennetz.audit.models import AuditEntry
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.people import actions as people
from chancennetz.people.models import Person
from chancennetz.resourcemap import actions as maps
from chancennetz.resourcemap.constants import Rater, ResourceLevel
from chancennetz.tasks.models import Draft
from tests.assessments import world as worlds
from tests.assessments.world import World
from tests.resourcemap.test_map import line, resource
from tests.universe import Universe, missing_id

FILE_PAGES = ("list", "map", "map_pdf", "map_card", "map_versions")
STRANGERS = ("ben", "carla", "cora", "jan", "paul", "eva", "admin", "dora", "stefan", "pia", "nele")


def sign_in(client: Client, world: World, name: str) -> Client:
    client.force_login(world.universe.users[name])
    return client


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    return sign_in(client, world, "anna")


def page(world: World, name: str, *more: Any) -> str:
    return in_file(world.file.id, name, *more)


def in_file(file_id: Any, name: str, *more: Any) -> str:
    """Return a page of an assessment, or of the map that lies beside it."""
    room = "resourcemap" if name.startswith("map") else "assessments"
    return reverse(f"{room}:{name}", args=[file_id, *more])


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def post(client: Client, url: str, shown: list[str], version: int, **answers: Any) -> Any:
    """Send a section the way the page does: the marks of what was on it, the version, the answers."""
    data = {f"q_{key}": value for key, value in answers.items()}
    return client.post(url, {"shown": shown, "version": str(version), **data})


def pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    return " ".join(document[number].get_textpage().get_text_range() for number in range(len(document)))


# --- filling in ----------------------------------------------------------------------------------------------------


def test_a_whole_assessment_without_script(anna: Client, world: World) -> None:
    answer = anna.post(page(world, "new", world.form().id), {"stage": "entry", "informed_on": time.today().isoformat()})
    with working_as(world.actor):
        row = Assessment.objects.get(file=world.file)
    url = page(world, "section", row.id, "money")
    assert answer.url == page(world, "section", row.id, "urgent")
    opened = anna.get(url).content.decode()
    assert "q_debts_kind" not in opened  # asked only when there are debts
    answer = post(
        anna, url, ["money_view", "income", "but_known", "debts", "money_note"], 0, money_view="2", debts="yes"
    )
    assert answer.url == f"{url}#id_q_debts_kind"  # stays, because one more question follows
    opened = anna.get(url).content.decode()
    assert "q_debts_kind" in opened
    shown = ["money_view", "income", "but_known", "debts", "debts_kind", "money_note"]
    answer = post(anna, url, shown, 1, money_view="2", debts="yes", debts_kind=["bank", "energy"])
    assert answer.url == page(world, "section", row.id, "work")
    assert world.answers(row) == {"money_view": 2, "debts": "yes", "debts_kind": ["bank", "energy"]}


def test_with_htmx_only_what_came_or_went_is_sent(anna: Client, world: World) -> None:
    row = world.start()
    url = page(world, "section_shown", row.id, "money")
    shown = ["money_view", "income", "but_known", "debts", "money_note"]
    answer = post(anna, url, shown, 0, debts="yes")
    found = re.findall(r'id="slot_(\w+)"', answer.content.decode())
    assert found == ["debts_kind"]
    assert "q_debts_kind" in answer.content.decode()
    answer = post(anna, url, [*shown, "debts_kind"], 0, debts="no")
    assert re.findall(r'id="slot_(\w+)"', answer.content.decode()) == ["debts_kind"]
    assert "q_debts_kind" not in answer.content.decode()
    assert post(anna, url, shown, 0, debts="no").content.decode().strip() == ""
    assert world.answers(row) == {}


def test_bad_input_is_refused_with_the_page_and_nothing_is_lost(anna: Client, world: World) -> None:
    row = world.start()
    url = page(world, "section", row.id, "wishes")
    for text, status in (("x" * 1_000_000, 422), ("Gut\x00", 422), ("Gut 😀\u202e", 302)):
        answer = post(anna, url, ["wish", "first_area", "tried"], 0, wish=text)
        assert answer.status_code == status
        if status == 422:
            assert text in answer.content.decode()  # what was typed stands in the page
    assert world.answers(row) == {"wish": "Gut 😀"}
    for wrong in ({"wish": "a", "first_area": "mond"}, {"first_area": ["home", "money"]}):
        answer = post(anna, url, ["wish", "first_area", "tried"], 1, **wrong)
        assert answer.status_code in {302, 422}
    money = page(world, "section", row.id, "home")
    for value in ("NaN", "1e999", "drei", "-1", "31", "٣"):
        assert post(anna, money, ["home_kind", "rooms"], 0, home_kind="rent", rooms=value).status_code in {302, 422}
    assert world.answers(row).get("rooms") in {None, 3}


def test_two_tabs_see_both_versions_and_mine_can_be_saved_knowingly(anna: Client, world: World) -> None:
    row = world.start()
    url = page(world, "section", row.id, "wishes")
    shown = ["wish", "first_area", "tried"]
    assert post(anna, url, shown, 0, wish="Aus dem ersten Reiter").status_code == 302
    answer = post(anna, url, shown, 0, wish="Aus dem zweiten Reiter")
    assert answer.status_code == 409
    assert "Aus dem ersten Reiter" in text_of(answer)
    assert "Aus dem zweiten Reiter" in text_of(answer)
    assert post(anna, url, shown, 1, wish="Aus dem zweiten Reiter").status_code == 302
    assert world.answers(row)["wish"] == "Aus dem zweiten Reiter"


def test_a_double_click_begins_one_assessment(anna: Client, world: World) -> None:
    data = {
        "stage": "entry",
        "informed_on": time.today().isoformat(),
        "idempotency_token": "0190a7c0-0000-7000-8000-000000000001",
    }
    first = anna.post(page(world, "new", world.form().id), data)
    second = anna.post(page(world, "new", world.form().id), data)
    assert first.url == second.url
    with working_as(world.actor):
        assert Assessment.objects.count() == 1


def test_saving_forgets_the_draft(anna: Client, world: World) -> None:
    row = world.start()
    key = f"assessment:{row.id}:wishes"
    anna.post(reverse("tasks:draft"), {"key": key, "fields": {"q_wish": ["Halb"]}}, content_type="application/json")
    assert Draft.objects.filter(key=key).exists()
    post(anna, page(world, "section", row.id, "wishes"), ["wish"], 0, wish="Ganz")
    assert not Draft.objects.filter(key=key).exists()


def test_side_by_side_with_the_time_before(anna: Client, world: World) -> None:
    world.finish(world.fill(world.start(days=100)))
    row = world.start(stage=Stage.UPDATE)
    world.save(row, "money", {"money_view": 4}, 1)
    world.save(row, "urgent", {"urgent_money": "yes", "urgent_home": "no"}, 1)
    text = text_of(anna.get(page(world, "assessment", row.id)))
    assert "4 von 5 +2" in text
    assert "2 von 5" in text
    assert "Fehlt in den nächsten Tagen Geld" in text.split("Was drängt")[0]  # urgent things stand on top
    only = text_of(anna.get(page(world, "assessment", row.id) + "?only=changes"))
    assert "Wie gut reicht das Geld?" in only
    assert "Was soll in einem halben Jahr anders sein?" not in only


def test_finishing_on_the_page_names_what_is_missing_then_ends_the_phase(anna: Client, world: World) -> None:
    row = world.start()
    answer = anna.post(page(world, "finish", row.id), follow=True)
    assert "Noch offen" in text_of(answer) or "Es fehlt noch" in text_of(answer)
    world.fill(row)
    text = text_of(anna.post(page(world, "finish", row.id), follow=True))
    assert "Fertig" in text
    assert anna.get(page(world, "section", row.id, "money")).status_code == 302
    assert anna.get(page(world, "discard", row.id)).status_code == 200
    assert anna.post(page(world, "discard", row.id), follow=True).status_code == 200
    with working_as(world.actor):
        assert Assessment.objects.count() == 1
    assert anna.post(page(world, "reopen", row.id)).status_code == 302
    assert anna.get(page(world, "section", row.id, "money")).status_code == 200


def test_the_questions_can_be_shown_in_a_second_language(anna: Client, world: World) -> None:
    row = world.start()
    url = page(world, "section", row.id, "money")
    assert "Are there debts that weigh on you?" not in anna.get(url).content.decode()
    assert "Are there debts that weigh on you?" in anna.get(url + "?also=en").content.decode()
    assert anna.get(url + "?also=<script>").status_code == 200


def test_the_old_page_leads_here_and_old_texts_stay_readable(anna: Client, world: World) -> None:
    from chancennetz.casework import actions as casework

    with working_as(world.actor):
        casework.record_assessment(
            by=world.actor, case=world.case, expected=1, assessment="Alter Text.", assessed_on=None
        )
    answer = anna.get(reverse("casework:assessment", args=[world.file.id]))
    assert answer.url == page(world, "list")
    assert "Alter Text." in text_of(anna.get(answer.url))


# --- who may see ---------------------------------------------------------------------------------------------------


def test_for_strangers_nothing_exists(client: Client, world: World) -> None:
    row = world.start()
    more = {"assessment": [row.id], "section": [row.id, "money"], "pdf": [row.id], "map_area": ["family"]}
    for who in STRANGERS:
        sign_in(client, world, who)
        for name in (*FILE_PAGES, *more):
            found = client.get(page(world, name, *more.get(name, [])))
            missing = client.get(in_file(missing_id(), name, *more.get(name, [])))
            assert (found.status_code, missing.status_code) == (404, 404), (who, name)
        for name in ("finish", "reopen", "discard"):
            assert client.post(page(world, name, row.id)).status_code == 404


def test_the_team_lead_reads_and_does_not_write(client: Client, world: World) -> None:
    row = world.fill(world.start())
    sign_in(client, world, "tina")
    for name in ("list", "map", "map_versions"):
        assert client.get(page(world, name)).status_code == 200
    assert client.get(page(world, "assessment", row.id)).status_code == 200
    for name, more in (("section", [row.id, "money"]), ("map_area", ["family"]), ("new", [world.form().id])):
        assert client.get(page(world, name, *more)).status_code == 404
        assert client.post(page(world, name, *more), {}).status_code == 404


def test_a_release_of_the_assessment_opens_neither_health_nor_the_pen(client: Client, world: World) -> None:
    row = world.fill(world.start(), health={"health_view": 1, "illness": "yes", "illness_note": "Rücken"})
    world.do("write_state", LifeArea.HEALTH, state="Rückenschmerzen")
    world.do("write_state", LifeArea.HOME, state="Schöne Wohnung")
    world.release([Facet.FRAME, Facet.INTAKE])
    sign_in(client, world, "jan")
    text = text_of(client.get(page(world, "assessment", row.id)))
    assert "Wie gut reicht das Geld?" in text
    assert "Rücken" not in text
    assert "health_view" not in text
    assert "nicht für Sie geöffnet" in text
    mapped = text_of(client.get(page(world, "map")))
    assert "Schöne Wohnung" in mapped
    assert "Rücken" not in mapped
    assert "Kaya" not in mapped
    assert "Rücken" not in text_of(client.get(page(world, "map_versions")))
    assert client.get(page(world, "map_pdf")).status_code == 404  # nor the printer
    assert client.get(page(world, "section", row.id, "money")).status_code == 404
    world.release([Facet.HEALTH])
    assert "Rücken" in text_of(client.get(page(world, "assessment", row.id)))


def test_reading_health_writes_a_row_of_its_own(anna: Client, world: World) -> None:
    row = world.fill(world.start())
    AuditEntry.objects.filter(kind="read").count()
    anna.get(page(world, "assessment", row.id))
    facets = set(AuditEntry.objects.filter(kind="read").values_list("facet", flat=True))
    assert {"intake", "health"} <= facets


def test_without_the_tick_the_page_of_health_says_what_to_do(client: Client, universe: Universe) -> None:
    world = worlds.build(universe, health=False)
    row = world.start()
    answer = sign_in(client, world, "anna").get(page(world, "section", row.id, "health"))
    assert "Einwilligung" in text_of(answer)
    assert "q_health_view" not in answer.content.decode()
    assert page(world, "section", row.id, "family") in answer.content.decode()
    assert client.get(page(world, "map_area", "health")).status_code == 200


# --- map -----------------------------------------------------------------------------------------------------------


def test_pages_of_the_map_for_things_that_are_not_there(anna: Client, world: World) -> None:
    for name, more in (
        ("map_resource", ["family", missing_id()]),
        ("map_line", ["family", missing_id()]),
        ("map_plan", ["family", missing_id()]),
        ("assessment", [missing_id()]),
        ("new", [missing_id()]),
    ):
        assert anna.get(page(world, name, *more)).status_code == 404
    assert anna.get(page(world, "map") + "moon/").status_code == 404


# --- prints --------------------------------------------------------------------------------------------------------


def test_prints_hold_what_the_pages_hold_and_are_logged(anna: Client, world: World) -> None:
    row = world.fill(world.start(), health={"health_view": 2})
    helper = resource(world, "Oma Fatma", ResourceLevel.CLOSE)
    line(world, "Elif turnt", helper, partners="TV Unna")
    with working_as(world.actor):
        maps.rate(by=world.actor, file=world.file, area=LifeArea.FAMILY, rater=Rater.SELF, value=2)
    expected = {
        ("pdf", row.id): ["Ayşe Kaya", "Wir halten zusammen.", "Gesundheit"],
        ("map_pdf",): ["Oma Fatma", "Elif turnt", "TV Unna", "100", "Verwandte"],
        ("map_card",): ["Oma Fatma", "Elif turnt"],
    }
    for (name, *more), words in expected.items():
        for large in ("", "?large=1"):
            answer = anna.get(page(world, name, *more) + large)
            assert answer.headers["Content-Type"] == "application/pdf"
            text = pdf_text(answer.content)
            assert [word for word in words if word not in text] == [], (name, text)
    exports = AuditEntry.objects.filter(kind="export")
    assert exports.filter(action="assessments.assessment.print", facet="health").count() == 2
    assert exports.filter(action="assessments.network_card.print").count() == 2


def test_an_empty_form_in_each_of_its_languages(anna: Client, world: World) -> None:
    url = reverse("assessments:form_empty", args=[world.form().id])
    assert "Was drängt gerade?" in pdf_text(anna.get(url).content)
    assert "What cannot wait?" in pdf_text(anna.get(url + "?language=en").content)


# --- safe contact --------------------------------------------------------------------------------------------------


def test_rules_of_safe_contact_stand_where_somebody_gets_in_touch(anna: Client, world: World) -> None:
    with working_as(world.actor):
        mother = Person.objects.get(pk=world.people()[0])
        people.change_person(
            by=world.actor,
            file=world.file,
            person=mother,
            expected=mother.version,
            no_contact_by=["letter", "voicemail"],
            must_not_know="der frühere Partner",
            preferred_contact="message",
        )
    for address in (
        reverse("portal:family", args=[world.file.id]),
        reverse("contacts:contact_new", args=[world.file.id]),
        reverse("people:person", args=[world.file.id, world.people()[0]]),
        page(world, "map"),
    ):
        text = text_of(anna.get(address))
        assert "Bevor Sie Ayşe" in text, address
        assert "der frühere Partner" in text, address
    world.release([Facet.FRAME, Facet.INTAKE])
    sign_in(anna, world, "jan")
    assert "frühere Partner" not in text_of(anna.get(page(world, "map")))


# --- cost ----------------------------------------------------------------------------------------------------------


def _queries(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)  # caches of the process
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len([one for one in found if "SAVEPOINT" not in one["sql"]])


def test_pages_cost_the_same_number_of_queries_for_little_and_much(anna: Client, world: World) -> None:
    row = world.fill(world.start())
    resource(world, "Eine", ResourceLevel.SELF)
    world.start(key="competences", person_id=world.people()[0])
    addresses = [
        page(world, "list"),
        page(world, "map"),
        page(world, "map_versions"),
        page(world, "map_area", "family"),
        page(world, "section", row.id, "money"),
    ]
    little = [_queries(anna, address) for address in addresses]
    for number in range(6):
        line(world, f"Feinziel {number}", resource(world, f"Hilfe {number}", ResourceLevel.CLOSE, LifeArea.HOME),
             area=LifeArea.HOME)  # fmt: skip
        world.start(key="competences", person_id=world.people()[0])
    much = [_queries(anna, address) for address in addresses]
    assert much == little
    assert max(much) <= 18, much
