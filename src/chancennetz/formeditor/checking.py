"""The check of a whole form, from a file or from the browser.

`load` turns data into a `Form`, or says everything that is wrong with it, each defect with its place and how to mend
it. Pure: no database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from chancennetz.access.constants import Facet
from chancennetz.assessments.constants import SECTION_FACETS, QuestionKind
from chancennetz.assessments.definition import CHOICES, COUNTED, Form, Question, Section, Test, possible_answers
from chancennetz.core.errors import Defect, ImportDefects


def load(data: Any) -> Form:
    """Return the form that a file describes. Raises ImportDefects with everything that is wrong."""
    if not isinstance(data, Mapping):
        raise ImportDefects([Defect(None, "", _("A form begins with its settings: key, title, sections."))])
    try:
        json.dumps(data, ensure_ascii=False, default=str).encode()
        form = Form.model_validate(data)
    except ValidationError as error:
        raise ImportDefects(_defects(data, error)) from error
    except UnicodeEncodeError as error:
        raise ImportDefects([Defect(None, "", _("A character in this file is cut in half."))]) from error
    except (RecursionError, TypeError) as error:
        raise ImportDefects([Defect(None, "", _("This file is nested too deeply."))]) from error
    defects = [*_same_keys(form), *_german(form), *_kinds(form), *_conditions(form)]
    if not defects:
        defects = list(_hidden(form))
    if defects:
        raise ImportDefects(defects)
    return form


def _place(data: Any, path: tuple[Any, ...]) -> str:
    """Write where something stands, with the keys of sections and questions instead of their numbers."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
            name = data.get("key") if isinstance(data, Mapping) else None
            words.append(f"[{name if isinstance(name, str) else step + 1}]")
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
            words.append(f".{step}" if words else str(step))
    return "".join(words)


def _defects(data: Any, error: ValidationError) -> list[Defect]:
    """Say each thing once; a list that is too short only because its parts are wrong is no defect of its own."""
    errors = error.errors(include_url=False)
    deeper = {one["loc"][:length] for one in errors for length in range(len(one["loc"]))}
    own = [one for one in errors if not (one["type"] == "too_short" and one["loc"] in deeper)]
    return list({(found.field, found.message): found for found in (_defect(data, one) for one in own)}.values())[:50]


def _defect(data: Any, error: Any) -> Defect:
    kind, context = error["type"], error.get("ctx") or {}
    place = _place(data, tuple(step for step in error["loc"] if step not in {"int", "float", "constrained-str"}))
    shown = str(error.get("input"))[:60]
    if kind == "missing":
        return Defect(None, place, _("This setting is missing."), _("Please add it."))
    if kind == "extra_forbidden":
        return Defect(None, place, _("There is no such setting."), _("Please check its spelling, or take it out."))
    if kind in {"enum", "literal_error"}:
        message = _("“%(value)s” is not possible here.") % {"value": shown}
        return Defect(None, place, message, _("Possible: %(values)s.") % {"values": context.get("expected", "")})
    if kind == "string_pattern_mismatch":
        message = _("“%(value)s” is no key.") % {"value": shown}
        return Defect(None, place, message, _("Small letters, digits and _ (languages: de, en, tr)."))
    if kind in {"too_long", "string_too_long"}:
        limit = context.get("max_length")
        return Defect(None, place, _("This is too long."), _("At most %(limit)s.") % {"limit": limit})
    if kind in {"too_short", "string_too_short"}:
        return Defect(None, place, _("There is nothing here."), _("At least one is needed."))
    return Defect(None, place, _("“%(value)s” is of the wrong kind.") % {"value": shown}, _wanted(kind))


def _wanted(kind: str) -> str:
    if kind.startswith("string"):
        return _("A text in quotation marks is needed.")
    if kind.startswith("bool"):
        return _("true or false is needed, without quotation marks.")
    if kind.startswith(("int", "float", "finite")):
        return _("A number is needed, without quotation marks.")
    if kind.startswith(("tuple", "list")):
        return _("A list in square brackets is needed.")
    return _('Settings with names are needed, for example { de = "…" }.')


def _at(section: Section, question: Question | None = None, setting: str = "") -> str:
    place = f"sections[{section.key}]"
    if question is not None:
        place += f".questions[{question.key}]"
    return f"{place}.{setting}" if setting else place


def _same_keys(form: Form) -> Iterator[Defect]:
    cure = _("Please give each one a key of its own.")
    seen: set[str] = set()
    for section in form.sections:
        if section.key in seen:
            yield Defect(None, _at(section), _("There are two sections with this key."), cure)
        seen.add(section.key)
    asked: set[str] = set()
    for section, question in form.questions():
        if question.key in asked:
            yield Defect(None, _at(section, question), _("There are two questions with this key."), cure)
        asked.add(question.key)
        keys = [option.key for option in question.options]
        if len(keys) != len(set(keys)):
            yield Defect(None, _at(section, question, "options"), _("There are two answers with this key."), cure)


def _german(form: Form) -> Iterator[Defect]:
    """German is the language of the office: each text has it."""

    def check(place: str, words: Mapping[str, str] | None) -> Iterator[Defect]:
        if words is not None and "de" not in words:
            yield Defect(None, place, _("The German text is missing."), _('Please add de = "…".'))

    yield from check("title", form.title)
    yield from check("lead", form.lead)
    for section in form.sections:
        yield from check(_at(section, setting="title"), section.title)
        yield from check(_at(section, setting="lead"), section.lead)
        for question in section.questions:
            for name in ("label", "help", "left", "right"):
                yield from check(_at(section, question, name), getattr(question, name))
            for option in question.options:
                yield from check(_at(section, question, f"options[{option.key}]"), option.label)


def _kinds(form: Form) -> Iterator[Defect]:
    for section in form.sections:
        if section.facet not in SECTION_FACETS:
            values = ", ".join(facet.value for facet in SECTION_FACETS)
            cure = _("Possible: %(values)s.") % {"values": values}
            yield Defect(None, _at(section, setting="facet"), _("Answers cannot be kept there."), cure)
    for section, question in form.questions():
        yield from _kind(section, question)


def _kind(section: Section, question: Question) -> Iterator[Defect]:
    kind = question.kind
    if (kind in CHOICES) != bool(question.options):
        message = _("This kind of question needs answers to choose from.")
        if question.options:
            message = _("This kind of question has no answers to choose from.")
        yield Defect(None, _at(section, question, "options"), message, _("Please check kind and options."))
    if kind not in COUNTED and (question.min is not None or question.max is not None):
        message = _("Only numbers and scales have a smallest and a largest value.")
        yield Defect(None, _at(section, question, "min"), message, _("Please take min and max out."))
    if question.min is not None and question.max is not None and question.min >= question.max:
        message = _("The smallest value is not below the largest one.")
        yield Defect(None, _at(section, question, "min"), message, _("Please check min and max."))
    if kind is QuestionKind.SCALE and not _is_scale(question):
        message = _("A scale has 2 to 11 whole steps between 0 and 100.")
        yield Defect(None, _at(section, question, "max"), message, _("Please check min and max."))
    if kind is not QuestionKind.SCALE and (question.left or question.right):
        yield Defect(None, _at(section, question, "left"), _("Only a scale has ends."), _("Please take them out."))
    for value in question.urgent_if:
        if value not in possible_answers(question):
            message = _("“%(value)s” is no answer to this question.") % {"value": value}
            yield Defect(None, _at(section, question, "urgent_if"), message, _possible(question))


def _is_scale(question: Question) -> bool:
    ends = [one for one in (question.min, question.max) if one is not None]
    if any(one != int(one) or not 0 <= one <= 100 for one in ends):
        return False
    return 2 <= len(question.steps) <= 11


def _possible(question: Question) -> str:
    answers = possible_answers(question)
    return _("Possible: %(values)s.") % {"values": ", ".join(answers)} if answers else _("Please take it out.")


def _conditions(form: Form) -> Iterator[Defect]:
    """A condition looks back only, names answers that exist, and gives nothing of a guarded section away."""
    before: dict[str, tuple[Section, Question]] = {}
    for section in form.sections:
        for test in section.tests:
            yield from _test(_at(section, setting="show_if"), section, test, before)
        for question in section.questions:
            for test in question.tests:
                yield from _test(_at(section, question, "show_if"), section, test, before)
            before[question.key] = (section, question)


def _hidden(form: Form) -> Iterator[Defect]:
    """What is left must be a form: something is asked, and no condition looks at what is hidden."""
    asked = form.visible()
    if not asked.sections:
        yield Defect(None, "sections", _("Everything is hidden."), _("Please show at least one question."))
    yield from _conditions(asked)


def _test(place: str, section: Section, test: Test, before: Mapping[str, tuple[Section, Question]]) -> Iterator[Defect]:
    if test.question not in before:
        message = _("There is no question “%(key)s” before this one.") % {"key": test.question}
        yield Defect(None, place, message, _("A condition can only look at questions that were asked before."))
        return
    source, asked = before[test.question]
    if source.facet not in {Facet.INTAKE, section.facet}:
        message = _("This condition would show what was answered in the guarded section “%(key)s”.")
        yield Defect(None, place, message % {"key": source.key}, _("Please put the question into that section."))
    if not (test.is_ or test.answered is not None or test.at_least is not None or test.at_most is not None):
        cure = _("Please add is, at_least, at_most or answered.")
        yield Defect(None, place, _("This condition does not say what it asks for."), cure)
    if (test.at_least is not None or test.at_most is not None) and asked.kind not in COUNTED:
        message = _("“%(key)s” is no number and no scale.") % {"key": asked.key}
        yield Defect(None, place, message, _("Please use is or answered."))
    for value in test.is_:
        if value not in possible_answers(asked):
            message = _("“%(value)s” is no answer to “%(key)s”.") % {"value": value, "key": asked.key}
            yield Defect(None, place, message, _possible(asked))
