"""Objects of this room for the crawl: a card and an aftercare contact, full of a word."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chancennetz.access.models import FamilyFile
from chancennetz.closure import actions
from chancennetz.closure.constants import CardReason, CardSection
from chancennetz.core import time
from chancennetz.core.actor import Actor


def plant(by: Actor, file: FamilyFile, word: str) -> dict[str, Any]:
    """Make a card and an aftercare contact; returns their ids by the names used in addresses."""
    today = time.today()
    card = actions.make_card(by=by, file=file, reason=CardReason.JOB, starts_on=today, keys=["letters"])
    line = actions.add_line(by=by, card=card, section=CardSection.MONEY, text=f"Rate {word}")
    aftercare = actions.add_aftercare(by=by, file=file, due_on=today + dt.timedelta(days=9))
    return {"line_id": line.pk, "aftercare_id": aftercare.pk}
