"""A closed family whose period is over, and who decides about it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chancennetz.access import actions as access
from chancennetz.access.constants import Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.consent.models import Consent
from chancennetz.core.action import action
from chancennetz.core.actor import Actor, system_actor
from chancennetz.retention import actions
from chancennetz.retention.models import Certificate, Proposal
from tests.casework import world as worlds
from tests.casework.world import World
from tests.universe import PASSWORD, STAFF, START, Universe

LONG_AGO = dt.date(2019, 5, 6)


@dataclasses.dataclass
class Deletion:
    """A world with a second data protection officer, and short cuts."""

    world: World

    @property
    def universe(self) -> Universe:
        return self.world.universe

    def actor(self, name: str) -> Actor:
        return self.universe.actor(name)

    def close(self, file: FamilyFile, day: dt.date = LONG_AGO) -> None:
        """Close a file on a day, without the consents that would still run."""

        @action
        def end(*, by: Actor) -> None:
            FamilyFile.objects.filter(pk=file.pk).update(state="closed", closed_on=day)
            Consent.objects.filter(file=file).update(signed_on=day, valid_from=day, valid_to=day)

        with working_as(system_actor()) as by:
            end(by=by)

    def propose(self) -> list[Proposal]:
        """Run the nightly job."""
        with working_as(system_actor()) as by:
            actions.propose_due(by=by)
            return list(Proposal.objects.select_related("rule").order_by("created_at"))

    def release(self, proposal: Proposal, name: str = "dora") -> Proposal:
        with working_as(self.actor(name)) as by:
            return actions.release(by=by, proposal=Proposal.objects.get(pk=proposal.pk))

    def execute(self, proposal: Proposal, name: str = "dirk") -> Certificate:
        with working_as(self.actor(name)) as by:
            return actions.execute(by=by, proposal=Proposal.objects.select_related("rule").get(pk=proposal.pk))

    def delete(self) -> Certificate:
        """Close the family, propose, release, delete."""
        self.close(self.world.file)
        return self.execute(self.release(self.propose()[0]))


def second_officer(universe: Universe) -> None:
    """Let Dirk work as data protection officer beside Dora."""
    by = system_actor()
    with working_as(by):
        user = access.create_user(by=by, email="dirk@example.org", display_name="Dirk", password=PASSWORD)
        kreis = universe.organisations["kreis"]
        made = access.add_membership(by=by, user=user, organisation=kreis, role=Role.PRIVACY, valid_from=START)
    STAFF.setdefault("dirk", ("kreis", Role.PRIVACY))
    universe.users["dirk"], universe.memberships["dirk"] = user, made


@pytest.fixture
def deletion(universe: Universe) -> Deletion:
    second_officer(universe)
    return Deletion(worlds.build(universe, enrolled=False))


@pytest.fixture(autouse=True)
def certificates(settings: Any, tmp_path: Path) -> Path:
    """Where certificates are kept outside of the database."""
    settings.CERTIFICATES_DIR = tmp_path / "certificates"
    return Path(settings.CERTIFICATES_DIR)


@pytest.fixture(autouse=True)
def _staff_as_before() -> Iterator[None]:
    before = dict(STAFF)
    yield
    STAFF.clear()
    STAFF.update(before)
