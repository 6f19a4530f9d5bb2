"""Invented offers for everyday questions: the published ones name no food bank and no housing benefit."""

from __future__ import annotations

from typing import Any

from chancennetz.core.actor import Actor
from chancennetz.demo import content
from chancennetz.offerediting import actions
from chancennetz.organisations.actions import create_organisation
from chancennetz.places import queries as places
from chancennetz.supportmap import search

COUNTY_KEY = "05978"
#: Stands at each of these offers as its source; their providers carry "(Beispiel)" in their names.
INVENTED = "Beispiel der Demo"


def load(by: Actor) -> int:
    """Enter the offers with providers of their own; returns how many. The areas must be there."""
    invented = content.toml("everyday_offers")
    providers = {
        row["name"]: create_organisation(by=by, name=row["name"], kind=row["kind"]) for row in invented["organisation"]
    }
    towns = {area.key: area for area in places.municipalities()}
    ids = []
    for number, one in enumerate(invented["offer"], 1):
        town = towns[one["town"]]
        values: dict[str, Any] = {name: value for name, value in one.items() if name not in {"by", "town"}}
        values |= {"town": town.name, "municipality_key": town.key, "areas": [COUNTY_KEY], "approximate": True}
        if town.centre_latitude is not None and town.centre_longitude is not None:
            # a few hundred metres apart, so that the map shows them side by side
            values |= {
                "latitude": f"{town.centre_latitude + (number % 7 - 3) * 0.003:.5f}",
                "longitude": f"{town.centre_longitude + (number % 5 - 2) * 0.004:.5f}",
            }
        service = actions.create_offer(
            by=by,
            organisation=providers[one["by"]],
            values=values,
            source=INVENTED,
            source_key=f"A{number:02d}",
            refresh_search=False,
        )
        ids.append(service.pk)
    search.refresh(ids)
    return len(ids)
