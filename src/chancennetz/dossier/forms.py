"""Forms of letters, templates and requests for access."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.core import time
from chancennetz.dossier.constants import LONGEST_LETTER, LONGEST_SUBJECT, LetterKind, MissingReason
from chancennetz.dossier.models import LetterTemplate
from chancennetz.ui.fields import day_field, set_choices


class NewLetterForm(forms.Form):
    """Which letter, to whom."""

    template = forms.ChoiceField(label=gettext_lazy("Which letter"))
    person = forms.ChoiceField(label=gettext_lazy("To whom"), required=False)

    def __init__(
        self, data: Any, *, templates: Sequence[LetterTemplate], people: Sequence[tuple[uuid.UUID, str]]
    ) -> None:
        super().__init__(data, initial={"person": people[0][0] if people else ""})
        choices = [("", _("Empty letter")), *((str(one.pk), one.name) for one in templates)]
        set_choices(self, "template", choices)
        self.fields["template"].required = False
        persons = [*((str(pk), name) for pk, name in people), ("", _("Somebody else or an office"))]
        set_choices(self, "person", persons)


class LetterForm(forms.Form):
    """A letter as it will be printed."""

    address = forms.CharField(
        label=gettext_lazy("Address"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 4})
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=LONGEST_SUBJECT)
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=LONGEST_LETTER, widget=forms.Textarea(attrs={"rows": 18})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TemplateForm(forms.Form):
    """A template of letters."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("What for"), choices=LetterKind.choices)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=LONGEST_SUBJECT)
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=LONGEST_LETTER, widget=forms.Textarea(attrs={"rows": 18})
    )

    def key(self) -> str:
        """Return a key made of the name."""
        return slugify(self.cleaned_data["name"])[:60] or uuid.uuid4().hex[:12]


class AskForm(forms.Form):
    """Who asks for his or her data, and when."""

    person = forms.ChoiceField(label=gettext_lazy("Who asks"))
    asked_on = forms.DateField(
        label=gettext_lazy("Asked on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, people: Sequence[tuple[uuid.UUID, str]]) -> None:
        super().__init__(data, initial={"asked_on": time.today()})
        set_choices(self, "person", [(str(pk), name) for pk, name in people])


class HandOutForm(forms.Form):
    """When the person received the data."""

    day = forms.DateField(
        label=gettext_lazy("Handed out on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class MissingForm(forms.Form):
    """A document that is missing: which, for what, why, until when."""

    what = forms.CharField(
        label=gettext_lazy("Which document is missing?"),
        max_length=LONGEST_SUBJECT,
        help_text=gettext_lazy("For example: pay slip of May, tenancy agreement, birth certificate"),
    )
    needed_for = forms.CharField(
        label=gettext_lazy("What is it needed for?"),
        required=False,
        max_length=LONGEST_SUBJECT,
        help_text=gettext_lazy("For example: application for housing benefit"),
    )
    reason = forms.ChoiceField(label=gettext_lazy("Why is it not there yet?"), choices=MissingReason.choices)
    holds_up = forms.BooleanField(label=gettext_lazy("Without it nothing can be decided"), required=False)
    asked_on = day_field(gettext_lazy("Asked for on"))
    due_on = day_field(gettext_lazy("Until when"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
