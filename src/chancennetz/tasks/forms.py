"""Forms of tasks and appointments."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from chancennetz.core import time
from chancennetz.ui.widgets import Minutes


class TaskForm(forms.Form):
    """A task: what, until when, a note."""

    title = forms.CharField(label=_("What is to be done?"), max_length=300)
    due_on = forms.DateField(
        label=_("Until when?"),
        required=False,
        validators=[MinValueValidator(time.EARLIEST_DAY), MaxValueValidator(time.LATEST_DAY)],
        help_text=_("We remind you the day before."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class AppointmentForm(forms.Form):
    """An appointment: what, when, how long, where."""

    title = forms.CharField(label=_("What is it about?"), max_length=300)
    day = forms.DateField(
        label=_("Day"), validators=[MinValueValidator(time.EARLIEST_DAY), MaxValueValidator(time.LATEST_DAY)]
    )
    clock = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(
        label=_("How long?"), min_value=5, max_value=24 * 60, initial=60, widget=Minutes(stopwatch=False)
    )
    place = forms.CharField(label=_("Where?"), required=False, max_length=200)
    note = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))

    def starts_at(self) -> dt.datetime:
        """Return the beginning as a moment in Berlin."""
        return dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock"], time.BERLIN)
