"""Forms about versions of the plan."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from chancennetz.planversions.constants import PlanAgreement
from chancennetz.ui.fields import day_field, text_field
from chancennetz.ui.widgets import RadioChips


class ApproveForm(forms.Form):
    """The team lead's yes, with a word if there is one to say."""

    comment = text_field(_("A word to the counsellor"), 2000, rows=2)


class SendBackForm(forms.Form):
    """What is missing in a proposal."""

    comment = text_field(_("What is missing?"), 2000, rows=2, required=True)


class InForceForm(forms.Form):
    """The family's agreement."""

    agreed_on = day_field(_("When did the family agree?"))
    agreement = forms.ChoiceField(
        label=_("In which way?"), choices=PlanAgreement.choices, widget=RadioChips, initial=PlanAgreement.SIGNED.value
    )
