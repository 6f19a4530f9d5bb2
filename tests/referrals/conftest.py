"""Family Kaya at Werkhof (Anna), and short cuts for referring her to Brückenhaus (Carla)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest

from chancennetz.access.constants import Facet
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person
from chancennetz.referrals import actions, queries
from chancennetz.referrals.actions import ReferralValues
from chancennetz.referrals.constants import Manner, SharedField
from chancennetz.referrals.models import Handover, Referral
from tests.casework import world as worlds
from tests.universe import Universe

#: What a release for a referral usually opens.
OPENED = (Facet.IDENTITY, Facet.HOUSEHOLD, Facet.INTAKE, Facet.PLAN, Facet.REFERRAL)


@dataclasses.dataclass
class Desk:
    """The family, its counsellor, and the service to which it is referred."""

    universe: Universe
    world: worlds.World

    @property
    def anna(self) -> Actor:
        return self.universe.actor("anna")

    @property
    def carla(self) -> Actor:
        return self.universe.actor("carla")

    @property
    def file(self) -> FamilyFile:
        return self.world.file

    @property
    def mother(self) -> uuid.UUID:
        return self.world.person_ids[0]

    @property
    def service(self) -> Organisation:
        return self.universe.organisations["brueckenhaus"]

    def release(self, *facets: Facet, days: int = 60, person: uuid.UUID | None = None) -> ConfidentialityRelease:
        with working_as(self.anna) as by:
            return consent.record_release(
                by=by,
                file=self.file,
                person=Person.objects.get(pk=person or self.mother),
                recipient=self.service,
                recipient_role="",
                facets=facets or OPENED,
                purpose=ReleasePurpose.REFERRAL,
                valid_to=time.today() + dt.timedelta(days=days),
            )

    def values(self, **changes: Any) -> ReferralValues:
        base: dict[str, Any] = {
            "manner": Manner.DATA,
            "organisation": self.service,
            "person_ids": [self.mother],
            "fields": [SharedField.NAMES, SharedField.CONCERN],
            "message": "Bitte bald anrufen.",
        }
        return ReferralValues(**(base | changes))

    def draft(self, **changes: Any) -> Referral:
        with working_as(self.anna) as by:
            return actions.add_referral(by=by, file=self.file, values=self.values(**changes))

    def send(self, referral: Referral | None = None, **changes: Any) -> Handover:
        row = referral or self.draft(**changes)
        with working_as(self.anna) as by:
            return actions.send_referral(by=by, referral=row, expected=row.version)

    def inbox(self, name: str = "carla") -> list[uuid.UUID]:
        with working_as(self.universe.actor(name)) as by:
            return [one.pk for one in queries.received(by)]

    def seen_by(self, name: str, handover: Handover) -> list[tuple[str, list[str]]] | None:
        """What somebody reads of a handover: None when it is not there for them."""
        from chancennetz.referrals import snapshot

        with working_as(self.universe.actor(name)) as by:
            found = queries.find_received(by, handover.pk)
            if found is None:
                return None
            return [(field.value, lines) for field, lines in snapshot.read(found.snapshot)]

    def fresh(self, handover: Handover) -> Handover:
        with working_as(self.anna):
            return Handover.objects.select_related("referral").get(pk=handover.pk)


@pytest.fixture
def desk(universe: Universe) -> Desk:
    """The family Kaya and Brückenhaus."""
    return Desk(universe, worlds.build(universe))
