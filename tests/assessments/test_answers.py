"""Assessments through actions: nothing asked twice, nothing lost, health apart, the phase goes on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access.constants import Facet
from chancennetz.access.context import working_as
from chancennetz.assessments import actions, queries
from chancennetz.assessments.constants import FormState, Stage
from chancennetz.assessments.definition_file import to_toml
from chancennetz.assessments.models import AnswerVersion, Assessment, FormDefinition, SectionAnswers
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


# --- forms ---------------------------------------------------------------------------------------------------------


def _next_version(world: World, by: str = "paul") -> FormDefinition:
    """Import the intake without its first section as a new version, as the project lead."""
    data = queries.form_of(world.form()).as_data()
    data["sections"] = data["sections"][1:]
    from chancennetz.assessments.definition import load

    actor = world.universe.actor(by)
    with working_as(actor):
        actions.import_form(by=actor, data=to_toml(load(data)).encode())
    return FormDefinition.objects.get(key="anamnesis", state=FormState.DRAFT)


def test_a_new_version_is_a_draft_then_in_use_and_answers_keep_theirs(world: World) -> None:
    old = world.start(days=30)
    world.fill(old)
    draft = _next_version(world)
    assert draft.number == 2
    paul = world.universe.actor("paul")
    with working_as(paul):
        actions.publish(by=paul, definition=draft)
    states = dict(FormDefinition.objects.filter(key="anamnesis").values_list("number", "state"))
    assert states == {1: "retired", 2: "published"}
    new = world.start()
    assert new.definition.number == 2
    old.refresh_from_db()
    assert old.definition.number == 1
    assert world.answers(old)["urgent_money"] == "no"
    assert "urgent_money" not in world.answers(new)
    assert world.answers(new)["wish"] == "Eine Ausbildung."
    world.finish(old)  # what was begun with a retired version can be finished


def test_importing_again_replaces_the_draft_and_the_same_form_changes_nothing(world: World) -> None:
    _next_version(world)
    _next_version(world, "admin")
    assert FormDefinition.objects.filter(key="anamnesis").count() == 2
    paul = world.universe.actor("paul")
    same = to_toml(queries.form_of(world.form())).encode()
    with working_as(paul):
        assert actions.import_form(by=paul, data=same).unchanged == 1
        report = actions.import_form(by=paul, data=same.replace(b'key = "anamnesis"', b'key = "other"'), dry_run=True)
    assert report.changes == 1
    assert not FormDefinition.objects.filter(key="other").exists()


def test_only_project_lead_and_administration_change_forms(world: World) -> None:
    draft = _next_version(world)
    content = to_toml(queries.form_of(world.form())).encode()
    for name in ("anna", "tina", "jan", "dora", "stefan", "nele"):
        by = world.universe.actor(name)
        with working_as(by):
            with pytest.raises(NotAllowed):
                actions.import_form(by=by, data=content)
            with pytest.raises(NotAllowed):
                actions.publish(by=by, definition=draft)


def test_versions_in_use_are_never_deleted(world: World) -> None:
    paul = world.universe.actor("paul")
    with working_as(paul):
        with pytest.raises(Conflict):
            actions.delete_draft(by=paul, definition=world.form())
        actions.retire(by=paul, definition=world.form())
        with pytest.raises(StopIteration):
            world.form()
        draft = FormDefinition.objects.get(key="anamnesis")
        with pytest.raises(Conflict):
            actions.publish(by=paul, definition=draft)


def test_a_later_default_form_arrives_as_a_draft_and_replaces_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    from chancennetz.assessments import default_forms

    assert default_forms.ensure() == 0
    text = to_toml(queries.form_of(world.form())).replace('de = "Anamnese"', 'de = "Erstgespräch"')
    (tmp_path / "anamnesis.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(default_forms, "FOLDER", tmp_path)
    assert default_forms.ensure() == 1
    assert default_forms.ensure() == 0
    assert world.form().number == 1
    assert FormDefinition.objects.get(key="anamnesis", number=2).state == FormState.DRAFT


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
