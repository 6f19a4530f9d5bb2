"""Offers are made, changed, released, confirmed; strangers are kept out; mistakes are named."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed, StaleVersion
from chancennetz.supportmap import actions
from chancennetz.supportmap.editing import values as flat
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
from tests.supportmap.conftest import SECRET, VALUES, make_offer
from tests.universe import Universe


def test_an_offer_is_stored_as_it_was_entered(offer: Service) -> None:
    stored = flat.snapshot(offer)
    assert {name: stored[name] for name in VALUES} == {**VALUES, "amount": "0.00"}
    assert AuditEntry.objects.filter(action="supportmap.offer.create", object_id=str(offer.pk)).exists()


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


def test_nobody_changes_the_offer_of_another_organisation(universe: Universe, offer: Service, vera: Actor) -> None:
    foreign = make_offer(universe, "werkhof", name="Fremd")
    with working_as(vera):
        for attempt in (
            lambda: actions.change_offer(by=vera, service=foreign, expected=1, values={"phone": "0123"}),
            lambda: actions.assure(by=vera, service=foreign),
            lambda: actions.count_capacity(by=vera, service=foreign, places=1, free=1, waiting=0),
            lambda: actions.create_offer(by=vera, organisation=foreign.organisation, values={"name": "x"}),
            lambda: actions.end_offer(by=vera, service=foreign, last_day=time.today(), expected=1),
            lambda: actions.translate(by=vera, service=foreign, field="name", language="tr", text="x"),
        ):
            with pytest.raises(NotAllowed):
                attempt()
    anna = universe.actor("anna")  # a counsellor keeps the offers of her own organisation
    with working_as(anna):
        actions.assure(by=anna, service=foreign)
        with pytest.raises(NotAllowed):
            actions.assure(by=anna, service=offer)
    with working_as(universe.actor("jan")) as jan, pytest.raises(NotAllowed):
        actions.assure(by=jan, service=offer)


def test_two_people_at_once_do_not_overwrite_each_other(universe: Universe, offer: Service) -> None:
    nele = universe.actor("nele")
    with working_as(nele):
        actions.change_offer(by=nele, service=offer, expected=1, values={"phone": "02303 1"})
        mine = Service.objects.get(pk=offer.pk)
        with pytest.raises(StaleVersion):
            actions.change_offer(by=nele, service=mine, expected=1, values={"phone": "02303 2"})


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("name", "  ", "Namen"),
        ("description", "x" * 10_000_000, "10.000.000"),
        ("opening_hours", "25:00", "Uhrzeit"),
        ("minimum_age", "alt", "Zahl"),
        ("minimum_age", "nan", "zwischen"),
        ("latitude", "151", "zwischen"),
        ("url", "javascript:alert(1)", "https://"),
        ("email", "keine", "E-Mail"),
        ("phone", "<script>", "Ziffern"),
        ("postcode", "5942", "fünf"),
        ("amount", "viel", "12"),
        ("amount", "-3", "12"),
        ("amount", "NaN", "12"),
        ("amount", "Infinity", "12"),
        ("status", "open", "Unbekannt"),
        ("life_areas", ["moon"], "Unbekannt"),
        ("languages", ["Türkisch"], "Unbekannt"),
        ("areas", ["Unna"], "Unbekannt"),
    ],
)
def test_mistakes_are_named_at_their_field(
    universe: Universe, offer: Service, name: str, value: object, part: str
) -> None:
    nele = universe.actor("nele")
    with working_as(nele), pytest.raises(ValidationError) as caught:
        actions.change_offer(by=nele, service=offer, expected=1, values={name: value})
    messages = caught.value.message_dict[name]
    assert messages
    assert len(messages[0]) < 300


def test_hostile_text_is_kept_as_text_and_direction_marks_are_dropped(universe: Universe, offer: Service) -> None:
    nele = universe.actor("nele")
    with working_as(nele):
        actions.change_offer(
            by=nele, service=offer, expected=1, values={"description": "<script>alert(1)</script>\u202eabc\x00"}
        )
    offer.refresh_from_db()
    assert offer.description == "<script>alert(1)</script>abc"


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


def test_an_offer_ends_and_stays_in_what_was(universe: Universe, offer: Service) -> None:
    nele = universe.actor("nele")
    yesterday = time.today() - dt.timedelta(days=1)
    Service.objects.filter(pk=offer.pk).update(valid_from=yesterday - dt.timedelta(days=10))
    offer.refresh_from_db()
    with working_as(nele):
        actions.end_offer(by=nele, service=offer, last_day=yesterday, expected=offer.version)
    assert offers.public_service(offer.pk) is None
    assert offers.public_service(offer.pk, yesterday) is not None
