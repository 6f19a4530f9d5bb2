"""What differs between two versions of a form, in words for readers who know no keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access.constants import Facet
from chancennetz.assessments.constants import FormAbout, QuestionKind
from chancennetz.assessments.definition import Form, Question, Section, text
from chancennetz.assessments.wording import choices_of, test_words
from chancennetz.casework.constants import LifeArea
from chancennetz.formeditor.rules import FormChange

_Part = Form | Section | Question
_TEXTS = frozenset({"title", "lead", "label", "help", "left", "right"})
_NAMES: dict[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "lead": gettext_lazy("Introduction"),
    "about": gettext_lazy("Whom it asks about"),
    "completes_assessment": gettext_lazy("Ends the phase of assessment"),
    "area": gettext_lazy("Life area"),
    "facet": gettext_lazy("With which part of the file are the answers released?"),
    "label": gettext_lazy("Question"),
    "help": gettext_lazy("Help below the question"),
    "kind": gettext_lazy("How is it answered?"),
    "required": gettext_lazy("Must be answered before the form is finished"),
    "options": gettext_lazy("Answers"),
    "min": gettext_lazy("Smallest value"),
    "max": gettext_lazy("Largest value"),
    "left": gettext_lazy("What the smallest step means"),
    "right": gettext_lazy("What the largest step means"),
    "dont_know": gettext_lazy("“Don't know” can be chosen too"),
    "urgent_if": gettext_lazy("Which answers cannot wait?"),
    "show_if": gettext_lazy("Shown only if all of this holds"),
    "show_if_any": gettext_lazy("Shown only if one of these holds"),
    "hidden": gettext_lazy("Hidden"),
    "sections.order": gettext_lazy("Order of the sections"),
    "questions.order": gettext_lazy("Order of the questions"),
}


class ChangeWords(NamedTuple):
    """One line of a comparison; `before` and `now` may have several lines."""

    where: str
    what: str
    before: str
    now: str


def change_words(changes: Iterable[FormChange], now: Form, before: Form, language: str) -> list[ChangeWords]:
    """Write each change with the words of the two versions."""
    return [
        ChangeWords(
            _where(change, now, before, language),
            str(_NAMES.get(change.setting, change.setting)) if change.setting else _new_or_gone(change),
            _value(change, before, change.before, language),
            _value(change, now, change.now, language),
        )
        for change in changes
    ]


def _new_or_gone(change: FormChange) -> str:
    return _("new") if change.before is None else _("left out")


def _part(form: Form, change: FormChange) -> _Part | None:
    section = form.section(change.section) if change.section else None
    if change.question:
        return next((one for one in section.questions if one.key == change.question), None) if section else None
    return section if change.section else form


def _where(change: FormChange, now: Form, before: Form, language: str) -> str:
    part = _part(now, change) or _part(before, change)
    if isinstance(part, Question):
        return _("Question “%(label)s”") % {"label": text(part.label, language)}
    if isinstance(part, Section):
        return _("Section “%(label)s”") % {"label": text(part.title, language)}
    return _("The whole form")


def _value(change: FormChange, form: Form, raw: Any, language: str) -> str:
    """Write a setting as it is in one of the two versions."""
    part = _part(form, change)
    if part is None or raw in (None, "", [], {}):
        return ""
    if not change.setting:
        return text(raw, language)
    if change.setting in _TEXTS:
        return _in_languages(raw)
    if isinstance(raw, bool):
        return _("Yes") if raw else _("No")
    writer = _WRITERS.get(change.setting)
    return writer(form, part, raw, language) if writer else str(raw)


def _in_languages(words: dict[str, str]) -> str:
    """Write a text of a form: the language is only named where there are several."""
    if len(words) == 1:
        return next(iter(words.values()))
    return "\n".join(f"{language}: {one}" for language, one in words.items())


def _options(_form: Form, _part: Any, raw: list[dict[str, Any]], _language: str) -> str:
    return "\n".join(" · ".join(dict.fromkeys(one["label"].values())) for one in raw)


def _answers(_form: Form, part: Any, raw: list[str], language: str) -> str:
    words = dict(choices_of(part, language))
    return "\n".join(words.get(key, key) for key in raw)


def _order(form: Form, part: Any, raw: list[str], language: str) -> str:
    names = {one.key: text(one.title, language) for one in form.sections}
    if isinstance(part, Section):
        names = {one.key: text(one.label, language) for one in part.questions}
    return "\n".join(f"{place}. {names[key]}" for place, key in enumerate(raw, start=1))


def _tests(tests: str) -> Callable[[Form, Any, Any, str], str]:
    return lambda form, part, _raw, language: "\n".join(
        test_words(form, test, language) for test in getattr(part, tests)
    )


def _label(choices: Callable[[str], Any]) -> Callable[[Form, Any, Any, str], str]:
    return lambda _form, _part, raw, _language: str(choices(raw).label)


_WRITERS: dict[str, Callable[[Form, Any, Any, str], str]] = {
    "about": _label(FormAbout),
    "area": _label(LifeArea),
    "facet": _label(Facet),
    "kind": _label(QuestionKind),
    "options": _options,
    "urgent_if": _answers,
    "show_if": _tests("show_if"),
    "show_if_any": _tests("show_if_any"),
    "sections.order": _order,
    "questions.order": _order,
}
