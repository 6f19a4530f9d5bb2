"""An offer with everything that has an address of its own, for the crawl."""

from __future__ import annotations

from typing import Any

from chancennetz.access.context import working_as
from chancennetz.offerediting import actions
from chancennetz.offerediting.models import ChangeRequest
from chancennetz.supportmap import taxonomy_store
from chancennetz.supportmap.models import Service, ServiceAtLocation, TaxonomyTerm
from chancennetz.upkeep.actions import report_error
from chancennetz.upkeep.constants import ReportKind
from chancennetz.upkeep.models import ErrorReport
from tests.universe import Universe


def offer_ids(universe: Universe) -> dict[str, Any]:
    """Return the ids around one offer of Werkhof; it is made when it is not there yet."""
    service = Service.objects.filter(name="Angebot des Werkhofs").first()
    if service is None:
        taxonomy_store.ensure()
        nele, anna = universe.actor("nele"), universe.actor("anna")
        values = {"name": "Angebot des Werkhofs", "street": "Weg 1", "postcode": "59423", "town": "Unna"}
        with working_as(nele):
            service = actions.create_offer(by=nele, organisation=universe.organisations["werkhof"], values=values)
            report_error(by=nele, service=service, kind=ReportKind.OTHER)
        with working_as(anna):
            actions.change_offer(by=anna, service=service, expected=service.version, values={"name": "Neuer Name"})
    term = TaxonomyTerm.objects.get(taxonomy__key="life_area", code="money")
    return {
        "service_id": service.pk,
        "place_id": ServiceAtLocation.objects.get(service=service).pk,
        "change_id": ChangeRequest.objects.get(service=service).pk,
        "report_id": ErrorReport.objects.get(service=service).pk,
        "term_id": term.pk,
        "taxonomy_id": term.taxonomy_id,
    }
