"""The pages of the editors."""

from __future__ import annotations

import pytest

from chancennetz.access.context import working_as
from chancennetz.access.models import User
from chancennetz.offerediting.models import ChangeRequest
from chancennetz.supportmap.models import Service
from chancennetz.upkeep import actions as care
from chancennetz.upkeep.constants import ReportKind
from chancennetz.upkeep.models import ErrorReport
from tests.offerediting.test_pages import _client, _posted
from tests.universe import Universe


def test_change_by_a_provider_is_released_by_the_editor(universe: Universe, offer: Service, vera_user: User) -> None:
    vera, nele = _client(universe, "vera"), _client(universe, "nele")
    address = f"/offers/{offer.pk}/change/"
    answer = vera.post(address, _posted(vera, address, name="Schulden- und Insolvenzberatung", phone="02307 77"))
    assert answer.status_code == 302, answer.context["form"].errors
    page = vera.get(f"/offers/{offer.pk}/").content.decode()
    assert "02307 77" in page
    assert "Insolvenzberatung" not in page
    proposal = ChangeRequest.objects.get()
    page = nele.get(f"/offers/proposals/{proposal.pk}/").content.decode()
    assert "Schuldnerberatung" in page
    assert "Schulden- und Insolvenzberatung" in page
    assert nele.post(f"/offers/proposals/{proposal.pk}/", {"decision": "refuse"}).status_code == 422
    assert nele.post(f"/offers/proposals/{proposal.pk}/", {"decision": "release"}).status_code == 302
    offer.refresh_from_db()
    assert offer.name == "Schulden- und Insolvenzberatung"


@pytest.mark.usefixtures("vera_user")
def test_the_editors_finish_a_report(universe: Universe, offer: Service) -> None:
    from chancennetz.core.actor import ANONYMOUS

    with working_as(ANONYMOUS):
        report = care.report_error(by=ANONYMOUS, service=offer, kind=ReportKind.HOURS, text="Freitags ist zu")
    nele = _client(universe, "nele")
    assert "Freitags ist zu" in nele.get("/offers/to-do/").content.decode()
    assert nele.post(f"/offers/reports/{report.pk}/done/").status_code == 302
    assert ErrorReport.objects.get().text == ""
