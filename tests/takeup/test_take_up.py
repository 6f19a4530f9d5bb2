"""Numbers by quarter, signs of need, children, reachability: who may, what is hidden, what is refused."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from chancennetz.core import time
from chancennetz.core.actor import ANONYMOUS, system_actor
from chancennetz.core.errors import ImportDefects, NotAllowed, StaleVersion
from chancennetz.places.actions import import_areas
from chancennetz.places.actions_transit import import_transit
from chancennetz.places.models import Area
from chancennetz.supportmap.models import Location, Service, ServiceAtLocation
from chancennetz.takeup import actions, commands, queries, rules
from chancennetz.takeup.constants import AgeBand, Journey, ReferralEvent, SignalKind
from chancennetz.takeup.models import ChildrenCount, DemandSignal, Reach, TakeUp
from chancennetz.takeup.rules import Figures
from tests.places.test_import import content, feature, square
from tests.places.test_transit import feed
from tests.universe import Universe

pytestmark = pytest.mark.django_db
QUARTER = dt.date(2026, 7, 1)


#: Before the day on which reach is computed, whenever these tests run.
OPENED = dt.date(2026, 1, 1)


def service(universe: Universe, name: str = "Krabbelgruppe", user: str = "anna", **values: Any) -> Service:
    organisation = universe.actor(user).organisation_id
    return Service.objects.create(organisation_id=organisation, name=name, **values)


def enter(universe: Universe, one: Service, figures: Figures, *, user: str = "nele", version: int = 0) -> int:
    return actions.enter_quarter(
        by=universe.actor(user), quarter=QUARTER, figures={one.pk: figures}, versions={one.pk: version}
    )


def test_numbers_of_a_quarter_are_entered_and_corrected(universe: Universe) -> None:
    one = service(universe)
    assert enter(universe, one, Figures(20, 18, 0, 4)) == 1
    assert enter(universe, one, Figures(20, 18, 0, 4), version=1) == 0
    assert enter(universe, one, Figures(20, 20, 3, 4), version=1) == 1
    row = TakeUp.objects.get()
    assert (row.places, row.used, row.waiting, row.turned_away, row.version) == (20, 20, 3, 4, 2)


def test_nothing_typed_writes_nothing(universe: Universe) -> None:
    assert enter(universe, service(universe), Figures()) == 0
    assert not TakeUp.objects.exists()


def test_two_editors_do_not_overwrite_each_other(universe: Universe) -> None:
    one = service(universe)
    enter(universe, one, Figures(20, 18))
    enter(universe, one, Figures(20, 19), version=1)
    with pytest.raises(StaleVersion):
        enter(universe, one, Figures(20, 17), version=1)
    assert TakeUp.objects.get().used == 19


def test_a_provider_enters_own_offers_only(universe: Universe) -> None:
    own, foreign = service(universe), service(universe, "Elterncafé", "carla")
    assert actions.may_enter(universe.actor("anna"), own)
    assert not actions.may_enter(universe.actor("anna"), foreign)
    with pytest.raises(NotAllowed):
        enter(universe, own, Figures(20, 18), user="anna")  # counsellors look, providers enter


@pytest.mark.parametrize("quarter", [dt.date(2026, 8, 1), dt.date(2039, 1, 1), dt.date(1999, 1, 1)])
def test_only_quarters_that_have_begun(universe: Universe, quarter: dt.date) -> None:
    one = service(universe)
    with pytest.raises(ValidationError):
        actions.enter_quarter(by=universe.actor("nele"), quarter=quarter, figures={one.pk: Figures(1)}, versions={})


def test_small_numbers_of_persons_are_hidden_with_their_partner(universe: Universe) -> None:
    offers = [service(universe, name) for name in ("A", "B", "C")]
    for one, used in zip(offers, (1, 12, 30), strict=True):
        enter(universe, one, Figures(places=40, used=used))
    shown = {one.service.name: (one.places, one.used, one.load) for one in queries.quarter_figures(_all(), QUARTER)}
    assert shown["A"] == (40, "", None)
    assert shown["B"] == (40, "", None)  # hidden too: else A follows from the sum
    assert shown["C"] == (40, 30, 0.75)


def _all() -> Any:
    return Service.objects.select_related("organisation").order_by("name")


def test_referrals_count_without_a_person_and_can_be_corrected(universe: Universe) -> None:
    one = service(universe)
    for _number in range(5):
        actions.count_referral(
            by=universe.actor("anna"), service_id=one.pk, event=ReferralEvent.STARTED, day=dt.date(2026, 8, 3)
        )
    actions.count_referral(
        by=universe.actor("anna"), service_id=one.pk, event=ReferralEvent.STARTED, day=dt.date(2026, 8, 3), number=-1
    )
    assert [row.used for row in queries.quarter_figures(_all(), QUARTER)] == [4]
    assert queries.known_quarters()[-1] == QUARTER


def test_the_number_of_queries_does_not_grow(universe: Universe, django_assert_num_queries: Any) -> None:
    for number in range(12):
        enter(universe, service(universe, f"Angebot {number}"), Figures(40, 10 + number))
    with django_assert_num_queries(3):
        queries.quarter_figures(_all(), QUARTER)


def test_signs_of_need_add_up_and_small_ones_are_hidden(universe: Universe) -> None:
    for topic, number in (("Nachhilfe", 9), ("Schwimmkurs", 4), ("Reitstunden", 1)):
        actions.note_demand(by=ANONYMOUS, kind=SignalKind.SEARCH, topic=topic, day=dt.date(2026, 8, 9), number=number)
    actions.note_demand(by=ANONYMOUS, kind=SignalKind.SEARCH, topic="Nachhilfe", day=dt.date(2026, 8, 20))
    assert DemandSignal.objects.get(topic="Nachhilfe").number == 10
    found = queries.signals(SignalKind.SEARCH, dt.date(2026, 1, 1), dt.date(2026, 12, 1))
    assert found is not None
    assert found[("Nachhilfe",)] == 10
    assert found.is_suppressed(("Reitstunden",))
    assert found.is_suppressed(("Schwimmkurs",))
    assert queries.signals(SignalKind.WISH, dt.date(2026, 1, 1), dt.date(2026, 12, 1)) is None


def test_wishes_and_barriers_are_told_by_counsellors_without_a_name(universe: Universe) -> None:
    wish = queries.topics()[0]
    client = _client(universe, "anna")
    page = client.get(reverse("takeup:tell"))
    assert page.status_code == 200
    told = client.post(reverse("takeup:tell"), {"kind": "wish", "topic": wish, "town": ""})
    assert told.status_code == 302
    assert client.post(reverse("takeup:tell"), {"kind": "barrier", "topic": "way"}).status_code == 302
    mixed = client.post(reverse("takeup:tell"), {"kind": "wish", "topic": "way"})
    assert (mixed.status_code, "Bitte wählen Sie eines der Themen" in mixed.content.decode()) == (422, True)
    assert client.post(reverse("takeup:tell"), {"kind": "wish", "topic": "Frau Kaya"}).status_code == 422
    assert sorted(DemandSignal.objects.values_list("kind", "topic", "number")) == [
        ("barrier", "way", 1),
        ("wish", wish, 1),
    ]
    assert _client(universe, "pia").get(reverse("takeup:tell")).status_code == 404


def _town() -> Area:
    import_areas(by=system_actor(), data=content(feature(geometry=square(7.45, 51.45))))
    return Area.objects.get(key="05978004")


CHILDREN = b"area_key;age_band;day;number;source\n05978004;3-6;2025-12-31;1500;Meldeamt\n"


def test_offers_by_children_and_the_gap(universe: Universe) -> None:
    town = _town()
    actions.import_children(by=universe.actor("paul"), data=CHILDREN)
    place = Location.objects.create(location_type="physical", municipality_key="05978004")
    for name, ages in (("Krabbelgruppe", (0, 3)), ("Kita-Plus", (3, 6)), ("Für alle", (None, None))):
        one = service(universe, name, minimum_age=ages[0], maximum_age=ages[1])
        ServiceAtLocation.objects.create(service=one, location=place)
    (found,) = queries.supply([town], AgeBand.NURSERY)
    assert (found.offers, found.children) == (2, 1500)  # three year olds are in the group up to three, too
    assert found.rate == pytest.approx(4 / 3)
    (older,) = queries.supply([town], AgeBand.SECONDARY)
    assert (older.offers, older.is_gap) == (0, False)


def test_the_same_children_again_change_nothing_and_corrections_replace(universe: Universe) -> None:
    _town()
    by = universe.actor("paul")
    assert actions.import_children(by=by, data=CHILDREN, dry_run=True).changes == 1
    assert not ChildrenCount.objects.exists()
    actions.import_children(by=by, data=CHILDREN)
    assert actions.import_children(by=by, data=CHILDREN).changes == 0
    actions.import_children(by=by, data=CHILDREN.replace(b"1500", b"1600"))
    assert ChildrenCount.objects.get().number == 1600


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b"05978004", b"05978999", "row 2, area_key"),
        (b"3-6", b"3-7", "row 2, age_band"),
        (b"2025-12-31", b"31.12.2025", "row 2, day"),
        (b"1500", b"many", "row 2, number"),
        (b"1500", b"-3", "row 2, number"),
        (b"number", b"count", "row 1, number"),
        (b"05978004;3-6;2025-12-31;1500;Meldeamt\n", b"", "no line below"),
    ],
)
def test_bad_files_of_children_name_the_place(universe: Universe, old: bytes, new: bytes, place: str) -> None:
    _town()
    with translation.override("en"), pytest.raises(ImportDefects) as caught:
        actions.import_children(by=universe.actor("paul"), data=CHILDREN.replace(old, new))
    assert place in str(caught.value.defects[0])
    assert not ChildrenCount.objects.exists()


def _places(universe: Universe) -> tuple[Area, Service]:
    """A town whose middle is 51.5 N 7.5 E; an offer at the stop "Ost", 9 km away, reached by bus R2 at 10:30."""
    town = _town()
    import_transit(by=system_actor(), data=feed())
    one = service(universe, "Beratung Ost", valid_from=OPENED)
    place = Location.objects.create(location_type="physical", valid_from=OPENED, latitude=51.53, longitude=7.6)
    ServiceAtLocation.objects.create(service=one, location=place, valid_from=OPENED)
    near = service(universe, "Café am Markt", valid_from=OPENED)
    here = Location.objects.create(location_type="physical", valid_from=OPENED, latitude=51.5, longitude=7.5)
    ServiceAtLocation.objects.create(service=near, location=here, valid_from=OPENED)
    hidden = Location.objects.create(location_type="physical", valid_from=OPENED, confidential=True)
    ServiceAtLocation.objects.create(
        service=service(universe, "Frauenhaus", valid_from=OPENED), location=hidden, valid_from=OPENED
    )
    return town, one


def test_what_one_gets_to_by_bus_and_on_foot(universe: Universe) -> None:
    town, _one = _places(universe)
    actions.compute_reach(by=system_actor(), day=dt.date(2026, 11, 21))
    morning = queries.reachable(town, Journey.MORNING, 180)
    # The bus R2 leaves Markt at 10:00 and is at Ost at 10:30: 150 minutes after eight; nobody waits that long.
    assert [(one.name, on_foot) for one, _minutes, on_foot in morning] == [("Café am Markt", True)]
    names = {row.location_id for row in Reach.objects.all()}
    assert not Location.objects.filter(pk__in=names, confidential=True).exists()


def test_a_bus_that_leaves_soon_is_reachable(universe: Universe) -> None:
    town, _one = _places(universe)
    times = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "a1,08:10:00,08:10:00,in1,1\na1,08:25:00,08:25:00,in3,2\n"
    )
    import_transit(by=system_actor(), data=feed(stop_times=times))
    actions.compute_reach(by=system_actor(), day=dt.date(2026, 11, 21))
    found = {one.name: minutes for one, minutes, _foot in queries.reachable(town, Journey.MORNING, 60)}
    assert found["Beratung Ost"] == 25
    assert queries.reachable_counts(Journey.MORNING, 30)[town.pk] == 2
    assert queries.reachable_counts(Journey.SATURDAY, 30)[town.pk] == 1  # the bus runs on working days


def test_only_who_plans_computes(universe: Universe) -> None:
    with pytest.raises(NotAllowed):
        actions.compute_reach(by=universe.actor("anna"))


def test_the_command_computes_reachability(universe: Universe) -> None:
    _places(universe)
    result = CliRunner().invoke(commands.group, ["reach"])
    assert result.exit_code == 0
    assert f"{Reach.objects.count()} journeys are known." in result.output


# --- pages ---------------------------------------------------------------------------------------------------------


def _client(universe: Universe, name: str) -> Client:
    client = Client()
    client.force_login(universe.users[name])
    return client


def test_the_pages_show_what_is_there(universe: Universe) -> None:
    town, one = _places(universe)
    actions.import_children(by=universe.actor("paul"), data=CHILDREN)
    actions.compute_reach(by=system_actor())
    enter(universe, one, Figures(20, 20, 5, 7))
    client = _client(universe, "pia")
    page = client.get(reverse("takeup:list"), {"quarter": "2026-07-01"}).content.decode()
    assert "1 Angebot mit Zahlen für das Quartal 3/2026" in page
    assert "Beratung Ost" in page
    assert "Kein Platz frei" in page
    assert "Noch nichts" in client.get(reverse("takeup:demand")).content.decode()
    assert "Hier leben Kinder" in client.get(reverse("takeup:supply"), {"band": "3-6"}).content.decode()
    assert "Bergkamen" in client.get(reverse("takeup:reach")).content.decode()
    inside = client.get(reverse("takeup:reach_from", args=[town.pk]))
    assert "Café am Markt" in inside.content.decode()
    assert client.get(reverse("takeup:reach_from", args=[uuid.uuid4()])).status_code == 404


def test_hidden_numbers_are_said_in_words_on_page_and_file(universe: Universe) -> None:
    for name, used in (("A", 1), ("B", 12), ("C", 30)):
        enter(universe, service(universe, name), Figures(places=40, used=used))
    for topic, number in (("Nachhilfe", 9), ("Schwimmkurs", 4), ("Reitstunden", 1)):
        actions.note_demand(by=ANONYMOUS, kind=SignalKind.SEARCH, topic=topic, number=number)
    client = _client(universe, "pia")
    for address in (f"{reverse('takeup:list')}?quarter=2026-07-01", f"{reverse('takeup:demand')}?kind=search"):
        page = client.get(address).content.decode()
        assert page.count("verborgen") >= 2
        assert "verborgen" in client.get(f"{address}&format=csv").content.decode("utf-8-sig")


@pytest.mark.parametrize("name", ["takeup:list", "takeup:demand", "takeup:supply", "takeup:reach"])
def test_files_for_those_who_may_export(universe: Universe, name: str) -> None:
    assert _client(universe, "pia").get(reverse(name), {"format": "csv"}).status_code == 200
    assert _client(universe, "anna").get(reverse(name), {"format": "csv"}).status_code == 404


def test_entering_on_the_page_keeps_what_was_typed(universe: Universe) -> None:
    one = service(universe)
    client = _client(universe, "nele")
    quarter = rules.quarter_of(time.today()).isoformat()
    address = f"{reverse('takeup:enter')}?quarter={quarter}"
    typed = {"quarter": quarter, f"{one.pk.hex}-places": "20", f"{one.pk.hex}-used": "15", f"{one.pk.hex}-waiting": "2"}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "obwohl Plätze frei sind" in refused.content.decode()
    assert 'value="15"' in refused.content.decode()
    assert client.post(address, typed | {f"{one.pk.hex}-used": "20"}).status_code == 302
    assert TakeUp.objects.get().used == 20
    stale = client.post(
        address, typed | {f"{one.pk.hex}-used": "20", f"{one.pk.hex}-places": "21", f"{one.pk.hex}-waiting": ""}
    )
    assert stale.status_code == 422
    assert "20 Plätze, 20 genutzt" in stale.content.decode()


def test_who_may_not_enter_finds_no_page(universe: Universe) -> None:
    assert _client(universe, "anna").get(reverse("takeup:enter")).status_code == 404
    assert _client(universe, "admin").get(reverse("takeup:list")).status_code == 404
