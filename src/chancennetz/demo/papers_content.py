"""Missing documents of the demo county: what applications of some families wait for."""

from __future__ import annotations

import datetime as dt
from itertools import cycle
from typing import Any

from chancennetz.access.constants import Role
from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.demo import content
from chancennetz.demo.caseload_content import acting_as, families_led
from chancennetz.demo.staff import County
from chancennetz.dossier import actions
from chancennetz.dossier.actions import MissingValues
from chancennetz.dossier.constants import MissingReason

#: So many of the running families of each counsellor wait for something; the oldest families first.
FAMILIES = 3


def load(county: County) -> None:
    """Note one document in a few families of each counsellor. Deterministic; under a second."""
    papers = cycle(content.toml("papers")["paper"])
    for site in county.sites:
        for user in site.counsellors:
            by = acting_as(user, Role.COUNSELLOR)
            with working_as(by):
                for file in families_led(user.pk, ended=False)[:FAMILIES]:
                    actions.note_missing(by=by, file=file, values=_values(next(papers)))


def _values(paper: dict[str, Any]) -> MissingValues:
    today = time.today()
    return MissingValues(
        what=paper["what"],
        needed_for=paper["needed_for"],
        reason=MissingReason(paper["reason"]),
        holds_up=paper["holds_up"],
        asked_on=today + dt.timedelta(days=paper["asked"]),
        due_on=today + dt.timedelta(days=paper["due"]) if "due" in paper else None,
    )
