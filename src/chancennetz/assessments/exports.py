"""What the prints of this room say, written as the family reads it. The caller logs the export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chancennetz.access.models import FamilyFile
from chancennetz.assessments import queries
from chancennetz.assessments.constants import QuestionKind, ResourceLevel, Stage
from chancennetz.assessments.definition import Form, Question, text
from chancennetz.assessments.forms import choices_of
from chancennetz.assessments.models import Assessment
from chancennetz.assessments.picture import draw
from chancennetz.assessments.queries import MapView
from chancennetz.assessments.wording import SectionView, condition_words
from chancennetz.core import time
from chancennetz.people.queries import people_in_file
from chancennetz.ui.pdf import render_pdf


def _names(file: FamilyFile, names: bool) -> str:
    if not names:
        return file.number
    return ", ".join(one.person.full_name for one in people_in_file(file))


def assessment_pdf(
    row: Assessment,
    title: str,
    views: Sequence[SectionView],
    before: dt.date | None,
    *,
    names: bool,
    large_print: bool = False,
) -> bytes:
    """Return an assessment with its answers, beside those of the time before, as a tagged PDF."""
    day = time.format_date(row.informed_on)
    facts = [
        [_("For"), _names(row.file, names)],
        [_("Talk on"), f"{day}, {Stage(row.stage).label}"],
        [_("Counselled by"), str(row.file.organisation)],
    ]
    if before is not None:
        facts.append([_("Compared with"), time.format_date(before)])
    head = [_("Question"), _("Now")] + ([_("Before")] if before is not None else [])
    sections = [
        {
            "title": view.title,
            "head": head,
            "rows": [_answer(line, with_before=before is not None) for line in view.rows if line.now or line.before],
        }
        for view in views
        if view.is_open
    ]
    data = {
        "facts": facts,
        "sections": [one for one in sections if one["rows"]],
        "urgent_title": _("This cannot wait"),
        "urgent": [line.label for view in views for line in view.rows if line.urgent],
        "note": _("These are your own words. You may see, correct and take back everything."),
    }
    return render_pdf("assessments/assessment.typ", data, title, large_print=large_print)


def _answer(line: Any, *, with_before: bool) -> list[str]:
    now = f"{line.now}\n({line.change})" if line.change and line.now else line.now
    return [line.label, now, *([line.before] if with_before else [])]


# --- an empty form -------------------------------------------------------------------------------------------------


def empty_pdf(form: Form, language: str, *, large_print: bool = False) -> bytes:
    """Return a form to fill in on paper, in one of its languages."""
    with translation.override("en" if language == "en" else "de"):
        data = {
            "facts": [[_("Name"), "_" * 40], [_("Day of the talk"), "_" * 20]],
            "lead": text(form.lead, language),
            "sections": [
                {
                    "title": text(section.title, language),
                    "lead": text(section.lead, language),
                    "questions": [_blank(form, question, language) for question in section.questions],
                }
                for section in form.sections
            ],
            "note": _("You decide what you say. What you leave empty stays empty."),
        }
        return render_pdf("assessments/empty.typ", data, text(form.title, language), language, large_print=large_print)


def _blank(form: Form, question: Question, language: str) -> dict[str, Any]:
    kind = question.kind
    # On paper one short condition helps; a long one is read out by nobody.
    condition = condition_words(form, question, language) if len(question.tests) == 1 else ""
    options = [words for value, words in choices_of(question, language) if value]
    if kind is QuestionKind.SCALE:
        left, right = text(question.left, language), text(question.right, language)
        options[0] = f"{options[0]} {left}".strip()
        last = question.steps[-1] - question.steps[0]
        options[last] = f"{options[last]} {right}".strip()
    return {
        "label": text(question.label, language),
        "hint": " ".join(part for part in (text(question.help, language), condition) if part),
        "options": options,
        "several": kind is QuestionKind.SEVERAL,
        "lines": {QuestionKind.LONG_TEXT: 3, QuestionKind.TEXT: 1, QuestionKind.DATE: 1, QuestionKind.NUMBER: 1}.get(
            kind, 0
        ),
    }


# --- resource map --------------------------------------------------------------------------------------------------


def _svg(view: MapView) -> str:
    return render_to_string("assessments/_picture.svg", {"picture": draw(view), "printed": True})


def map_pdf(
    file: FamilyFile,
    view: MapView,
    areas: Sequence[Any],
    share: str,
    alt: str,
    *,
    names: bool,
    coach: str,
    large_print: bool = False,
) -> bytes:
    """Return the whole map in the county's columns, with the picture and its table."""
    first = file.created_at
    data = {
        "facts": [
            [_("For"), _names(file, names)],
            [_("Counsellor"), coach],
            [_("Begun on"), time.format_date(first, weekday=False)],
            [_("Last change"), time.format_date(view.made_at, weekday=False) if view.made_at else ""],
        ],
        "share": share,
        "picture": _svg(view),
        "alt": alt,
        "picture_title": _("Who and what helps"),
        "entries_head": [pgettext("number", "No."), _("Resource"), _("Level"), _("Life area")],
        "entries": [
            [str(one.number), _with_contact(one.resource), str(one.resource.level.label), str(one.area.label)]
            for one in draw(view).entries
        ],
        "areas": [_area(one) for one in areas if not one.content.is_empty or one.rating.own or one.rating.coach],
        "lines_head": [
            _("Fine goal"),
            _("Available resources"),
            _("Network partners"),
            pgettext("resource map", "Time"),
            _("Done"),
        ],
        "state_title": _("Present state"),
        "note": _("This map is yours. It shows what carries you. Change it whenever something changes."),
    }
    return render_pdf("assessments/map.typ", data, _("Our resource map"), large_print=large_print)


def _with_contact(resource: Any) -> str:
    return f"{resource.name}\n{resource.contact}" if resource.contact else str(resource.name)


def _area(one: Any) -> dict[str, Any]:
    views = []
    if one.rating.own or one.rating.coach:
        own, coach = one.rating.own or "–", one.rating.coach or "–"
        words = _("Family: %(own)s of 5. Counsellor: %(coach)s of 5.") % {"own": own, "coach": coach}
        views.append(" ".join(part for part in (words, one.gap) if part))
    return {
        "title": str(one.area.label),
        "state": one.content.state,
        "views": " ".join(views),
        "resources": [[label, ", ".join(name for name, _contact, _url in items)] for label, _icon, items in one.levels],
        "lines": [
            [
                view.line.goal,
                ", ".join(view.resources) or "–",
                view.line.partners or "–",
                view.when or "–",
                view.done or "☐",
            ]
            for view in one.lines
        ],
    }


def card_pdf(file: FamilyFile, view: MapView, *, names: bool, phone: str, large_print: bool = False) -> bytes:
    """Return the card to take along: whom one can turn to, nearest first, and what comes next."""
    found = [one for content in view.areas.values() for one in content.resources]
    open_lines = [line for content in view.areas.values() for line in content.lines if line.done_on is None]
    data = {
        "for": _names(file, names),
        "levels": [
            [str(level.label), [[one.name, one.contact] for one in found if one.level is level]]
            for level in ResourceLevel
            if any(one.level is level for one in found)
        ],
        "next_title": _("What we do next"),
        "next": [{"text": line.goal, "note": _when(line), "done": False} for line in open_lines[:4]],
        "counsel": [[_("Counselling"), str(file.organisation)], [_("Phone"), phone]],
        "note": pgettext("network card", "Keep this card where you can find it."),
    }
    return render_pdf("assessments/card.typ", data, _("Our network card"), large_print=large_print)


def _when(line: Any) -> str:
    due = time.format_date(line.due_on, weekday=False) if line.due_on else ""
    return ", ".join(part for part in (due, line.timing) if part)


def view_for_print(file: FamilyFile, facets: Any) -> MapView:
    """Return the map as far as the reader may see it."""
    return queries.map_of(file, None, facets)
