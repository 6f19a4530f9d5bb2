"""Widgets that KERN lacks and our forms need. Any plain Django widget works too (see ``ui/README.md``)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import dateparse

from chancennetz.ui.formats import short_date


class Chips(forms.CheckboxSelectMultiple):
    """Several of a few: big chips to tap (who took part, which areas of life)."""

    ui_kind = "chips"


class RadioChips(forms.RadioSelect):
    """One of a few: big chips to tap (how the contact took place)."""

    ui_kind = "chips"


class Minutes(forms.NumberInput):
    """Minutes with buttons for less and more, and a stopwatch. Works as a plain number field without script."""

    ui_kind = "minutes"

    def __init__(self, attrs: dict[str, Any] | None = None, *, step: int = 5, stopwatch: bool = True) -> None:
        self.minutes_step = step
        self.stopwatch = stopwatch
        super().__init__({"inputmode": "numeric", "min": 0, "max": 1440, **(attrs or {})})


class TypedDate(forms.DateInput):
    """A date that is typed, for days long ago (birth dates), where a calendar would be a long way to page back."""

    ui_kind = "typed_date"
    input_type = "text"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Write a date as it is typed; what the reader typed stays as it is."""
        return short_date(value) if isinstance(value, dt.date) else value


class CalendarDate(forms.DateInput):
    """A date near today, with the browser's calendar. Falls back to text when what was typed is no date."""

    ui_kind = "date"
    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        """Write the date as the browser's calendar needs it (ISO); what cannot be read stays as typed."""
        if isinstance(value, dt.datetime):
            value = value.date()
        if isinstance(value, dt.date):
            return value.isoformat()
        return value or None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Show a text field when the value is no ISO date, so that the wrong input stays visible."""
        context = super().get_context(name, value, attrs)
        if isinstance(value, str) and value and not _is_iso(value):
            context["widget"]["type"] = "text"
        return context


def _is_iso(value: str) -> bool:
    try:
        return dateparse.parse_date(value) is not None
    except ValueError:
        return False


def as_calendar(widget: forms.DateInput) -> CalendarDate:
    """Return a calendar field in place of Django's plain date field, keeping its attributes."""
    calendar = CalendarDate(dict(widget.attrs))
    calendar.is_localized = False
    calendar.is_required = widget.is_required
    return calendar
