"""Everything that reads casework. One module per theme; everything public is reached from here."""

from __future__ import annotations

from chancennetz.casework.queries.caseload import Caseload, CaseloadRow, caseload
from chancennetz.casework.queries.cases import case_of, facts_of_files, names_of, phase_of, visible_names
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
    "facts_of_files",
    "names_of",
    "own_notes",
    "phase_of",
    "stored_version",
    "timeline",
    "versions_of",
    "visible_names",
]
