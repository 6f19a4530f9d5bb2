"""Forms of the case itself: intake, team, entrusted notes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.casework.constants import LONGEST_NOTE, CaseType, Channel
from chancennetz.ui.fields import VersionForm, day_field, set_choices, text_field
from chancennetz.ui.widgets import RadioChips


class IntakeForm(VersionForm):
    """How contact came about and what the family came with."""

    channel = forms.ChoiceField(label=_("How did contact come about?"), choices=Channel.choices)
    channel_place = forms.CharField(label=_("Where, or through whom?"), required=False, max_length=200)
    first_contact_on = day_field(_("First contact on"))
    concern = text_field(_("What is it about, in the family's words?"), 4000, rows=4)
    case_type = forms.ChoiceField(
        label=_("Mainly about"), required=False, choices=[("", _("not decided yet")), *CaseType.choices]
    )


class TeamForm(forms.Form):
    """A colleague joins the case team, or stands in. Who takes a case over: room `handovers`."""

    user = forms.ChoiceField(label=_("Who?"))
    kind = forms.ChoiceField(
        label=_("As what?"),
        choices=[
            ("case_team", _("Member of the team")),
            ("deputy", _("Deputy until a day")),
        ],
        widget=RadioChips,
        initial="case_team",
    )
    until = day_field(_("Last day (deputies)"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, colleagues: Sequence[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self,
            "user",
            [
                ("", gettext("Please choose")),
                *((str(one), name) for one, name in colleagues),
            ],
        )


class NoteForm(forms.Form):
    """An entrusted note."""

    text = text_field(
        _("What was entrusted to you"),
        LONGEST_NOTE,
        rows=5,
        required=True,
        help_text=_("Only you can read this. Not the team, not the lead, nobody after a handover."),
    )
