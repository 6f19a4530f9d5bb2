"""Forms of referrals: what is passed on, and the answers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.core import time
from chancennetz.referrals.actions import Answer, ReferralValues
from chancennetz.referrals.constants import (
    LONGEST_MESSAGE,
    DeclineReason,
    Manner,
    Outcome,
    ReferralState,
    SharedField,
)
from chancennetz.referrals.models import Referral
from chancennetz.referrals.queries import Target
from chancennetz.ui.fields import VersionForm, as_ids, day_field, set_choices, text_field
from chancennetz.ui.widgets import Chips, RadioChips


class ReferralForm(VersionForm):
    """In which way, about whom, what, until when. The target is chosen before."""

    place = forms.CharField(
        label=_("Where is the family to go?"),
        max_length=300,
        help_text=_("Such as: children's practice Dr. Wolf, Bahnhofstr. 3, Kamen"),
    )
    manner = forms.ChoiceField(label=_("In which way?"), widget=RadioChips)
    person_ids = forms.MultipleChoiceField(label=_("Whom is it about?"), required=False, widget=Chips)
    fields_chosen = forms.MultipleChoiceField(
        label=_("What may be passed on?"),
        required=False,
        widget=Chips,
        help_text=_("Only what the other service needs. Nothing else leaves the file."),
    )
    message = text_field(
        _("Message to the other service"), LONGEST_MESSAGE, rows=3, help_text=_("Passed on word by word.")
    )
    answer_by = day_field(_("Answer wanted by"), help_text=_("If there is none by then, we remind you."))
    valid_until = day_field(_("They see it until"), help_text=_("Never longer than the release of the family."))
    note = text_field(_("Note for ourselves"), LONGEST_MESSAGE, rows=2, help_text=_("Stays in the family's file."))

    def __init__(
        self, *args: Any, people: Sequence[tuple[uuid.UUID, str]], target: Target | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        set_choices(self, "person_ids", [(str(one), name) for one, name in people])
        set_choices(
            self, "fields_chosen", [(one.value, one.label) for one in SharedField if one is not SharedField.MESSAGE]
        )
        ways = list(Manner) if target is not None and target.has_access else [Manner.SLIP]
        set_choices(self, "manner", [(one.value, one.label) for one in ways])
        if target is not None:
            del self.fields["place"]

    @property
    def values(self) -> ReferralValues:
        """What was typed, for the action."""
        data = self.cleaned_data
        return ReferralValues(
            manner=Manner(data["manner"]),
            organisation=self.target.organisation if self.target else None,
            unit=self.target.unit if self.target else None,
            service=self.target.service if self.target else None,
            place=data.get("place", ""),
            person_ids=as_ids(data["person_ids"]),
            fields=data["fields_chosen"],
            message=data["message"],
            note=data["note"],
            answer_by=data["answer_by"],
            valid_until=data["valid_until"],
        )

    @staticmethod
    def initial_of(referral: Referral) -> dict[str, Any]:
        """Return what the form shows for a referral that is being prepared."""
        return {
            "place": referral.place,
            "manner": referral.manner,
            "person_ids": [str(one) for one in referral.person_ids],
            "fields_chosen": referral.fields,
            "message": referral.message,
            "answer_by": referral.answer_by,
            "valid_until": referral.valid_until,
            "note": referral.note,
            "version": referral.version,
        }


class ReasonForm(forms.Form):
    """Why something is passed on without a release, where a law allows it."""

    reason = text_field(
        _("Why is this necessary?"),
        LONGEST_MESSAGE,
        rows=2,
        required=True,
        help_text=_("The law allows it without a release. One sentence, it is written down."),
    )


class AnswerForm(forms.Form):
    """One answer: accept, decline, first contact, end. Shows only what this answer needs."""

    state = forms.CharField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Why not?"), choices=DeclineReason.choices, widget=RadioChips)
    outcome = forms.ChoiceField(label=_("What came of it?"), choices=Outcome.choices, widget=RadioChips)
    day = day_field(_("On which day?"), required=False)
    note = text_field(_("A word about it"), LONGEST_MESSAGE, rows=2, help_text=_("Both sides see it."))

    def __init__(self, data: Mapping[str, Any] | None = None, *, answer: ReferralState) -> None:
        initial = {"state": answer.value, "day": time.today()}
        super().__init__(data, initial=initial, auto_id=f"id_{answer.value}_%s")
        self.answer_state = answer
        for name in _NOT_NEEDED[answer]:
            del self.fields[name]

    @property
    def answer(self) -> Answer:
        """What was typed, for the action."""
        data = self.cleaned_data
        return Answer(
            self.answer_state,
            reason=data.get("reason", ""),
            outcome=data.get("outcome", ""),
            day=data.get("day"),
            note=data.get("note", ""),
        )

    @property
    def title(self) -> str:
        """The step as the receiver's button says it."""
        return {
            ReferralState.ACCEPTED: gettext("Accept"),
            ReferralState.DECLINED: gettext("Decline"),
            ReferralState.MET: gettext("First contact took place"),
            ReferralState.DONE: gettext("Finish"),
        }[self.answer_state]

    @property
    def reported_title(self) -> str:
        """The step as the sender's button says it, who enters what the other side has said."""
        return {
            ReferralState.ACCEPTED: gettext("They take the family"),
            ReferralState.DECLINED: gettext("They cannot take the family"),
            ReferralState.MET: gettext("First contact took place"),
            ReferralState.DONE: gettext("Finish"),
        }[self.answer_state]


_NOT_NEEDED: dict[ReferralState, tuple[str, ...]] = {
    ReferralState.ACCEPTED: ("reason", "outcome", "day"),
    ReferralState.DECLINED: ("outcome", "day"),
    ReferralState.MET: ("reason", "outcome"),
    ReferralState.DONE: ("reason",),
}
#: The answers that have a form, in the order in which they are offered.
ANSWERS = tuple(_NOT_NEEDED)
