"""Everything that reads casework. One module per theme; everything public is reached from here."""

from __future__ import annotations

from chancennetz.casework.queries.caseload import Caseload, CaseloadRow, caseload
from chancennetz.casework.queries.cases import case_of, facts_of_files, names_of, phase_of, visible_names
from chancennetz.casework.queries.hours import (
    contact_counts_by_file,
    hours_of,
    module_choices,
    participants_of,
    participation_fact,
    participations_of,
    present_partners,
    recount,
)
from chancennetz.casework.queries.notes import own_notes
from chancennetz.casework.queries.timeline import TimelineEntry, TimelinePage, timeline
from chancennetz.casework.queries.versions import VersionView, as_of, stored_version, versions_of

__all__ = [
    "Caseload",
    "CaseloadRow",
    "TimelineEntry",
    "TimelinePage",
    "VersionView",
    "as_of",
    "case_of",
    "caseload",
    "contact_counts_by_file",
    "facts_of_files",
    "hours_of",
    "module_choices",
    "names_of",
    "own_notes",
    "participants_of",
    "participation_fact",
    "participations_of",
    "phase_of",
    "present_partners",
    "recount",
    "stored_version",
    "timeline",
    "versions_of",
    "visible_names",
]
