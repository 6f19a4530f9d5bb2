"""Continuity of the case holder: how many families never had to change their counsellor."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Hashable, Mapping

from chancennetz.access.constants import Facet, RelationKind, Role
from chancennetz.access.models import Relation
from chancennetz.access.queries import visible_files
from chancennetz.caseload import rules
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.monitoring.constants import SMALL_NUMBER
from smallarea.disclosure.protected import TOTAL
from smallarea.small_numbers import protect_counts


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
