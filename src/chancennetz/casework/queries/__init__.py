"""Everything that reads casework. One module per theme; everything public is reached from here."""

from __future__ import annotations

from chancennetz.casework.queries.caseload import (
    Caseload,
    CaseloadRow,
    caseload,
    next_overdue,
)
from chancennetz.casework.queries.cases import case_of, facts_of_files, names_of, phase_of, register_linking
from chancennetz.casework.queries.contacts import (
    ContactPage,
    ContactView,
    contact_facts,
    contacts_of,
    find_contact,
    last_contacts,
    minutes_this_week,
)
from chancennetz.casework.queries.hours import (
    contact_counts_by_file,
    hours_of,
    participants_of,
    participation_fact,
    participations_of,
    recount,
)
from chancennetz.casework.queries.notes import own_notes
from chancennetz.casework.queries.plan import (
    DueStep,
    GoalView,
    StepView,
    SubGoalView,
    find_goal,
    find_step,
    find_sub_goal,
    goals_of,
    next_steps,
    steps_due,
)
from chancennetz.casework.queries.timeline import TimelineEntry, TimelinePage, timeline
from chancennetz.casework.queries.versions import VersionView, as_of, stored_version, versions_of

__all__ = [
    "Caseload",
    "CaseloadRow",
    "ContactPage",
    "ContactView",
    "DueStep",
    "GoalView",
    "StepView",
    "SubGoalView",
    "TimelineEntry",
    "TimelinePage",
    "VersionView",
    "as_of",
    "case_of",
    "caseload",
    "contact_counts_by_file",
    "contact_facts",
    "contacts_of",
    "facts_of_files",
    "find_contact",
    "find_goal",
    "find_step",
    "find_sub_goal",
    "goals_of",
    "hours_of",
    "last_contacts",
    "minutes_this_week",
    "names_of",
    "next_overdue",
    "next_steps",
    "own_notes",
    "participants_of",
    "participation_fact",
    "participations_of",
    "phase_of",
    "recount",
    "register_linking",
    "steps_due",
    "stored_version",
    "timeline",
    "versions_of",
]
