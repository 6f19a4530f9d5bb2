"""Words of the portal: what each table holds, for the record of processing and the notice."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

#: Table -> what it holds, in words that families understand. A test demands an entry for each table with personal data.
WHAT_TABLES_HOLD: dict[str, Any] = {
    "core.DataKey": _("Keys with which the data of a person are encrypted"),
    "access.User": _("Staff: name, e-mail address, phone"),
    "access.Membership": _("Staff: who works where, in which role, from when to when"),
    "access.FamilyFile": _("Family file: its number and the organisation that keeps it"),
    "access.Relation": _("Who works with which family, from when to when"),
    "access.EmergencyReview": _("What the review of an emergency access found"),
    "access.FormToken": _("Technical mark so that a form counts only once"),
    "audit.AuditEntry": _("Log: who has read or changed which data, when and why"),
    "people.Person": _("Persons: name, birth date, address, phone, language"),
    "people.PersonKey": _("Search keys of persons (no names inside)"),
    "people.FilePerson": _("Which persons belong to a family file"),
    "people.PersonGroup": _("Households and families"),
    "people.GroupMember": _("Who lives with whom, from when to when"),
    "people.Relationship": _("Kinship and custody"),
    "people.PersonMerge": _("Earlier state of two records that were joined"),
    "consent.Consent": _("Consents: who agreed to what, from when to when"),
    "consent.ConfidentialityRelease": _("Releases: who may tell whom what, until when"),
    "consent.Signature": _("Signatures on the tablet: who signed which declaration when"),
    "consent.WithdrawalNotice": _("Which office has to be told of a withdrawal, and when it was told"),
    "consent.Disclosure": _("What was passed on: to whom, what, on which legal basis, why"),
    "consent.ShareTable": _("Staff: who wrote and who approved the rules for passing on"),
    "tasks.Task": _("Tasks of the counsellors"),
    "tasks.Appointment": _("Appointments"),
    "tasks.Draft": _("What somebody is typing just now"),
    "documents.Document": _("Documents: photos of letters, certificates, signed forms"),
    "casework.Case": _("What the family came with and how contact came about"),
    "casework.Participant": _("Taking part in the funded project"),
    "casework.Goal": _("Goals of the family"),
    "casework.SubGoal": _("Parts of goals"),
    "casework.Step": _("Steps: who does what until when"),
    "casework.ContactEntry": _("Contacts: day, length, kind, what was spoken about"),
    "casework.ContactPerson": _("Who took part in a contact"),
    "casework.EntrustedNote": _("Notes entrusted in confidence; one counsellor alone can read them"),
    "casework.GoalNote": _("Notes on how a goal is coming along"),
    "casework.PlanVersion": _("Versions of the plan that the family has agreed to"),
    "casework.Revision": _("Earlier versions of goals, steps and contacts"),
    "conferences.Conference": _("Case conferences: when, about whom, on which question"),
    "conferences.ConferenceParty": _("Who was invited to a case conference, and who was there"),
    "conferences.ConferenceItem": _("What was said and agreed in case conferences"),
    "conferences.ConferenceTask": _("Tasks given in case conferences"),
    "assessments.Assessment": _("Assessments: which form, when, about whom"),
    "assessments.SectionAnswers": _("What the family told us in assessments"),
    "assessments.AnswerVersion": _("Earlier answers in assessments"),
    "assessments.ResourceMap": _("Resource map of the family"),
    "assessments.MapVersion": _("Life areas in the resource map: state, resources, fine goals"),
    "assessments.AreaRating": _("How family and counsellor see each life area"),
    "referrals.Referral": _("Referrals: where the family was sent, what was passed on"),
    "referrals.Handover": _("What another service received, until when, and its answer"),
}
