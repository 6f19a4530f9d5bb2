"""A comparison of two versions of a form, in words: no keys, and every setting that can differ."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from chancennetz.assessments.definition import Form, Question, Section
from chancennetz.formeditor import changes, rules
from chancennetz.formeditor.checking import load
from tests.assessments.small_form import SMALL


def _changed() -> Form:
    data: dict[str, Any] = load(SMALL).as_data()
    first = data["sections"][0]["questions"]
    data["title"]["en"] = "Little form"
    first[0]["required"] = True
    first[1]["options"].append({"key": "other", "label": {"de": "Andere", "en": "Others"}})
    first[1]["show_if"] = [{"question": "debts", "is": ["yes", "no"]}]
    first[2] |= {"urgent_if": ["1", "2"], "help": {"de": "1 ist schwer."}, "dont_know": True}
    first.append({"key": "more", "kind": "text", "label": {"de": "Mehr?"}})
    first[0], first[1] = first[1], first[0]
    first[0].pop("show_if")
    data["sections"][1] |= {"facet": "benefits", "area": "health"}
    return load(data)


def test_every_change_is_said_without_keys() -> None:
    now, before = _changed(), load(SMALL)
    with translation.override("de"):
        found = changes.change_words(rules.compare_forms(now, before), now, before, "de")
    assert [tuple(one) for one in found] == [
        ("Das ganze Formular", "Titel", "de: Kleiner Bogen\nen: Small form", "de: Kleiner Bogen\nen: Little form"),
        ("Frage „Bei wem?“", "Nur zeigen, wenn all das zutrifft", "„Schulden?“: „Ja“", ""),
        ("Frage „Bei wem?“", "Antworten", "Bank\nLaden", "Bank\nLaden\nAndere · Others"),
        ("Frage „Schulden?“", "Muss beantwortet sein, bevor das Formular abgeschlossen wird", "Nein", "Ja"),
        ("Frage „Wie ist es?“", "Hilfe unter der Frage", "", "1 ist schwer."),
        ("Frage „Wie ist es?“", "„Weiß nicht“ kann auch gewählt werden", "Nein", "Ja"),
        ("Frage „Wie ist es?“", "Welche Antworten können nicht warten?", "1", "1\n2"),
        ("Frage „Mehr?“", "neu", "", "Mehr?"),
        (
            "Abschnitt „Anfang“",
            "Reihenfolge der Fragen",
            "1. Schulden?\n2. Bei wem?\n3. Wie ist es?",
            "1. Bei wem?\n2. Schulden?\n3. Wie ist es?",
        ),
        ("Abschnitt „Gesundheit“", "Lebensbereich", "", "Gesundheit"),
        (
            "Abschnitt „Gesundheit“",
            "Mit welchem Teil der Akte werden die Antworten freigegeben?",
            "Gesundheit",
            "Leistungen",
        ),
    ]


def test_what_is_left_out_is_said_with_its_old_words() -> None:
    before = load(SMALL)
    data = before.as_data()
    data["sections"].pop(1)
    now = load(data)
    with translation.override("de"):
        found = changes.change_words(rules.compare_forms(now, before), now, before, "de")
    assert [tuple(one) for one in found] == [("Abschnitt „Gesundheit“", "weggelassen", "Gesundheit", "")]


def test_every_setting_of_a_form_has_a_name() -> None:
    settings = {*Form.model_fields, *Section.model_fields, *Question.model_fields}
    assert settings - {"key", "sections", "questions"} <= set(changes._NAMES)
