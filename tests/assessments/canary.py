"""An assessment and a resource map in which every text carries a word, for the crawl of all addresses."""

from __future__ import annotations

from typing import Any

from chancennetz.access.models import FamilyFile
from chancennetz.assessments import actions, queries
from chancennetz.assessments.constants import Rater, ResourceLevel, Stage
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.core.actor import Actor


def plant(by: Actor, file: FamilyFile, word: str) -> dict[str, Any]:
    """Fill in an assessment and a map; return the ids that stand in their addresses."""
    definition = next(row for row in queries.forms_in_use() if row.key == "anamnesis")
    row = actions.start(by=by, file=file, definition=definition, stage=Stage.ENTRY, informed_on=time.today())
    values = {"going_well": f"Stärke {word}", "helpers": f"Hilfe {word}"}
    actions.save_section(by=by, assessment=row, section_key="strengths", values=values, expected=0)
    where: dict[str, Any] = {"by": by, "file": file, "area": LifeArea.FAMILY}
    actions.write_state(state=f"Stand {word}", expected=0, **where)
    actions.add_resource(name=f"Ressource {word}", level=ResourceLevel.CLOSE, contact=word, expected=1, **where)
    resource = queries.map_of(file).areas[LifeArea.FAMILY].resources[0].id
    actions.add_line(goal=f"Feinziel {word}", resource_ids=(resource,), partners=word, expected=2, **where)
    actions.rate(rater=Rater.SELF, value=3, **where)
    return {
        "form_id": definition.id,
        "assessment_id": row.id,
        "resource_id": resource,
        "line_id": queries.map_of(file).areas[LifeArea.FAMILY].lines[0].id,
    }
