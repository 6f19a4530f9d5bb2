"""Hostile texts in what is printed: the PDF is made, the text is text, and nothing on the machine is read."""

from __future__ import annotations

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.casework.constants import LifeArea
from chancennetz.people import actions as people
from chancennetz.people.models import Person
from chancennetz.plans import actions as planning
from tests.security.canaries import Canary, plant_two
from tests.security.forms import HOSTILE
from tests.universe import Universe

CODE = '#read("/etc/hostname") #eval("6*7") $x^2$ @nobody <label> */ // [ ] { } \\ ` ~ _a_ *b* = Heading'


@pytest.fixture
def own(universe: Universe) -> Canary:
    return plant_two(universe)[0]


def _text(content: bytes) -> str:
    assert content.startswith(b"%PDF")
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _client(universe: Universe) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(universe.users["anna"])
    return client


def test_a_plan_of_hostile_goals_is_printed(universe: Universe, own: Canary) -> None:
    by = universe.actor("anna")
    made = 0
    with working_as(by):
        for value in [CODE, *HOSTILE.values()]:
            try:
                planning.add_goal(
                    by=by, file=own.file, title=str(value)[:300], why=str(value)[:2000], life_area=LifeArea.WORK
                )
            except ValidationError:
                continue
            made += 1
    assert made > 30
    for size in ("", "?large=1"):
        answer = _client(universe).get(reverse("planversions:pdf", args=[own.file.pk]) + size)
        assert answer.status_code == 200
        text = _text(answer.content)
        assert "#read(" in text  # printed as it was typed, not run
        assert "<script>canary(1)</script>" in text
        assert "root:" not in text


def test_forms_for_a_person_with_a_hostile_name_are_printed(universe: Universe, own: Canary) -> None:
    by = universe.actor("anna")
    with working_as(by):
        person = Person.objects.get(pk=own.ids["person_id"])
        people.change_person(
            by=by, file=own.file, person=person, expected=person.version, given_name=CODE[:60], family_name="#eval"
        )
    client = _client(universe)
    for name in ("processing", "release"):
        address = reverse("consentforms:print_empty", args=[own.file.pk, own.ids["person_id"], name])
        for question in ("", "?large=1", "?language=tr", "?language=../../etc/passwd"):
            answer = client.get(address + question)
            assert answer.status_code == 200, address
            assert "#eval" in _text(answer.content)
