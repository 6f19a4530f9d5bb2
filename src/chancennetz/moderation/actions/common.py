"""What the actions of this room share: may it be written now, does it give the family away, who belongs to the file."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz import anonymity
from chancennetz.access.constants import Action
from chancennetz.access.models import FamilyFile
from chancennetz.conferences import queries
from chancennetz.conferences.actions.common import require_own
from chancennetz.conferences.constants import WRITABLE
from chancennetz.conferences.models import Conference
from chancennetz.consent.queries import require_processing_consent
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.people.models import FilePerson


class GivesAway(ValidationError):
    """A text of an anonymised conference holds what gives the family away. Nothing was saved.

    `findings` name the places in `text`; `seen` goes back with the form when somebody has read the warning and says
    that the text may stay as it is.
    """

    def __init__(self, field: str, text: str, findings: Sequence[anonymity.Finding]) -> None:
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
    findings = anonymity.find_all(text, queries.circle_of(conference.file).household)
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


def check_persons(file: FamilyFile, person_ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Return the persons without doubles; raises ValidationError unless all belong to the file."""
    wanted = list(dict.fromkeys(person_ids))
    known = set(FilePerson.objects.filter(file=file, person_id__in=wanted).values_list("person_id", flat=True))
    if set(wanted) - known:
        raise ValidationError({"persons": _("This person does not belong to this family.")})
    return wanted
