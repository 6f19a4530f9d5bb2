"""Forms about persons and households."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chancennetz.core import time
from chancennetz.people import rules
from chancennetz.people.constants import ContactWay, FileRole, Gender, GroupKind, GroupType, RelationshipKind
from chancennetz.people.queries import InThisFile
from chancennetz.people.wording import FIELDS, language_choices, named
from chancennetz.ui.fields import set_choices
from chancennetz.ui.widgets import Chips, RadioChips, TypedDate


class PersonForm(forms.Form):
    """Facts about a person."""

    given_name = forms.CharField(label=FIELDS["given_name"], max_length=120)
    family_name = forms.CharField(label=FIELDS["family_name"], max_length=120)
    birth_date = forms.DateField(
        label=FIELDS["birth_date"], required=False, widget=TypedDate, help_text=_("For example 23.11.2019")
    )
    birth_name = forms.CharField(label=FIELDS["birth_name"], max_length=120, required=False)
    gender = forms.ChoiceField(
        label=FIELDS["gender"], required=False, choices=[("", _("not said")), *Gender.choices], widget=RadioChips
    )
    language = forms.ChoiceField(label=FIELDS["language"], choices=language_choices, required=False)
    interpreter = forms.BooleanField(label=FIELDS["interpreter"], required=False)
    street = forms.CharField(label=FIELDS["street"], max_length=200, required=False)
    postcode = forms.RegexField(
        r"^\d{5}$",
        label=FIELDS["postcode"],
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={"invalid": _("A postcode has five digits.")},
    )
    town = forms.CharField(label=FIELDS["town"], max_length=100, required=False)
    phone = forms.CharField(
        label=FIELDS["phone"], max_length=40, required=False, widget=forms.TextInput({"type": "tel"})
    )
    email = forms.EmailField(label=FIELDS["email"], max_length=200, required=False)
    safe_contact = forms.CharField(
        label=FIELDS["safe_contact"],
        help_text=_("For example: call mornings only, no messages on the machine."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    preferred_contact = forms.ChoiceField(
        label=FIELDS["preferred_contact"],
        required=False,
        choices=[("", _("not said")), *ContactWay.choices],
        widget=RadioChips,
    )
    no_contact_by = forms.MultipleChoiceField(
        label=FIELDS["no_contact_by"], required=False, choices=ContactWay.choices, widget=Chips
    )
    must_not_know = forms.CharField(
        label=FIELDS["must_not_know"],
        help_text=_("This is shown as a warning wherever somebody gets in touch."),
        max_length=500,
        required=False,
    )

    def clean_birth_date(self) -> dt.date | None:
        """Refuse days on which nobody can have been born."""
        day: dt.date | None = self.cleaned_data["birth_date"]
        try:
            rules.check_birth_date(day, time.today())
        except ValidationError as error:
            raise ValidationError(error.message_dict["birth_date"]) from error
        return day


class NewPersonForm(PersonForm):
    """A further person of a file."""

    role = forms.ChoiceField(label=_("Belongs to the family as"), choices=FileRole.choices, widget=RadioChips)
    valid_from = forms.DateField(label=_("Belongs to it since"), initial=time.today)
    field_order = ("role", "given_name", "family_name", "birth_date")


class LastDayForm(forms.Form):
    """The day on which something ends."""

    last_day = forms.DateField(label=_("Last day"), initial=time.today)


class GroupForm(forms.Form):
    """A household, benefit household or family with its first members."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=GroupKind.choices, widget=RadioChips)
    members = forms.MultipleChoiceField(label=_("Who belongs to it?"), widget=Chips)
    type = forms.ChoiceField(
        label=_("What kind of household?"),
        choices=[("", _("suggest one")), *GroupType.choices],
        required=False,
        help_text=_("Left open, the platform suggests one from ages and relationships."),
    )
    label = forms.CharField(
        label=_("How do you call it?"), max_length=120, required=False, help_text=_("For example: with Dad")
    )
    valid_from = forms.DateField(label=_("Since"), initial=time.today)

    def __init__(self, *args: Any, people: Sequence[InThisFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "members", person_choices(people))


class GroupNameForm(forms.Form):
    """Kind and name of a household."""

    type = forms.ChoiceField(
        label=_("What kind of household?"), choices=[("", _("not said")), *GroupType.choices], required=False
    )
    label = forms.CharField(label=_("How do you call it?"), max_length=120, required=False)


class JoinForm(forms.Form):
    """Somebody moves in."""

    person = forms.ChoiceField(label=_("Who moves in?"), widget=RadioChips)
    valid_from = forms.DateField(label=_("Since"), initial=time.today)

    def __init__(self, *args: Any, people: Sequence[InThisFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "person", person_choices(people))


class RelationshipForm(forms.Form):
    """How two persons belong together."""

    person = forms.ChoiceField(label=_("This person"), widget=RadioChips)
    kind = forms.ChoiceField(label=_("how"), choices=RelationshipKind.choices)
    other = forms.ChoiceField(label=_("that person"), widget=RadioChips)
    valid_from = forms.DateField(label=_("Since"), initial=time.today)

    def __init__(self, *args: Any, people: Sequence[InThisFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "other"):
            set_choices(self, name, person_choices(people))

    def clean(self) -> dict[str, Any]:
        """Nobody is related to himself or herself."""
        cleaned = super().clean() or {}
        if cleaned.get("person") and cleaned.get("person") == cleaned.get("other"):
            self.add_error("other", _("Please choose two different persons."))
        return cleaned


class SearchForm(forms.Form):
    """Looking for a person before entering one."""

    q = forms.CharField(label=_("Name"), max_length=200, required=False, strip=True)
    given_name = forms.CharField(max_length=120, required=False)
    family_name = forms.CharField(max_length=120, required=False)
    birth_date = forms.DateField(label=_("Birth date"), required=False, widget=TypedDate)

    @property
    def text(self) -> str:
        """Everything that was typed as a name."""
        names = (self.cleaned_data.get(name, "") for name in ("q", "given_name", "family_name"))
        return " ".join(name for name in names if name)


def person_choices(people: Sequence[InThisFile]) -> list[tuple[str, str]]:
    """Return persons for chips: name with age."""
    return [(str(one.person.pk), named(one.person, one.age)) for one in people]
