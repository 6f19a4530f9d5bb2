"""What the pages of one file show (handovers, card, aftercare, notes of the team lead), and continuity."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Hashable, Mapping

from django.db.models import QuerySet

from chancennetz.access.constants import Facet, RelationKind, Role
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.access.queries import visible_files
from chancennetz.caseload import rules
from chancennetz.caseload.constants import CardSection
from chancennetz.caseload.models import AftercareContact, CardLine, DischargeCard, Handover, SupervisionNote
from chancennetz.casework.models import EntrustedNote, Participant
from chancennetz.consent.models import Consent
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.monitoring.constants import SMALL_NUMBER
from chancennetz.plans.constants import OPEN_GOALS
from chancennetz.plans.models import Goal
from chancennetz.tasks.constants import AppointmentState
from chancennetz.tasks.models import Appointment, Task
from smallarea.disclosure.protected import TOTAL
from smallarea.small_numbers import protect_counts


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


def last_day_of_taking_part(file: FamilyFile) -> dt.date | None:
    """Return the last day on which somebody of the family took part in a programme; None when nobody has ended."""
    ended = Participant.objects.filter(file=file, exit_on__isnull=False).order_by("-exit_on")
    newest = ended.first()
    return newest.exit_on if newest is not None else None


def open_work(file: FamilyFile) -> OpenWork:
    """Return what is open in a file (five queries); of entrusted notes the reader's own are counted."""
    return OpenWork(
        Task.objects.filter(file=file, done_at__isnull=True).count(),
        Appointment.objects.filter(file=file, state=AppointmentState.PLANNED).count(),
        Goal.objects.filter(file=file, state__in=OPEN_GOALS).count(),
        Participant.objects.filter(file=file, exit_on__isnull=True).count(),
        EntrustedNote.objects.filter(file=file).count(),
    )


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


# --- notes of the team lead ------------------------------------------------------------------------------------------


def notes_of(file: FamilyFile) -> list[SupervisionNote]:
    """Return the notes of the team lead about a case, open ones first, then the newest."""
    found = SupervisionNote.objects.filter(file=file).select_related("file", "author").order_by("-created_at")
    return sorted(found, key=lambda note: note.settled_at is not None)


def find_note(file: FamilyFile, note_id: uuid.UUID) -> SupervisionNote | None:
    """Return one note of the team lead."""
    return next((note for note in notes_of(file) if note.pk == note_id), None)


def notes_to_look_at(actor: Actor, until: dt.date) -> QuerySet[SupervisionNote]:
    """Return the open notes of one's own organisation whose day has come; without their text."""
    found: QuerySet[SupervisionNote] = SupervisionNote.objects.all().visible_to(actor, Facet.SUPERVISION)
    return found.filter(settled_at__isnull=True, look_again_on__lte=until).order_by("look_again_on")


# --- continuity ------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Continuity:
    """Families begun in a year and how many of them always had the same case holder (R301)."""

    year: int
    same: int
    families: int

    @property
    def share(self) -> float:
        """The share in percent."""
        return 100 * self.same / self.families if self.families else 0.0


def continuity(actor: Actor, as_of: dt.date | None = None) -> list[Continuity]:
    """Return the continuity of the case holder by the year in which the work began, of the actor's own organisation.

    Two queries. Counts of the team's own files for its lead; what goes outside is taken at the end of a quarter
    (`as_of`, so that nobody compares two days) and passes `continuity_for_outside`.
    """
    if actor.role != Role.TEAM_LEAD or actor.organisation_id is None:
        return []
    end = dt.datetime.combine((as_of or time.today()) + dt.timedelta(days=1), dt.time(), time.BERLIN)
    files = visible_files(actor, Facet.FRAME).filter(organisation_id=actor.organisation_id, created_at__lt=end)
    began = {pk: moment.astimezone(time.BERLIN).year for pk, moment in files.values_list("pk", "created_at")}
    rows = Relation.objects.filter(file_id__in=list(began), kind=RelationKind.CASE_LEAD, user__isnull=False)
    rows = rows.filter(starts_at__lt=end)
    leads = [rules.Lead(*row) for row in rows.order_by("starts_at").values_list("file_id", "user_id")]
    return [
        Continuity(year, *rules.continuity([lead for lead in leads if began[lead.file_id] == year]))
        for year in sorted(set(began.values()), reverse=True)
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class OutsideRow:
    """A year as others may read it; None stands for a hidden number."""

    year: str
    same: int | None
    changed: int | None
    families: int | None


def continuity_for_outside(found: list[Continuity]) -> list[OutsideRow]:
    """Return the same figures for a report: small numbers are hidden so that nobody can compute them."""
    if not found:
        return []
    counts: dict[Hashable, int | Mapping[Hashable, int]] = {
        str(one.year): {"same": one.same, "changed": one.families - one.same} for one in found
    }
    table = protect_counts(counts, SMALL_NUMBER, dimensions=("year", "lead"))

    def shown(year: str, what: str) -> int | None:
        number = table[year, what]
        return None if number is None else int(number)

    years = [*(str(one.year) for one in found), TOTAL]
    return [OutsideRow(year, shown(year, "same"), shown(year, "changed"), shown(year, TOTAL)) for year in years]
