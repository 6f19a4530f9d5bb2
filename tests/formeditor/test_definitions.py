"""Forms as data: what is read, what is refused with place and cure, and that writing and reading are inverse."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from chancennetz.assessments.definition import Form
from chancennetz.core.errors import ImportDefects
from chancennetz.formeditor import default_forms
from chancennetz.formeditor.checking import load
from chancennetz.formeditor.definition_file import content_hash, read, to_json, to_toml
from tests.assessments.small_form import SMALL


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Read messages in the language of the source."""
    with translation.override("en"):
        yield


def changed(*path: Any, value: Any) -> dict[str, Any]:
    """The small form with one value replaced (or taken out with None)."""
    data = copy.deepcopy(SMALL)
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return data


def defects(data: Any) -> list[tuple[str, str]]:
    with pytest.raises(ImportDefects) as caught:
        load(data)
    return [(one.field, f"{one.message} {one.cure}") for one in caught.value.defects]


def question(place: int, section: int = 0) -> tuple[Any, ...]:
    return ("sections", section, "questions", place)


def test_the_forms_that_come_along_are_whole_and_survive_export_and_import() -> None:
    forms = [read(path.read_bytes()) for path in sorted(Path(default_forms.FOLDER).glob("*.toml"))]
    assert [form.key for form in forms] == ["anamnesis", "competences"]
    for form in forms:
        assert read(to_toml(form).encode()) == form
        assert read(to_json(form).encode()) == form
        for section, one in form.questions():
            for words in (section.title, one.label, *(option.label for option in one.options)):
                assert set(words) == {"de", "en"}, (section.key, one.key)
    areas = {section.area for section in forms[0].sections if section.area}
    assert areas == {"money", "work", "home", "health", "family", "social"}


def test_a_text_without_language_is_german() -> None:
    form = load(SMALL)
    assert form.sections[0].title == {"de": "Anfang"}
    assert form.languages() == ["de", "en"]


@pytest.mark.parametrize(
    ("data", "place", "word"),
    [
        (changed("key", value="Anamnese 1"), "key", "Small letters"),
        (changed("title", value=None), "title", "missing"),
        (changed("titel", value="x"), "titel", "no such setting"),
        (changed("title", value={"en": "x"}), "title", "German"),
        (changed("sections", value=[]), "sections", "At least one"),
        (changed(*question(0), "kind", value="yesno"), "sections[first].questions[debts].kind", "'yes_no'"),
        (changed(*question(0), "label", value=3), "sections[first].questions[debts].label", "wrong kind"),
        (changed(*question(0), "required", value="yes"), "sections[first].questions[debts].required", "true or false"),
        (changed(*question(0), "key", value="view"), "sections[first].questions[view]", "two questions"),
        (changed(*question(0), "options", value=[{"key": "a", "label": "A"}]), ".options", "no answers to choose"),
        (changed(*question(1), "options", value=None), ".options", "needs answers"),
        (changed(*question(1), "show_if", value=[{"question": "view", "is": ["1"]}]), "show_if", "before this one"),
        (changed(*question(1), "show_if", value=[{"question": "debts", "is": ["ja"]}]), "show_if", "yes, no"),
        (changed(*question(1), "show_if", value=[{"question": "debts"}]), "show_if", "does not say"),
        (changed(*question(1), "show_if", value=[{"question": "debts", "at_least": 1}]), "show_if", "no scale"),
        (changed(*question(2), "max", value=40), ".max", "2 to 11"),
        (changed(*question(2), "max", value="5"), ".max", "number"),
        (changed(*question(2), "urgent_if", value=["9"]), ".urgent_if", "no answer"),
        (changed("sections", 1, "facet", value="entrusted"), "sections[health].facet", "cannot be kept"),
        (changed("sections", 1, "key", value="first"), "sections[first]", "two sections"),
        ("a text", "", "begins with its settings"),
        ([], "", "begins with its settings"),
        (None, "", "begins with its settings"),
    ],
)
def test_what_is_wrong_is_named_with_place_and_cure(data: Any, place: str, word: str) -> None:
    assert any(found.endswith(place) and word in text for found, text in defects(data)), defects(data)


def test_a_condition_gives_nothing_away_from_a_guarded_section() -> None:
    data = copy.deepcopy(SMALL)
    asked = {"key": "note", "kind": "text", "label": "Was?", "show_if": [{"question": "ill", "is": ["yes"]}]}
    data["sections"].append({"key": "last", "title": "Ende", "questions": [asked]})
    assert defects(data)[0][0] == "sections[last].questions[note].show_if"
    data["sections"][2]["facet"] = "health"
    assert load(data).section("last") is not None


@pytest.mark.parametrize(
    ("content", "row", "word"),
    [
        (b'key = "a"\ntitle = \n', 2, "TOML"),
        (b'{"key": "a",\n "title": }', 2, "JSON"),
        (b"\xff\xfe", 1, "UTF-8"),
        (b"", None, "missing"),
        (b"[" * 50_000, 1, "TOML"),
        (b'{"a":' * 50_000, None, "nested"),
        (b'key = "a"' + b" " * 1_000_001, None, "1 MB"),
    ],
)
def test_files_that_cannot_be_read_say_where(content: bytes, row: int | None, word: str) -> None:
    with pytest.raises(ImportDefects) as caught:
        read(content)
    assert any(one.row == row and word in f"{one.message} {one.cure}" for one in caught.value.defects), caught.value


def test_control_characters_and_lone_surrogates_never_reach_the_database() -> None:
    form = load(changed("title", value="A\x00B\u202e😀"))
    assert form.title == {"de": "AB😀"}
    assert defects(json.loads(json.dumps(changed("title", value="x")).replace('"x"', '"\\ud800"')))
    assert defects(changed("title", value="\x00"))
    assert defects(changed("title", value="x" * 2001))


def test_the_mark_of_a_form_depends_on_what_it_says_alone() -> None:
    backwards = json.loads(json.dumps(SMALL))
    backwards["sections"][0] = dict(reversed(backwards["sections"][0].items()))
    assert content_hash(load(backwards)) == content_hash(load(SMALL))
    assert content_hash(load(changed("title", value="anders"))) != content_hash(load(SMALL))


TEXTS = st.text(min_size=1, max_size=30).filter(lambda text: bool(text.strip()))
KEYS = st.from_regex(r"\A[a-z][a-z0-9_]{0,8}\Z")


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """Forms of every kind of question, with conditions on what was asked before."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=6, unique=True))
    questions: list[dict[str, Any]] = []
    for key in keys:
        kind = draw(st.sampled_from(["text", "long_text", "choice", "several", "number", "date", "scale", "yes_no"]))
        one: dict[str, Any] = {"key": key, "kind": kind, "label": {"de": draw(TEXTS), "tr": draw(TEXTS)}}
        one["required"] = draw(st.booleans())
        if kind in {"choice", "several"}:
            one["options"] = [{"key": "a", "label": draw(TEXTS)}, {"key": "b", "label": draw(TEXTS)}]
        if questions and draw(st.booleans()):
            other = draw(st.sampled_from(questions))
            one["show_if"] = [{"question": other["key"], "answered": draw(st.booleans())}]
        questions.append(one)
    return {"key": "any", "title": {"de": "Form"}, "sections": [{"key": "s", "title": "S", "questions": questions}]}


@settings(max_examples=60, deadline=None)
@given(data=forms())
def test_any_form_survives_export_and_import(data: dict[str, Any]) -> None:
    try:
        form = load(data)
    except ImportDefects as error:  # texts of control characters alone
        assert all("nothing here" in one.message for one in error.defects)  # noqa: PT017
        return
    assert read(to_toml(form).encode()) == form
    assert read(to_json(form).encode()) == form
    assert Form.model_validate(form.as_data()) == form


@settings(max_examples=80, deadline=None)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    ),
    place=st.sampled_from(["key", "title", "sections", "about", "completes_assessment"]),
)
def test_values_of_any_kind_are_refused_or_read_never_a_crash(value: Any, place: str) -> None:
    data = copy.deepcopy(SMALL) | {place: value}
    try:
        load(data)
    except ImportDefects as error:
        assert error.defects  # noqa: PT017
