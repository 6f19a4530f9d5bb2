"""Which tables a family file consists of, in the words of the person who asks for it.

Each table of a file stands here, or in `SKIPPED` with the reason: a test demands it, so a new table cannot be forgotten
when somebody asks for his or her data. Fields that name or describe a person stand in `fields` or, with nothing to say
to a reader, in `technical`.
"""

from __future__ import annotations

from chancennetz.dossier.tables.ending import ENDING
from chancennetz.dossier.tables.family import FAMILY
from chancennetz.dossier.tables.others import OTHERS
from chancennetz.dossier.tables.table import Table
from chancennetz.dossier.tables.work import WORK

__all__ = ["SKIPPED", "TABLES", "Table"]

#: Every table that is handed out, in the order of the whole file.
TABLES: dict[str, Table] = {**FAMILY, **WORK, **OTHERS, **ENDING}

#: Tables that are not handed out, each with its reason.
SKIPPED: dict[str, str] = {
    "retention.Proposal": "says only that the file is to be deleted; the certificate remains, and names nobody",
    "duplicates.PersonMerge": "technical: the state of two records before they were joined",
    "consent.Signature": "the signature itself lies among the documents",
    "handovers.PlannedHandover": "technical: what is planned for a change of the counsellor",
    "caseload.SupervisionNote": "not open to whoever hands out; the lead decides with the data protection officer",
    "contacts.ContactPerson": "stands with the contact",
    "casework.Revision": "earlier wordings; the present ones are handed out, the rest on demand",
    "assessments.AnswerVersion": "earlier wordings; the present ones are handed out, the rest on demand",
    "resourcemap.ResourceMap": "only a frame: its versions are handed out",
}
