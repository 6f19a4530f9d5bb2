"""Forms of this room."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.access.models import User
from chancennetz.caseload.constants import (
    LONGEST_LINE,
    LONGEST_NOTE,
    CardReason,
    CardSection,
    FamilyInformed,
    StillWorking,
)
from chancennetz.caseload.queries.loads import ColleagueLoad
from chancennetz.casework.constants import ExitReason
from chancennetz.ui.fields import VersionForm, day_field, text_field
from chancennetz.ui.widgets import Chips, RadioChips


def _colleagues(users: Iterable[User]) -> list[tuple[str, str]]:
    return [("", gettext("Please choose")), *((str(user.pk), user.display_name) for user in users)]


class HandoverForm(forms.Form):
    """Somebody else leads the case from now on."""

    user = forms.ChoiceField(label=_("Who takes over?"))
    note = text_field(
        _("What should they know?"),
        LONGEST_NOTE,
        rows=8,
        help_text=_("What is running, what is promised, what to watch. Only the case team and its lead read it."),
    )
    informed = forms.ChoiceField(
        label=_("Does the family know?"), choices=FamilyInformed.choices, widget=RadioChips, initial="not_yet"
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = _colleagues(colleagues)  # type: ignore[attr-defined]


class DeputyForm(forms.Form):
    """Somebody stands in for several families for a time."""

    user = forms.ChoiceField(label=_("Who stands in?"))
    first = day_field(_("From"))
    last = day_field(_("Last day"))
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("For example holiday. Please no illness.")
    )
    families = forms.MultipleChoiceField(label=_("For which families?"), widget=Chips)

    def __init__(
        self, *args: Any, colleagues: Iterable[User], families: Sequence[tuple[uuid.UUID, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = _colleagues(colleagues)  # type: ignore[attr-defined]
        self.fields["families"].choices = [(str(one), name) for one, name in families]  # type: ignore[attr-defined]
        self.fields["families"].initial = [str(one) for one, _name in families]


STAYS = "stays"


class AssignForm(forms.Form):
    """Who takes which family over: one choice per family, or it stays for now."""

    def __init__(
        self,
        *args: Any,
        families: Sequence[tuple[uuid.UUID, str]],
        loads: Sequence[ColleagueLoad],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(STAYS, gettext("stays for now"))]
        choices += [(str(one.user.pk), f"{one.user.display_name} ({one.families})") for one in loads]
        self.names = {f"family-{file_id.hex}": file_id for file_id, _title in families}
        for file_id, title in families:
            self.fields[f"family-{file_id.hex}"] = forms.ChoiceField(label=title, choices=choices)

    def given(self) -> dict[uuid.UUID, uuid.UUID | None]:
        """Return who was chosen for each family."""
        chosen = {file_id: self.cleaned_data[name] for name, file_id in self.names.items()}
        return {file_id: None if value == STAYS else uuid.UUID(value) for file_id, value in chosen.items()}


class CarryOutForm(forms.Form):
    """The last question before a caseload is handed over."""

    note = text_field(
        _("A word for everybody who takes over"),
        LONGEST_NOTE,
        rows=4,
        help_text=_("It stands in the file of each of these families. What concerns one family only, write there."),
    )


class TransferForm(forms.Form):
    """A file is offered to another organisation."""

    release = forms.ChoiceField(label=_("Which release of the family?"), widget=RadioChips)
    note = text_field(
        _("What should they know?"), LONGEST_NOTE, rows=6, help_text=_("They can read it after they have accepted.")
    )
    agreed = forms.BooleanField(label=_("I have spoken with the family about it: the whole file goes along."))

    def __init__(self, *args: Any, releases: Sequence[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["release"].choices = [(str(one), label) for one, label in releases]  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """Who leads a family that comes from another organisation."""

    user = forms.ChoiceField(label=_("Who takes over?"))

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = _colleagues(colleagues)  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """Why a family is not taken over."""

    answer = forms.CharField(label=_("Why not?"), max_length=300, help_text=_("The other organisation reads this."))


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
            self.fields["participants"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["participants"]


class CardForm(forms.Form):
    """A new discharge card: why, from when, with which lines of the catalogue."""

    starts_on = day_field(_("From which day?"), help_text=_("First day of work, or last day of the benefits."))
    keys = forms.MultipleChoiceField(label=_("What belongs on it?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keys"].choices = list(lines)  # type: ignore[attr-defined]
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


class NoteForm(VersionForm):
    """A note of the team lead."""

    text = text_field(
        _("Note"),
        LONGEST_NOTE,
        rows=5,
        required=True,
        help_text=_("Only team leads of your organisation read this. Not the counsellor."),
    )
    look_again_on = day_field(
        _("Look again on"), required=False, help_text=_("You find it on My day and on the team's page.")
    )
