"""What the pages of the end of a case read: the last day, discharge card, aftercare."""

from __future__ import annotations

import datetime as dt
import uuid

from chancennetz.access.models import FamilyFile
from chancennetz.closure.constants import CardSection
from chancennetz.closure.models import AftercareContact, CardLine, DischargeCard
from chancennetz.consent.models import Consent
from chancennetz.core import crypto, time
from chancennetz.participation.models import Participant


def last_day_of_taking_part(file: FamilyFile) -> dt.date | None:
    """Return the last day on which somebody of the family took part in a programme; None when nobody has ended."""
    ended = Participant.objects.filter(file=file, exit_on__isnull=False).order_by("-exit_on")
    newest = ended.first()
    return newest.exit_on if newest is not None else None


def wants_aftercare(file: FamilyFile) -> bool:
    """Tell whether somebody of the family has allowed to be asked again, in a consent that holds today."""
    found = Consent.objects.filter(file=file, refused=False, withdrawn_at__isnull=True, follow_up_contact=True)
    today = time.today()
    held = found.filter(valid_from__lte=today).exclude(valid_to__lt=today)
    return bool(held.exists())


# --- discharge card --------------------------------------------------------------------------------------------------


def card_of(file: FamilyFile) -> DischargeCard | None:
    """Return the discharge card of a file."""
    found: DischargeCard | None = DischargeCard.objects.select_related("file").filter(file=file).first()
    return found


def sections_of(card: DischargeCard) -> list[tuple[CardSection, list[CardLine]]]:
    """Return the lines of a card by section, in the order of the card (one query)."""
    lines = list(CardLine.objects.filter(card=card).select_related("file").order_by("position", "created_at"))
    crypto.preload_keys({line.file_id for line in lines})
    return [(section, [line for line in lines if line.section == section]) for section in CardSection]


def find_line(file: FamilyFile, line_id: uuid.UUID) -> CardLine | None:
    """Return a line of the file's card."""
    found: CardLine | None = CardLine.objects.filter(file=file, pk=line_id).select_related("card", "file").first()
    return found


# --- aftercare -------------------------------------------------------------------------------------------------------


def aftercare_of(file: FamilyFile) -> list[AftercareContact]:
    """Return the aftercare contacts of a file by day (one query)."""
    return list(AftercareContact.objects.filter(file=file).select_related("file").order_by("due_on", "created_at"))


def find_aftercare(file: FamilyFile, contact_id: uuid.UUID) -> AftercareContact | None:
    """Return one aftercare contact of a file."""
    return next((one for one in aftercare_of(file) if one.pk == contact_id), None)
