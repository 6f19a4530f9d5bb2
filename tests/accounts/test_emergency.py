"""The review of emergency accesses: who may, once, not one's own, overdue after a week; the database holds it too."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from chancennetz.access import actions, rules
from chancennetz.access.constants import ReviewResult, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import EmergencyReview, Relation
from chancennetz.accounts import queries
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict, NotAllowed
from tests.universe import START, Universe

REASON = "Anruf der Klinik: Die Mutter ist nicht ansprechbar, wer holt das Kind?"
FOUND = "Der Anruf der Klinik ist belegt."
NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def opened(universe: Universe, *, hours_ago: float = 4, who: str = "ben") -> Relation:
    """An emergency access to Anna's file that began some hours ago and lasted three."""
    file = universe.open_file("anna")
    by = universe.actor(who)
    with working_as(by):
        relation = actions.break_glass(by=by, file_number=file.number, reason=REASON)
    start = time.now() - dt.timedelta(hours=hours_ago)
    with working_as(system_actor()):
        Relation.objects.filter(pk=relation.pk).update(starts_at=start, ends_at=start + dt.timedelta(hours=3))
        return Relation.objects.select_related("user", "file").get(pk=relation.pk)


@pytest.mark.parametrize(
    ("after_end", "reviewed", "expected"),
    [
        (dt.timedelta(minutes=-1), False, "running"),
        (dt.timedelta(0), False, "open"),
        (dt.timedelta(days=7), False, "open"),
        (dt.timedelta(days=7, seconds=1), False, "overdue"),
        (dt.timedelta(days=70), True, "reviewed"),
    ],
)
def test_a_review_is_due_within_a_week(after_end: dt.timedelta, reviewed: bool, expected: str) -> None:
    assert rules.review_state(NOW, NOW + after_end, reviewed=reviewed) == expected


@pytest.mark.parametrize("name", ["tina", "dora"])
def test_team_lead_and_data_protection_officer_review_by_page(client: Client, universe: Universe, name: str) -> None:
    relation = opened(universe, hours_ago=24 * 9)
    client.force_login(universe.users[name])
    text = client.get(reverse("accounts:emergency_list")).content.decode()
    assert relation.file.number in text
    address = reverse("accounts:emergency_review", args=[relation.pk])
    assert address in text
    page = client.get(address).content.decode()
    assert REASON in page
    assert 'name="note"' in page
    assert client.post(address, {"result": "justified", "note": "ja"}).status_code == 422
    assert client.post(address, {"result": "justified", "note": FOUND}).status_code == 302
    after = client.get(address).content.decode()
    assert FOUND in after
    assert 'name="note"' not in after
    assert client.post(address, {"result": "unjustified", "note": FOUND}).status_code == 422


@pytest.mark.parametrize("name", ["anna", "ben", "carla", "jan", "paul", "admin", "pia"])
def test_nobody_else_reviews(client: Client, universe: Universe, name: str) -> None:
    relation = opened(universe)
    address = reverse("accounts:emergency_review", args=[relation.pk])
    client.force_login(universe.users[name])
    assert client.get(address).status_code == 404
    assert client.post(address, {"result": "justified", "note": FOUND}).status_code == 404


def test_what_was_opened_is_shown_without_its_content(client: Client, universe: Universe) -> None:
    file = universe.open_file("anna")
    ben = universe.actor("ben")
    with working_as(ben):
        relation = actions.break_glass(by=ben, file_number=file.number, reason=REASON)
    client.force_login(universe.users["ben"])
    assert client.get(reverse("casework:team", args=[file.pk])).status_code == 200
    client.force_login(universe.users["tina"])
    page = client.get(reverse("accounts:emergency_review", args=[relation.pk])).content.decode()
    assert re.search("Fallteam|Case team", page)
    assert 'name="note"' not in page  # it still runs


def test_a_team_lead_does_not_review_her_own_access(universe: Universe) -> None:
    relation = opened(universe, who="tina")
    tina = universe.actor("tina")
    review = {"relation": relation, "result": ReviewResult.JUSTIFIED, "note": FOUND}
    with working_as(tina):
        assert queries.reviews_waiting(tina) == (0, 0)
        with pytest.raises(NotAllowed):
            actions.review_emergency(by=tina, **review)
    with pytest.raises(Exception, match="row-level security"), working_as(tina), transaction.atomic():
        EmergencyReview.objects.create(relation=relation, result="justified", note=FOUND, reviewed_by_id=tina.user_id)
    dora = universe.actor("dora")
    with working_as(dora):
        assert queries.reviews_waiting(dora) == (1, 0)
        actions.review_emergency(by=dora, **review)
        with pytest.raises(Conflict):
            actions.review_emergency(by=dora, **review)


def test_a_team_lead_of_another_organisation_sees_none_of_it(universe: Universe) -> None:
    relation = opened(universe)
    with working_as(system_actor()) as system:
        actions.add_membership(
            by=system,
            user=universe.users["carla"],
            organisation=universe.organisations["brueckenhaus"],
            role=Role.TEAM_LEAD,
            valid_from=START,
        )
    held = universe.users["carla"].memberships.get(role=Role.TEAM_LEAD)
    universe.memberships["carla"] = held
    carla = universe.actor("carla")
    with working_as(carla):
        assert queries.emergencies(carla) == []
        with pytest.raises(NotAllowed):
            actions.review_emergency(by=carla, relation=relation, result=ReviewResult.JUSTIFIED, note=FOUND)


def test_a_review_is_never_changed(universe: Universe) -> None:
    relation = opened(universe)
    tina = universe.actor("tina")
    with working_as(tina):
        review = actions.review_emergency(by=tina, relation=relation, result=ReviewResult.PARTLY, note=FOUND)
        assert EmergencyReview.objects.filter(pk=review.pk).update(note="anders") == 0
        assert EmergencyReview.objects.filter(pk=review.pk)._raw_delete("default") == 0
        assert EmergencyReview.objects.get(pk=review.pk).note == FOUND


def test_a_running_access_waits_for_its_end(universe: Universe) -> None:
    relation = opened(universe, hours_ago=1)
    tina = universe.actor("tina")
    with working_as(tina), pytest.raises(Conflict):
        actions.review_emergency(by=tina, relation=relation, result=ReviewResult.PARTLY, note=FOUND)
    with working_as(tina), pytest.raises(ValidationError):
        actions.review_emergency(by=tina, relation=relation, result=ReviewResult.PARTLY, note=" kurz ")
