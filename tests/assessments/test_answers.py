"""Assessments through actions: nothing asked twice, nothing lost, health apart, the phase goes on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access.constants import Facet
from chancennetz.access.context import working_as
from chancennetz.assessments import actions, queries
from chancennetz.assessments.constants import Stage
from chancennetz.assessments.models import AnswerVersion, Assessment, SectionAnswers
from chancennetz.audit.models import AuditEntry
from chancennetz.casework.constants import Phase
from chancennetz.casework.models import Case
from chancennetz.casework.queries import phase_of
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict, NotAllowed, StaleVersion
from tests.assessments import world as worlds
from tests.assessments.world import World
from tests.universe import Universe


def test_finishing_the_intake_ends_the_phase_of_assessment(world: World) -> None:
    row = world.start()
    with pytest.raises(ValidationError) as caught:
        world.finish(row)
    assert "Strom oder Medikamente" in str(caught.value)
    assert world.finish(world.fill(row)).finished_on == time.today()
    with working_as(world.actor):
        assert Case.objects.get(file=world.file).assessed_on == time.today()
        assert phase_of(world.file) is Phase.INTAKE  # nobody takes part yet: the earliest gap counts
    assert AuditEntry.objects.filter(action="assessments.assessment.finish").count() == 1


def test_a_finished_assessment_is_changed_only_after_opening_it_again(world: World) -> None:
    row = world.finish(world.fill(world.start()))
    with pytest.raises(Conflict):
        world.save(row, "wishes", {"wish": "Anders"}, 1)
    with working_as(world.actor):
        with pytest.raises(Conflict):
            actions.discard(by=world.actor, assessment=row)
        actions.reopen(by=world.actor, assessment=row)
    assert world.save(row, "wishes", {"wish": "Anders"}, 1) == ["wish"]
    with working_as(world.actor):
        versions = AnswerVersion.objects.filter(answers__section="wishes").order_by("number")
        assert ["Eine Ausbildung." in one.content for one in versions] == [True, False]


def test_an_update_begins_with_the_last_answers_and_shows_what_changed(world: World) -> None:
    first = world.finish(world.fill(world.start(days=90)))
    second = world.start(stage=Stage.UPDATE)
    assert world.answers(second) == world.answers(first)
    world.save(second, "money", {"money_view": 4, "debts": "no"}, 1)
    with working_as(world.actor):
        assert queries.before(second) == first
        assert queries.before(first) is None
    assert world.answers(first)["money_view"] == 2
    assert world.answers(second)["money_view"] == 4


def test_answers_that_are_not_asked_any_more_are_dropped(world: World) -> None:
    row = world.start()
    world.save(row, "money", {"money_view": 2, "debts": "yes", "debts_kind": ["bank"]})
    assert world.answers(row)["debts_kind"] == ["bank"]
    world.save(row, "money", {"money_view": 2, "debts": "no", "debts_kind": ["bank"]}, 1)
    assert "debts_kind" not in world.answers(row)


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("money", {"money_view": 9}),
        ("money", {"money_view": "2"}),
        ("money", {"wish": "steht woanders"}),
        ("money", {"debts": "vielleicht"}),
        ("urgent", {"urgent_deadline": "bald"}),
    ],
)
def test_answers_that_do_not_fit_are_refused_whole(world: World, section: str, values: dict[str, Any]) -> None:
    row = world.start()
    with pytest.raises(ValidationError):
        world.save(row, section, values)
    assert world.answers(row) == {}


def test_each_section_lies_in_a_row_with_its_own_part_of_the_file(world: World) -> None:
    row = world.fill(world.start())
    with working_as(world.actor):
        stored = dict(SectionAnswers.objects.filter(assessment=row).values_list("section", "facet"))
        answers = queries.answers_of(row)
        assert "health_view" not in answers.values({Facet.INTAKE})
        assert answers.values({Facet.HEALTH}) == {"health_view": 3}
    assert {key for key, facet in stored.items() if facet == "health"} == {"health"}


def test_without_the_tick_for_health_nothing_about_it_is_kept(universe: Universe) -> None:
    world = worlds.build(universe, health=False)
    row = world.start()
    with pytest.raises(Conflict):
        world.save(row, "health", {"health_view": 1})
    for section, values in worlds.REQUIRED.items():
        if section != "health":
            world.save(row, section, values)
    assert world.finish(row).finished_on is not None  # health is left out, not demanded


def test_without_consent_nothing_is_begun_or_saved(world: World) -> None:
    row = world.start()
    from chancennetz.consent import actions as consent
    from chancennetz.consent.models import Consent

    with working_as(world.actor):
        held = Consent.objects.select_related("file", "person").get(file=world.file)
        consent.withdraw(by=world.actor, declaration=held)
    with pytest.raises(Conflict):
        world.save(row, "money", {"money_view": 2})
    with pytest.raises(Conflict):
        world.start()


def test_a_form_about_a_person_names_one_of_the_family(world: World) -> None:
    with pytest.raises(ValidationError):
        world.start(key="competences")
    with pytest.raises(ValidationError):
        world.start(key="competences", person_id=worlds.uuid.uuid4())
    mother, father, _child = world.people()
    row = world.start(key="competences", person_id=mother)
    world.save(row, "can", {"learn": 5})
    assert world.answers(world.start(key="competences", person_id=mother)) == {"learn": 5}
    assert world.answers(world.start(key="competences", person_id=father)) == {}


def test_days_that_cannot_be_are_refused(world: World) -> None:
    for day in (time.today() + dt.timedelta(days=1), dt.date(1999, 12, 31)):
        with pytest.raises(ValidationError):
            world.start(informed_on=day)


def test_two_editors_of_one_section_and_of_two(world: World) -> None:
    row = world.start()
    world.save(row, "money", {"money_view": 2})
    world.save(row, "work", {"work_view": 3})  # another section: no conflict
    with pytest.raises(StaleVersion):
        world.save(row, "money", {"money_view": 5}, 0 + 7)
    world.save(row, "money", {"money_view": 3}, 1)
    with pytest.raises(StaleVersion):
        world.save(row, "money", {"money_view": 5}, 1)
    assert world.answers(row)["money_view"] == 3


def test_strangers_and_readers_cannot_write(world: World) -> None:
    row = world.start()
    for name in ("ben", "carla", "tina", "paul", "admin", "jan"):
        by = world.universe.actor(name)
        with working_as(by), pytest.raises(NotAllowed):
            actions.save_section(by=by, assessment=row, section_key="money", values={}, expected=0)
        with working_as(by), pytest.raises(NotAllowed):
            actions.finish(by=by, assessment=row)


def test_a_discarded_assessment_is_gone(world: World) -> None:
    row = world.fill(world.start())
    with working_as(world.actor):
        actions.discard(by=world.actor, assessment=row)
        assert not Assessment.objects.exists()
        assert not SectionAnswers.objects.exists()
        assert not AnswerVersion.objects.exists()


# --- many at once -----------------------------------------------------------------------------------------------------


def test_bulk_is_for_the_system_and_refuses_what_does_not_fit(world: World) -> None:
    one = actions.BulkAssessment(
        file_id=world.file.id,
        definition=world.form(),
        stage=Stage.ENTRY,
        informed_on=time.today(),
        finished_on=None,
        answers={"money_view": 3, "health_view": 2},
    )
    with working_as(world.actor), pytest.raises(NotAllowed):
        actions.enter_bulk(by=world.actor, assessments=[one])
    system = system_actor()
    with working_as(system):
        assert actions.enter_bulk(by=system, assessments=[one]) == 1
        with pytest.raises(ValueError, match="money_view"):
            actions.enter_bulk(by=system, assessments=[worlds.dataclasses.replace(one, answers={"money_view": 8})])
    with working_as(world.actor):
        row = Assessment.objects.get(file=world.file)
        assert queries.answers_of(row).values(None) == {"money_view": 3, "health_view": 2}
