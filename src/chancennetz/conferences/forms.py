"""The form of an invited office."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet
from chancennetz.conferences.constants import Audience, category_choices
from chancennetz.ui.fields import VersionForm
from chancennetz.ui.widgets import RadioChips


class ContributionForm(VersionForm):
    """What an invited office adds from its own view."""

    text = forms.CharField(
        label=_("How does your office see it?"),
        max_length=8000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Short points: how does it stand, what is possible, what do you need?"),
    )
    facet = forms.ChoiceField(
        label=_("What is it about?"),
        choices=category_choices,
        widget=RadioChips,
        initial=Facet.CONFERENCE.value,
        help_text=_("By this the platform knows who at the table may read it."),
    )
    audience = forms.ChoiceField(
        label=_("Who shall read it?"), choices=Audience.choices, initial=Audience.ALL, widget=forms.RadioSelect
    )
