"""A resource map in which every text carries a word, for the crawl of all addresses."""

from __future__ import annotations

from typing import Any

from chancennetz.access.models import FamilyFile
from chancennetz.casework.constants import LifeArea
from chancennetz.core.actor import Actor
from chancennetz.resourcemap import actions, queries
from chancennetz.resourcemap.constants import Rater, ResourceLevel


def plant(by: Actor, file: FamilyFile, word: str) -> dict[str, Any]:
    """Fill in a map; return the ids that stand in its addresses."""
    where: dict[str, Any] = {"by": by, "file": file, "area": LifeArea.FAMILY}
    actions.write_state(state=f"Stand {word}", expected=0, **where)
    actions.add_resource(name=f"Ressource {word}", level=ResourceLevel.CLOSE, contact=word, expected=1, **where)
    resource = queries.map_of(file).areas[LifeArea.FAMILY].resources[0].id
    actions.add_line(goal=f"Feinziel {word}", resource_ids=(resource,), partners=word, expected=2, **where)
    actions.rate(rater=Rater.SELF, value=3, **where)
    return {
        "resource_id": resource,
        "line_id": queries.map_of(file).areas[LifeArea.FAMILY].lines[0].id,
    }
