"""The new family in four steps. Each step is a form of its own; half-filled steps are kept as they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.casework.constants import CaseType, Channel
from chancennetz.consent.constants import TEXT_LANGUAGES, ConsentForm, SpecialCategory
from chancennetz.core import time
from chancennetz.people.constants import FileRole, Gender, GroupType
from chancennetz.people.rules import check_birth_date
from chancennetz.ui.fields import day_field, set_choices, text_field
from chancennetz.ui.widgets import Chips, RadioChips, TypedDate

MOST_PERSONS = 20


class SearchForm(forms.Form):
    """Search before create."""

    given_name = forms.CharField(label=_("Given name"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=120)
    birth_date = forms.DateField(
        label=_("Birth date"), required=False, widget=TypedDate, help_text=_("For example 3.5.1990")
    )


class PersonForm(forms.Form):
    """One person of the family; an empty row does not count."""

    role = forms.ChoiceField(choices=FileRole.choices, widget=forms.HiddenInput)
    person_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    given_name = forms.CharField(label=_("Given name"), max_length=120, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=120, required=False)
    birth_date = forms.DateField(
        label=_("Birth date"), required=False, widget=TypedDate, help_text=_("For example 3.5.1990")
    )
    gender = forms.ChoiceField(label=_("Gender"), required=False, choices=[("", _("not said")), *Gender.choices])

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody was entered here."""
        data = self.cleaned_data
        return not (data.get("given_name") or data.get("person_id") or data.get("birth_date"))

    def clean(self) -> dict[str, Any]:
        """A person has a given name; a birth date can be right."""
        data = super().clean() or {}
        if data.get("birth_date") and not data.get("given_name") and not data.get("person_id"):
            self.add_error("given_name", gettext("Please enter the given name."))
        try:
            check_birth_date(data.get("birth_date"), time.today())
        except ValidationError as error:
            self.add_error(None, error)
        return data


class PersonRowsBase(forms.BaseFormSet):
    """At least one adult; a missing family name is that of the first person."""

    def clean(self) -> None:
        """Somebody must be there, and the first one is an adult."""
        if any(self.errors):
            return
        filled = [form for form in self.forms if not form.is_empty]
        if not filled or filled[0].cleaned_data["role"] == FileRole.CHILD:
            raise ValidationError(gettext("Please enter at least one adult, with given and family name."))
        if not filled[0].cleaned_data.get("family_name") and not filled[0].cleaned_data.get("person_id"):
            raise ValidationError(gettext("Please enter the family name of the first person."))


PersonRows = forms.formset_factory(PersonForm, formset=PersonRowsBase, extra=0, max_num=MOST_PERSONS, absolute_max=40)


class HomeForm(forms.Form):
    """Who lives where, what kind of household, whose children they are."""

    household_type = forms.ChoiceField(
        label=_("What kind of household is it?"), choices=GroupType.choices, widget=RadioChips
    )
    street = forms.CharField(label=_("Street and number"), required=False, max_length=200)
    postcode = forms.RegexField(
        r"^\d{5}$",
        label=_("Postcode"),
        required=False,
        error_messages={"invalid": _("A postcode has five digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    town = forms.CharField(label=_("Town"), required=False, max_length=100)
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    safe_contact = forms.CharField(
        label=_("May we call, write, leave a message?"),
        required=False,
        max_length=500,
        help_text=_("For example: call only in the morning, no letters."),
    )
    second_type = forms.ChoiceField(
        label=_("What kind is the second household?"),
        required=False,
        choices=[("", _("none")), *GroupType.choices],
    )

    def __init__(self, *args: Any, people: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = list(people)
        places = [("1", gettext("Here")), ("2", gettext("In a second household")), ("0", gettext("Somewhere else"))]
        adults = [(str(place), one["name"]) for place, one in enumerate(people) if one["role"] != FileRole.CHILD]
        for place, one in enumerate(people):
            if place:
                self.fields[f"lives_{place}"] = forms.ChoiceField(
                    label=gettext("Where does %(name)s live?") % {"name": one["name"]},
                    choices=places,
                    widget=RadioChips,
                    initial="1",
                )
            if one["role"] == FileRole.CHILD:
                self.fields[f"parents_{place}"] = forms.MultipleChoiceField(
                    label=gettext("Parents of %(name)s") % {"name": one["name"]},
                    choices=adults,
                    required=False,
                    widget=Chips,
                    initial=[key for key, _name in adults[:2]],
                )

    @property
    def order(self) -> list[str]:
        """The names of the fields in the order in which one asks."""
        asked = [name for name in self.fields if name.startswith(("lives_", "parents_"))]
        kinds = ["household_type", *(["second_type"] if any(name.startswith("lives_") for name in asked) else [])]
        return [*asked, *kinds, "street", "postcode", "town", "phone", "safe_contact"]

    def home_of(self, place: int) -> str:
        """Return in which household a person lives: "1", "2", or "0" for elsewhere."""
        return self.cleaned_data.get(f"lives_{place}", "1")

    def parents_of(self, place: int) -> list[int]:
        """Return the places of a child's parents."""
        return [int(one) for one in self.cleaned_data.get(f"parents_{place}", [])]


class ReasonForm(forms.Form):
    """How contact came about, the concern, the programme."""

    channel = forms.ChoiceField(label=_("How did contact come about?"), choices=Channel.choices, widget=RadioChips)
    channel_place = forms.CharField(label=_("Where, or through whom?"), required=False, max_length=200)
    first_contact_on = day_field(_("First contact on"))
    concern = text_field(_("What is it about, in the family's words?"), 4000, rows=3)
    case_type = forms.ChoiceField(
        label=_("Mainly about"), required=False, choices=[("", _("not decided yet")), *CaseType.choices]
    )
    participants = forms.MultipleChoiceField(
        label=_("Who takes part in the programme?"),
        required=False,
        widget=Chips,
        help_text=_("Their hours of counselling are counted from today."),
    )
    modules = forms.MultipleChoiceField(label=_("In which modules?"), required=False, widget=Chips)

    def __init__(
        self,
        *args: Any,
        people: Sequence[dict[str, Any]],
        modules: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if modules:
            set_choices(
                self,
                "participants",
                [(str(place), one["name"]) for place, one in enumerate(people) if one["role"] != FileRole.CHILD],
            )
            set_choices(self, "modules", list(modules))
        else:
            del self.fields["participants"], self.fields["modules"]


class ConsentStepForm(forms.Form):
    """The first consent, as it was signed."""

    signers = forms.MultipleChoiceField(
        label=_("Who has signed?"),
        widget=Chips,
        help_text=_("Parents sign for their children under 15 with the same sheet."),
        error_messages={"required": _("Without a signature no file can be opened.")},
    )
    signed_on = day_field(_("Signed on"))
    # On the tablet one signs in the file, below "Consents": the sheet is shown there with a field for each hand.
    form = forms.ChoiceField(
        label=_("How?"), choices=[(ConsentForm.PAPER.value, ConsentForm.PAPER.label)], widget=RadioChips
    )
    language = forms.ChoiceField(
        label=_("Language of the sheet"), choices=list(TEXT_LANGUAGES.items()), widget=RadioChips
    )
    interpreter = forms.CharField(label=_("Who interpreted?"), required=False, max_length=120)
    again = forms.MultipleChoiceField(
        label=_("Who says yes to being asked after the counselling how things are going?"), required=False, widget=Chips
    )

    def __init__(self, *args: Any, signers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "signers", list(signers))
        set_choices(self, "again", list(signers))
        for place, name in signers:
            self.fields[f"special_{place}"] = forms.MultipleChoiceField(
                label=gettext("%(name)s: may we also write down something about …") % {"name": name},
                help_text=gettext("Each one counts on its own. Tick only what is ticked on the sheet."),
                choices=SpecialCategory.choices,
                required=False,
                widget=Chips,
            )

    @property
    def order(self) -> list[str]:
        """The names of the fields in the order of the sheet."""
        ticks = [name for name in self.fields if name.startswith("special_")]
        return ["signers", *ticks, "again", "signed_on", "form", "language", "interpreter"]

    def clean(self) -> dict[str, Any]:
        """Whoever has not signed has ticked nothing either."""
        data = super().clean() or self.cleaned_data
        signed = set(data.get("signers", []))
        for name in self.fields:
            if name.startswith("special_") and data.get(name) and name.removeprefix("special_") not in signed:
                self.add_error(name, gettext("This person has not signed. Please take the ticks out."))
        if set(data.get("again", [])) - signed:
            self.add_error("again", gettext("Only whoever has signed can say yes to this."))
        return data

    def ticked(self, places: Collection[int]) -> list[str]:
        """Return the special categories that all these persons have ticked, in stable order."""
        said = [set(self.cleaned_data.get(f"special_{place}", [])) for place in places]
        return [one.value for one in SpecialCategory if said and all(one.value in ticks for ticks in said)]
