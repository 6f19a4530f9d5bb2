"""The form that joins two records."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from chancennetz.people.models import Person
from chancennetz.people.wording import FIELDS, shown
from chancennetz.ui.widgets import RadioChips


class MergeForm(forms.Form):
    """Which of two values stays, field by field; equal fields are not asked."""

    def __init__(self, *args: Any, kept: Person, merged: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.same: list[tuple[str, str]] = []
        for name, label in FIELDS.items():
            mine, theirs = shown(kept, name), shown(merged, name)
            if mine == theirs:
                if mine:
                    self.same.append((str(label), mine))
                continue
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[("kept", mine or gettext("leave empty")), ("merged", theirs or gettext("leave empty"))],
                initial="kept" if mine else "merged",
                widget=RadioChips,
            )

    def taken(self) -> list[str]:
        """Return the fields whose value comes from the second record."""
        return [name for name, side in self.cleaned_data.items() if side == "merged"]
