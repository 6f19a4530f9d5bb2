"""The contact in a minute: one column, big targets."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.casework.constants import AREA_ICONS, LONGEST_NOTE, LifeArea
from chancennetz.contacts.actions import ContactValues, NextStep
from chancennetz.contacts.constants import LONGEST_CONTACT_MINUTES, MINUTE_STEP, CounsellingTopic, Medium
from chancennetz.contacts.queries import ContactView
from chancennetz.core import time
from chancennetz.monitoring.constants import BASIC_MODULE
from chancennetz.plans.constants import StepOwner
from chancennetz.plans.models import Goal
from chancennetz.ui.fields import VersionForm, as_ids, day_field, moment, set_choices, text_field, with_icons
from chancennetz.ui.widgets import Chips, Minutes, RadioChips

MEDIUM_ICONS = {
    Medium.HOME_VISIT: "house",
    Medium.OFFICE: "building",
    Medium.OUTREACH: "footprints",
    Medium.PHONE: "phone",
    Medium.VIDEO: "video",
    Medium.MESSAGE: "message-circle",
    Medium.LETTER: "mail",
    Medium.ACCOMPANIMENT: "handshake",
    Medium.GROUP: "users",
}


class ContactForm(VersionForm):
    """Who, how long, how, reached or not, what about, a sentence, the next step."""

    persons = forms.MultipleChoiceField(label=_("Who took part?"), widget=Chips)
    minutes = forms.IntegerField(
        label=_("How long?"),
        min_value=0,
        max_value=LONGEST_CONTACT_MINUTES,
        widget=Minutes(step=MINUTE_STEP),
        error_messages={"max_value": _("Please enter between 0 minutes and 16 hours.")},
    )
    medium = forms.ChoiceField(label=_("How?"), widget=RadioChips)
    reached = forms.ChoiceField(
        label=_("Reached?"), choices=[("yes", _("Yes")), ("no", _("Nobody there"))], widget=RadioChips
    )
    topics = forms.MultipleChoiceField(label=_("What about?"), required=False, widget=Chips)
    subjects = forms.MultipleChoiceField(
        label=_("Topics for the evaluation"), required=False, widget=Chips, choices=CounsellingTopic.choices
    )
    note = text_field(_("What was it about? What did you agree?"), LONGEST_NOTE, rows=4)
    day = day_field(_("Day"))
    clock = forms.TimeField(label=_("Begin"))
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    accompanied_to = forms.CharField(
        label=_("Accompanied to"), required=False, max_length=200, help_text=_("Such as: job centre, first interview")
    )
    travel_minutes = forms.IntegerField(
        label=_("Way there and back (minutes)"),
        required=False,
        min_value=0,
        max_value=LONGEST_CONTACT_MINUTES,
        widget=Minutes(step=MINUTE_STEP, stopwatch=False),
    )
    module = forms.ChoiceField(label=_("Counts for"), required=False, widget=RadioChips)
    meeting_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[uuid.UUID, str]],
        modules: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "persons", [(str(person_id), name) for person_id, name in people])
        set_choices(self, "medium", with_icons(Medium, MEDIUM_ICONS))
        set_choices(self, "topics", with_icons(LifeArea, AREA_ICONS))
        if len(modules) > 1:
            set_choices(self, "module", list(modules))
        else:
            del self.fields["module"]

    @property
    def values(self) -> ContactValues:
        """What was typed, for the action."""
        data = self.cleaned_data
        return ContactValues(
            happened_at=moment(data["day"], data["clock"]),
            minutes=data["minutes"],
            medium=Medium(data["medium"]),
            person_ids=as_ids(data["persons"]),
            reached=data["reached"] == "yes",
            place=data["place"],
            topics=data["topics"],
            note=data["note"],
            module=data.get("module") or BASIC_MODULE,
            travel_minutes=data["travel_minutes"] or 0,
            subjects=data["subjects"],
            accompanied_to=data["accompanied_to"],
            meeting_id=data["meeting_id"],
        )

    @staticmethod
    def initial_of(view: ContactView) -> dict[str, Any]:
        """Return what the form shows for a contact that is there already."""
        contact = view.contact
        local = contact.happened_at.astimezone(time.BERLIN)
        return {
            "persons": [str(one) for one in view.person_ids],
            "minutes": contact.minutes,
            "medium": contact.medium,
            "reached": "yes" if contact.reached else "no",
            "topics": contact.topics,
            "note": contact.note,
            "day": local.date(),
            "clock": local.time(),
            "place": contact.place,
            "travel_minutes": contact.travel_minutes or None,
            "subjects": contact.subjects,
            "accompanied_to": contact.accompanied_to,
            "meeting_id": contact.meeting_id,
            "module": contact.module,
            "version": contact.version,
        }


class NewContactForm(ContactForm):
    """A new contact: with the next step."""

    next_title = forms.CharField(label=_("What comes next?"), required=False, max_length=300)
    next_due = day_field(_("Until when?"), required=False)
    next_owner = forms.ChoiceField(
        label=_("Who does it?"), required=False, choices=[("counsellor", _("Me")), ("family", _("The family"))],
        widget=RadioChips,
    )  # fmt: skip
    next_goal = forms.ChoiceField(
        label=_("Belongs to the goal"), required=False, help_text=_("Without a goal it becomes a task of yours.")
    )

    def __init__(self, *args: Any, goals: Sequence[Goal] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = {str(goal.id): goal for goal in goals}
        none = ("", gettext("No goal"))
        set_choices(self, "next_goal", [none, *((key, goal.title) for key, goal in self.goals.items())])
        if not goals:
            del self.fields["next_goal"]

    @property
    def more_open(self) -> bool:
        """Tell whether the part with day and place holds an error and must be open."""
        names = ("day", "clock", "place", "accompanied_to", "travel_minutes", "module")
        return any(name in self.errors for name in names)

    @property
    def next_step(self) -> NextStep | None:
        """The next step, None when nothing was typed."""
        data = self.cleaned_data
        if not data["next_title"]:
            return None
        return NextStep(
            title=data["next_title"],
            due_on=data["next_due"],
            owner_kind=StepOwner(data["next_owner"] or StepOwner.COUNSELLOR),
            goal=self.goals.get(data.get("next_goal", "")),
        )

    def clean(self) -> dict[str, Any]:
        """A day without words is half a step; a step of the family needs a goal to stand under."""
        data = super().clean() or {}
        if data.get("next_due") and not data.get("next_title"):
            self.add_error("next_title", gettext("Please say in a few words what is to be done."))
        return data
