"""Forms of take-up: the numbers of a quarter for all own offers in one table."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.supportmap.models import Service
from chancennetz.takeup import rules
from chancennetz.takeup.constants import MOST_PLACES, TOLD_KINDS, Barrier
from chancennetz.takeup.models import TakeUp
from chancennetz.takeup.rules import Figures
from chancennetz.ui.fields import set_choices

FIELDS = {
    "places": gettext_lazy("Places"),
    "used": gettext_lazy("Used"),
    "waiting": gettext_lazy("Waiting"),
    "turned_away": gettext_lazy("Turned away"),
}


class ServiceQuarterForm(forms.Form):
    """Four numbers of one offer; empty means "not known"."""

    places = forms.IntegerField(label=FIELDS["places"], required=False, min_value=0, max_value=MOST_PLACES)
    used = forms.IntegerField(label=FIELDS["used"], required=False, min_value=0, max_value=MOST_PLACES)
    waiting = forms.IntegerField(label=FIELDS["waiting"], required=False, min_value=0, max_value=MOST_PLACES)
    turned_away = forms.IntegerField(label=FIELDS["turned_away"], required=False, min_value=0, max_value=MOST_PLACES)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, service: Service, row: TakeUp | None, data: Any = None) -> None:
        self.service = service
        start = {name: getattr(row, name) for name in FIELDS} | {"version": row.version} if row else {"version": 0}
        super().__init__(data, prefix=service.pk.hex, initial=start)
        for name, label in FIELDS.items():
            self.fields[name].widget.attrs["inputmode"] = "numeric"
            self.fields[name].label = label

    def clean(self) -> dict[str, Any]:
        """Point at numbers that contradict each other."""
        values: dict[str, Any] = super().clean() or {}
        if rules.faults(self.figures):
            self.add_error("waiting", _("Somebody waits although places are free. Please look at the numbers again."))
        return values

    @property
    def figures(self) -> Figures:
        """What was typed."""
        return Figures(**{name: self.cleaned_data.get(name) for name in FIELDS})


class QuarterForms:
    """The forms of several offers on one page."""

    def __init__(self, services: Iterable[Service], rows: Mapping[uuid.UUID, TakeUp], data: Any = None) -> None:
        self.forms = [ServiceQuarterForm(one, rows.get(one.pk), data) for one in services]

    def is_valid(self) -> bool:
        """Tell whether all are valid; all are checked, so that every mistake is shown at once."""
        return not [form for form in self.forms if not form.is_valid()]

    def figures(self) -> dict[uuid.UUID, Figures]:
        """Return what was typed by offer."""
        return {form.service.pk: form.figures for form in self.forms}

    def versions(self) -> dict[uuid.UUID, int]:
        """Return the versions the page has shown."""
        return {form.service.pk: form.cleaned_data.get("version") or 0 for form in self.forms}


class NeedForm(forms.Form):
    """What is needed or what hinders; never who."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it"), choices=[(one.value, one.label) for one in TOLD_KINDS])
    topic = forms.ChoiceField(label=gettext_lazy("Which"))
    town = forms.ChoiceField(label=gettext_lazy("Town"), required=False)

    def __init__(self, data: Any, *, topics: Iterable[str], towns: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        wished = [(one, one) for one in topics]
        groups = [(_("Wished for"), wished), (_("What hinders"), Barrier.choices)]
        set_choices(self, "topic", groups)
        set_choices(self, "town", [("", _("Whole county")), *towns])
