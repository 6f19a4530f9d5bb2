"""Which tables a family file consists of, in the words of the person who asks for it.

Each table of a file stands here, or in `SKIPPED` with the reason: a test demands it, so a new table cannot be forgotten
when somebody asks for his or her data. Fields that name or describe a person stand in `fields` or, with nothing to say
to a reader, in `technical`.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """One table: its title, its fields with their words, when an entry is from, whom it is about.

    `persons` are the fields that hold persons (foreign keys or lists of ids); without one an entry is about the family.
    """

    title: Promise
    facet: Facet
    fields: dict[str, Promise]
    moment: str = "created_at"
    persons: tuple[str, ...] = ()
    technical: tuple[str, ...] = ()


_WHO = _("Who")
_FROM, _TO = _("From"), _("To")
_TEXT, _NOTE, _STATE, _KIND = _("Text"), _("Note"), _("State"), _("Kind")
_BY = _("Written by")

TABLES: dict[str, Table] = {
    "people.FilePerson": Table(
        _("Belonging to the family file"),
        Facet.IDENTITY,
        {"person": _WHO, "role": _("Role"), "valid_from": _FROM, "valid_to": _TO},
        moment="valid_from",
        persons=("person",),
    ),
    "people.PersonGroup": Table(
        _("Households and families"), Facet.HOUSEHOLD, {"kind": _KIND, "type": _("Household type"), "label": _("Name")}
    ),
    "people.GroupMember": Table(
        _("Who lives with whom"),
        Facet.HOUSEHOLD,
        {"group": _("Household"), "person": _WHO, "valid_from": _FROM, "valid_to": _TO},
        moment="valid_from",
        persons=("person",),
    ),
    "people.Relationship": Table(
        _("Kinship and custody"),
        Facet.HOUSEHOLD,
        {"person": _WHO, "kind": _("Relation"), "other": _("To whom"), "valid_from": _FROM, "valid_to": _TO},
        moment="valid_from",
        persons=("person", "other"),
    ),
    "consent.Consent": Table(
        _("Consents"),
        Facet.CONSENT,
        {
            "person": _WHO,
            "guardian": _("Signed by guardian"),
            "second_guardian": _("Second guardian"),
            "single_authority": _("One guardian decides because"),
            "authority_note": _("Proof"),
            "interpreter": _("Interpreter"),
            "plain_language_shown": _("Explained in plain language"),
            "special_categories": _("Special categories"),
            "signed_on": _("Signed on"),
            "valid_from": _FROM,
            "valid_to": _TO,
            "refused": _("Not agreed to"),
            "withdrawn_at": _("Withdrawn on"),
            "withdrawal_note": _("Note on the withdrawal"),
            "follow_up_contact": _("May be called afterwards"),
        },
        moment="signed_on",
        persons=("person",),
        technical=("withdrawn_by", "recorded_by", "document_id"),
    ),
    "consent.ConfidentialityRelease": Table(
        _("Releases from confidentiality"),
        Facet.CONSENT,
        {
            "person": _WHO,
            "guardian": _("Signed by guardian"),
            "second_guardian": _("Second guardian"),
            "single_authority": _("One guardian decides because"),
            "authority_note": _("Proof"),
            "interpreter": _("Interpreter"),
            "plain_language_shown": _("Explained in plain language"),
            "released_organisation": _("Who may speak"),
            "team_may_speak": _("The team too"),
            "recipient": _("With whom"),
            "recipient_role": _("With which role there"),
            "facets": _("About what"),
            "special_categories": _("Special categories"),
            "purpose": _("What for"),
            "purpose_text": _("In own words"),
            "signed_on": _("Signed on"),
            "valid_from": _FROM,
            "valid_to": _TO,
            "refused": _("Not agreed to"),
            "withdrawn_at": _("Withdrawn on"),
            "withdrawal_note": _("Note on the withdrawal"),
            "copy_handed_over": _("Copy handed over"),
        },
        moment="signed_on",
        persons=("person",),
        technical=("withdrawn_by", "recorded_by", "document_id", "released_user_id"),
    ),
    "consent.WithdrawalNotice": Table(
        _("Who was told of a withdrawal"),
        Facet.CONSENT,
        {"recipient": _("Office"), "recipient_role": _("Role"), "told_on": _("Told on"), "how": _("How")},
        technical=("task_id", "told_by"),
    ),
    "sharing.Disclosure": Table(
        _("What was passed on"),
        Facet.CONSENT,
        {
            "recipient": _("To whom"),
            "recipient_role": _("Role"),
            "categories": _("About what"),
            "basis": _("Legal basis"),
            "reason": _("Why"),
            "weighed_with": _("Weighed with"),
            "family_told": _("Family was told"),
            "family_note": _NOTE,
            "happened_on": _("Day"),
            "feedback_due": _("Answer expected by"),
            "feedback_on": _("Answer came on"),
        },
        moment="happened_on",
        persons=("persons",),
        technical=("release_ids", "recorded_by"),
    ),
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
    "casework.Participant": Table(
        _("Taking part in the project"),
        Facet.CONTACT,
        {"person": _WHO, "programme": _("Project"), "partner": _("With"), "entry_on": _FROM, "exit_on": _TO},
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
            "state": _STATE,
            "agreed_on": _("Agreed on"),
            "closed_on": _("Closed on"),
            "attainment": _("How far"),
        },
    ),
    "plans.SubGoal": Table(_("Parts of goals"), Facet.PLAN, {"title": _("Part"), "state": _STATE}),
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
    "plans.GoalNote": Table(_("Notes on goals"), Facet.PLAN, {"text": _TEXT, "written_by": _BY}),
    "planversions.PlanVersion": Table(
        _("Versions of the plan"),
        Facet.PLAN,
        {"number": _("Number"), "state": _STATE, "agreed_on": _("Agreed on"), "comment": _NOTE, "written_by": _BY},
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
            "note": _NOTE,
            "counsellor": _("Counsellor"),
        },
        moment="happened_at",
    ),
    "casework.EntrustedNote": Table(
        _("Entrusted notes"), Facet.ENTRUSTED, {"text": _TEXT, "bound_to": _("Entrusted to")}
    ),
    "assessments.Assessment": Table(
        _("Assessments"),
        Facet.INTAKE,
        {
            "definition": _("Form"),
            "stage": _("Stage"),
            "person": _WHO,
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
        {"area": _("Life area"), "number": _("Version"), "content": _("Content"), "made_by_name": _BY},
        technical=("made_by",),
    ),
    "resourcemap.AreaRating": Table(
        _("Ratings of life areas"),
        Facet.PLAN,
        {"area": _("Life area"), "rater": _("Whose view"), "value": _("Rating"), "rated_on": _("Day")},
        moment="rated_on",
        technical=("made_by",),
    ),
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
            "note": _NOTE,
            "written_by": _BY,
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
            "sent_by": _BY,
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
            "state": _STATE,
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
            "kind": _KIND,
            "user": _WHO,
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
        {"kind": _KIND, "text": _TEXT},
        persons=("persons",),
        technical=("conference", "author", "removed_at"),
    ),
    "conferences.ConferenceTask": Table(
        _("Tasks from conferences"),
        Facet.CONFERENCE,
        {"title": _("Task"), "due_on": _("Until"), "state": _STATE, "reason": _("Why"), "done_at": _("Done on")},
        persons=("persons",),
        technical=("conference", "owner", "task_id", "moved_to"),
    ),
    "handovers.Handover": Table(
        _("Changes of the counsellor"),
        Facet.TEAM,
        {"from_user": _FROM, "to_user": _TO, "note": _NOTE, "informed": _("Family was told")},
        technical=("move", "handed_over_by"),
    ),
    "handovers.Transfer": Table(
        _("Changes of the organisation"),
        Facet.TEAM,
        {
            "from_organisation": _FROM,
            "to_organisation": _TO,
            "state": _STATE,
            "note": _NOTE,
            "answer": _("Answer"),
            "offered_by": _("Offered by"),
            "decided_by": _("Decided by"),
            "decided_at": _("Decided on"),
            "new_lead": _("New counsellor"),
        },
        technical=("release",),
    ),
    "closure.DischargeCard": Table(
        _("Discharge cards"), Facet.BENEFITS, {"reason": _("Why"), "starts_on": _FROM}, moment="starts_on"
    ),
    "closure.CardLine": Table(
        _("Lines of discharge cards"),
        Facet.BENEFITS,
        {"section": _("Part"), "text": _TEXT, "due_on": _("Until"), "done_on": _("Done on")},
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
            "note": _NOTE,
        },
        moment="due_on",
        technical=("task_id", "recorded_by"),
    ),
    "retention.Hold": Table(
        _("Why the file is kept longer"),
        Facet.FRAME,
        {"reason": _("Reason"), "note": _NOTE, "ends_on": _("Until"), "lifted_at": _("Lifted on")},
        technical=("placed_by", "lifted_by"),
    ),
    "documents.Document": Table(
        _("Documents"),
        Facet.DOCUMENT,
        {"title": _("Title"), "kind": _KIND, "uploaded_by": _("Taken in by")},
        technical=("stored_as", "digest"),
    ),
    "dossier.Letter": Table(
        _("Letters"),
        Facet.DOCUMENT,
        {"address": _("To"), "subject": _("Subject"), "body": _TEXT, "written_by": _BY, "finished_on": _("Day")},
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
            "state": _STATE,
            "settled_on": _("Settled on"),
            "noted_by": _BY,
        },
        moment="asked_on",
    ),
    "dossier.AccessRequest": Table(
        _("Requests for access"),
        Facet.FRAME,
        {"person": _WHO, "asked_on": _("Asked on"), "handed_out_on": _("Handed out on")},
        moment="asked_on",
        persons=("person",),
        technical=("reviewed_at", "reviewed_by"),
    ),
}

#: Tables that are not handed out, each with its reason.
SKIPPED: dict[str, Any] = {
    "retention.Proposal": "says only that the file is to be deleted; the certificate remains, and names nobody",
    "people.PersonMerge": "technical: the state of two records before they were joined",
    "consent.Signature": "the signature itself lies among the documents",
    "handovers.PlannedHandover": "technical: what is planned for a change of the counsellor",
    "caseload.SupervisionNote": "not open to whoever hands out; the lead decides with the data protection officer",
    "contacts.ContactPerson": "stands with the contact",
    "casework.Revision": "earlier wordings; the present ones are handed out, the rest on demand",
    "assessments.AnswerVersion": "earlier wordings; the present ones are handed out, the rest on demand",
    "resourcemap.ResourceMap": "only a frame: its versions are handed out",
}
