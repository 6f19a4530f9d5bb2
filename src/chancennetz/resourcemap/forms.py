"""The small forms of the resource map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.assessments.constants import LONGEST_LINE
from chancennetz.plans.models import Goal
from chancennetz.resourcemap.constants import HIGHEST_RATING, LOWEST_RATING, ResourceLevel
from chancennetz.resourcemap.content import Area, Resource
from chancennetz.ui.fields import VersionForm, day_field, set_choices, text_field
from chancennetz.ui.templatetags.ui import icon
from chancennetz.ui.widgets import Chips, RadioChips

LEVEL_ICONS = {
    ResourceLevel.SELF: "house",
    ResourceLevel.CLOSE: "heart-handshake",
    ResourceLevel.AREA: "map-pin",
    ResourceLevel.INSTITUTION: "landmark",
}


class StateForm(VersionForm):
    """How things stand in a life area, and how both sides see it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    state = text_field(_("How do things stand?"), 20_000, rows=4)
    own = forms.ChoiceField(label=_("How does the family see it?"), required=False, widget=RadioChips)
    coach = forms.ChoiceField(label=_("How do you see it?"), required=False, widget=RadioChips)
    rated_on = day_field(_("Seen on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [(str(step), str(step)) for step in range(LOWEST_RATING, HIGHEST_RATING + 1)]
        for name in ("own", "coach"):
            set_choices(self, name, [*steps, ("", gettext("not said"))])
            self.fields[name].help_text = gettext("1 = very difficult, 5 = very good")


class ResourceForm(VersionForm):
    """Who or what helps, and how near it is."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    name = forms.CharField(
        label=_("Who or what helps?"),
        max_length=LONGEST_LINE,
        help_text=_("A strength, a person, a place, a service. Quiet helpers count too: the neighbour who babysits."),
    )
    level = forms.ChoiceField(label=_("How near is it?"), widget=RadioChips)
    contact = forms.CharField(
        label=_("How can it be reached?"), max_length=LONGEST_LINE, required=False, help_text=_("Phone, place, times")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self,
            "level",
            [(str(one.value), format_html("{} {}", icon(LEVEL_ICONS[one]), one.label)) for one in ResourceLevel],
        )


class LineForm(VersionForm):
    """A fine goal with its resources, network partners and time."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    goal = forms.CharField(
        label=_("Fine goal"),
        max_length=LONGEST_LINE,
        help_text=_("One small thing that should be different, in the family's words."),
    )
    resource_ids = forms.MultipleChoiceField(
        label=_("Which resources help?"), required=False, widget=Chips, help_text=_("The nearest ones come first.")
    )
    partners = forms.CharField(label=_("Network partners"), max_length=LONGEST_LINE, required=False)
    due_on = day_field(_("Until when?"), required=False)
    timing = forms.CharField(
        label=_("Or in words"), max_length=LONGEST_LINE, required=False, help_text=_("After the summer holidays")
    )
    done_on = day_field(_("Done on"), required=False)

    def __init__(self, *args: Any, resources: Sequence[Resource], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = sorted(resources, key=lambda one: one.level)
        set_choices(self, "resource_ids", [(one.id, one.name) for one in near])
        if not near:
            del self.fields["resource_ids"]
        if is_new:
            del self.fields["done_on"]

    @property
    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = self.cleaned_data
        return {
            "goal": data["goal"],
            "resource_ids": tuple(data.get("resource_ids", ())),
            "partners": data["partners"],
            "due_on": data["due_on"],
            "timing": data["timing"],
        }


class ToPlanForm(forms.Form):
    """Whether a fine goal becomes a goal of its own or a step of one that is there."""

    goal = forms.ChoiceField(label=_("What shall it become?"), required=False, widget=RadioChips)

    def __init__(self, *args: Any, goals: Sequence[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [("", gettext("A goal of its own"))]
        steps = [(str(goal.id), gettext("A step of “%(goal)s”") % {"goal": goal.title}) for goal in goals]
        set_choices(self, "goal", own + steps)


def line_values(area: Area, line_id: str) -> dict[str, Any]:
    """Return the initial values of the form for a fine goal."""
    line = area.line(line_id)
    if line is None:
        return {}
    return {
        "goal": line.goal,
        "resource_ids": list(line.resource_ids),
        "partners": line.partners,
        "due_on": line.due_on,
        "timing": line.timing,
        "done_on": line.done_on,
    }
