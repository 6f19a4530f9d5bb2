"""Forms of organisations and units."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.core import time
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.organisations.models import Organisation, Unit


class OrganisationForm(forms.Form):
    """Everything about an organisation. `version` is what the reader saw."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    short_name = forms.CharField(label=gettext_lazy("Short name"), max_length=60, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("", ""), *OrganisationKind.choices])
    municipality_key = forms.RegexField(
        label=gettext_lazy("Municipality key"),
        regex=r"^[0-9]{8}$",
        required=False,
        help_text=gettext_lazy("Eight digits (AGS) of the town of its seat."),
        error_messages={"invalid": gettext_lazy("The municipality key has 8 digits.")},
    )
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https", max_length=200)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Nothing about persons: everybody on the staff reads this."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    @classmethod
    def of(cls, organisation: Organisation) -> OrganisationForm:
        """Return the form with what is stored."""
        names = [name for name in cls.base_fields if name != "version"]
        initial = {name: getattr(organisation, name) for name in names}
        return cls(initial={**initial, "version": organisation.version})

    def values(self) -> dict[str, Any]:
        """Return what was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class UnitForm(forms.Form):
    """A contact point, team or outpost."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=200, required=False)
    postcode = forms.RegexField(
        label=gettext_lazy("Postcode"),
        regex=r"^[0-9]{5}$",
        required=False,
        error_messages={"invalid": gettext_lazy("A postcode has five digits.")},
    )
    town = forms.CharField(label=gettext_lazy("Town"), max_length=100, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    @classmethod
    def of(cls, unit: Unit) -> UnitForm:
        """Return the form with what is stored."""
        names = [name for name in cls.base_fields if name != "version"]
        return cls(initial={**{name: getattr(unit, name) for name in names}, "version": unit.version})

    def values(self) -> dict[str, Any]:
        """Return what was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class EndForm(forms.Form):
    """The last day of an organisation or unit."""

    last_day = forms.DateField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = time.today()

    def clean_last_day(self) -> dt.date:
        """Catch slips of the year."""
        day: dt.date = self.cleaned_data["last_day"]
        if not time.EARLIEST_DAY <= day <= time.LATEST_DAY:
            raise forms.ValidationError(_("Please check the year."))
        return day


class SearchForm(forms.Form):
    """Words and whether ended organisations are shown too."""

    search = forms.CharField(label=gettext_lazy("Name or municipality key"), required=False, max_length=100)
    ended = forms.BooleanField(label=gettext_lazy("Show ended ones too"), required=False)
