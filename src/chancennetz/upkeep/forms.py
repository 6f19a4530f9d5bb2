"""Forms of the editors."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DecisionForm(forms.Form):
    """The editors' answer to a proposal."""

    answer = forms.CharField(
        label=pgettext_lazy("to a proposal", "Answer to the provider"),
        required=False,
        max_length=300,
        help_text=_("Needed when you do not release it."),
    )
