"""Forms around "May I share this?": the question, a report, the rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.consent.constants import RECIPIENT_ROLES, ReleasePurpose
from chancennetz.core import time
from chancennetz.core.catalogue import LegalDomain
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person
from chancennetz.sharing.constants import CHILD_PROTECTION, PROJECT_DATA, SHARE_CATEGORIES, Flow, ShareVerdict
from chancennetz.sharing.rules import RuleRow
from chancennetz.ui.fields import set_choices, set_rows
from chancennetz.ui.widgets import Chips, RadioChips


class QuestionForm(forms.Form):
    """To whom, about whom, which way, what for."""

    to = forms.ModelChoiceField(
        label=_("Which office?"), queryset=Organisation.objects.none(), empty_label=_("Please choose")
    )
    role = forms.ChoiceField(
        label=_("Who there?"),
        choices=[
            ("", _("the office: we talk or write")),
            *((role.value, role.label) for role in Role if role in RECIPIENT_ROLES),
        ],
        required=False,
    )
    about = forms.MultipleChoiceField(
        label=_("About whom?"), help_text=_("Nobody chosen means: about everybody."), widget=Chips, required=False
    )
    way = forms.ChoiceField(label=_("Which way?"), choices=Flow.choices, widget=RadioChips, required=False)
    purpose = forms.ChoiceField(
        label=_("What for?"), choices=[("", _("any purpose")), *ReleasePurpose.choices], required=False
    )

    def __init__(self, *args: Any, recipients: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "to", recipients)
        if people:
            names = [(str(one.pk), one.full_name) for one in people]
            set_choices(self, "about", names)
        else:
            del self.fields["about"]


_NOT_OF_A_CHILD = {CHILD_PROTECTION, PROJECT_DATA}


class DangerForm(forms.Form):
    """What was passed on because a child is in danger, and why (s. 4 KKG asks for all of it)."""

    recipient = forms.ModelChoiceField(
        label=_("Whom did you tell?"), queryset=Organisation.objects.none(), empty_label=_("Please choose")
    )
    persons = forms.MultipleChoiceField(label=_("Which child?"), widget=Chips)
    happened_on = forms.DateField(label=_("When?"), initial=time.today)
    reason = forms.CharField(
        label=_("What have you seen or heard?"),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Facts, not guesses: what, when, from whom. It can be short."),
    )
    weighed_with = forms.CharField(
        label=_("Who weighed the danger with you?"),
        max_length=1000,
        help_text=_("Names or roles, for example: experienced professional (without the family's name), team lead."),
    )
    categories = forms.MultipleChoiceField(
        label=_("What else did you pass on?"),
        help_text=_("Only what is needed to protect the child."),
        choices=[(code, label) for code, label in SHARE_CATEGORIES.items() if code not in _NOT_OF_A_CHILD],
        widget=Chips,
        required=False,
    )
    family_told = forms.TypedChoiceField(
        label=_("Did you tell the family before?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=RadioChips,
    )
    family_note = forms.CharField(
        label=_("If not: why?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For example: it would have put the child in more danger."),
    )

    def __init__(self, *args: Any, recipients: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "recipient", recipients)
        names = [(str(one.pk), one.full_name) for one in people]
        set_choices(self, "persons", names)


class DraftForm(forms.Form):
    """A new table of rules: a copy of the one in force, or a file."""

    title = forms.CharField(
        label=_("What is new?"), max_length=120, help_text=_("For example: changes of January 2027")
    )
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))
    content = forms.FileField(
        label=_("Table as CSV"),
        required=False,
        help_text=_("Leave it empty to begin with a copy of the rules in force."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class SendBackForm(forms.Form):
    """Why a proposal goes back."""

    note = forms.CharField(label=_("What should be changed?"), max_length=1000, widget=forms.Textarea({"rows": 3}))


_DOMAINS = [("", _("any")), *LegalDomain.choices]
_KINDS = [("", _("any")), *OrganisationKind.choices]
_ROLES = [("", _("any")), *Role.choices]
_CATEGORIES = [("", _("everything else")), *SHARE_CATEGORIES.items()]


class RuleForm(forms.Form):
    """One line of a table."""

    domain_from = forms.ChoiceField(label=_("From which part of the law"), choices=_DOMAINS, required=False)
    recipient_kind = forms.ChoiceField(label=_("To which kind of office"), choices=_KINDS, required=False)
    recipient_role = forms.ChoiceField(label=_("To which role there"), choices=_ROLES, required=False)
    category = forms.ChoiceField(label=_("What"), choices=_CATEGORIES, required=False)
    verdict = forms.ChoiceField(label=_("Rule"), choices=ShareVerdict.choices, widget=RadioChips)
    basis = forms.CharField(label=_("Legal basis"), max_length=200, help_text=_("For example: s. 69 (1) no. 1 SGB X"))
    explanation = forms.CharField(
        label=_("In plain words"), max_length=600, required=False, widget=forms.Textarea({"rows": 3})
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    is_confirmed = forms.BooleanField(label=_("Checked against the text of the law"), required=False)
    valid_from = forms.DateField(label=_("Valid from"), required=False)
    valid_to = forms.DateField(label=_("Until"), required=False)

    def clean(self) -> dict[str, Any]:
        """A line does not end before it begins."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day lies before the first day."))
        return data

    def row(self) -> RuleRow:
        """Return the line."""
        data = self.cleaned_data
        return RuleRow(**{**data, "verdict": ShareVerdict(data["verdict"])})
