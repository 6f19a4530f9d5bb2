"""Missing documents: noted in the file, settled, and listed over all cases with the reason."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from chancennetz.access.actions import open_release
from chancennetz.access.constants import Facet, Role
from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import NotAllowed, StaleVersion
from chancennetz.dossier import actions, queries
from chancennetz.dossier.actions import MissingValues
from chancennetz.dossier.constants import MissingReason, MissingState
from chancennetz.dossier.models import MissingDocument
from tests.casework import world as worlds
from tests.casework.world import World
from tests.universe import Universe, missing_id

pytestmark = pytest.mark.django_db


def day(days: int) -> dt.date:
    return time.today() + dt.timedelta(days=days)


@pytest.fixture
def world(universe: Universe) -> World:
    return worlds.build(universe)


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.universe.users[name])
    return client


def note(world: World, what: str = "Lohnabrechnung Mai", name: str = "anna", **more: Any) -> MissingDocument:
    by = world.universe.actor(name)
    with working_as(by):
        values = MissingValues(what=what, **{"asked_on": day(-10)} | more)
        return actions.note_missing(by=by, file=world.file, values=values)


def settle(world: World, row: MissingDocument, state: MissingState) -> None:
    by = world.universe.actor("anna")
    with working_as(by):
        actions.settle_missing(by=by, row=row, state=state)


def release(world: World, facets: Sequence[Facet]) -> None:
    """Let the job centre see parts of the file."""
    now = time.now()
    with working_as(system_actor()):
        open_release(
            by=system_actor(),
            file=world.file,
            organisation=world.universe.organisations["jobcenter"],
            role=Role.JOB_CENTRE,
            facets=facets,
            starts_at=now - dt.timedelta(minutes=1),
            ends_at=now + dt.timedelta(days=1),
            basis_id=uuid.uuid4(),
        )


def text_of(answer: Any) -> str:
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def page(world: World, name: str, *more: Any) -> str:
    return reverse(f"dossier:{name}", args=[world.file.pk, *more])


OVERVIEW = "/dossier/missing/"


# --- in the file ---------------------------------------------------------------------------------------------------


def test_a_missing_document_from_noting_to_its_arrival(world: World) -> None:
    anna = client_of(world, "anna")
    typed = {
        "what": "Mietvertrag",
        "needed_for": "Antrag auf Wohngeld",
        "reason": "other_office",
        "holds_up": "on",
        "asked_on": day(-3).isoformat(),
        "due_on": day(4).isoformat(),
    }
    assert anna.post(page(world, "missing_new"), typed).url == page(world, "letters")
    with working_as(world.universe.actor("anna")):
        row = queries.missing_of(world.file)[0]
        assert (row.what, row.needed_for, row.reason, row.holds_up, row.asked_on, row.due_on, row.state) == (
            "Mietvertrag",
            "Antrag auf Wohngeld",
            MissingReason.OTHER_OFFICE,
            True,
            day(-3),
            day(4),
            MissingState.OPEN,
        )
    shown = text_of(anna.get(page(world, "letters")))
    for words in ("Mietvertrag", "Antrag auf Wohngeld", "Eine andere Stelle muss sie erst ausstellen",
                  "Entscheidung wartet"):  # fmt: skip
        assert words in shown, words
    changed = typed | {"reason": "lost", "version": str(row.version)}
    changed.pop("holds_up")
    assert anna.post(page(world, "missing_one", row.pk), changed).status_code == 302
    assert anna.post(page(world, "missing_settle", row.pk), {"state": "arrived"}).url == page(world, "letters")
    with working_as(world.universe.actor("anna")):
        row = queries.missing_of(world.file)[0]
        assert (row.reason, row.holds_up, row.state, row.settled_on) == (
            MissingReason.LOST,
            False,
            MissingState.ARRIVED,
            time.today(),
        )
    assert "Ist da" in text_of(anna.get(page(world, "letters")))
    anna.post(page(world, "missing_settle", row.pk), {"state": "open"})
    with working_as(world.universe.actor("anna")):
        row = queries.missing_of(world.file)[0]
        assert (row.state, row.settled_on) == (MissingState.OPEN, None)
    done = (
        AuditEntry.objects.filter(action__startswith="dossier.missing.").order_by("pk").values_list("action", flat=True)
    )
    assert sorted(done) == [
        "dossier.missing.change",
        "dossier.missing.note",
        "dossier.missing.settle",
        "dossier.missing.settle",
    ]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"what": "  "}, "what"),
        ({"asked_on": 2}, "asked_on"),
        ({"due_on": -11}, "due_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world: World, more: dict[str, Any], field: str) -> None:
    values = {name: day(value) if isinstance(value, int) else value for name, value in more.items()}
    with pytest.raises(ValidationError) as caught:
        note(world, **values)
    assert set(caught.value.message_dict) == {field}
    assert queries_of(world) == []


def queries_of(world: World) -> list[MissingDocument]:
    with working_as(world.universe.actor("anna")):
        return queries.missing_of(world.file)


def test_a_wrong_form_comes_back_with_what_was_typed(world: World) -> None:
    answer = client_of(world, "anna").post(
        page(world, "missing_new"), {"what": "Mietvertrag", "reason": "lost", "asked_on": day(2).isoformat()}
    )
    assert answer.status_code == 422
    assert "Dieser Tag liegt in der Zukunft" in text_of(answer)
    assert "Mietvertrag" in answer.content.decode()


def test_two_people_do_not_overwrite_each_other(world: World) -> None:
    row = note(world)
    by = world.universe.actor("anna")
    with working_as(by):
        values = MissingValues(what="Geburtsurkunde", asked_on=day(-1))
        actions.change_missing(by=by, row=queries_of(world)[0], values=values, expected=row.version)
        with pytest.raises(StaleVersion):
            actions.change_missing(by=by, row=queries_of(world)[0], values=values, expected=row.version)
    typed = {"what": "Anderes", "reason": "lost", "asked_on": day(-1).isoformat(), "version": str(row.version)}
    answer = client_of(world, "anna").post(page(world, "missing_one", row.pk), typed)
    assert answer.status_code == 422
    assert "Jemand hat das inzwischen geändert" in text_of(answer)
    assert queries_of(world)[0].what == "Geburtsurkunde"


def test_only_those_who_may_write_in_the_file(world: World) -> None:
    row = note(world)
    for name in ("ben", "carla", "cora", "jan", "paul", "admin", "dora"):
        stranger = client_of(world, name)
        assert stranger.get(page(world, "missing_new")).status_code == 404, name
        assert stranger.post(page(world, "missing_settle", row.pk), {"state": "arrived"}).status_code == 404, name
        assert stranger.get(page(world, "missing_one", row.pk)).status_code == 404, name
        with pytest.raises(NotAllowed):
            note(world, name=name)
    anna = client_of(world, "anna")
    assert anna.get(page(world, "missing_one", missing_id())).status_code == 404
    assert anna.post(page(world, "missing_settle", row.pk), {"state": "eaten"}).status_code == 404
    assert queries_of(world)[0].state == MissingState.OPEN


# --- over all cases ------------------------------------------------------------------------------------------------


def test_the_list_names_family_document_reason_and_day(world: World) -> None:
    note(world, "Lohnabrechnung Mai", needed_for="Kinderzuschlag", reason=MissingReason.LOST, holds_up=True,
         due_on=day(-1))  # fmt: skip
    note(world, "Mietvertrag", reason=MissingReason.ASKED, due_on=day(7))
    note(world, "Geburtsurkunde", reason=MissingReason.UNCLEAR)
    settle(world, note(world, "Rentenbescheid"), MissingState.ARRIVED)
    settle(world, note(world, "Kindergeldbescheid"), MissingState.NOT_NEEDED)
    with working_as(world.universe.actor("anna")):
        rows = queries.missing_everywhere(world.universe.actor("anna"))
    assert [(one.family, one.what, one.needed_for, one.reason, one.holds_up, one.is_overdue) for one in rows] == [
        ("Ayşe Kaya", "Lohnabrechnung Mai", "Kinderzuschlag", MissingReason.LOST, True, True),
        ("Ayşe Kaya", "Mietvertrag", "", MissingReason.ASKED, False, False),
        ("Ayşe Kaya", "Geburtsurkunde", "", MissingReason.UNCLEAR, False, False),
    ]
    anna = client_of(world, "anna")
    shown = text_of(anna.get(OVERVIEW))
    for words in ("1 Familie wartet auf Unterlagen", "Kaya", "Lohnabrechnung Mai · Kinderzuschlag",
                  "Verloren: eine neue ist nötig · Entscheidung wartet",
                  "Unklar, was genau gebraucht wird"):  # fmt: skip
        assert words in shown, words
    assert "Rentenbescheid" not in shown
    assert "Kindergeldbescheid" not in shown
    for query, expected in (
        ("?late=yes", {"Lohnabrechnung Mai"}),
        ("?held=yes", {"Lohnabrechnung Mai"}),
        ("?why=unclear", {"Geburtsurkunde"}),
        ("?late=no", {"Lohnabrechnung Mai", "Mietvertrag", "Geburtsurkunde"}),
    ):
        found = text_of(anna.get(OVERVIEW + query))
        assert {one for one in ("Lohnabrechnung Mai", "Mietvertrag", "Geburtsurkunde") if one in found} == expected, (
            query
        )
    assert page(world, "letters") in anna.get(OVERVIEW).content.decode()
    assert OVERVIEW in anna.get(reverse("casework:list")).content.decode()
    assert OVERVIEW in anna.get(page(world, "letters")).content.decode()


def test_due_today_is_not_overdue(world: World) -> None:
    note(world, due_on=day(0))
    with working_as(world.universe.actor("anna")):
        assert [one.is_overdue for one in queries.missing_everywhere(world.universe.actor("anna"))] == [False]


def test_an_empty_list_says_how_to_begin(world: World) -> None:
    assert "Es fehlt nichts" in text_of(client_of(world, "anna").get(OVERVIEW))


def test_nobody_sees_what_is_missing_in_a_closed_file(world: World) -> None:
    note(world)
    for name in ("carla", "cora", "jan", "ben"):
        answer = client_of(world, name).get(OVERVIEW)
        assert answer.status_code == 200, name
        assert "Lohnabrechnung" not in text_of(answer), name
        assert "Kaya" not in text_of(answer), name
    for name in ("paul", "admin", "dora"):  # no families at all
        assert client_of(world, name).get(OVERVIEW).status_code == 404, name


def test_the_job_centre_sees_what_was_released_and_no_name_without_release(world: World) -> None:
    note(world, reason=MissingReason.OTHER_OFFICE)
    release(world, [Facet.FRAME, Facet.DOCUMENT])
    jan = client_of(world, "jan")
    shown = text_of(jan.get(OVERVIEW))
    assert "Lohnabrechnung Mai" in shown
    assert "Eine andere Stelle muss sie erst ausstellen" in shown
    assert world.file.number in shown
    assert "Kaya" not in shown
    assert jan.get(page(world, "missing_new")).status_code == 404
    assert "Fehlende Unterlage notieren" not in text_of(jan.get(page(world, "letters")))


def test_every_reading_of_the_list_is_logged(world: World) -> None:
    note(world)
    client_of(world, "anna").get(OVERVIEW)
    entry = AuditEntry.objects.filter(action="read dossier:missing").latest("pk")
    assert world.file.pk in entry.subject_ids


def test_the_number_of_queries_does_not_grow(world: World, django_assert_max_num_queries: Any) -> None:
    for number in range(8):
        note(world, f"Nachweis {number}")
    by = world.universe.actor("anna")
    with working_as(by), django_assert_max_num_queries(5):
        assert len(queries.missing_everywhere(by)) == 8
