"""Forms around the life of a goal: the five questions, its end, notes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chancennetz.plans.constants import Attainment, GoalState, SmartQuestion
from chancennetz.ui.fields import VersionForm, text_field
from chancennetz.ui.widgets import RadioChips

_HINTS = {
    SmartQuestion.SPECIFIC: _("Such as: we live in three rooms."),
    SmartQuestion.MEASURABLE: _("Such as: the contract is signed."),
    SmartQuestion.ACCEPTED: _("In the family's own words."),
    SmartQuestion.REALISTIC: _("Such as: the aunt looks after the children meanwhile."),
    SmartQuestion.DATED: _("Such as: in spring, at the next home visit."),
}


class SmartForm(VersionForm):
    """The five questions before a goal is agreed. A few words each are enough."""

    def __init__(self, *args: Any, due_on: dt.date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in SmartQuestion:
            if question is SmartQuestion.DATED and due_on is not None:
                continue  # the goal has its day already
            self.fields[question.value] = forms.CharField(
                label=question.label, max_length=500, help_text=_HINTS[question]
            )

    @property
    def answers(self) -> dict[str, str]:
        """What was typed, by question."""
        return {name: words for name, words in self.cleaned_data.items() if name in SmartQuestion.values}


class EndGoalForm(forms.Form):
    """How a goal ends, and how far it was reached."""

    state = forms.ChoiceField(
        label=_("How does it end?"),
        choices=[(one.value, one.label) for one in (GoalState.REACHED, GoalState.PARTLY, GoalState.DROPPED)],
        widget=RadioChips,
    )
    attainment = forms.TypedChoiceField(
        label=_("How far did it come, compared with what was hoped for?"),
        choices=Attainment.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=RadioChips,
    )
    note = text_field(_("A word about it"), 2000, rows=2)


class GoalNoteForm(forms.Form):
    """How is it coming along?"""

    text = text_field(_("How is it coming along?"), 2000, rows=3, required=True)
