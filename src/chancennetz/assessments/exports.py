"""What the prints of this room say, written as the family reads it. The caller logs the export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from chancennetz.access.models import FamilyFile
from chancennetz.assessments.constants import QuestionKind, Stage
from chancennetz.assessments.definition import Form, Question, text
from chancennetz.assessments.models import Assessment
from chancennetz.assessments.wording import SectionView, choices_of, condition_words
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
