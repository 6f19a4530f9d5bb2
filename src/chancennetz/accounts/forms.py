"""Forms of the account pages and of the administrator's pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access.constants import EMERGENCY_HOURS, ReviewResult, Role
from chancennetz.access.models import Membership, User
from chancennetz.core import time
from chancennetz.organisations.models import Organisation, Unit
from chancennetz.ui import widgets
from chancennetz.ui.fields import set_choices, set_rows


class UserFilterForm(forms.Form):
    """What the list of people can be asked for."""

    search = forms.CharField(label=gettext_lazy("Name or e-mail address"), required=False, max_length=100)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Access"), required=False)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "role": [("", _("All roles")), *Role.choices],
            "organisation": [("", _("All organisations")), *((str(one.pk), str(one)) for one in organisations)],
            "state": [
                ("", _("All")),
                ("active", _("May sign in")),
                ("none", _("Without a role")),
                ("inactive", _("Switched off")),
            ],
        }
        for name, pairs in choices.items():
            set_choices(self, name, pairs)


class UserForm(forms.Form):
    """A new person with access."""

    display_name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), max_length=200, help_text=gettext_lazy("Used for signing in.")
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)


class ChangeUserForm(forms.Form):
    """Name and phone of a person, and whether the account may be used."""

    display_name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    is_active = forms.BooleanField(
        label=gettext_lazy("May sign in"),
        required=False,
        help_text=gettext_lazy("Without this tick every right ends at once."),
    )

    @classmethod
    def of(cls, user: User) -> ChangeUserForm:
        """Return the form with what is stored."""
        return cls(initial={"display_name": user.display_name, "phone": user.phone, "is_active": user.is_active})


def _day_in_reach(day: dt.date | None) -> dt.date | None:
    if day is not None and not time.EARLIEST_DAY <= day <= time.LATEST_DAY:
        raise forms.ValidationError(_("Please check the year."))
    return day


class _UnitField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.organisation}: {obj.name}"


class MembershipForm(forms.Form):
    """Somebody works for an organisation in a role from a day on."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none(), empty_label=""
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=[("", ""), *Role.choices])
    unit = _UnitField(
        label=gettext_lazy("Team or contact point"), queryset=Unit.objects.none(), required=False, empty_label=""
    )
    valid_from = forms.DateField(label=gettext_lazy("First day"))
    valid_to = forms.DateField(label=gettext_lazy("Last day"), required=False)
    weekly_hours = forms.DecimalField(
        label=gettext_lazy("Hours per week"), required=False, min_value=0, max_value=60, decimal_places=1
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "organisation", Organisation.objects.on().order_by("sort_name"))
        units = Unit.objects.on().select_related("organisation").order_by("organisation__sort_name", "name")
        set_rows(self, "unit", units)
        self.fields["valid_from"].initial = time.today()

    def clean_valid_from(self) -> dt.date | None:
        """Catch slips of the year."""
        return _day_in_reach(self.cleaned_data["valid_from"])

    def clean_valid_to(self) -> dt.date | None:
        """Catch slips of the year."""
        return _day_in_reach(self.cleaned_data["valid_to"])


class EndMembershipForm(forms.Form):
    """The last day of a membership."""

    last_day = forms.DateField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = membership.valid_to or time.today()

    def clean_last_day(self) -> dt.date | None:
        """Catch slips of the year."""
        return _day_in_reach(self.cleaned_data["last_day"])


class OwnAccountForm(forms.Form):
    """What one may change about oneself."""

    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)


class EmergencyForm(forms.Form):
    """Opening a file in an emergency."""

    file_number = forms.CharField(
        label=gettext_lazy("Number of the file"), max_length=9, help_text=gettext_lazy("For example K7F3-92QD.")
    )
    reason = forms.CharField(
        label=gettext_lazy("What has happened?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("A sentence. The data protection officer reads it."),
    )
    sure = forms.BooleanField(label="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = _("I need this file now to avert harm. My access ends after %(hours)s hours.")
        self.fields["sure"].label = text % {"hours": EMERGENCY_HOURS}


class ReviewForm(forms.Form):
    """What the review of an emergency access found."""

    result = forms.ChoiceField(
        label=gettext_lazy("Was it right?"), choices=ReviewResult.choices, widget=widgets.RadioChips
    )
    note = forms.CharField(
        label=gettext_lazy("What did you find, and what follows?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Please name nobody of the family here."),
    )
