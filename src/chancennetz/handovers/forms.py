"""Forms of this room."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.access.models import User
from chancennetz.handovers.constants import LONGEST_NOTE, FamilyInformed
from chancennetz.handovers.queries.loads import ColleagueLoad
from chancennetz.ui.fields import day_field, set_choices, text_field
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
        set_choices(self, "user", _colleagues(colleagues))


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
        set_choices(self, "user", _colleagues(colleagues))
        set_choices(self, "families", [(str(one), name) for one, name in families])
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
        set_choices(self, "release", [(str(one), label) for one, label in releases])


class AcceptForm(forms.Form):
    """Who leads a family that comes from another organisation."""

    user = forms.ChoiceField(label=_("Who takes over?"))

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "user", _colleagues(colleagues))


class DeclineForm(forms.Form):
    """Why a family is not taken over."""

    answer = forms.CharField(label=_("Why not?"), max_length=300, help_text=_("The other organisation reads this."))
