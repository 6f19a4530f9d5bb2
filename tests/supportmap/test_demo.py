"""The offers of the demo county."""

from __future__ import annotations

import pytest

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.demo import content, english_content, staff, supportmap_content
from chancennetz.hsds import outgoing
from chancennetz.hsds.validation import validate
from chancennetz.supportmap.models import Capacity, Location, Service
from chancennetz.supportmap.queries import offers
from chancennetz.supportmap.queries.texts import TRANSLATED, Texts


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
    debts = published.model.objects.get(name="Schuldnerberatung Bergkamen")
    with working_as(by):
        assert english_content.load(by) == 7  # the others belong to the everyday offers
    shown = Texts("en", [debts])
    assert (shown.text(debts, "name"), shown.text(debts, "wait_time")) == ("Debt advice Bergkamen", "about two weeks")


def test_every_english_text_belongs_to_an_invented_offer() -> None:
    invented = [one["name"] for name in ("everyday_offers", "example_offers") for one in content.toml(name)["offer"]]
    english = content.toml("english")
    assert len(english) >= 30
    assert sorted(set(english) - set(invented)) == []
    assert all({"name", "description"} <= set(texts) <= set(TRANSLATED["service"][1]) for texts in english.values())
