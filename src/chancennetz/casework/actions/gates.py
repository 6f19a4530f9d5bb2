"""What must hold before something is written into a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.models import FamilyFile
from chancennetz.consent.queries import require_processing_consent
from chancennetz.people.models import FilePerson


def check_consent(file: FamilyFile) -> None:
    """Raise Conflict unless somebody of the family has given consent that holds today.

    Asked at the moment of writing: a withdrawal between opening and saving a form stops the saving.
    """
    require_processing_consent(file)


def check_persons(file: FamilyFile, person_ids: Iterable[uuid.UUID]) -> None:
    """Raise a ValidationError unless every person belongs, or once belonged, to the file."""
    wanted = set(person_ids)
    known = set(FilePerson.objects.filter(file=file, person_id__in=wanted).values_list("person_id", flat=True))
    if wanted - known:
        raise ValidationError({"persons": _("This person does not belong to this family.")})
