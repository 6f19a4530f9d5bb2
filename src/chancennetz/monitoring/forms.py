"""What the target page can be asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.core import time
from chancennetz.monitoring.models import Programme
from chancennetz.monitoring.queries import Report
from chancennetz.ui.fields import set_choices


class FilterForm(forms.Form):
    """Programme, day, partner and year. Nonsense in the address shows the form with its errors, never a broken page."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    day = forms.DateField(label=gettext_lazy("As of"), required=False)
    partner = forms.ChoiceField(label=gettext_lazy("Partner"), required=False)
    year = forms.TypedChoiceField(label=gettext_lazy("Period"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, programmes: list[Programme], report: Report) -> None:
        super().__init__(data)
        set_choices(self, "programme", [(str(one.id), one.name) for one in programmes])
        if len(programmes) < 2:
            del self.fields["programme"]
        partners = [
            (str(one.partner.id), f"{one.name} ({one.partner.site})" if one.partner.site else one.name)
            for one in report.partners
        ]
        set_choices(self, "partner", [("", _("All partners")), *partners])
        years = range(report.period[0].year, report.period[1].year + 1)
        set_choices(
            self,
            "year",
            [
                ("", _("Whole programme")),
                *((year, str(year)) for year in years),
            ],
        )

    def clean_day(self) -> dt.date | None:
        """Refuse days that lie ahead: there is nothing to count yet."""
        day: dt.date | None = self.cleaned_data["day"]
        if day is not None and day > time.today():
            raise forms.ValidationError(_("This day lies in the future. Please choose today or an earlier day."))
        if day is not None and day < time.EARLIEST_DAY:
            raise forms.ValidationError(_("This day lies too far back. Please check the year."))
        return day
