"""Versions of a form: a draft, in use, retired; answers keep the version they were given in."""

from __future__ import annotations

from typing import Any

import pytest

from chancennetz.access.context import working_as
from chancennetz.assessments import queries
from chancennetz.assessments.constants import FormState
from chancennetz.assessments.models import FormDefinition
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.formeditor import actions, default_forms
from chancennetz.formeditor.checking import load
from chancennetz.formeditor.definition_file import to_toml
from tests.assessments.world import World


def _next_version(world: World, by: str = "paul") -> FormDefinition:
    """Import the intake without its first section as a new version, as the project lead."""
    data = queries.form_of(world.form()).as_data()
    data["sections"] = data["sections"][1:]
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
    assert default_forms.ensure() == 0
    text = to_toml(queries.form_of(world.form())).replace('de = "Anamnese"', 'de = "Erstgespräch"')
    (tmp_path / "anamnesis.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(default_forms, "FOLDER", tmp_path)
    assert default_forms.ensure() == 1
    assert default_forms.ensure() == 0
    assert world.form().number == 1
    assert FormDefinition.objects.get(key="anamnesis", number=2).state == FormState.DRAFT
