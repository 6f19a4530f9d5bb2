"""What the actions of this room share: may it be written now, does it give the family away, its row in the log."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record_write
from chancennetz.conferences import queries, rules
from chancennetz.conferences.constants import CATEGORIES, WRITABLE
from chancennetz.conferences.models import Conference, ConferenceItem, ConferenceParty, ConferenceTask
from chancennetz.consent.queries import require_processing_consent
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.people.models import FilePerson

OWNER_CONFERENCE = "conferences.conference"
OWNER_TASK = "conferences.task"


class GivesAway(ValidationError):
    """A text of an anonymised conference holds what gives the family away. Nothing was saved.

    `findings` name the places in `text`; `seen` goes back with the form when somebody has read the warning and says
    that the text may stay as it is.
    """

    def __init__(self, field: str, text: str, findings: Sequence[rules.Finding]) -> None:
        self.field = field
        self.text = text
        self.findings = list(findings)
        self.seen = fingerprint(text)
        words = " · ".join(dict.fromkeys(one.text for one in findings))
        message = _("This is an anonymised conference, and the text may give the family away: %(words)s.")
        super().__init__({field: message % {"words": words}})


def fingerprint(text: str) -> str:
    """Return what a read warning is bound to: exactly this text."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def check_harmless(conference: Conference, field: str, text: str, seen: str = "") -> bool:
    """Return whether a text may go out in anonymised mode; raises GivesAway unless the warning about it was read.

    Outside of anonymised mode nothing is checked, and the text is not marked as harmless.
    """
    if not conference.anonymised:
        return False
    findings = rules.find_all(text, queries.circle_of(conference.file).household)
    if findings and seen != fingerprint(text):
        raise GivesAway(field, text, findings)
    return True


def lock(conference: Conference) -> Conference:
    """Return the conference as it is now; other writers wait until this action ends."""
    rows = Conference.objects.select_for_update(no_key=True, of=("self",))
    found: Conference = rows.select_related("file__organisation", "organisation", "moderator").get(pk=conference.pk)
    return found


def writable(by: Actor, conference: Conference, what: Action = Action.UPDATE) -> Conference:
    """Return the locked conference, provided it may still be written. Raises NotAllowed, Conflict."""
    require_own(by, conference.file, what)
    require_processing_consent(conference.file)
    current = lock(conference)
    if current.state not in WRITABLE:
        raise Conflict(_("This conference is closed. What it says stays as it is."))
    return current


def require_own(by: Actor, file: FamilyFile, what: Action) -> None:
    """Conferences are led by the organisation that keeps the file; offices with a release come in through the inbox."""
    require_in_file(by, what, Facet.CONFERENCE, file)
    if not by.is_system and by.organisation_id != file.organisation_id:
        raise NotAllowed("the organisation that keeps the file leads its conferences")


def check_category(facet: str, field: str = "facet") -> str:
    """Return a category; raises ValidationError when there is none such."""
    if facet not in {category.value for category in CATEGORIES}:
        raise ValidationError({field: _("Please choose what it is about.")})
    return facet


def check_persons(file: FamilyFile, person_ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Return the persons without doubles; raises ValidationError unless all belong to the file."""
    wanted = list(dict.fromkeys(person_ids))
    known = set(FilePerson.objects.filter(file=file, person_id__in=wanted).values_list("person_id", flat=True))
    if set(wanted) - known:
        raise ValidationError({"persons": _("This person does not belong to this family.")})
    return wanted


def check_text(text: str, field: str, message: str) -> str:
    """Return a text without white space around it; raises ValidationError when it is empty."""
    text = text.strip()
    if not text:
        raise ValidationError({field: message})
    return text


Row = Conference | ConferenceParty | ConferenceItem | ConferenceTask


def log(by: Actor, row: Row, verb: str, changed: Collection[str] = (), basis: str = "") -> None:
    """Write the row of the log for a change, never with content."""
    about = row.about if isinstance(row, Conference) else getattr(row, "persons", [])
    record_write(
        by=by,
        action=f"conferences.{type(row).__name__.removeprefix('Conference').lower() or 'conference'}.{verb}",
        object_type=type(row).__name__.lower(),
        object_id=row.pk,
        subjects=[row.file_id, *about],
        facet=Facet.CONFERENCE,
        changed=changed,
        basis=basis,
    )
