"""The pages of consent: give, release, refuse, withdraw, print, register."""

from __future__ import annotations

import datetime as dt
import io

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.consent import queries
from chancennetz.consent.models import ConfidentialityRelease, Consent
from chancennetz.core import time
from chancennetz.people import actions as people_actions
from chancennetz.people.constants import RelationshipKind
from tests.consent.test_access import release, seen
from tests.people.conftest import Family
from tests.universe import Universe

EVERYBODY_ELSE = ["ben", "carla", "cora", "jan", "paul", "eva", "admin", "dora", "stefan", "pia", "nele"]


def signed_in(universe: Universe, name: str) -> Client:
    client = Client()
    client.force_login(universe.users[name])
    return client


def at(family: Family, page: str, *more: object) -> str:
    return reverse(f"consentforms:{page}", args=[family.file.pk, *more])


def release_values(universe: Universe, **more: object) -> dict[str, object]:
    return {
        "recipient": universe.organisations["jobcenter"].pk,
        "recipient_role": "job_centre",
        "direction": "one_way",
        "purpose": "benefit",
        "facets": ["identity", "benefits"],
        "valid_to": (time.today() + dt.timedelta(days=60)).isoformat(),
        "signed_on": time.today().isoformat(),
        "form": "paper",
        "language": "de",
        "explained": "on",
    } | more


CONSENT_VALUES = {"form": "paper", "language": "de", "explained": "on"}


def test_recording_a_consent_on_the_page(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    assert "Ohne" in client.get(at(family, "list")).content.decode()
    page = client.get(at(family, "give_for", family.mother.pk))
    assert page.status_code == 200
    answer = client.post(
        at(family, "give_for", family.mother.pk),
        CONSENT_VALUES | {"signed_on": time.today().isoformat(), "special_categories": ["health"]},
    )
    assert answer.status_code == 302
    with working_as(family.by):
        consent = Consent.objects.get(file=family.file)
        assert consent.special_categories == ["health"]
        assert queries.has_processing_consent(family.file)


def test_recording_and_withdrawing_a_release_on_the_pages(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    assert client.get(at(family, "release_for", family.mother.pk) + "?purpose=benefit").status_code == 200
    answer = client.post(at(family, "release_for", family.mother.pk), release_values(universe))
    assert answer.status_code == 302, answer.content.decode()
    assert seen(universe, "jan") == (1, 1)
    with working_as(family.by):
        given = ConfidentialityRelease.objects.get(file=family.file)
    asked = client.get(at(family, "withdraw", given.pk))
    assert "Jobcenter Musterkreis" in asked.content.decode()
    done = client.post(
        at(family, "withdraw", given.pk), {"withdrawn_by": str(family.mother.pk), "note": ""}, follow=True
    )
    assert "Jobcenter Musterkreis" in done.content.decode()
    assert seen(universe, "jan") == (0, 0)


def test_a_child_is_signed_for_on_the_page(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    address = at(family, "give_for", family.daughter.pk)
    assert "Sorgerecht" in client.get(address).content.decode()
    values = CONSENT_VALUES | {"signed_on": time.today().isoformat()}
    assert client.post(address, values).status_code == 422
    with working_as(family.by):
        people_actions.relate(
            by=family.by, file=family.file, person=family.mother, other=family.daughter, kind=RelationshipKind.PARENT
        )
    assert client.post(address, values | {"guardian": str(family.mother.pk)}).status_code == 302
    with working_as(family.by):
        assert Consent.objects.get(file=family.file).given_by == "guardian"


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("valid_to", "9999-12-31", "zwölf Monate"),
        ("valid_to", "0001-01-01", "vor dem ersten"),
        ("valid_to", "", "füllen Sie"),
        ("signed_on", "2999-01-01", "Zukunft"),
        ("facets", [], "füllen Sie"),
        ("facets", ["health"], "eigenes Kreuz"),
        ("facets", ["entrusted"], "steht nicht zur Auswahl"),
        ("recipient", "01900000-0000-7000-8000-000000000000", "steht nicht zur Auswahl"),
        ("purpose_text", "x" * 1_000_000, "Höchstens"),
        ("purpose_text", "a\x00b", "unsichtbares Zeichen"),
        ("explained", "", "füllen Sie"),
    ],
)
def test_a_release_that_would_not_be_valid_comes_back_with_a_word(
    universe: Universe, family: Family, field: str, value: object, word: str
) -> None:
    values = release_values(universe) | {field: value}
    answer = signed_in(universe, "anna").post(at(family, "release_for", family.mother.pk), values)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    with working_as(family.by):
        assert ConfidentialityRelease.objects.count() == 0


def test_saying_no_is_recorded_on_the_page(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    address = at(family, "refuse_for", family.mother.pk)
    assert client.get(address + "?kind=release").status_code == 200
    values = {"kind": "processing", "signed_on": time.today().isoformat()}
    assert client.post(address, values).status_code == 302
    assert "abgelehnt" in client.get(at(family, "list")).content.decode()


def test_pages_do_not_exist_for_others(universe: Universe, family: Family) -> None:
    given = release(universe, family, recipient=universe.organisations["unna"], recipient_role="coordinator")
    addresses = [
        at(family, "list"),
        at(family, "give"),
        at(family, "give_for", family.mother.pk),
        at(family, "release"),
        at(family, "release_for", family.mother.pk),
        at(family, "refuse_for", family.mother.pk),
        at(family, "withdraw", given.pk),
        at(family, "print", given.pk),
        at(family, "print_empty", family.mother.pk, "release"),
    ]
    for name in EVERYBODY_ELSE:
        client = signed_in(universe, name)
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 404, (name, address)
            assert "Yılmaz" not in answer.content.decode()
    client = signed_in(universe, "anna")
    for address in addresses:
        assert client.get(address).status_code == 200, address


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("kind", ["processing", "release"])
@pytest.mark.parametrize("large", ["", "1"])
def test_the_empty_sheet_says_what_the_law_asks_for(universe: Universe, family: Family, kind: str, large: str) -> None:
    with working_as(family.by):
        people_actions.relate(
            by=family.by, file=family.file, person=family.mother, other=family.daughter, kind=RelationshipKind.PARENT
        )
    client = signed_in(universe, "anna")
    answer = client.get(at(family, "print_empty", family.daughter.pk, kind) + f"?large={large}")
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(text_of(answer.content).split())
    for needed in ("Defne Yılmaz", "freiwillig", "anders überlegen", "Unterschrift: Aylin Yılmaz", "Gesundheit"):
        assert needed in text
    assert "Unterschrift: Defne" not in text
    if not large:
        assert len(pypdfium2.PdfDocument(io.BytesIO(answer.content))) <= 2
    with working_as(universe.actor("dora")):
        assert AuditEntry.objects.filter(action="consent.print", kind="export").count() == 1


def test_the_recorded_release_prints_what_was_agreed_in_the_language_that_was_signed(
    universe: Universe, family: Family
) -> None:
    given = release(universe, family, language="en", purpose_text="Kita <b>#let x = 1</b> 🦊")
    answer = signed_in(universe, "anna").get(at(family, "print", given.pk))
    text = text_of(answer.content)
    assert "Jobcenter Musterkreis" in text
    assert "Release from confidentiality" in text
    assert "<b>#let x = 1</b>" in text


def test_the_register_is_for_the_data_protection_officer(universe: Universe, family: Family) -> None:
    release(universe, family, valid_to=time.today() + dt.timedelta(days=5))
    address = reverse("consentforms:register")
    client = signed_in(universe, "dora")
    page = client.get(address).content.decode()
    assert family.file.number in page
    assert "endet bald" in page
    for secret in ("Yılmaz", "Aylin", "Anna"):
        assert secret not in page
    assert family.file.number not in client.get(address + "?state=withdrawn").content.decode()
    csv = client.get(address + "?format=csv").content.decode("utf-8-sig")
    assert family.file.number in csv
    with working_as(universe.actor("dora")):
        assert AuditEntry.objects.filter(action="consent.register.export").count() == 1
    for name in ("anna", "tina", "admin", "paul", "stefan", "jan", "cora"):
        assert signed_in(universe, name).get(address).status_code == 404


def test_withdrawing_twice_says_so(universe: Universe, family: Family) -> None:
    given = release(universe, family)
    client = signed_in(universe, "anna")
    values = {"withdrawn_by": str(family.mother.pk)}
    assert client.post(at(family, "withdraw", given.pk), values).status_code == 302
    again = client.post(at(family, "withdraw", given.pk), values)
    assert again.status_code == 422
    assert "schon widerrufen" in again.content.decode()
    with working_as(family.by):
        assert queries.declarations_of(family.file)[0].state == "withdrawn"
