"""Tables of who leads the file, how it ends, what keeps it, and its papers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet
from chancennetz.dossier.tables.table import BY, FROM, KIND, NOTE, STATE, TEXT, TO, WHO, Table

ENDING: dict[str, Table] = {
    "handovers.Handover": Table(
        _("Changes of the counsellor"),
        Facet.TEAM,
        {"from_user": FROM, "to_user": TO, "note": NOTE, "informed": _("Family was told")},
        technical=("move", "handed_over_by"),
    ),
    "handovers.Transfer": Table(
        _("Changes of the organisation"),
        Facet.TEAM,
        {
            "from_organisation": FROM,
            "to_organisation": TO,
            "state": STATE,
            "note": NOTE,
            "answer": _("Answer"),
            "offered_by": _("Offered by"),
            "decided_by": _("Decided by"),
            "decided_at": _("Decided on"),
            "new_lead": _("New counsellor"),
        },
        technical=("release",),
    ),
    "closure.DischargeCard": Table(
        _("Discharge cards"), Facet.BENEFITS, {"reason": _("Why"), "starts_on": FROM}, moment="starts_on"
    ),
    "closure.CardLine": Table(
        _("Lines of discharge cards"),
        Facet.BENEFITS,
        {"section": _("Part"), "text": TEXT, "due_on": _("Until"), "done_on": _("Done on")},
        technical=("card", "task_id"),
    ),
    "closure.AftercareContact": Table(
        _("Aftercare"),
        Facet.CONTACT,
        {
            "slot": _("When"),
            "due_on": _("Planned for"),
            "held_on": _("Day"),
            "reached": _("Reached"),
            "still_working": _("Still in work"),
            "note": NOTE,
        },
        moment="due_on",
        technical=("task_id", "recorded_by"),
    ),
    "retention.Hold": Table(
        _("Why the file is kept longer"),
        Facet.FRAME,
        {"reason": _("Reason"), "note": NOTE, "ends_on": _("Until"), "lifted_at": _("Lifted on")},
        technical=("placed_by", "lifted_by"),
    ),
    "documents.Document": Table(
        _("Documents"),
        Facet.DOCUMENT,
        {"title": _("Title"), "kind": KIND, "uploaded_by": _("Taken in by")},
        technical=("stored_as", "digest"),
    ),
    "dossier.Letter": Table(
        _("Letters"),
        Facet.DOCUMENT,
        {"address": _("To"), "subject": _("Subject"), "body": TEXT, "written_by": BY, "finished_on": _("Day")},
        persons=("person",),
    ),
    "dossier.MissingDocument": Table(
        _("Missing documents"),
        Facet.DOCUMENT,
        {
            "what": _("What"),
            "needed_for": _("Needed for"),
            "reason": _("Reason"),
            "asked_on": _("Asked on"),
            "due_on": _("Until"),
            "state": STATE,
            "settled_on": _("Settled on"),
            "noted_by": BY,
        },
        moment="asked_on",
    ),
    "dossier.AccessRequest": Table(
        _("Requests for access"),
        Facet.FRAME,
        {"person": WHO, "asked_on": _("Asked on"), "handed_out_on": _("Handed out on")},
        moment="asked_on",
        persons=("person",),
        technical=("reviewed_at", "reviewed_by"),
    ),
}
