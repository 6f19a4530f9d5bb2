"""Changing a form step by step: from one definition to the data of the next. Pure: no database, no clock, no user.

The editor in the browser uses these steps; `checking.load` checks every result as it checks a file. Texts in other
languages than German and English and keys stay as they are, so that answers can still be compared. Conditions have
steps of their own (`conditions`).
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from chancennetz.assessments.constants import QuestionKind
from chancennetz.assessments.definition import CHOICES, COUNTED, Form, Question, possible_answers

Data = dict[str, Any]
#: An answer to choose from: its key (empty for a new one), German, English.
OptionRow = tuple[str, str, str]
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
#: A key has 40 characters at most; a few are left for a number behind.
_LONGEST_KEY = 34


def key_from(label: str, taken: Collection[str]) -> str:
    """Return a key made from a label that nobody has yet: "Was drängt?" gives was_draengt, then was_draengt_2."""
    plain = unicodedata.normalize("NFKD", label.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST_KEY].rstrip("_")
    if not key or not key[0].isalpha():
        key = f"q_{key}".rstrip("_")
    found, number = key, 1
    while found in taken:
        number += 1
        found = f"{key}_{number}"
    return found


def with_words(old: Mapping[str, str] | None, german: str, english: str) -> dict[str, str] | None:
    """Return a text with its German and English words changed; None when nothing is left."""
    words = dict(old or {})
    for language, said in (("de", german.strip()), ("en", english.strip())):
        if said:
            words[language] = said
        else:
            words.pop(language, None)
    return words or None


def _set(part: Data, name: str, value: Any) -> None:
    """Set a setting; an empty one is taken out."""
    if value in (None, "", [], (), False):
        part.pop(name, None)
    else:
        part[name] = value


def _section(data: Data, key: str) -> Data:
    return next(one for one in data["sections"] if one["key"] == key)


def _home(data: Data, key: str) -> tuple[Data, Data]:
    """Return the section of a question, and the question."""
    for section in data["sections"]:
        for question in section["questions"]:
            if question["key"] == key:
                return section, question
    raise LookupError(key)


def part_of(data: Data, what: str, key: str) -> Data:
    """Return a section or a question (`what`) in the data of a form."""
    return _section(data, key) if what == "section" else _home(data, key)[1]


def copy_of(form: Form) -> Data:
    """Return the data of a form, free to be changed."""
    return copy.deepcopy(form.as_data())


def _set_words(part: Data, name: str, values: Mapping[str, Any]) -> None:
    _set(part, name, with_words(part.get(name), values[f"{name}_de"], values[f"{name}_en"]))


def change_head(form: Form, values: Mapping[str, Any]) -> Data:
    """Change title and introduction of the form."""
    data = copy_of(form)
    for name in ("title", "lead"):
        _set_words(data, name, values)
    return data


def change_section(form: Form, key: str, values: Mapping[str, Any]) -> Data:
    """Change a section. Its first question is a free text when the section is new (`key` empty)."""
    data = copy_of(form)
    if key:
        section = _section(data, key)
    else:
        taken = {one.key for one in form.sections}
        asked = {question.key for _section, question in form.questions()}
        first = {"kind": QuestionKind.LONG_TEXT.value, "label": dict(values["first"])}
        first["key"] = key_from(values["title_de"], asked)
        section = {"key": key_from(values["title_de"], taken), "questions": [first]}
        data["sections"].append(section)
    for name in ("title", "lead"):
        _set_words(section, name, values)
    for name in ("area", "facet"):
        _set(section, name, values[name])
    return data


def change_question(form: Form, section_key: str, key: str, values: Mapping[str, Any]) -> Data:
    """Change a question, or add one at the end of a section (`key` empty). Settings that do not fit its kind go."""
    data = copy_of(form)
    if key:
        home, question = _home(data, key)
    else:
        home = _section(data, section_key)
        question = {"key": key_from(values["label_de"], {one.key for _s, one in form.questions()})}
        home["questions"].append(question)
    kind = QuestionKind(values["kind"])
    question["kind"] = kind.value
    for name in ("label", "help"):
        _set_words(question, name, values)
    for name in ("left", "right"):
        said = values if kind is QuestionKind.SCALE else {f"{name}_de": "", f"{name}_en": ""}
        if kind is not QuestionKind.SCALE:
            question.pop(name, None)
        _set_words(question, name, said)
    for name in ("required", "dont_know"):
        _set(question, name, values[name])
    for name in ("min", "max"):
        question.pop(name, None)
        if kind in COUNTED and values[name] is not None:
            question[name] = values[name]
    _set(question, "options", _options(question, values["options"]) if kind in CHOICES else None)
    _set(question, "urgent_if", _still_possible(question, values["urgent"]))
    if values["section"] and values["section"] != home["key"]:
        home["questions"].remove(question)
        _section(data, values["section"])["questions"].append(question)
    return data


def _options(question: Data, rows: Sequence[OptionRow]) -> list[Data]:
    """Return the answers in the order of the rows; a row without words is taken out, keys stay."""
    old = {one["key"]: one for one in question.get("options", ())}
    taken, found = set(old), []
    for key, german, english in rows:
        words = with_words(old[key]["label"] if key in old else None, german, english)
        if not (german.strip() or english.strip()) or words is None:
            continue
        if key not in old:
            key = key_from(german or english, taken)
            taken.add(key)
        found.append({"key": key, "label": words})
    return found


def _still_possible(question: Data, urgent: Collection[str]) -> list[str]:
    """Return the urgent answers that the question still has, in the order of its answers."""
    try:
        whole = Question.model_validate({name: value for name, value in question.items() if name != "urgent_if"})
    except ValidationError:
        return list(urgent)  # the check of the whole form says what is wrong
    return [one for one in possible_answers(whole) if one in set(urgent)]


def move(form: Form, what: str, key: str, *, up: bool) -> Data:
    """Move a section among the sections, or a question within its section, by one place."""
    data = copy_of(form)
    rows: list[Data] = data["sections"] if what == "section" else _home(data, key)[0]["questions"]
    place = next(place for place, one in enumerate(rows) if one["key"] == key)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    return data


def hide(form: Form, what: str, key: str, *, hidden: bool) -> Data:
    """Hide a section or a question: it is not asked any more, and can be brought back."""
    data = copy_of(form)
    _set(part_of(data, what, key), "hidden", hidden)
    return data


def take_out(form: Form, what: str, key: str) -> Data:
    """Take a section or a question out. A section whose last question goes, goes with it."""
    data = copy_of(form)
    if what == "section":
        data["sections"].remove(_section(data, key))
        return data
    home, question = _home(data, key)
    home["questions"].remove(question)
    if not home["questions"]:
        data["sections"].remove(home)
    return data
