"""The door for visitors who report a mistake: form with a trap for robots, limit for each place. Shown by publicmap."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.core import time
from chancennetz.core.actor import ANONYMOUS, Actor
from chancennetz.core.errors import Conflict
from chancennetz.supportmap.models import Service
from chancennetz.ui.widgets import RadioChips
from chancennetz.upkeep.actions import report_error
from chancennetz.upkeep.constants import ReportKind


class ErrorReportForm(forms.Form):
    """What is wrong with an offer. `website` is invisible to people; whoever fills it in is a robot."""

    kind = forms.ChoiceField(label=gettext_lazy("What is wrong?"), choices=ReportKind.choices, widget=RadioChips)
    text = forms.CharField(
        label=gettext_lazy("How is it right?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Please do not write names or anything about yourself."),
    )
    website = forms.CharField(
        label="",
        required=False,
        widget=forms.HiddenInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )


def sender_mark(request: HttpRequest) -> str:
    """Return a mark of where a request comes from that is worthless tomorrow and leads back to nobody."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    key = hashlib.sha256(f"supportmap.report:{settings.SECRET_KEY}:{time.today()}".encode()).digest()
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]


def receive(request: HttpRequest, service: Service) -> ErrorReportForm | None:
    """Take the posted report of a visitor; returns None when it is done, else the form with its errors.

    A robot that fills the trap is thanked like everybody, and nothing is kept.
    """
    form = ErrorReportForm(request.POST)
    if not form.is_valid():
        return form
    values: dict[str, Any] = form.cleaned_data
    if values["website"]:
        return None
    by: Actor = getattr(request, "actor", ANONYMOUS)
    try:
        report_error(
            by=by, service=service, kind=ReportKind(values["kind"]), text=values["text"], sender=sender_mark(request)
        )
    except Conflict:
        form.add_error(None, _("Many reports came from here today. Please try again tomorrow, or call us."))
        return form
    return None
