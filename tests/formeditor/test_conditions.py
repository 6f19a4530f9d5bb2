"""“Show only if …” in the editor: which questions can decide, what is written down, what is refused in which words."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from chancennetz.access.context import working_as
from chancennetz.assessments import queries
from chancennetz.assessments.constants import FormState
from chancennetz.assessments.definition import Form, Question, Test
from chancennetz.assessments.models import Assessment, FormDefinition
from chancennetz.assessments.wording import condition_words
from chancennetz.core.errors import ImportDefects
from chancennetz.formeditor import actions, conditions, editing
from chancennetz.formeditor.checking import load
from chancennetz.formeditor.conditions import Asks
from chancennetz.formeditor.wording import defect_words
from tests.assessments.test_pages import sign_in, text_of
from tests.assessments.world import World

FORM: dict[str, Any] = {
    "key": "small",
    "title": {"de": "Kleiner Bogen"},
    "sections": [
        {
            "key": "first",
            "title": {"de": "Anfang"},
            "questions": [
                {"key": "debts", "kind": "yes_no", "label": {"de": "Schulden?"}, "dont_know": True},
                {
                    "key": "with_whom",
                    "kind": "several",
                    "label": {"de": "Bei wem?"},
                    "options": [{"key": "bank", "label": {"de": "Bank"}}, {"key": "shop", "label": {"de": "Laden"}}],
                },
                {"key": "children", "kind": "number", "label": {"de": "Wie viele Kinder?"}, "min": 0, "max": 20},
                {"key": "view", "kind": "scale", "label": {"de": "Wie ist es?"}},
                {"key": "note", "kind": "text", "label": {"de": "Notiz"}},
            ],
        },
        {
            "key": "health",
            "title": {"de": "Gesundheit"},
            "facet": "health",
            "questions": [
                {"key": "ill", "kind": "yes_no", "label": {"de": "Krank?"}},
                {"key": "since", "kind": "date", "label": {"de": "Seit wann?"}},
            ],
        },
        {
            "key": "last",
            "title": {"de": "Ende"},
            "questions": [{"key": "wish", "kind": "text", "label": {"de": "Wunsch"}}],
        },
    ],
}


def part(data: dict[str, Any], key: str) -> dict[str, Any]:
    """A section or question of a definition by its key."""
    every = [one for section in data["sections"] for one in (section, *section["questions"])]
    found: dict[str, Any] = next(one for one in every if one["key"] == key)
    return found


def question(key: str) -> Question:
    return next(one for _section, one in load(FORM).questions() if one.key == key)


def with_conditions(**parts: dict[str, Any]) -> Form:
    data = load(FORM).as_data()
    for key, settings in parts.items():
        part(data, key).update(settings)
    return load(data)


YES = {"question": "debts", "is": ["yes"]}
BANK = {"question": "with_whom", "is": ["bank"]}
MANY = {"question": "children", "at_least": 3}


# --- which questions can decide ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "key", "offered"),
    [
        ("question", "debts", []),
        ("question", "with_whom", ["debts"]),
        ("question", "note", ["debts", "with_whom", "children", "view"]),
        ("section", "first", []),
        ("section", "health", ["debts", "with_whom", "children", "view", "note"]),
        ("question", "since", ["debts", "with_whom", "children", "view", "note", "ill"]),
        # What was answered in the guarded section does not decide what is shown outside of it.
        ("question", "wish", ["debts", "with_whom", "children", "view", "note"]),
        ("section", "last", ["debts", "with_whom", "children", "view", "note"]),
        ("question", "nobody", []),
    ],
)
def test_only_earlier_questions_that_give_nothing_away_are_offered(what: str, key: str, offered: list[str]) -> None:
    assert [one.key for _section, one in conditions.candidates(load(FORM), what, key)] == offered


def test_what_is_hidden_is_not_offered() -> None:
    form = with_conditions(view={"hidden": True})
    assert "view" not in [one.key for _section, one in conditions.candidates(form, "question", "note")]


def test_everything_offered_is_accepted_by_the_check_of_the_whole_form() -> None:
    form = load(FORM)
    parts = [("section", one.key) for one in form.sections] + [("question", one.key) for _s, one in form.questions()]
    tried = 0
    for what, key in parts:
        for _section, one in conditions.candidates(form, what, key):
            load(conditions.put(form, what, key, None, {"question": one.key, "answered": True}, some=False))
            tried += 1
    assert tried == 1 + 2 + 3 + 4 + 5 + 5 + 6 + 5 + 5  # questions of each part in the order of the form


# --- what is written down ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "how", "picked", "ends", "written"),
    [
        ("debts", "these", ["yes"], (None, None), {"question": "debts", "is": ["yes"]}),
        ("debts", "these", ["unknown", "no"], (None, None), {"question": "debts", "is": ["no", "unknown"]}),
        ("debts", "answered", ["yes"], (None, None), {"question": "debts", "answered": True}),
        ("with_whom", "these", ["shop", "bank"], (None, None), {"question": "with_whom", "is": ["bank", "shop"]}),
        ("with_whom", "unanswered", [], (None, None), {"question": "with_whom", "answered": False}),
        ("children", "these", [], (3, None), {"question": "children", "at_least": 3}),
        ("children", "these", [], (0, 2), {"question": "children", "at_least": 0, "at_most": 2}),
        ("view", "these", ["1", "2"], (None, None), {"question": "view", "at_most": 2}),
        ("view", "these", ["4", "5"], (None, None), {"question": "view", "at_least": 4}),
        ("view", "these", ["2", "4"], (None, None), {"question": "view", "is": ["2", "4"]}),
        ("view", "these", ["1"], (None, None), {"question": "view", "is": ["1"]}),
        ("note", "answered", [], (None, None), {"question": "note", "answered": True}),
    ],
)
def test_a_condition_as_data(
    key: str, how: str, picked: list[str], ends: tuple[Any, Any], written: dict[str, Any]
) -> None:
    assert conditions.write(question(key), None, Asks(how), picked, ends) == written


@pytest.mark.parametrize(
    ("key", "test", "picked"),
    [
        ("view", {"at_most": 3}, ["1", "2", "3"]),
        ("view", {"at_least": 2, "at_most": 3}, ["2", "3"]),
        ("view", {"is": ["5", "1"]}, ["1", "5"]),
        ("debts", {"is": ["unknown"], "answered": True}, ["unknown"]),
        ("with_whom", {"answered": True}, []),
        ("children", {"at_least": 1}, []),
    ],
)
def test_what_a_condition_from_a_file_asks_for_is_chosen_and_stays_as_written(
    key: str, test: dict[str, Any], picked: list[str]
) -> None:
    old = Test.model_validate({"question": key} | test)
    assert conditions.chosen(question(key), old) == picked
    if picked:
        assert conditions.write(question(key), old, Asks.THESE, picked, (None, None)) == {"question": key} | test


def test_conditions_are_added_changed_joined_and_taken_out() -> None:
    form = load(conditions.put(load(FORM), "question", "note", None, YES, some=False))
    assert part(form.as_data(), "note")["show_if"] == [YES]
    form = load(conditions.put(form, "question", "note", None, BANK, some=False))
    assert load(conditions.put(form, "question", "note", None, BANK, some=False)) == form  # not twice
    form = load(conditions.join(form, "question", "note", some=True))
    assert (part(form.as_data(), "note").get("show_if"), part(form.as_data(), "note")["show_if_any"]) == (
        None,
        [YES, BANK],
    )
    form = load(conditions.put(form, "question", "note", None, MANY, some=False))
    assert part(form.as_data(), "note")["show_if"] == [MANY]
    form = load(conditions.put(form, "question", "note", 1, {"question": "debts", "is": ["no"]}, some=True))
    assert part(form.as_data(), "note")["show_if_any"] == [{"question": "debts", "is": ["no"]}, BANK]
    form = load(conditions.put(form, "question", "note", 2, BANK, some=False))
    assert part(form.as_data(), "note")["show_if"] == [MANY, BANK]
    form = load(conditions.drop(form, "question", "note", 0))
    form = load(conditions.drop(form, "question", "note", 1))
    assert part(form.as_data(), "note") == {
        "key": "note",
        "kind": "text",
        "label": {"de": "Notiz"},
        "show_if": [BANK],
    }
    assert load(conditions.drop(form, "question", "note", 0)) == load(FORM)


def test_a_section_gets_a_condition() -> None:
    data = conditions.put(load(FORM), "section", "last", None, MANY, some=False)
    assert part(data, "last")["show_if"] == [MANY]
    assert "show_if" not in part(data, "wish")


def test_all_and_one_of_them_are_told_apart_in_words() -> None:
    form = with_conditions(note={"show_if": [MANY], "show_if_any": [YES, BANK]})
    with translation.override("de"):
        words = condition_words(form, next(one for _s, one in form.questions() if one.key == "note"), "de")
    assert words == "nur wenn „Wie viele Kinder?“: mindestens 3 und („Schulden?“: „Ja“ oder „Bei wem?“: „Bank“)"


# --- what would break a condition ----------------------------------------------------------------------------------


def _question_values(**changes: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("label_en", "help_de", "help_en", "left_de", "left_en", "right_de", "right_en"), "")
    values = {"label_de": "Bei wem?", "kind": "several", "required": False, "dont_know": False, "min": None}
    return empty | values | {"max": None, "options": [], "urgent": [], "section": ""} | changes


_SHOWN = "Frage „Notiz“: "
_FIRST = "Bitte ändern Sie zuerst diese Bedingung, oder nehmen Sie sie heraus."


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda form: editing.change_question(
                form, "first", "with_whom", _question_values(options=[("bank", "", ""), ("shop", "Laden", "")])
            ),
            _SHOWN + "„Bank“ ist keine Antwort auf „Bei wem?“.",
        ),
        (
            lambda form: editing.change_question(form, "first", "with_whom", _question_values(kind="text")),
            _SHOWN + "„Bank“ ist keine Antwort auf „Bei wem?“.",
        ),
        (
            lambda form: editing.take_out(form, "question", "with_whom"),
            _SHOWN + "Vor dieser Stelle gibt es keine Frage „Bei wem?“.",
        ),
        (
            lambda form: editing.hide(form, "question", "with_whom", hidden=True),
            _SHOWN + "Vor dieser Stelle gibt es keine Frage „Bei wem?“.",
        ),
        (
            lambda form: editing.change_section(
                form,
                "first",
                {"title_de": "Anfang", "title_en": "", "lead_de": "", "lead_en": "", "area": "", "facet": "health"},
            ),
            "Abschnitt „Ende“: Diese Bedingung würde zeigen, was im geschützten Abschnitt „Anfang“ geantwortet wurde.",
        ),
    ],
    ids=["answer gone", "kind changed", "taken out", "hidden", "guarded"],
)
def test_what_breaks_a_condition_is_said_in_words(change: Any, told: str) -> None:
    form = with_conditions(note={"show_if": [BANK]}, last={"show_if": [YES]})
    with translation.override("de"):
        with pytest.raises(ImportDefects) as caught:
            load(change(form))
        assert defect_words(form, caught.value.defects, "de") == [told, _FIRST]


def test_a_question_is_not_moved_before_the_one_that_decides() -> None:
    form = with_conditions(note={"show_if": [{"question": "view", "is": ["1"]}]})
    with translation.override("de"):
        with pytest.raises(ImportDefects) as caught:
            load(editing.move(form, "question", "note", up=True))
        assert defect_words(form, caught.value.defects, "de") == [
            "Frage „Notiz“: Vor dieser Stelle gibt es keine Frage „Wie ist es?“.",
            _FIRST,
        ]


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def paul(client: Client, world: World) -> Client:
    return sign_in(client, world, "paul")


@pytest.fixture
def draft(world: World) -> FormDefinition:
    """The small form as a draft that nobody has used yet."""
    return _store(world, FORM)


def _store(world: World, content: dict[str, Any]) -> FormDefinition:
    by = world.universe.actor("paul")
    with working_as(by):
        actions.import_form(by=by, data=json.dumps(content).encode())
    return _draft()


def _draft(key: str = "small") -> FormDefinition:
    return FormDefinition.objects.get(key=key, state=FormState.DRAFT)


def at(name: str, row: FormDefinition, *more: Any) -> str:
    return reverse(f"formeditor:form_edit_{name}", args=[row.pk, *more])


def _send(client: Client, address: str, **values: Any) -> Any:
    return client.post(address, {"mark": _draft().content_hash} | values)


def test_the_way_without_script(paul: Client, draft: FormDefinition) -> None:
    editor = paul.get(reverse("formeditor:form_edit", args=[draft.pk]))
    page = at("question_when", draft, "note")
    assert page in editor.content.decode()
    assert at("question_when", draft, "debts") not in editor.content.decode()  # nothing is asked before it
    shown = paul.get(page)
    assert "Diese Frage wird immer gestellt." in text_of(shown)
    offered = re.findall(r'<option value="(\w+)"', shown.content.decode())
    assert offered == ["debts", "with_whom", "children", "view"]
    answers = at("question_when_new", draft, "note")
    step = paul.get(answers, {"ask": "with_whom"})
    assert re.findall(r'name="answers"[^>]* value="(\w+)"', step.content.decode()) == ["bank", "shop"]
    done = _send(paul, answers + "?ask=with_whom", how="these", answers=["bank", "shop"])
    assert (done.status_code, done.url) == (302, page)
    both = {"question": "with_whom", "is": ["bank", "shop"]}
    assert part(_draft().content, "note")["show_if"] == [both]
    assert "„Bei wem?“: „Bank“ oder „Laden“" in text_of(paul.get(page))
    assert "nur wenn „Bei wem?“: „Bank“ oder „Laden“" in text_of(
        paul.get(reverse("formeditor:form_edit", args=[draft.pk]))
    )
    assert "nur wenn „Bei wem?“: „Bank“ oder „Laden“" in text_of(paul.get(at("question", draft, "note")))
    _send(paul, answers + "?ask=children", how="these", at_least="3")
    assert part(_draft().content, "note")["show_if"] == [both, MANY]
    assert "Alle müssen zutreffen" in text_of(paul.get(page))
    paul.post(page, {"do": f"some//{_draft().content_hash}"})
    assert part(_draft().content, "note")["show_if_any"] == [both, MANY]
    assert "Eine davon genügt" in text_of(paul.get(page))
    _send(paul, at("question_when_one", draft, "note", 0), how="these", answers=["bank"])
    assert part(_draft().content, "note")["show_if_any"] == [BANK, MANY]
    paul.post(page, {"do": f"every//{_draft().content_hash}"})
    paul.post(page, {"do": f"out/1/{_draft().content_hash}"})
    assert part(_draft().content, "note") == {
        "key": "note",
        "kind": "text",
        "label": {"de": "Notiz"},
        "show_if": [BANK],
    }
    paul.post(page, {"do": f"out/0/{_draft().content_hash}"})
    assert _draft().content == load(FORM).as_data()


def test_a_section_is_shown_under_a_condition(paul: Client, draft: FormDefinition) -> None:
    address = at("section_when_new", draft, "last")
    assert _send(paul, address + "?ask=view", how="these", answers=["1", "2"]).status_code == 302
    assert part(_draft().content, "last")["show_if"] == [{"question": "view", "at_most": 2}]
    page = paul.get(at("section_when_one", draft, "last", 0))
    assert re.findall(r'value="(\w+)" checked', page.content.decode()) == ["these", "1", "2"]
    assert "nur wenn „Wie ist es?“: höchstens 2" in text_of(paul.get(reverse("formeditor:form_edit", args=[draft.pk])))


def test_three_conditions_can_be_needed_in_part(paul: Client, draft: FormDefinition) -> None:
    address = at("question_when_new", draft, "wish")
    for ask, values in (("debts", {"answers": ["yes"]}), ("with_whom", {"answers": ["bank"]})):
        assert b'name="group"' not in paul.get(address, {"ask": ask}).content
        _send(paul, f"{address}?ask={ask}", how="these", **values)
    assert b'name="group"' in paul.get(address, {"ask": "children"}).content
    _send(paul, f"{address}?ask=children", how="these", at_least="3", group="some")
    _send(paul, at("question_when_one", draft, "wish", 0), how="these", answers=["yes"], group="some")
    assert part(_draft().content, "wish") == {
        "key": "wish",
        "kind": "text",
        "label": {"de": "Wunsch"},
        "show_if": [BANK],
        "show_if_any": [MANY, YES],
    }
    assert "Und mindestens eine davon" in text_of(paul.get(at("question_when", draft, "wish")))


@pytest.mark.parametrize(
    ("ask", "values", "told"),
    [
        ("with_whom", {"how": "these"}, "Bitte wählen Sie mindestens eine Antwort."),
        ("children", {"how": "these"}, "Bitte geben Sie mindestens eine der beiden Zahlen an."),
        ("children", {"how": "these", "at_least": "5", "at_most": "2"}, "Das ist kleiner als die Zahl darüber."),
        ("children", {"how": "these", "at_most": "50"}, "20"),
        ("with_whom", {"how": "these", "answers": ["nobody"]}, "nobody"),
        ("note", {"how": "these"}, "these"),
        ("debts", {"how": "these", "answers": ["yes"], "mark": "old"}, "inzwischen"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(
    paul: Client, draft: FormDefinition, ask: str, values: dict[str, Any], told: str
) -> None:
    answer = _send(paul, at("question_when_new", draft, "wish") + f"?ask={ask}", **values)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert _draft().content == load(FORM).as_data()


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        ("view", "Eine Bedingung kann sich nur auf Fragen beziehen, die vorher gestellt werden."),
        ("note", "Eine Bedingung kann sich nur auf Fragen beziehen, die vorher gestellt werden."),
        ("", "Bitte wählen Sie die Frage, die darüber entscheidet."),
        ("nobody", "Bitte wählen Sie die Frage, die darüber entscheidet."),
    ],
)
def test_a_later_question_cannot_decide(paul: Client, draft: FormDefinition, ask: str, told: str) -> None:
    address = at("question_when_new", draft, "children") + f"?ask={ask}"
    for answer in (paul.get(address, follow=True), _post_following(paul, address)):
        assert answer.redirect_chain == [(at("question_when", draft, "children"), 302)]
        assert told in text_of(answer)
    assert _draft().content == load(FORM).as_data()


def _post_following(client: Client, address: str) -> Any:
    values = {"mark": _draft().content_hash, "how": "answered", "answers": ["1"]}
    return client.post(address, values, follow=True)


@pytest.mark.parametrize("do", ["", "out", "out/7/x", "out/-1/x", "out/x/x", "up/0/x"])
def test_nonsense_finds_nothing(paul: Client, draft: FormDefinition, do: str) -> None:
    assert paul.post(at("question_when", draft, "note"), {"do": do}).status_code == 404
    assert paul.get(at("question_when_one", draft, "note", 0)).status_code == 404
    assert paul.get(at("question_when", draft, "nobody")).status_code == 404
    assert paul.get(at("section_when", draft, "nobody")).status_code == 404


def test_a_draft_changed_meanwhile_is_not_overwritten(paul: Client, world: World) -> None:
    data = load(FORM).as_data()
    part(data, "note")["show_if"] = [YES]
    row = _store(world, data)
    told = paul.post(at("question_when", row, "note"), {"do": "out/0/old"}, follow=True)
    assert "inzwischen" in text_of(told)
    assert part(_draft().content, "note")["show_if"] == [YES]


def test_a_button_that_would_break_a_condition_says_which(paul: Client, world: World) -> None:
    data = load(FORM).as_data()
    part(data, "note")["show_if"] = [BANK]
    row = _store(world, data)
    do = f"hide/question/with_whom/{row.content_hash}"
    answer = paul.post(at("step", row), {"do": do}, follow=True)
    assert answer.redirect_chain == [(reverse("formeditor:form_edit", args=[row.pk]), 302)]  # the reason is on top
    told = text_of(answer)
    assert f"Es wurde nichts geändert. {_SHOWN}Vor dieser Stelle gibt es keine Frage „Bei wem?“. {_FIRST}" in told
    values = {"label_de": "Bei wem?", "kind": "several", "section": "first", "option_1_de": "Laden"}
    answer = _send(paul, at("question", row, "with_whom"), **values)
    assert answer.status_code == 422
    for line in (_SHOWN + "„Bank“ ist keine Antwort auf „Bei wem?“.", _FIRST):
        assert line in text_of(answer)
    assert _draft().content == data


def test_only_those_who_change_forms_reach_the_pages(client: Client, world: World, draft: FormDefinition) -> None:
    for name in ("anna", "tina", "jan", "dora"):
        sign_in(client, world, name)
        for address in (
            at("question_when", draft, "note"),
            at("question_when_new", draft, "note") + "?ask=debts",
            at("section_when", draft, "last"),
        ):
            assert client.get(address).status_code == 404, (name, address)
            values = {"do": f"every//{draft.content_hash}", "how": "answered", "mark": draft.content_hash}
            assert client.post(address, values).status_code == 404, (name, address)


def test_answers_keep_the_version_they_were_given_in(paul: Client, world: World) -> None:
    old = world.form("anamnesis")
    begun = world.start()
    world.save(begun, "wishes", {"wish": "Eine Ausbildung."})
    paul.post(at("begin", old))
    row = _draft("anamnesis")
    address = at("question_when_new", row, "wish") + "?ask=debts"
    assert paul.post(address, {"mark": row.content_hash, "how": "these", "answers": ["yes"]}).status_code == 302
    assert paul.post(reverse("formeditor:form_publish", args=[row.pk])).status_code == 302
    with working_as(world.actor):
        again = Assessment.objects.get(pk=begun.pk)
        assert again.definition_id == old.pk
        assert "wish" in {one.key for _s, one in queries.form_of(again.definition).questions() if not one.tests}
    assert world.answers(begun)["wish"] == "Eine Ausbildung."
    newer = world.start(days=0, stage="update")
    with working_as(world.actor):
        assert newer.definition_id == row.pk
    wish = next(one for _s, one in queries.form_of(world.form("anamnesis")).questions() if one.key == "wish")
    assert [test.model_dump(by_alias=True, exclude_defaults=True) for test in wish.tests] == [
        {"question": "debts", "is": ("yes",)}
    ]
