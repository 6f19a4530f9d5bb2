"""Tables of the work with the family: the case, its plan, contacts, assessments and the resource map."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet
from chancennetz.dossier.tables.table import BY, FROM, NOTE, STATE, TEXT, TO, WHO, Table

WORK: dict[str, Table] = {
    "casework.Case": Table(
        _("How the counselling began"),
        Facet.INTAKE,
        {
            "channel": _("Way of contact"),
            "channel_place": _("Place"),
            "first_contact_on": _("First contact"),
            "concern": _("Concern"),
            "case_type": _("Case type"),
            "assessed_on": _("Assessed on"),
            "assessment": _("Assessment"),
            "exit_on": _("Ended on"),
            "exit_reason": _("Reason of the end"),
        },
        moment="first_contact_on",
    ),
    "participation.Participant": Table(
        _("Taking part in the project"),
        Facet.CONTACT,
        {"person": WHO, "programme": _("Project"), "partner": _("With"), "entry_on": FROM, "exit_on": TO},
        moment="entry_on",
        persons=("person",),
        technical=("module_starts", "later_partners", "later_starts"),
    ),
    "plans.Goal": Table(
        _("Goals"),
        Facet.PLAN,
        {
            "title": _("Goal"),
            "why": _("Why"),
            "smart": _("Agreed details"),
            "hurdles": _("Hurdles"),
            "life_area": _("Life area"),
            "state": STATE,
            "agreed_on": _("Agreed on"),
            "closed_on": _("Closed on"),
            "attainment": _("How far"),
        },
    ),
    "plans.SubGoal": Table(_("Parts of goals"), Facet.PLAN, {"title": _("Part"), "state": STATE}),
    "plans.Step": Table(
        _("Steps"),
        Facet.PLAN,
        {
            "title": _("Step"),
            "owner_kind": _("Who does it"),
            "owner_person": _("Person"),
            "owner_user": _("Counsellor"),
            "owner_name": _("Name"),
            "due_on": _("Until"),
            "done_on": _("Done on"),
        },
    ),
    "plans.GoalNote": Table(_("Notes on goals"), Facet.PLAN, {"text": TEXT, "written_by": BY}),
    "planversions.PlanVersion": Table(
        _("Versions of the plan"),
        Facet.PLAN,
        {"number": _("Number"), "state": STATE, "agreed_on": _("Agreed on"), "comment": NOTE, "written_by": BY},
        technical=("content", "decided_by", "proposed_at", "decided_at", "active_from", "revised_at"),
    ),
    "contacts.ContactEntry": Table(
        _("Contacts"),
        Facet.CONTACT,
        {
            "happened_at": _("When"),
            "medium": _("How"),
            "minutes": _("Minutes"),
            "place": _("Place"),
            "reached": _("Reached"),
            "topics": _("Topics"),
            "subjects": _("Subjects"),
            "accompanied_to": _("Accompanied to"),
            "note": NOTE,
            "counsellor": _("Counsellor"),
        },
        moment="happened_at",
    ),
    "casework.EntrustedNote": Table(
        _("Entrusted notes"), Facet.ENTRUSTED, {"text": TEXT, "bound_to": _("Entrusted to")}
    ),
    "assessments.Assessment": Table(
        _("Assessments"),
        Facet.INTAKE,
        {
            "definition": _("Form"),
            "stage": _("Stage"),
            "person": WHO,
            "informed_on": _("Day"),
            "finished_on": _("Finished on"),
        },
        moment="informed_on",
        persons=("person",),
        technical=("started_by",),
    ),
    "assessments.SectionAnswers": Table(
        _("Answers in assessments"), Facet.INTAKE, {"section": _("Part"), "content": _("Answers")}
    ),
    "resourcemap.MapVersion": Table(
        _("Resource map"),
        Facet.PLAN,
        {"area": _("Life area"), "number": _("Version"), "content": _("Content"), "made_by_name": BY},
        technical=("made_by",),
    ),
    "resourcemap.AreaRating": Table(
        _("Ratings of life areas"),
        Facet.PLAN,
        {"area": _("Life area"), "rater": _("Whose view"), "value": _("Rating"), "rated_on": _("Day")},
        moment="rated_on",
        technical=("made_by",),
    ),
}
