"""Forms of goals, parts and steps."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.casework.constants import AREA_ICONS, LifeArea
from chancennetz.plans.constants import Hurdle, StepOwner
from chancennetz.ui.fields import VersionForm, day_field, set_choices, text_field, with_icons
from chancennetz.ui.widgets import Chips, RadioChips


class GoalForm(VersionForm):
    """A goal in the family's words."""

    title = forms.CharField(
        label=_("What does the family want to reach?"),
        max_length=300,
        help_text=_("One sentence, best in the family's own words."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = text_field(_("Why does it matter?"), 2000, rows=2)
    life_area = forms.ChoiceField(label=_("Area of life"), widget=RadioChips)
    due_on = day_field(_("Until when?"), required=False)
    hurdles = forms.MultipleChoiceField(
        label=_("What stands in the way?"), required=False, choices=Hurdle.choices, widget=Chips
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "life_area", with_icons(LifeArea, AREA_ICONS))


class SubGoalForm(VersionForm):
    """A part of a goal."""

    title = forms.CharField(label=_("Part of the goal"), max_length=300)


class StepForm(VersionForm):
    """A step: what, who, until when."""

    title = forms.CharField(label=_("What is to be done?"), max_length=300)
    owner = forms.ChoiceField(label=_("Who does it?"), widget=RadioChips)
    owner_name = forms.CharField(
        label=_("Name, if somebody else does it"),
        required=False,
        max_length=200,
        help_text=_("Such as: Frau Ott, Kita"),
    )
    due_on = day_field(_("Until when?"), required=False)
    remind_on = day_field(_("Remind us on"), required=False, help_text=_("Then it becomes a task."))
    sub_goal = forms.ChoiceField(label=_("Belongs to the part"), required=False)

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[uuid.UUID, str]],
        team: Sequence[tuple[uuid.UUID, str]],
        parts: Sequence[tuple[uuid.UUID, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.owners: list[tuple[str, str]] = [
            ("family:", gettext("The whole family")),
            *((f"family:{one}", name) for one, name in people),
            *((f"counsellor:{one}", name) for one, name in team),
            ("partner:", gettext("Somebody else")),
        ]
        set_choices(self, "owner", self.owners)
        if parts:
            none = ("", gettext("The goal itself"))
            set_choices(self, "sub_goal", [none, *((str(one), title) for one, title in parts)])
        else:
            del self.fields["sub_goal"]

    @property
    def owner_values(self) -> dict[str, Any]:
        """The owner as the action wants it."""
        kind, _colon, one = self.cleaned_data["owner"].partition(":")
        owner_id = uuid.UUID(one) if one else None
        return {
            "owner_kind": StepOwner(kind),
            "owner_person_id": owner_id if kind == StepOwner.FAMILY else None,
            "owner_user_id": owner_id if kind == StepOwner.COUNSELLOR else None,
            "owner_name": self.cleaned_data["owner_name"],
        }
