"""What was handed over in a file, and what is still to be done in it."""

from __future__ import annotations

import dataclasses

from chancennetz.access.models import FamilyFile
from chancennetz.casework.models import EntrustedNote
from chancennetz.handovers.models import Handover
from chancennetz.participation.models import Participant
from chancennetz.plans.constants import OPEN_GOALS
from chancennetz.plans.models import Goal
from chancennetz.tasks.constants import AppointmentState
from chancennetz.tasks.models import Appointment, Task


def handovers_of(file: FamilyFile) -> list[Handover]:
    """Return the handovers of a file, the newest first (one query)."""
    found = Handover.objects.filter(file=file).select_related("file", "from_user", "to_user")
    return list(found.order_by("-created_at", "-id"))


@dataclasses.dataclass(frozen=True, slots=True)
class OpenWork:
    """What is still to be done in a file: it moves along with a handover, and stands in the way of an end."""

    tasks: int
    appointments: int
    goals: int
    participants: int
    entrusted: int

    @property
    def to_settle(self) -> int:
        """Tasks and appointments that can be settled with the end."""
        return self.tasks + self.appointments

    @property
    def may_end(self) -> bool:
        """Tell whether goals and participation have come to an end."""
        return not self.goals and not self.participants


def open_work(file: FamilyFile) -> OpenWork:
    """Return what is open in a file (five queries); of entrusted notes the reader's own are counted."""
    return OpenWork(
        Task.objects.filter(file=file, done_at__isnull=True).count(),
        Appointment.objects.filter(file=file, state=AppointmentState.PLANNED).count(),
        Goal.objects.filter(file=file, state__in=OPEN_GOALS).count(),
        Participant.objects.filter(file=file, exit_on__isnull=True).count(),
        EntrustedNote.objects.filter(file=file).count(),
    )
