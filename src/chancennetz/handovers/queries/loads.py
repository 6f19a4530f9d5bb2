"""Who leads how many families: for handing over and for supervision."""

from __future__ import annotations

import dataclasses
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import Count, QuerySet

from chancennetz.access.constants import Facet, FileState, RelationKind, Role
from chancennetz.access.models import FamilyFile, Membership, Relation, User
from chancennetz.access.queries import colleagues, visible_files
from chancennetz.core.actor import Actor
from chancennetz.handovers import rules
from chancennetz.handovers.constants import CASE_WORKERS
from chancennetz.handovers.models import CaseloadMove, PlannedHandover


@dataclasses.dataclass(frozen=True, slots=True)
class ColleagueLoad:
    """A colleague with the families that he or she leads, before and after a planned handover."""

    user: User
    load: rules.Load
    after: int
    works_here: bool = True

    @property
    def families(self) -> int:
        """Families now."""
        return self.load.families

    @property
    def ratio(self) -> float | None:
        """Families per full post now."""
        return rules.ratio(self.load.families, self.load.weekly_hours)

    @property
    def ratio_after(self) -> float | None:
        """Families per full post afterwards."""
        return rules.ratio(self.after, self.load.weekly_hours)


def led_files(organisation_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Return how many open families of an organisation each user leads (one query)."""
    led = Relation.objects.at().filter(
        kind=RelationKind.CASE_LEAD, file__organisation_id=organisation_id, user__isnull=False
    )
    rows = (
        led.exclude(file__state=FileState.CLOSED).values_list("user_id").annotate(number=Count("file", distinct=True))
    )
    return dict(rows.order_by())


def weekly_hours(organisation_id: uuid.UUID) -> dict[uuid.UUID, float]:
    """Return the weekly hours of those who work with families in an organisation today, where they are entered."""
    rows = Membership.objects.on().filter(organisation_id=organisation_id, role__in=CASE_WORKERS)
    hours: Counter[uuid.UUID] = Counter()
    for user_id, number in rows.exclude(weekly_hours__isnull=True).values_list("user_id", "weekly_hours"):
        hours[user_id] += number
    return {user_id: float(number) for user_id, number in hours.items()}


def team_loads(
    organisation_id: uuid.UUID, given: Mapping[uuid.UUID, uuid.UUID] | None = None, *, leaver: uuid.UUID | None = None
) -> list[ColleagueLoad]:
    """Return everybody who works with families or still leads one, by name, with the load after a plan (four queries).

    `given` says who takes which family over from the `leaver`.
    """
    counts, hours = led_files(organisation_id), weekly_hours(organisation_id)
    present = {user.pk: user for user in colleagues(organisation_id, CASE_WORKERS)}
    gone = User.objects.filter(pk__in=set(counts) - set(present))
    taken = Counter((given or {}).values())
    found = [
        ColleagueLoad(
            user,
            rules.Load(user.pk, counts.get(user.pk, 0), hours.get(user.pk)),
            counts.get(user.pk, 0) + taken[user.pk] - (sum(taken.values()) if user.pk == leaver else 0),
            user.pk in present,
        )
        for user in [*present.values(), *gone]
    ]
    return sorted(found, key=lambda one: (one.user.display_name, one.user.pk))


def families_of(by: Actor, move: CaseloadMove) -> list[uuid.UUID]:
    """Return the open files that the leaving colleague leads in the organisation, the oldest first."""
    return [file.pk for file in led_by(by, move.from_user_id, move.organisation_id)]


def led_by(by: Actor, user_id: uuid.UUID, organisation_id: uuid.UUID) -> list[FamilyFile]:
    """Return the open files of an organisation that somebody leads, as far as the actor may see them, oldest first."""
    led = Relation.objects.at().filter(user_id=user_id, kind=RelationKind.CASE_LEAD)
    found = visible_files(by, Facet.TEAM).filter(pk__in=led.values("file_id"), organisation_id=organisation_id)
    return list(found.exclude(state=FileState.CLOSED).select_related("organisation").order_by("created_at", "id"))


def _moves(actor: Actor) -> QuerySet[CaseloadMove]:
    if actor.organisation_id is None:
        return CaseloadMove.objects.none()
    return CaseloadMove.objects.filter(organisation_id=actor.organisation_id)


def find_move(actor: Actor, move_id: uuid.UUID) -> CaseloadMove | None:
    """Return the plan of a handover in the actor's organisation."""
    return _moves(actor).filter(pk=move_id).select_related("from_user", "organisation").first()


def moves_of(actor: Actor) -> list[CaseloadMove]:
    """Return the plans of the actor's organisation, open ones first, then the newest."""
    found = _moves(actor).select_related("from_user", "planned_by")
    return sorted(found.order_by("-created_at"), key=lambda move: move.state != "planned")


def planned(move: CaseloadMove) -> dict[uuid.UUID, uuid.UUID]:
    """Return who takes which family over in a plan, as far as it has not been carried out."""
    rows = PlannedHandover.objects.filter(move=move, done_at__isnull=True)
    return dict(rows.values_list("file_id", "to_user_id"))


def even(move: CaseloadMove, families: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Return a fair distribution of families among everybody who stays; counsellors only, unless there are none."""
    staying = colleagues(move.organisation_id, [Role.COUNSELLOR]) or colleagues(move.organisation_id, CASE_WORKERS)
    counts, hours = led_files(move.organisation_id), weekly_hours(move.organisation_id)
    loads = [
        rules.Load(user.pk, counts.get(user.pk, 0), hours.get(user.pk))
        for user in staying
        if user.pk != move.from_user_id
    ]
    return rules.distribute(families, loads)
