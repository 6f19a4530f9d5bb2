"""What must hold before the work with a family changes hands or ends."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chancennetz.access.models import FamilyFile
from chancennetz.core.errors import Conflict
from chancennetz.handovers.constants import TransferState
from chancennetz.handovers.models import Transfer


def check_not_moving(file: FamilyFile) -> None:
    """Raise Conflict while the file is offered to another organisation."""
    if Transfer.objects.filter(file=file, state=TransferState.OFFERED).exists():
        raise Conflict(_("This file is being transferred. Please withdraw the transfer first."))
