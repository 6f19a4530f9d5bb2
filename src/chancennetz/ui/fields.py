"""Fields that several forms share."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from chancennetz.core import time
from chancennetz.ui.templatetags.ui import icon

_TOO_EARLY = MinValueValidator(time.EARLIEST_WORK_DAY, _("Please check the year."))
_TOO_LATE = MaxValueValidator(time.LATEST_DAY, _("Please check the year."))


def set_choices(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Set what can be chosen in a field of this one form: the people of a file, the modules of a partner."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # a form knows its fields as plain Field only


def choices_of(form: forms.BaseForm, name: str) -> dict[Any, Any]:
    """Return what can be chosen in a field of this one form: value -> label."""
    return dict(form.fields[name].choices)  # type: ignore[attr-defined]  # as above


def set_rows(form: forms.BaseForm, name: str, rows: models.QuerySet[Any]) -> None:
    """Set the rows of the database that can be chosen in a field of this one form."""
    form.fields[name].queryset = rows  # type: ignore[attr-defined]  # as above


def with_icons(choices: type[models.TextChoices], icons: dict[Any, str]) -> list[tuple[str, SafeString]]:
    """Return choices whose labels carry an icon before the word."""
    return [(one.value, format_html("{} {}", icon(icons[one]), one.label)) for one in choices]


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day that a calendar can show; what cannot be right is refused by the action with its reason."""
    return forms.DateField(label=label, required=required, help_text=help_text, validators=[_TOO_EARLY, _TOO_LATE])


def text_field(
    label: Any, limit: int, *, rows: int = 3, required: bool = False, help_text: Any = ""
) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=limit,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def as_ids(values: Iterable[str]) -> list[uuid.UUID]:
    """Return the ids of chosen values."""
    return [uuid.UUID(value) for value in values]


def moment(day: dt.date, clock: dt.time) -> dt.datetime:
    """Return a day and a time in Berlin as a moment."""
    return dt.datetime.combine(day, clock, time.BERLIN)


class VersionForm(forms.Form):
    """A form that knows which version its reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    @property
    def expected(self) -> int:
        """The version that was read, 0 when it is missing: then nothing is overwritten."""
        return self.cleaned_data.get("version") or 0
