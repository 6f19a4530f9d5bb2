"""The pages of consent: give, release, refuse, withdraw, print, register."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.consent import queries
from chancennetz.consent.models import ConfidentialityRelease, Consent
from chancennetz.core import time
from tests.consent.test_access import seen
from tests.people.conftest import Family
from tests.universe import Universe

EVERYBODY_ELSE = ["ben", "carla", "cora", "jan", "paul", "eva", "admin", "dora", "stefan", "pia", "nele"]


def signed_in(universe: Universe, name: str) -> Client:
    client = Client()
    client.force_login(universe.users[name])
    return client


def at(family: Family, page: str, *more: object) -> str:
    return reverse(f"consent:{page}", args=[family.file.pk, *more])


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
