"""Offers of the demo county: 102 published facts of the prevention chain, and a few invented ones with all details."""

from __future__ import annotations

from typing import Any

from chancennetz.access.constants import Role
from chancennetz.access.context import tell_database, working_as
from chancennetz.access.models import Membership
from chancennetz.access.queries import actor_from
from chancennetz.core.actor import Actor
from chancennetz.demo import content
from chancennetz.offerediting import actions
from chancennetz.organisations.actions import create_organisation
from chancennetz.organisations.models import Organisation
from chancennetz.places.constants import AreaLevel
from chancennetz.places.models import Area
from chancennetz.supportmap import search
from chancennetz.supportmap.models import Service, TaxonomyTerm
from chancennetz.upkeep.actions import report_error
from chancennetz.upkeep.constants import ReportKind

COUNTY_KEY = "05978"
#: Names of the two sources as they stand at each offer.
PUBLISHED = "Präventionskette Kreis Unna (veröffentlichte Angaben)"
INVENTED = "Beispiel der Demo"
_NUMBERS = ("places", "free", "waiting")


def load(by: Actor) -> int:
    """Enter all offers; returns how many. Areas and the organisations of the project must be there."""
    facts, examples = content.toml("offers"), content.toml("example_offers")
    organisations = _organisations(by, facts["organisation"])
    towns = {area.key: area for area in Area.objects.on().filter(level=AreaLevel.MUNICIPALITY)}
    phases = dict(TaxonomyTerm.objects.filter(taxonomy__key="life_phase").values_list("code", "name"))
    for one in facts["offer"]:
        values = _values_of_fact(one, towns, phases)
        _create(by, organisations[one["by"]], values, PUBLISHED, one["code"])
    for number, one in enumerate(examples["offer"], 1):
        values = {name: value for name, value in one.items() if name not in {"by", "town", *_NUMBERS}}
        values |= _place(towns.get(one["town"]), secret=bool(one.get("confidential")))
        service = _create(by, organisations[one["by"]], {**values, "areas": [COUNTY_KEY]}, INVENTED, f"B{number:02d}")
        actions.assure(by=by, service=service)
        if any(name in one for name in _NUMBERS):
            numbers = {name: one.get(name) for name in _NUMBERS}
            actions.count_capacity(by=by, service=service, unit="Plätze", **numbers)
    _something_to_do(by)
    ids = list(Service.objects.values_list("pk", flat=True))
    search.refresh(ids)
    return len(ids)


def _something_to_do(by: Actor) -> None:
    """Let the provider propose a change and a visitor report a mistake, so that the editors have something to do."""
    own = Service.objects.filter(source=INVENTED, organisation__name="Umwelt-Werkstatt").order_by("source_key")
    member = Membership.objects.filter(role=Role.PROVIDER.value).select_related("user", "organisation").first()
    shop = own.first()
    if shop is None:
        return
    if member is not None:
        provider = actor_from(member)
        with working_as(provider):
            values = {"name": "Kleiderladen, Reparatur-Treff und Spielzeug-Tausch"}
            note = "Ab Januar auch Spielzeug."
            actions.change_offer(by=provider, service=shop, expected=shop.version, values=values, note=note)
        tell_database(by)
    report_error(by=by, service=shop, kind=ReportKind.HOURS, text="Am Samstag war zu.")


def _organisations(by: Actor, rows: list[dict[str, Any]]) -> dict[str, Organisation]:
    """Return the organisations by name; those that the project does not know are entered."""
    known = {organisation.name: organisation for organisation in Organisation.objects.all()}
    for row in rows:
        if row["name"] not in known:
            known[row["name"]] = create_organisation(
                by=by, name=row["name"], kind=row["kind"], municipality_key=row.get("town", "")
            )
    return known


def _values_of_fact(one: dict[str, Any], towns: dict[str, Area], phases: dict[str, str]) -> dict[str, Any]:
    """Return the values of a published offer: only what the publication says."""
    for_whom = ", ".join(phases[code] for code in one["phases"] if code in phases)
    lines = [f"Angeboten von: {one['named']}."] if "named" in one else []
    lines += [f"Für: {for_whom}."] if for_whom and len(one["phases"]) < len(phases) - 1 else []
    areas = one.get("towns", [COUNTY_KEY])
    values: dict[str, Any] = {
        "name": one["name"],
        "description": "\n".join(lines),
        "life_areas": [one["life_area"]],
        "life_phases": one["phases"],
        "target_groups": ["professionals"] if one.get("for_professionals") else ["families"],
        "offer_types": [one["kind"]],
        "areas": areas,
    }
    if len(areas) == 1 and areas[0] in towns:
        values |= _place(towns[areas[0]], secret=False)
    return values


def _place(town: Area | None, *, secret: bool) -> dict[str, Any]:
    """Return town and approximate position: the middle of the town, unless the place is secret."""
    if town is None:
        return {}
    values = {"town": town.name, "municipality_key": town.key}
    if not secret and town.centre_latitude is not None:
        position = {"latitude": str(town.centre_latitude), "longitude": str(town.centre_longitude)}
        return {**values, **position, "approximate": True}
    return values


def _create(by: Actor, organisation: Organisation, values: dict[str, Any], source: str, key: str) -> Service:
    return actions.create_offer(
        by=by, organisation=organisation, values=values, source=source, source_key=key, refresh_search=False
    )
