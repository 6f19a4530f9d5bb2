"""The invented assessments of the demo county: right for the real families, the same every time."""

from __future__ import annotations

from typing import Any

import pytest

from chancennetz.access.context import working_as
from chancennetz.assessments.models import Assessment, SectionAnswers
from chancennetz.casework import actions as casework
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.demo import assessments_content
from chancennetz.resourcemap.models import MapVersion
from tests.assessments import world as worlds
from tests.universe import Universe


@pytest.mark.parametrize("health", [True, False])
def test_families_get_answers_that_fit_and_health_only_with_consent(
    universe: Universe, health: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assessments_content, "MAPPED", 1)
    world = worlds.build(universe, health=health)
    with working_as(world.actor):
        casework.record_assessment(by=world.actor, case=world.case, expected=1, assessment="", assessed_on=time.today())
    system = system_actor()
    assert assessments_content.load(system) == 2
    with working_as(system):
        row = Assessment.objects.get(file=world.file)
        facets = set(SectionAnswers.objects.values_list("facet", flat=True))
        areas = set(MapVersion.objects.values_list("area", flat=True))
    assert row.finished_on == time.today()
    assert ("health" in facets) == health
    assert health or "health" not in areas


def _invented(universe: Universe) -> dict[str, Any]:
    world = worlds.build(universe)
    with working_as(world.actor):
        casework.record_assessment(by=world.actor, case=world.case, expected=1, assessment="", assessed_on=time.today())
    assessments_content.load(system_actor())
    with working_as(world.actor):
        return world.answers(Assessment.objects.get(file=world.file))


def test_the_same_seed_invents_the_same_answers(universe: Universe) -> None:
    from django.db import transaction

    first = transaction.savepoint()
    before = _invented(universe)
    transaction.savepoint_rollback(first)
    assert _invented(universe) == before
