"""The offers of the demo county."""

from __future__ import annotations

import pytest

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.demo import staff, supportmap_content
from chancennetz.hsds import outgoing
from chancennetz.hsds.validation import validate
from chancennetz.supportmap.models import Capacity, Location, Service
from chancennetz.supportmap.queries import offers


@pytest.mark.usefixtures("taxonomies")
def test_the_published_offers_are_there_with_their_facts() -> None:
    by = system_actor()
    with working_as(by):
        staff.load_places(by)
        staff.load_programme(by)
        assert supportmap_content.load(by) == 110
    published = Service.objects.filter(source=supportmap_content.PUBLISHED)
    assert published.count() == 102
    wellcome = published.get(source_key="O069")
    assert (wellcome.name, wellcome.organisation.name) == ("Wellcome", "Familienbildungsstätte Selm")
    place = Location.objects.get(services__service=wellcome)
    assert (place.municipality_key, place.approximate) == ("05978032", True)
    assert Location.objects.get(confidential=True).latitude is None
    assert Capacity.objects.count() >= 4
    assert wellcome in offers.with_words(offers.public_services(), "wellcome")
    assert len(list(offers.in_town(published, "05978032"))) > 70  # Selm's own and those of the whole county
    assert validate(outgoing.everything(), tabular=True).errors == []
