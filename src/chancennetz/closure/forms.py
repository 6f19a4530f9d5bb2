"""Forms of this room."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chancennetz.casework.constants import ExitReason
from chancennetz.closure.constants import LONGEST_LINE, CardReason, CardSection, StillWorking
from chancennetz.ui.fields import VersionForm, day_field, set_choices, text_field
from chancennetz.ui.widgets import Chips, RadioChips


class EndForm(VersionForm):
    """The end of a case."""

    exit_on = day_field(_("Last day"))
    reason = forms.ChoiceField(label=_("Why does it end?"), choices=ExitReason.choices, widget=RadioChips)
    aftercare = forms.BooleanField(
        label=_("We ask again after 28 days, 3 months and 6 months"),
        required=False,
        help_text=_("The file stays open until then. The family must want it."),
    )
    aftercare_from = day_field(
        _("Counted from"), required=False, help_text=_("First day of the new job. Empty: from the last day above.")
    )
    settle = forms.BooleanField(label="", required=False)

    def __init__(self, *args: Any, to_settle: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if to_settle:
            self.fields["settle"].label = to_settle
        else:
            del self.fields["settle"]


class FinishForm(forms.Form):
    """The file closes after aftercare."""

    settle = forms.BooleanField(
        label=_("Finish what is still open: planned contacts, tasks, appointments"), required=False
    )


class ReopenForm(forms.Form):
    """The work with a family begins again."""

    participants = forms.MultipleChoiceField(
        label=_("Who takes part in the programme again?"),
        widget=Chips,
        required=False,
        help_text=_("One person counts once per project: the first entry goes on."),
    )

    def __init__(self, *args: Any, participants: Sequence[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if participants:
            choices = [(str(one), name) for one, name in participants]
            set_choices(self, "participants", choices)
        else:
            del self.fields["participants"]


class CardForm(forms.Form):
    """A new discharge card: why, from when, with which lines of the catalogue."""

    starts_on = day_field(_("From which day?"), help_text=_("First day of work, or last day of the benefits."))
    keys = forms.MultipleChoiceField(label=_("What belongs on it?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "keys", list(lines))
        self.fields["keys"].initial = [key for key, _text in lines]


class CardReasonForm(forms.Form):
    """Why a family gets a card."""

    reason = forms.ChoiceField(label=_("What changes?"), choices=CardReason.choices, widget=RadioChips)


class CardLineForm(VersionForm):
    """A line of the card."""

    section = forms.ChoiceField(label=_("Part of the card"), choices=CardSection.choices)
    text = forms.CharField(
        label=_("Sentence"),
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Short and plain. One thing per sentence."),
    )
    due_on = day_field(_("By which day?"), required=False)
    remind = forms.BooleanField(
        label=_("Remind: I call the family then"), required=False, help_text=_("You get a task on that day.")
    )

    def __init__(self, *args: Any, fixed_section: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed_section:
            del self.fields["section"]


class AftercareForm(VersionForm):
    """What came of an aftercare contact."""

    held_on = day_field(_("When did you try?"))
    reached = forms.ChoiceField(
        label=_("Reached?"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=RadioChips, initial="yes"
    )
    still_working = forms.ChoiceField(
        label=_("Still in work?"),
        choices=StillWorking.choices,
        widget=RadioChips,
        required=False,
        help_text=_("Needed when you reached somebody."),
    )
    note = text_field(_("How is it?"), 4000, rows=4)
    again_on = day_field(_("Try again on"), required=False, help_text=_("If nobody was reached."))


class DayForm(VersionForm):
    """Another day."""

    due_on = day_field(_("On which day?"))
