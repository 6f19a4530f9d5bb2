"""Forms of those who lead a case conference."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet, Role
from chancennetz.conferences.constants import DEFAULT_MINUTES, RECEIVING_ROLES, Audience, category_choices
from chancennetz.core import time
from chancennetz.moderation.actions import ConferenceValues, ItemValues, TaskValues
from chancennetz.organisations.models import Organisation
from chancennetz.ui.fields import VersionForm, as_ids, day_field, set_choices, set_rows
from chancennetz.ui.widgets import Chips, Minutes, RadioChips

People = Sequence[tuple[uuid.UUID, str]]
_NOBODY = "nobody"


def _category(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=category_choices,
        widget=RadioChips,
        initial=Facet.CONFERENCE.value,
        help_text=_("By this the platform knows who at the table may read it."),
    )


def _persons() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Whom is it about?"),
        widget=Chips,
        required=False,
        help_text=_("Nobody chosen: all whom the conference is about."),
    )


class _SearchedForm(VersionForm):
    """A form whose `texts` are searched for what gives the family away."""

    texts: tuple[str, ...] = ()

    def _people(self, people: People) -> None:
        if "persons" in self.fields:
            set_choices(self, "persons", [(str(one), name) for one, name in people])
            if len(people) < 2:
                del self.fields["persons"]


class ConferenceForm(_SearchedForm):
    """Question, whom it is about, when and where."""

    texts = ("question", "place")
    question = forms.CharField(
        label=_("What is the question?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Short points. Everybody who is invited and may know this part reads it."),
    )
    about = forms.MultipleChoiceField(
        label=_("Whom is it about?"),
        widget=Chips,
        help_text=_("Each of them has to agree before somebody else is told."),
    )
    day = forms.DateField(label=_("Day"))
    clock = forms.TimeField(label=_("Begin"), initial=dt.time(10))
    minutes = forms.IntegerField(
        label=_("How long?"), min_value=15, max_value=480, initial=DEFAULT_MINUTES, widget=Minutes(stopwatch=False)
    )
    place = forms.CharField(label=_("Where?"), required=False, max_length=200)
    preinfo_due = forms.DateField(
        label=_("Information beforehand until"), required=False, help_text=_("Left empty: a week before.")
    )
    question_facet = _category(_("What is the question about?"))

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "about", [(str(one), name) for one, name in people])

    def values(self, seen: str = "") -> ConferenceValues:
        """Return what the action takes."""
        data = self.cleaned_data
        return ConferenceValues(
            question=data["question"],
            about=as_ids(data["about"]),
            starts_at=dt.datetime.combine(data["day"], data["clock"], time.BERLIN),
            minutes=data["minutes"],
            place=data["place"],
            preinfo_due=data["preinfo_due"],
            question_facet=data["question_facet"],
            seen=seen,
        )


class NewConferenceForm(ConferenceForm):
    """A new conference: with names and releases, or anonymised."""

    mode = forms.ChoiceField(
        label=_("With names?"),
        choices=[
            ("named", _("With names: each office gets what the family has released to it")),
            ("anonymised", _("Anonymised: nobody learns whom it is about")),
        ],
        initial="named",
        widget=forms.RadioSelect,
        help_text=_("Ask the family first. The anonymised conference is the second way. This cannot be changed later."),
    )
    field_order = ("question", "about", "mode")


class ItemForm(_SearchedForm):
    """Information beforehand, a point of the agenda, a result or an agreement."""

    texts = ("text",)
    text = forms.CharField(label=_("In short points"), max_length=8000, widget=forms.Textarea({"rows": 4}))
    due_on = day_field(_("Done until"), required=False)
    facet = _category(_("What is it about?"))
    persons = _persons()
    audience = forms.ChoiceField(
        label=_("Who shall read it?"), choices=Audience.choices, initial=Audience.ALL, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, people: People, with_day: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people(people)
        if not with_day:
            del self.fields["due_on"]

    def values(self, seen: str = "") -> ItemValues:
        """Return what the action takes."""
        data = self.cleaned_data
        return ItemValues(
            text=data["text"],
            facet=data["facet"],
            persons=as_ids(data.get("persons", [])),
            audience=data["audience"],
            due_on=data.get("due_on"),
            seen=seen,
        )


class ConferenceTaskForm(_SearchedForm):
    """A task: what, who, until when."""

    texts = ("title",)
    title = forms.CharField(label=_("What is to be done?"), max_length=300)
    owner = forms.ChoiceField(label=_("Who does it?"), widget=RadioChips)
    due_on = day_field(_("Until when?"))
    facet = _category(_("What is it about?"))
    persons = _persons()

    def __init__(self, *args: Any, people: People, parties: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people(people)
        set_choices(self, "owner", [(str(one), name) for one, name in parties])

    def values(self, seen: str = "") -> TaskValues:
        """Return what the action takes."""
        data = self.cleaned_data
        return TaskValues(
            title=data["title"],
            owner_id=uuid.UUID(data["owner"]),
            due_on=data["due_on"],
            facet=data["facet"],
            persons=as_ids(data.get("persons", [])),
            seen=seen,
        )


class DropForm(_SearchedForm):
    """Why a task is dropped, or a conference called off."""

    texts = ("reason",)
    reason = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea({"rows": 2}))


class MoveForm(_SearchedForm):
    """To which conference a task goes on."""

    to = forms.ChoiceField(label=_("Goes on in the conference of"), widget=forms.RadioSelect)
    due_on = day_field(_("Until when?"), required=False, help_text=_("Left empty: the day stays."))

    def __init__(self, *args: Any, conferences: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "to", [(str(one), name) for one, name in conferences])
        if len(conferences) == 1:
            self.fields["to"].initial = str(conferences[0][0])


class ContactForm(_SearchedForm):
    """Whom one talks to in an office."""

    texts = ("contact", "function")
    contact = forms.CharField(
        label=_("Whom do we talk to?"),
        required=False,
        max_length=200,
        help_text=_("Name and telephone number of the person there."),
    )
    function = forms.CharField(
        label=_("In which function?"),
        required=False,
        max_length=120,
        help_text=_("For example: specialist for single parents, integration service, youth welfare office."),
    )


class OfficeForm(ContactForm):
    """Another organisation."""

    organisation = forms.ModelChoiceField(
        label=_("Which office?"), queryset=Organisation.objects.none(), empty_label=_("Please choose")
    )
    role = forms.ChoiceField(label=_("Who reads there?"), widget=RadioChips)
    field_order = ("organisation", "role", "contact", "function")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "organisation", organisations)
        nobody = (_NOBODY, gettext("nobody on this platform: by letter or by hand"))
        roles = [(role.value, str(Role(role).label)) for role in RECEIVING_ROLES]
        set_choices(self, "role", [*roles, nobody])

    @property
    def chosen_role(self) -> str:
        """The role that reads in the inbox, empty for nobody."""
        role: str = self.cleaned_data["role"]
        return "" if role == _NOBODY else role


class PickForm(forms.Form):
    """One of the family, or of the case team."""

    who = forms.ChoiceField(label=_("Who?"), widget=RadioChips)

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "who", [(str(one), name) for one, name in people])

    @property
    def chosen(self) -> uuid.UUID:
        """Who was chosen."""
        return uuid.UUID(self.cleaned_data["who"])
