"""What is found, when it is open, which words are outdated, what stays secret."""

from __future__ import annotations

import datetime as dt

from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.offerediting import actions
from chancennetz.offerediting import values as flat
from chancennetz.supportmap.models import (
    Address,
    Location,
    Service,
    ServiceAtLocation,
    Translation,
)
from chancennetz.supportmap.queries import hours as shown_hours
from chancennetz.supportmap.queries import offers, terms
from chancennetz.supportmap.queries.texts import Texts, translations_of
from tests.supportmap.conftest import SECRET, make_offer
from tests.universe import Universe


def test_the_public_finds_it_by_word_stem_beginning_term_town_and_language(offer: Service) -> None:
    everything = offers.public_services()
    assert list(offers.with_words(everything, "Schuld")) == [offer]
    assert list(offers.with_words(everything, "Schuldnerberatungen")) == [offer]
    assert list(offers.with_words(everything, "Bahnhof Mars")) == []
    money = terms.term("life_area", "money")
    assert money is not None
    assert list(offers.with_terms(everything, [money.pk])) == [offer]
    assert list(offers.in_town(everything, "05978004")) == [offer]  # the county's key covers Bergkamen
    assert list(offers.with_languages(everything, ["tr"])) == [offer]
    assert list(offers.with_languages(everything, ["ar"])) == []
    assert list(offers.free_of_charge(everything)) == [offer]
    assert terms.terms_of([offer.pk])[offer.pk]["life_area"] == [money]
    assert terms.counts(everything, "life_area") == {money.pk: 1}


def test_open_now_knows_which_hours_win(offer: Service) -> None:
    full = offers.public_service(offer.pk)
    assert full is not None
    hours = shown_hours.hours_at(full.shown_places[0])  # type: ignore[attr-defined]
    assert hours is not None
    assert hours.lines[0].startswith("Mo")
    monday, christmas = (
        dt.datetime(2026, 11, 23, 10, tzinfo=time.BERLIN),
        dt.datetime(2026, 12, 25, 10, tzinfo=time.BERLIN),
    )
    assert str(hours.now(monday).state) == "open"  # type: ignore[union-attr]
    assert str(hours.now(christmas).state) == "closed"  # type: ignore[union-attr]


def test_hours_that_do_not_speak_of_holidays_make_no_promise_on_one(universe: Universe, taxonomies: None) -> None:
    service = make_offer(universe, opening_hours="Mo-Fr 09:00-12:00")
    full = offers.public_service(service.pk)
    assert full is not None
    hours = shown_hours.hours_at(full.shown_places[0])  # type: ignore[attr-defined]
    now = hours.now(dt.datetime(2026, 12, 25, 10, tzinfo=time.BERLIN))  # type: ignore[union-attr]
    assert (str(now.state), now.comment) == ("unknown", "1. Weihnachtstag")  # type: ignore[union-attr]


def test_special_hours_win_for_their_time(universe: Universe, offer: Service) -> None:
    nele, place = universe.actor("nele"), ServiceAtLocation.objects.get(service=offer)
    with working_as(nele):
        actions.set_special_hours(
            by=nele, place=place, first=dt.date(2026, 12, 21), last=dt.date(2027, 1, 3), opening_hours="off"
        )
    place = ServiceAtLocation.objects.get(service=offer)
    assert shown_hours.hours_at(place, dt.date(2026, 12, 22)).hours.rules[0].state == "closed"  # type: ignore[union-attr]
    assert shown_hours.hours_at(place, dt.date(2027, 1, 4)).hours.rules[0].state == "open"  # type: ignore[union-attr]


def test_a_confidential_address_never_leaves_the_editors(universe: Universe, shelter: Service) -> None:
    location = Location.objects.get(services__service=shelter)
    assert location.confidential
    assert location.latitude is None
    assert Address.objects.filter(location=location).count() == 0
    assert Address.guarded.get(location=location).address_1 == SECRET
    full = offers.public_service(shelter.pk)
    assert full is not None
    assert list(full.shown_places[0].location.addresses.all()) == []  # type: ignore[attr-defined]
    assert list(offers.mappable()) == []
    assert SECRET.split()[0].casefold() not in full.keywords
    assert list(offers.with_words(offers.public_services(), SECRET)) == []
    assert SECRET not in str(flat.snapshot(shelter, with_secret=False))
    assert flat.snapshot(shelter)["street"] == SECRET


def test_a_translation_is_outdated_when_the_words_change_and_not_by_a_save(universe: Universe, offer: Service) -> None:
    nele = universe.actor("nele")
    with working_as(nele):
        actions.translate(by=nele, service=offer, field="description", language="tr", text="Borç danışmanlığı")
        offer.refresh_from_db()
        actions.assure(by=nele, service=offer)
        actions.change_offer(by=nele, service=offer, expected=offer.version, values={"phone": "02303 5"})
        offer.refresh_from_db()
        assert Texts("tr", [offer]).text(offer, "description") == "Borç danışmanlığı"
        assert Texts("tr", [offer]).shown(offer, "name").language == "de"
        actions.change_offer(by=nele, service=offer, expected=offer.version, values={"description": "Ganz anders."})
    offer.refresh_from_db()
    shown = Texts("tr", [offer]).shown(offer, "description")
    assert (shown.text, shown.outdated) == ("Ganz anders.", True)
    assert [outdated for _row, outdated in translations_of(offer)] == [True, True]  # plain German too
    assert Translation.objects.filter(object_id=offer.pk).count() == 2
