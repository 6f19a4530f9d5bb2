"""The form of a group meeting: when, how long, what about, and who of each family was there."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chancennetz.access.models import FamilyFile
from chancennetz.casework.constants import AREA_ICONS, LifeArea
from chancennetz.contacts.actions import ContactValues
from chancennetz.contacts.constants import LONGEST_CONTACT_MINUTES, MINUTE_STEP, CounsellingTopic, Medium
from chancennetz.people.models import Person
from chancennetz.ui.fields import as_ids, day_field, moment, set_choices, text_field, with_icons
from chancennetz.ui.widgets import Chips, Minutes


class MeetingFamiliesForm(forms.Form):
    """Which families were there?"""

    f = forms.MultipleChoiceField(label=_("Your families"), widget=Chips)

    def __init__(self, *args: Any, families: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "f", families)


class MeetingForm(forms.Form):
    """One field for each family, named after its file."""

    day = day_field(_("Day"))
    clock = forms.TimeField(label=_("Begin"), widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(
        label=_("How long?"), min_value=5, max_value=LONGEST_CONTACT_MINUTES, widget=Minutes(step=MINUTE_STEP)
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    topics = forms.MultipleChoiceField(label=_("What about?"), required=False, widget=Chips)
    subjects = forms.MultipleChoiceField(
        label=_("Topics for the evaluation"), required=False, widget=Chips, choices=CounsellingTopic.choices
    )
    note = text_field(
        _("A sentence about it"), 4000, help_text=_("Stands in every file: please write nothing about single families.")
    )
    travel_minutes = forms.IntegerField(
        label=_("Way there and back (minutes)"),
        required=False,
        min_value=0,
        max_value=LONGEST_CONTACT_MINUTES,
        widget=Minutes(step=MINUTE_STEP, stopwatch=False),
    )

    def __init__(self, *args: Any, families: Sequence[tuple[FamilyFile, str, Sequence[Person]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.families = {f"family_{file.pk}": file for file, _name, _people in families}
        set_choices(self, "topics", with_icons(LifeArea, AREA_ICONS))
        for file, name, people in families:
            self.fields[f"family_{file.pk}"] = forms.MultipleChoiceField(
                label=name, required=False, widget=Chips, choices=[(str(one.pk), one.given_name) for one in people]
            )

    @property
    def attendance_fields(self) -> str:
        """The names of the fields in which one ticks who was there."""
        return " ".join(self.families)

    @property
    def values(self) -> ContactValues:
        """What is common to all families."""
        data = self.cleaned_data
        return ContactValues(
            happened_at=moment(data["day"], data["clock"]),
            minutes=data["minutes"],
            medium=Medium.GROUP,
            person_ids=(),
            place=data["place"],
            topics=data["topics"],
            subjects=data["subjects"],
            note=data["note"],
            travel_minutes=data["travel_minutes"] or 0,
        )

    @property
    def attendance(self) -> Mapping[FamilyFile, list[uuid.UUID]]:
        """Who was there, by family."""
        return {file: as_ids(self.cleaned_data[name]) for name, file in self.families.items()}
