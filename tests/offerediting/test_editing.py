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
from chancennetz.offerediting import actions
from chancennetz.offerediting import values as flat
from chancennetz.supportmap.models import (
    Service,
)
from chancennetz.supportmap.queries import offers
from tests.supportmap.conftest import VALUES, make_offer
from tests.universe import Universe


def test_an_offer_is_stored_as_it_was_entered(offer: Service) -> None:
    stored = flat.snapshot(offer)
    assert {name: stored[name] for name in VALUES} == {**VALUES, "amount": "0.00"}
    assert AuditEntry.objects.filter(action="supportmap.offer.create", object_id=str(offer.pk)).exists()


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


def test_an_offer_ends_and_stays_in_what_was(universe: Universe, offer: Service) -> None:
    nele = universe.actor("nele")
    yesterday = time.today() - dt.timedelta(days=1)
    Service.objects.filter(pk=offer.pk).update(valid_from=yesterday - dt.timedelta(days=10))
    offer.refresh_from_db()
    with working_as(nele):
        actions.end_offer(by=nele, service=offer, last_day=yesterday, expected=offer.version)
    assert offers.public_service(offer.pk) is None
    assert offers.public_service(offer.pk, yesterday) is not None
