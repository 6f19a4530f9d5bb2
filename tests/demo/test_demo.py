"""The demo county: deterministic, of the promised size, loaded through actions, and signed in with one click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client

from chancennetz.access.constants import Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Membership
from chancennetz.audit.queries import verify_chain
from chancennetz.contacts.models import ContactEntry
from chancennetz.core.actor import system_actor
from chancennetz.demo import content, families, load, logins, staff
from chancennetz.dossier.constants import MissingState
from chancennetz.dossier.models import MissingDocument
from chancennetz.monitoring.models import Tally
from chancennetz.participation.models import Participant
from chancennetz.participation.queries import recount

TODAY = dt.date(2026, 11, 21)


def _invent(seed: int) -> list[families.InventedFamily]:
    zone = ZoneInfo("Europe/Berlin")
    return families.Inventor(seed, TODAY, content.toml("names"), content.toml("texts"), zone).families()


def test_the_same_seed_invents_the_same_county() -> None:
    assert _invent(1) == _invent(1)
    assert _invent(1) != _invent(2)


def test_the_county_has_the_published_size() -> None:
    invented = _invent(load.SEED)
    participants = [person for family in invented for person in family.persons if person.participant]
    assert len(invented) == 420
    assert len(participants) == 605
    assert sum("benefits" in person.modules for person in participants) == 300
    assert sum("employment" in person.modules for person in participants) == 230
    assert 13_000 < sum(len(family.contacts) for family in invented) < 16_000


def test_nothing_happens_after_today_or_before_the_project() -> None:
    for family in _invent(load.SEED):
        days = [contact.at.date() for contact in family.contacts]
        assert families.PROJECT_START - dt.timedelta(days=4) <= family.first_contact <= min(days)
        assert max(days) <= TODAY
        for goal in family.goals:
            assert goal.agreed_on is None or goal.agreed_on <= TODAY
            assert all(step.done_on is None or step.done_on <= TODAY for step in goal.steps)


def test_adults_were_of_age_when_they_signed() -> None:
    for family in _invent(load.SEED):
        for person in family.persons:
            if not person.is_child:
                assert person.birth_date.replace(year=person.birth_date.year + 18, day=1) <= family.first_contact


@pytest.fixture(scope="module")
def small_county(live_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A county of twelve families, loaded and committed as the command does it; the tests of this module share it."""
    sizes = {"FAMILIES": 12, "PARTICIPANTS": 17, "BENEFIT_PARTICIPANTS": 6, "EMPLOYMENT_PARTICIPANTS": 0}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "AUDIT_HEAD_FILE", tmp_path_factory.mktemp("log") / "heads.jsonl")
        for name, size in sizes.items():
            patch.setattr(families, name, size)
        patch.setattr(load, "FAMILIES", 12)
        load.load_demo(lambda done, total, what: None)
        yield


def test_a_small_county_is_complete_and_its_counts_equal_a_recount(small_county: None) -> None:
    with working_as(system_actor()):
        assert FamilyFile.objects.count() == 12 + 3  # three of before the project wait for their deletion
        assert Participant.objects.count() == 17
        assert ContactEntry.objects.count() > 100
        assert MissingDocument.objects.filter(state=MissingState.OPEN).count() >= 3
        counted = sum(recount().values())
    assert counted == sum(Tally.objects.values_list("number", flat=True))
    assert verify_chain().reason == ""
    assert not load.is_empty()


def test_every_role_signs_in_with_one_click(small_county: None) -> None:
    assert set(logins.first_of_each_role()) == set(Role.values)
    assert Membership.objects.count() == len(content.toml("staff")["person"])
    for role in Role.values:
        client = Client()
        assert client.post("/demo/login", {"role": role}).status_code == 302
        assert client.get("/", follow=True).status_code == 200
    assert Client().post("/demo/login", {"role": "root"}).status_code == 404


def test_without_demo_mode_nobody_signs_in_with_one_click(small_county: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", False)
    assert Client().post("/demo/login", {"role": "counsellor"}).status_code == 404


def test_addresses_of_the_demo_can_never_be_delivered_to() -> None:
    assert {staff.email_of(one["name"]).split("@")[1] for one in content.toml("staff")["person"]} == {"example.org"}
