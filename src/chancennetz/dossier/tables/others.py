"""Tables of what is shared with others: referrals and conferences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet
from chancennetz.dossier.tables.table import BY, KIND, NOTE, STATE, TEXT, WHO, Table

OTHERS: dict[str, Table] = {
    "referrals.Referral": Table(
        _("Referrals"),
        Facet.REFERRAL,
        {
            "organisation": _("Organisation"),
            "unit": _("Unit"),
            "service": _("Offer"),
            "place": _("Place"),
            "message": _("Message"),
            "passed_on": _("Passed on"),
            "note": NOTE,
            "written_by": BY,
        },
        persons=("person_ids",),
    ),
    "referrals.Handover": Table(
        _("What another service received"),
        Facet.REFERRAL,
        {
            "recipient": _("Organisation"),
            "recipient_unit": _("Unit"),
            "service": _("Offer"),
            "snapshot": _("Passed on"),
            "sent_at": _("Sent on"),
            "ends_at": _("Visible until"),
            "cut_at": _("Cut on"),
            "seen_at": _("Seen on"),
            "answered_at": _("Answered on"),
            "answer_note": _("Answer"),
            "met_on": _("First contact"),
            "done_on": _("Finished on"),
            "sent_by": BY,
        },
        moment="sent_at",
        persons=("person_ids",),
        technical=("referral", "sender", "bases", "answered_by"),
    ),
    "conferences.Conference": Table(
        _("Case conferences"),
        Facet.CONFERENCE,
        {
            "question": _("Question"),
            "starts_at": _("When"),
            "place": _("Place"),
            "organisation": _("Organisation"),
            "moderator": _("Moderator"),
            "state": STATE,
            "cancel_reason": _("Cancelled because"),
        },
        moment="starts_at",
        persons=("about",),
        technical=("previous", "preinfo_due", "invited_at", "held_at", "sent_at", "closed_at"),
    ),
    "conferences.ConferenceParty": Table(
        _("Who took part in conferences"),
        Facet.CONFERENCE,
        {
            "kind": KIND,
            "user": WHO,
            "person": _("Person"),
            "organisation": _("Organisation"),
            "contact": _("Name"),
            "function": _("Function"),
            "present": _("Was there"),
        },
        technical=(
            "conference",
            "role",
            "attendance",
            "check_result",
            "checked_at",
            "invited_at",
            "opened_at",
            "minutes_at",
            "access_until",
            "cut_at",
        ),
    ),
    "conferences.ConferenceItem": Table(
        _("What was said in conferences"),
        Facet.CONFERENCE,
        {"kind": KIND, "text": TEXT},
        persons=("persons",),
        technical=("conference", "author", "removed_at"),
    ),
    "conferences.ConferenceTask": Table(
        _("Tasks from conferences"),
        Facet.CONFERENCE,
        {"title": _("Task"), "due_on": _("Until"), "state": STATE, "reason": _("Why"), "done_at": _("Done on")},
        persons=("persons",),
        technical=("conference", "owner", "task_id", "moved_to"),
    ),
}
