"""The day on which a case's assessment was finished. What is asked lies in the room `assessments`."""

from __future__ import annotations

import datetime as dt

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.casework.actions.gates import check_consent
from chancennetz.casework.actions.records import alter, check_day
from chancennetz.casework.models import Case
from chancennetz.core.action import action
from chancennetz.core.actor import Actor


@action
def finish_assessment(*, by: Actor, case: Case, day: dt.date) -> list[str]:
    """Note on which day the assessment was finished first; a later one changes nothing. The phase follows from it."""
    require_in_file(by, Action.UPDATE, Facet.INTAKE, case.file)
    check_consent(case.file)
    check_day(day, "assessed_on", past=True)
    if case.assessed_on is not None:
        return []
    return alter(case, by, {"assessed_on": day}, verb="assess")
