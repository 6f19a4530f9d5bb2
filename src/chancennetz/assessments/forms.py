"""Forms: the questions of a section as fields, and the beginning of an assessment."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.assessments.constants import LONGEST_LINE, LONGEST_TEXT, UNKNOWN, QuestionKind, Stage
from chancennetz.assessments.definition import Question, text
from chancennetz.assessments.wording import choices_of
from chancennetz.core.text import clean_line, clean_text
from chancennetz.ui.fields import day_field, set_choices, text_field
from chancennetz.ui.widgets import Chips, RadioChips

PREFIX = "q_"
#: More answers than this are a list to open, not chips to tap.
_MOST_CHIPS = 12


# --- sections ------------------------------------------------------------------------------------------------------


class SectionForm(forms.Form):
    """The questions of a section that are asked. What is required is checked when the assessment is finished.

    Nothing is refused because it is missing: at a kitchen table one asks in any order.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        answers: Mapping[str, Any] | None = None,
        language: str = "de",
        also_in: str = "",
        **kwargs: Any,
    ) -> None:
        self.questions = list(questions)
        stored = {PREFIX + key: shown(value) for key, value in (answers or {}).items()}
        kwargs["initial"] = {**stored, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for question in self.questions:
            self.fields[PREFIX + question.key] = _field(question, language, also_in)
            self.fields[PREFIX + question.key].required = question.required  # for the label: see full_clean

    def full_clean(self) -> None:
        """Check the answers that are there; those that are needed may come later."""
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = False
        super().full_clean()
        for field in needed:
            field.required = True

    @property
    def expected(self) -> int:
        """The version of the answers that was read, 0 when nothing was saved yet."""
        return self.cleaned_data.get("version") or 0

    @property
    def values(self) -> dict[str, Any]:
        """Return the answers as they are kept; unanswered questions are left out."""
        found = {}
        for question in self.questions:
            value = _stored(question, self.cleaned_data.get(PREFIX + question.key))
            if value not in (None, "", []):
                found[question.key] = value
        return found


def shown(value: Any) -> Any:
    """Return a kept answer as a field takes it (days stay ISO text, which the calendar reads)."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _stored(question: Question, value: Any) -> Any:
    if value in (None, "", []):
        return None
    kind = question.kind
    if kind is QuestionKind.DATE:
        return value.isoformat()
    if kind is QuestionKind.NUMBER:
        return int(value) if value == int(value) else float(value)
    if kind is QuestionKind.SCALE:
        return UNKNOWN if value == UNKNOWN else int(value)
    if kind is QuestionKind.LONG_TEXT:
        return clean_text(value)
    return clean_line(value) if kind is QuestionKind.TEXT else value


def _field(question: Question, language: str, also_in: str) -> forms.Field:
    label = text(question.label, language)
    more: dict[str, Any] = {"label": label, "required": False, "help_text": _help(question, language, also_in)}
    kind = question.kind
    if kind is QuestionKind.TEXT:
        return forms.CharField(max_length=LONGEST_LINE, **more)
    if kind is QuestionKind.LONG_TEXT:
        return text_field(label, LONGEST_TEXT, rows=4, help_text=more["help_text"])
    if kind is QuestionKind.DATE:
        return day_field(label, required=False, help_text=more["help_text"])
    if kind is QuestionKind.NUMBER:
        return forms.DecimalField(
            min_value=question.min, max_value=question.max, max_digits=15, decimal_places=2, localize=True, **more
        )
    choices = choices_of(question, language, also_in)
    if kind is QuestionKind.SEVERAL:
        return forms.MultipleChoiceField(choices=choices, widget=Chips, **more)
    choices = [*choices, ("", gettext("not said"))]
    if len(choices) > _MOST_CHIPS:
        return forms.ChoiceField(choices=[choices[-1], *choices[:-1]], **more)
    return forms.ChoiceField(choices=choices, widget=RadioChips, **more)


def _help(question: Question, language: str, also_in: str) -> str:
    lines = [question.label.get(also_in, "") if also_in != language else "", text(question.help, language)]
    if question.kind is QuestionKind.SCALE:
        left, right = text(question.left, language), text(question.right, language)
        if left and right:
            lines.append(
                gettext("%(first)s = %(left)s, %(last)s = %(right)s")
                % {"first": question.steps[0], "left": left, "last": question.steps[-1], "right": right}
            )
    return " · ".join(line for line in lines if line)


class StartForm(forms.Form):
    """The beginning of an assessment: about whom, at which point, on which day."""

    person = forms.ChoiceField(label=_("About whom?"), widget=RadioChips)
    stage = forms.ChoiceField(label=_("At which point?"), choices=Stage.choices, widget=RadioChips)
    informed_on = day_field(_("Day of the talk"))

    def __init__(self, *args: Any, people: Sequence[tuple[uuid.UUID, str]] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["person"]
        else:
            set_choices(self, "person", [(str(one), name) for one, name in people])
