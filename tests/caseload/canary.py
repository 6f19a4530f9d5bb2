"""Objects of this room for the crawl: a note of the team lead, full of a word."""

from __future__ import annotations

from typing import Any

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.caseload import actions
from chancennetz.core import time
from tests.universe import Universe, missing_id

#: What only one of the two families has is replaced by an id that nothing has.
MISSING = {"supervision_note_id": missing_id()}


def plant_at_home(universe: Universe, file: FamilyFile, word: str) -> dict[str, Any]:
    """Let Werkhof's team lead note something."""
    tina = universe.actor("tina")
    with working_as(tina):
        note = actions.add_note(by=tina, file=file, text=f"Teamleitung {word}", look_again_on=time.today())
    return {"supervision_note_id": note.pk}
