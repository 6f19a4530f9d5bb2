"""Forms of offers. They show and return the flat values of the module `values`; the actions check them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chancennetz.core import time
from chancennetz.offerediting import values as flat
from chancennetz.organisations.queries import organisations
from chancennetz.supportmap.constants import ACCESSIBILITY, TEXT, BenefitKind, HouseholdForm, ServiceStatus
from chancennetz.supportmap.models import TaxonomyTerm
from chancennetz.supportmap.queries import installation
from chancennetz.ui.fields import set_rows
from chancennetz.ui.widgets import Chips, RadioChips

_HELP = {
    "name": _("As people call it, short: “Debt advice”."),
    "description": _("What happens there, in two or three sentences."),
    "plain_description": _("Short sentences, everyday words. Families read this first."),
    "eligibility_description": _("Only what the boxes below do not say."),
    "amount": _("0 when it is free of charge. Empty when it differs."),
    "alert": _("Shown on top until you take it out again."),
    "legal_basis": _("Such as § 16a SGB II."),
    "required_documents": _("One paper a line."),
    "confidential": _("For shelters: no address, no map, no export. Only you and the editors see it."),
    "opening_hours": _(
        "Like this: Mo-Fr 09:00-12:00; We[1] 14:00-16:00; PH off. PH are public holidays, SH school holidays."
    ),
    "hours_notes": _("Such as: please ring the second bell."),
    "transportation": _("Bus, stop, entrance."),
    "urgent_help": _("People find help here at once."),
}
_LONG = {
    "description": 5,
    "plain_description": 4,
    "application_process": 3,
    "fees_description": 2,
    "eligibility_description": 2,
    "interpretation_services": 2,
    "alert": 2,
    "transportation": 2,
    "hours_notes": 2,
}
#: How the fields stand on the page: heading, and names parted by blanks.
SECTIONS = (
    (
        _("What is it?"),
        "name alternate_name description plain_description life_areas offer_types status alert urgent_help",
    ),
    (
        _("For whom?"),
        (
            "life_phases target_groups minimum_age maximum_age households benefits areas eligibility_description"
            " languages interpretation_services"
        ),
    ),
    (
        _("How do I get it?"),
        "application_process by_appointment phone email url required_documents wait_time",
    ),
    (_("What does it cost?"), "amount amount_description fees_description legal_basis"),
    (
        _("Where and when?"),
        (
            "location_name street postcode town municipality_key confidential transportation accessibility"
            " opening_hours hours_notes"
        ),
    ),
)
PLACE_SECTION = ((_("Where and when?"), SECTIONS[-1][1]),)


def _terms(use: str) -> list[tuple[str, str]]:
    rows = TaxonomyTerm.objects.filter(taxonomy__key=use).order_by("position", "name")
    return list(rows.values_list("code", "name"))


def _areas() -> list[tuple[str, str]]:
    county = installation.county()
    return ([(county.key, county.name)] if county else []) + installation.town_choices()


def _choices(name: str) -> list[tuple[str, Any]]:
    if name in flat.TERMS:
        return list(_terms(flat.TERMS[name].value))
    found: dict[str, list[tuple[str, Any]]] = {
        "households": list(HouseholdForm.choices),
        "benefits": list(BenefitKind.choices),
        "accessibility": list(ACCESSIBILITY.items()),
        "languages": list(flat.LANGUAGES.items()),
    }
    if name == "municipality_key":
        return list(installation.town_choices())
    return found[name] if name in found else list(_areas())


def _field(name: str) -> forms.Field:
    label, help_text = flat.LABELS[name], _HELP.get(name, "")
    common: dict[str, Any] = {"label": label, "help_text": help_text, "required": name == "name"}
    if name == "required_documents":
        return forms.CharField(**common, max_length=TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    if name in (*flat.FLAGS, "confidential"):
        return forms.BooleanField(**common)
    if name == "status":
        return forms.ChoiceField(**{**common, "required": True}, choices=ServiceStatus.choices, widget=RadioChips)
    if name == "municipality_key":
        return forms.ChoiceField(**common, choices=[("", ""), *_choices(name)])
    if name in flat.LISTS or name == "accessibility":
        return forms.MultipleChoiceField(**common, choices=_choices(name), widget=Chips)
    if name in _LONG:
        return forms.CharField(**common, max_length=TEXT, widget=forms.Textarea(attrs={"rows": _LONG[name]}))
    limits = {"opening_hours": 1000, "url": 2000, "email": 254, "phone": 60, "postcode": 5, "amount": 12}
    return forms.CharField(**common, max_length=limits.get(name, 300))


class ValuesForm(forms.Form):
    """A form over some flat values. `version` is what the reader saw."""

    sections: Any = SECTIONS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for _heading, names in self.sections:
            for name in names.split():
                self.fields[name] = _field(name)
                self._keep_foreign_choices(name)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def _keep_foreign_choices(self, name: str) -> None:
        """A stored code that is none of the choices (from an import) stays a choice of this record."""
        field, stored = self.fields[name], self.initial.get(name)
        if not isinstance(field, forms.ChoiceField) or not stored or name == "status":
            return
        codes = stored if isinstance(stored, list) else [str(stored)]
        choices = _choices(name)
        known = {code for code, _label in choices}
        blank = [] if isinstance(stored, list) else [("", "")]
        field.choices = blank + choices + [(code, code) for code in codes if code not in known]

    @classmethod
    def initial_of(cls, values: flat.Values, version: int) -> dict[str, Any]:
        """Return what the form shows of flat values."""
        return {**values, "required_documents": "\n".join(values.get("required_documents", [])), "version": version}

    def values(self) -> flat.Values:
        """Return the flat values as typed."""
        typed = {
            name: value for name, value in self.cleaned_data.items() if name not in {"version", "organisation", "note"}
        }
        if "required_documents" in typed:
            typed["required_documents"] = [line for line in typed["required_documents"].splitlines() if line.strip()]
        return typed


class OfferForm(ValuesForm):
    """Everything about an offer and its main place."""

    note = forms.CharField(
        label=_("Note to the editors"),
        required=False,
        max_length=300,
        help_text=_("Why does it change? Only they read this."),
    )


class NewOfferForm(ValuesForm):
    """A new offer; editors choose for which organisation."""

    organisation: Any = forms.ModelChoiceField(label=_("Organisation"), queryset=None)

    def __init__(self, *args: Any, choose: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("status", ServiceStatus.ACTIVE)
        if choose:
            set_rows(self, "organisation", organisations())
        else:
            del self.fields["organisation"]


class PlaceForm(ValuesForm):
    """A further place of an offer."""

    sections = PLACE_SECTION

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]


_DAYS = [MinValueValidator(time.EARLIEST_DAY), MaxValueValidator(time.LATEST_DAY)]


class LastDayForm(forms.Form):
    """The last day of an offer or place."""

    last_day = forms.DateField(label=_("Last day"), validators=_DAYS, initial=time.today)


class SpecialHoursForm(forms.Form):
    """Hours for a limited time."""

    first = forms.DateField(label=pgettext_lazy("first day", "From"), validators=_DAYS)
    last = forms.DateField(label=_("Until (last day)"), validators=_DAYS)
    opening_hours = forms.CharField(
        label=_("Opening hours in this time"),
        max_length=1000,
        initial="off",
        help_text=_("“off” means closed all the time."),
    )
    note = forms.CharField(label=_("Note on the hours"), max_length=300, required=False)


class CapacityForm(forms.Form):
    """Places of an offer today."""

    places = forms.IntegerField(label=_("Places in all"), min_value=0, max_value=1_000_000, required=False)
    free = forms.IntegerField(label=_("Free now"), min_value=0, max_value=1_000_000, required=False)
    waiting = forms.IntegerField(label=_("Waiting"), min_value=0, max_value=1_000_000, required=False)
    unit = forms.CharField(
        label=_("Counted in"), max_length=60, required=False, help_text=_("Such as places, or appointments a week.")
    )


class TextsForm(forms.Form):
    """The words of an offer in one language; the German ones stand beside each field."""

    def __init__(self, *args: Any, sources: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, source in sources.items():
            self.fields[name] = forms.CharField(
                label=flat.LABELS[name],
                required=False,
                max_length=TEXT,
                widget=forms.Textarea(attrs={"rows": 2 if len(source) < 120 else 5}),
                help_text=source[:600],
            )


class SearchForm(forms.Form):
    """Words in the list of offers."""

    search = forms.CharField(label=_("Words of the offer or organisation"), required=False, max_length=100)
    mine = forms.BooleanField(label=_("Only offers of my organisation"), required=False)
