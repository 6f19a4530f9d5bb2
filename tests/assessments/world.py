"""A family whose mother agreed to notes about health, and short cuts for assessments and the map."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from chancennetz.access.actions import open_release
from chancennetz.access.constants import Facet, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.assessments import actions, queries
from chancennetz.assessments.constants import Stage
from chancennetz.assessments.models import Assessment, FormDefinition
from chancennetz.caseopening.actions import NewConsent
from chancennetz.casework.constants import LifeArea
from chancennetz.casework.models import Case
from chancennetz.core import time
from chancennetz.core.actor import Actor, system_actor
from chancennetz.people.models import FilePerson
from chancennetz.resourcemap import actions as maps
from chancennetz.resourcemap.queries import map_of
from tests.casework.world import open_case
from tests.universe import Universe

#: What finishing the intake assessment needs.
REQUIRED: dict[str, dict[str, Any]] = {
    "urgent": {"urgent_money": "no", "urgent_home": "no"},
    "strengths": {"going_well": "Wir halten zusammen."},
    "money": {"money_view": 2},
    "work": {"work_view": 3},
    "home": {"home_view": 4},
    "health": {"health_view": 3},
    "family": {"family_view": 5},
    "social": {"social_view": 2},
    "wishes": {"wish": "Eine Ausbildung."},
}


@dataclasses.dataclass
class World:
    universe: Universe
    actor: Actor
    case: Case

    @property
    def file(self) -> FamilyFile:
        return self.case.file

    def people(self) -> list[uuid.UUID]:
        with working_as(self.actor):
            links = FilePerson.objects.filter(file=self.file).order_by("created_at")
            return list(links.values_list("person_id", flat=True))

    def form(self, key: str = "anamnesis") -> FormDefinition:
        return next(row for row in queries.forms_in_use() if row.key == key)

    def start(self, days: int = 0, **changes: Any) -> Assessment:
        values: dict[str, Any] = {
            "definition": self.form(changes.pop("key", "anamnesis")),
            "stage": Stage.ENTRY,
            "informed_on": time.today() - dt.timedelta(days=days),
        }
        with working_as(self.actor):
            return actions.start(by=self.actor, file=self.file, **(values | changes))

    def save(self, row: Assessment, section: str, values: dict[str, Any], expected: int = 0) -> list[str]:
        with working_as(self.actor):
            return actions.save_section(
                by=self.actor, assessment=row, section_key=section, values=values, expected=expected
            )

    def fill(self, row: Assessment, **changes: dict[str, Any]) -> Assessment:
        for section, values in (REQUIRED | changes).items():
            self.save(row, section, values, self.version(row, section))
        return row

    def version(self, row: Assessment, section: str) -> int:
        with working_as(self.actor):
            return queries.answers_of(row).version(section)

    def finish(self, row: Assessment) -> Assessment:
        with working_as(self.actor):
            return actions.finish(by=self.actor, assessment=row)

    def answers(self, row: Assessment) -> dict[str, Any]:
        with working_as(self.actor):
            return queries.answers_of(row).values(None)

    def area(self, area: LifeArea = LifeArea.FAMILY) -> Any:
        with working_as(self.actor):
            return map_of(self.file).areas[area]

    def do(self, action: str, area: LifeArea = LifeArea.FAMILY, /, **values: Any) -> Any:
        """Run an action of the map in an area, on the version that is stored now."""
        values.setdefault("expected", self.area(area).number)
        with working_as(self.actor):
            return getattr(maps, action)(by=self.actor, file=self.file, area=area, **values)

    def release(self, facets: Sequence[Facet]) -> None:
        """Let the job centre see parts of the file."""
        now = time.now()
        with working_as(system_actor()):
            open_release(
                by=system_actor(),
                file=self.file,
                organisation=self.universe.organisations["jobcenter"],
                role=Role.JOB_CENTRE,
                facets=facets,
                starts_at=now - dt.timedelta(minutes=1),
                ends_at=now + dt.timedelta(days=1),
                basis_id=uuid.uuid4(),
            )


def build(universe: Universe, *, health: bool = True) -> World:
    consents = [NewConsent(person=0, signed_on=time.today(), special_categories=["health"] if health else [])]
    return World(universe, universe.actor("anna"), open_case(universe, consents=consents))
