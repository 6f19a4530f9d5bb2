"""Forms of deletion."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.core import time
from chancennetz.core.catalogue import LegalDomain
from chancennetz.core.text import clean_line
from chancennetz.monitoring.models import Programme
from chancennetz.retention import queries
from chancennetz.retention.constants import EVENTS, LONGEST_REASON, HoldReason
from chancennetz.ui.fields import set_choices, set_rows


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 4}))


class _ByNumber(forms.Form):
    """A file by its number, found without seeing it."""

    number = forms.CharField(
        label=gettext_lazy("Number of the file"), max_length=12, help_text=gettext_lazy("Like K7F3-92QD")
    )

    def clean_number(self) -> str:
        """Find the file; the form then knows its id."""
        number = clean_line(self.cleaned_data["number"]).upper()
        self.file_id = queries.file_for_control(number)
        if self.file_id is None:
            raise forms.ValidationError(_("There is no file with this number."))
        return number


class RequestForm(_ByNumber, ReasonForm):
    """Somebody asks for the deletion of a file."""

    field_order = ("number", "reason")


class HoldForm(_ByNumber):
    """Why a file is kept, and until when."""

    reason = forms.ChoiceField(label=gettext_lazy("Why is it kept?"), choices=HoldReason.choices)
    note = forms.CharField(
        label=gettext_lazy("In a few words"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("File reference of the court or the funder, no names."),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Until when at the latest?"),
        help_text=gettext_lazy("On the day after, the file is proposed again by itself."),
    )


class AskForm(ReasonForm):
    """In a file: who is to be deleted, and why."""

    who = forms.ChoiceField(label=gettext_lazy("What is to be deleted?"), widget=forms.RadioSelect)
    field_order = ("who", "reason")

    def __init__(self, data: Any, *, people: Sequence[tuple[uuid.UUID, str]]) -> None:
        super().__init__(data)
        names = [(str(pk), _("Only %(name)s") % {"name": name}) for pk, name in people]
        set_choices(self, "who", [("file", _("The whole file")), *names])


class RuleForm(forms.Form):
    """A new version of a period."""

    anchor = forms.ChoiceField(
        label=gettext_lazy("From which event does it run?"),
        choices=[(one.value, words) for one, words in EVENTS.items()],
    )
    domain = forms.ChoiceField(
        label=gettext_lazy("Part of the law"),
        required=False,
        choices=[("", gettext_lazy("any")), *LegalDomain.choices],
    )
    months = forms.IntegerField(label=gettext_lazy("Months"), min_value=1, max_value=1200)
    from_year_end = forms.BooleanField(label=gettext_lazy("Counted from the end of that year"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Where is it from?"),
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Paragraph, decision or funding notice."),
    )
    is_confirmed = forms.BooleanField(
        label=gettext_lazy("Compared with the text of the law or the notice"), required=False
    )
    valid_from = forms.DateField(label=gettext_lazy("Holds from"), initial=time.today)


class PaymentForm(forms.Form):
    """The day of the last payment of a programme."""

    programme = forms.ModelChoiceField(
        label=gettext_lazy("Project"), queryset=Programme.objects.none(), empty_label=gettext_lazy("Please choose")
    )
    paid_on = forms.DateField(label=gettext_lazy("Day of the last payment"))
    source = forms.CharField(
        label=gettext_lazy("Where is it from?"), max_length=400, help_text=gettext_lazy("Letter of the funder, day.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "programme", Programme.objects.order_by("name"))
