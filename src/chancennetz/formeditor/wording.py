"""What the check of the whole form says, for readers who know no keys."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from chancennetz.assessments.definition import Form, Question, Section, text
from chancennetz.assessments.wording import choices_of
from chancennetz.core.errors import Defect

_QUOTED = re.compile(r"(?<=[„“])([a-z0-9_]+)(?=[“”])")
_QUESTION, _SECTION = re.compile(r"questions\[(\w+)\]"), re.compile(r"sections\[(\w+)\]")


def defect_words(form: Form, defects: Iterable[Defect], language: str) -> list[str]:
    """Write what is wrong with a changed form with the words of the form before, each thing once.

    Where a condition would not work any more, it has to be changed first: that is said once, at the end.
    """
    lines, cure = [], ""
    for defect in defects:
        part = _part_at(form, defect.field)
        if part is None:
            lines.append(f"{defect.message} {defect.cure}".strip())
            continue
        place, message = _place_words(part, language), _with_names(form, part, defect.message, language)
        if defect.field.endswith("show_if") and part.tests:
            lines.append(f"{place}: {message}")
            cure = _("Please change this condition first, or take it out.")
        else:
            lines.append(f"{place}: {message} {defect.cure}".strip())
    return list(dict.fromkeys([*lines, cure] if cure else lines))


def _place_words(part: Section | Question, language: str) -> str:
    if isinstance(part, Question):
        return _("Question “%(label)s”") % {"label": text(part.label, language)}
    return _("Section “%(label)s”") % {"label": text(part.title, language)}


def _part_at(form: Form, place: str) -> Section | Question | None:
    if found := _QUESTION.search(place):
        return next((one for _home, one in form.questions() if one.key == found[1]), None)
    return form.section(found[1]) if (found := _SECTION.search(place)) else None


def _with_names(form: Form, part: Section | Question, message: str, language: str) -> str:
    """Put the words of the form in place of the keys that a message quotes."""
    asked = {question.key: question for _section, question in form.questions()}
    names = {one.key: text(one.title, language) for one in form.sections}
    for question in (part, *(asked[test.question] for test in part.tests)):
        if isinstance(question, Question):
            names |= dict(choices_of(question, language))
    names |= {key: text(question.label, language) for key, question in asked.items()}
    return _QUOTED.sub(lambda found: names.get(found[1], found[1]), message)
