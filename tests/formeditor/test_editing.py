"""The editor: a county changes a draft in the browser; the result is checked, compared and published like a file."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.assessments import queries, rules
from chancennetz.assessments.constants import FormState
from chancennetz.assessments.models import FormDefinition
from chancennetz.audit.models import AuditEntry
from chancennetz.core.errors import Conflict, ImportDefects, NotAllowed
from chancennetz.formeditor import actions, editing
from chancennetz.formeditor.checking import load
from tests.assessments.small_form import SMALL
from tests.assessments.test_pages import sign_in, text_of
from tests.assessments.world import World

QUESTION: dict[str, Any] = {
    "label_de": "Was hilft?", "label_en": "", "help_de": "", "help_en": "", "kind": "text", "required": False,
    "dont_know": False, "options": [], "min": None, "max": None, "left_de": "", "left_en": "", "right_de": "",
    "right_en": "", "urgent": [], "section": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("label", "taken", "key"),
    [
        ("Was drängt?", set(), "was_draengt"),
        ("Was drängt?", {"was_draengt", "was_draengt_2"}, "was_draengt_3"),
        ("2 Kinder", set(), "q_2_kinder"),
        ("مرحبا", set(), "q"),
        ("x" * 80, set(), "x" * 34),
    ],
)
def test_keys_are_made_from_labels(label: str, taken: set[str], key: str) -> None:
    assert editing.key_from(label, taken) == key


def test_a_question_is_added_changed_moved_and_hidden() -> None:
    form = load(SMALL)
    first = form.sections[0]
    form = load(editing.change_question(form, first.key, "", QUESTION))
    added = form.sections[0].questions[-1]
    assert (added.key, added.label, added.kind) == ("was_hilft", {"de": "Was hilft?"}, "text")
    choice = QUESTION | {
        "kind": "choice",
        "label_en": "What helps?",
        "options": [("", "Ruhe", "Rest"), ("", "", ""), ("", "Geld", "")],
    }
    form = load(editing.change_question(form, first.key, "was_hilft", choice))
    assert [one.model_dump() for one in form.sections[0].questions[-1].options] == [
        {"key": "ruhe", "label": {"de": "Ruhe", "en": "Rest"}},
        {"key": "geld", "label": {"de": "Geld"}},
    ]
    form = load(editing.move(form, "question", "was_hilft", up=True))
    assert form.sections[0].questions[-2].key == "was_hilft"
    assert load(editing.move(form, "section", first.key, up=True)).sections[0].key == first.key  # already first
    form = load(editing.hide(form, "question", "was_hilft", hidden=True))
    assert "was_hilft" not in rules.asked(form.visible(), {})
    assert "was_hilft" in {question.key for _section, question in form.questions()}
    form = load(editing.hide(form, "question", "was_hilft", hidden=False))
    assert "was_hilft" in rules.asked(form.visible(), {})


def test_settings_that_do_not_fit_the_new_kind_go() -> None:
    form = load(SMALL)
    scale = QUESTION | {"kind": "scale", "min": 0, "max": 10, "left_de": "nie", "right_de": "immer"}
    form = load(editing.change_question(form, form.sections[0].key, "", scale))
    assert form.as_data()["sections"][0]["questions"][-1]["max"] == 10
    form = load(editing.change_question(form, form.sections[0].key, "was_hilft", scale | {"kind": "text"}))
    assert form.as_data()["sections"][0]["questions"][-1] == {
        "key": "was_hilft",
        "kind": "text",
        "label": {"de": "Was hilft?"},
    }


def test_what_would_break_the_form_is_refused_with_place_and_cure() -> None:
    form = load(SMALL)
    source = next(test.question for _s, question in form.questions() for test in question.tests)
    with pytest.raises(ImportDefects) as caught:
        load(editing.hide(form, "question", source, hidden=True))
    assert source in str(caught.value)
    one_left = load(editing.hide(form, "section", "first", hidden=True))
    with pytest.raises(ImportDefects):
        load(editing.hide(one_left, "section", "health", hidden=True))
    with pytest.raises(ImportDefects):
        load(editing.change_question(form, form.sections[0].key, "", QUESTION | {"kind": "choice"}))


def test_other_languages_conditions_and_keys_stay() -> None:
    words = {"title_de": "Neu", "title_en": "", "lead_de": "", "lead_en": ""}
    data = editing.change_section(load(SMALL), "", words | {"area": "home", "facet": "", "first": {"de": "A?"}})
    form = load(data)
    assert form.sections[-1].key == "neu"
    before = load(SMALL).as_data()
    assert form.as_data()["sections"][:-1] == before["sections"]
    turkish = load(SMALL).as_data()
    turkish["title"] = {"de": "Kleiner Bogen", "tr": "Küçük form"}
    changed = editing.change_head(
        load(turkish), {"title_de": "Kurzer Bogen", "title_en": "", "lead_de": "", "lead_en": ""}
    )
    assert changed["title"] == {"de": "Kurzer Bogen", "tr": "Küçük form"}


# --- pages ---------------------------------------------------------------------------------------------------------


def _draft() -> FormDefinition:
    return FormDefinition.objects.get(key="competences", state=FormState.DRAFT)


def at(name: str, row: FormDefinition, *more: str) -> str:
    return reverse(f"formeditor:{name}", args=[row.pk, *more])


@pytest.fixture
def paul(client: Client, world: World) -> Client:
    return sign_in(client, world, "paul")


def test_a_form_is_changed_in_the_browser_compared_and_taken_into_use(paul: Client, world: World) -> None:
    old = world.form("competences")
    assert "Im Browser ändern" in text_of(paul.get(at("form", old)))
    assert paul.post(at("form_edit_begin", old)).status_code == 302
    draft = _draft()
    assert (draft.number, draft.content) == (old.number + 1, old.content)
    assert paul.post(at("form_edit_begin", old)).url == at("form_edit", draft)  # goes on with the one that is there
    page = paul.get(at("form_edit", draft)).content.decode()
    assert "Höchster Schulabschluss" in page
    address = at("form_edit_question", draft, "school_certificate")
    form = paul.get(address)
    assert form.status_code == 200
    values = {name: value for name, value in _values(form.context["form"]).items() if value not in (None, "", False)}
    values |= {"label_de": "Welcher Schulabschluss?", "option_0_de": "gar keiner", "option_5_de": "Förderschule",
               "place_5": "1"}  # fmt: skip
    assert paul.post(address, values).status_code == 302
    question = queries.whole_form_of(_draft()).section("learned").questions[0]  # type: ignore[union-attr]
    assert question.label["de"] == "Welcher Schulabschluss?"
    assert [one.key for one in question.options] == ["none", "foerderschule", "lower", "middle", "upper", "abroad"]
    assert question.options[0].label == {"de": "gar keiner", "en": "none"}
    mark = _draft().content_hash
    paul.post(at("form_edit_step", draft), {"do": f"down/question/school_certificate/{mark}"})
    assert queries.whole_form_of(_draft()).sections[0].questions[1].key == "school_certificate"
    compared = text_of(paul.get(at("form_compare", draft)))
    for shown in ("Welcher Schulabschluss?", "Förderschule", "Reihenfolge der Fragen"):
        assert shown in compared, shown
    assert paul.post(at("form_publish", draft)).status_code == 302
    assert world.form("competences").pk == draft.pk
    assert AuditEntry.objects.filter(action="assessments.form.change").count() == 2


def _values(form: Any) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields}


def test_a_hidden_question_is_not_asked_and_comes_back(paul: Client, world: World) -> None:
    paul.post(at("form_edit_begin", world.form("competences")))
    draft = _draft()
    paul.post(at("form_edit_step", draft), {"do": f"hide/question/profession/{draft.content_hash}"})
    draft = _draft()
    assert "ausgeblendet" in text_of(paul.get(at("form_edit", draft)))
    asked = {question.key for _section, question in queries.form_of(draft).questions()}
    assert "profession" not in asked
    paul.post(at("form_edit_step", draft), {"do": f"show/question/profession/{draft.content_hash}"})
    assert "profession" in {question.key for _section, question in queries.form_of(_draft()).questions()}
    # What was asked before is hidden, never taken out; what is new can go again.
    gone = paul.post(at("form_edit_step", draft), {"do": f"out/question/profession/{_draft().content_hash}"})
    assert gone.status_code == 404
    new = {"title_de": "Neues", "facet": "intake", "first_de": "Was noch?", "mark": _draft().content_hash}
    assert paul.post(at("form_edit_section_new", draft), new).status_code == 302
    assert queries.form_of(_draft()).sections[-1].key == "neues"
    paul.post(at("form_edit_step", draft), {"do": f"out/section/neues/{_draft().content_hash}"})
    assert queries.form_of(_draft()).section("neues") is None


def test_a_defect_is_said_on_the_page_and_nothing_is_saved(paul: Client, world: World) -> None:
    paul.post(at("form_edit_begin", world.form("competences")))
    draft = _draft()
    new = {"label_de": "Wie?", "kind": "choice", "section": "learned", "mark": draft.content_hash}
    answer = paul.post(at("form_edit_question_new", draft, "learned"), new)
    assert answer.status_code == 422
    assert "Antworten" in text_of(answer)
    told = paul.post(at("form_edit_step", draft), {"do": f"hide/question/vocational/{draft.content_hash}"}, follow=True)
    assert "Es wurde nichts geändert" in text_of(told)
    assert _draft().content_hash == draft.content_hash
    assert (
        paul.post(at("form_edit_question_new", draft, "learned"), new | {"kind": "text", "mark": "old"}).status_code
        == 422
    )


@pytest.mark.parametrize("do", ["", "up", "up/question/none/x", "fly/question/profession/x", "up/form/profession/x"])
def test_nonsense_finds_nothing(paul: Client, world: World, do: str) -> None:
    paul.post(at("form_edit_begin", world.form("competences")))
    assert paul.post(at("form_edit_step", _draft()), {"do": do}).status_code == 404


def test_only_a_draft_is_changed_and_only_by_those_who_may(client: Client, world: World) -> None:
    old = world.form("competences")
    sign_in(client, world, "paul")
    assert client.get(at("form_edit", old)).status_code == 404
    by = world.universe.actor("paul")
    with working_as(by), pytest.raises(Conflict):
        actions.change_draft(
            by=by,
            definition=old,
            expected=old.content_hash,
            change=lambda form: editing.move(form, "section", "learned", up=True),
        )
    client.post(at("form_edit_begin", old))
    draft = _draft()
    for name in ("anna", "tina", "jan", "dora"):
        sign_in(client, world, name)
        assert client.get(at("form_edit", draft)).status_code == 404, name
        assert client.post(at("form_edit_begin", old)).status_code == 404, name
        assert not re.search("Im Browser ändern", client.get(at("form", old)).content.decode())
    by = world.universe.actor("anna")
    with working_as(by), pytest.raises(NotAllowed):
        actions.begin_draft(by=by, definition=old)
