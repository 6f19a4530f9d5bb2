"""The pages of the staff, as each role."""

from __future__ import annotations

from typing import Any

from django.test import Client

from chancennetz.access.models import User
from chancennetz.offerediting.models import ChangeRequest
from chancennetz.supportmap.models import Capacity, Schedule, Service, ServiceAtLocation, Translation
from tests.supportmap.conftest import SECRET, make_offer
from tests.universe import Universe


def _client(universe: Universe, name: str) -> Client:
    client = Client()
    client.force_login(universe.users[name])
    return client


def _posted(client: Client, address: str, **values: Any) -> dict[str, Any]:
    """Return what the form at an address holds, with some values changed."""
    form = client.get(address).context["form"]
    data: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if value not in (None, False, ""):
            data[bound.html_name] = value if not isinstance(value, bool) else "on"
    return {**data, **values}


def test_every_page_of_an_offer_opens_for_the_editor(universe: Universe, offer: Service) -> None:
    client = _client(universe, "nele")
    place = ServiceAtLocation.objects.get(service=offer)
    for path in ("", "new/", "to-do/", "to-check/", "twice/", "import/", "import/nrw-schulen/", "import/offers/"):
        assert client.get(f"/offers/{path}").status_code == 200, path
    for path in (
        "",
        "change/",
        "end/",
        "places/new/",
        "capacity/",
        "languages/",
        "languages/tr/",
        "languages/de-simple/",
    ):
        assert client.get(f"/offers/{offer.pk}/{path}").status_code == 200, path
    for path in ("change/", "end/", "other-hours/"):
        assert client.get(f"/offers/places/{place.pk}/{path}").status_code == 200, path
    page = client.get(f"/offers/{offer.pk}/").content.decode()
    for words in ("Schuldnerberatung", "Brückenhaus Kamen", "Bahnhofstraße 1, 59423 Unna", "Mo bis Fr 9 bis 12 Uhr"):
        assert words in page


def test_a_provider_sees_the_own_offers_first_and_cannot_open_the_change_of_another(
    universe: Universe, offer: Service, vera_user: User
) -> None:
    foreign = make_offer(universe, "werkhof", name="Fremdes Angebot")
    client = _client(universe, "vera")
    assert "Fremdes Angebot" not in client.get("/offers/").content.decode()
    assert client.get(f"/offers/{foreign.pk}/").status_code == 200  # reading is for everybody
    place = ServiceAtLocation.objects.get(service=foreign)
    for path in ("change/", "end/", "places/new/", "capacity/", "languages/", "languages/tr/"):
        assert client.get(f"/offers/{foreign.pk}/{path}").status_code == 404, path
        assert client.get(f"/offers/{offer.pk}/{path}").status_code == 200, path
    for path in ("change/", "end/", "other-hours/"):
        assert client.get(f"/offers/places/{place.pk}/{path}").status_code == 404, path
        assert client.post(f"/offers/places/{place.pk}/{path}", {}).status_code == 404, path
    assert client.post(f"/offers/{foreign.pk}/still-correct/").status_code == 404
    for path in ("to-do/", "twice/", "import/"):
        assert client.get(f"/offers/{path}").status_code == 404, path


def test_saving_the_form_untouched_changes_nothing(universe: Universe, offer: Service) -> None:
    nele = _client(universe, "nele")
    address = f"/offers/{offer.pk}/change/"
    assert nele.post(address, _posted(nele, address)).status_code == 302
    stored = Service.objects.get(pk=offer.pk)
    assert stored.version == offer.version


def test_whoever_saves_second_sees_both_versions(universe: Universe, offer: Service) -> None:
    nele = _client(universe, "nele")
    address = f"/offers/{offer.pk}/change/"
    mine = _posted(nele, address, description="Meine Fassung")
    nele.post(address, _posted(nele, address, description="Schneller gewesen"))
    answer = nele.post(address, mine)
    assert answer.status_code == 409
    assert "Meine Fassung" in answer.content.decode()
    assert "Schneller gewesen" in answer.content.decode()


def test_mistakes_keep_what_was_typed_and_say_what_helps(universe: Universe, offer: Service) -> None:
    nele = _client(universe, "nele")
    address = f"/offers/{offer.pk}/change/"
    answer = nele.post(address, _posted(nele, address, opening_hours="25:00", phone="<script>alert(1)</script>"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "„25:00“ ist keine Uhrzeit" in page
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_still_correct_end_capacity_hours_and_languages(universe: Universe, offer: Service, vera_user: User) -> None:
    vera = _client(universe, "vera")
    place = ServiceAtLocation.objects.get(service=offer)
    Service.objects.filter(pk=offer.pk).update(assured_date="2020-01-01")
    assert vera.post(f"/offers/{offer.pk}/still-correct/").status_code == 302
    assert Service.objects.get(pk=offer.pk).assured_date.year > 2020  # type: ignore[union-attr]
    numbers = {"places": 10, "free": 3, "waiting": 4}
    assert vera.post(f"/offers/{offer.pk}/capacity/", numbers).status_code == 302
    assert Capacity.objects.get().free == 3
    assert vera.post(f"/offers/{offer.pk}/capacity/", {"places": 1, "free": 3}).status_code == 422
    week = {"first": "2026-12-21", "last": "2027-01-03", "opening_hours": "off", "note": "Betriebsferien"}
    assert vera.post(f"/offers/places/{place.pk}/other-hours/", week).status_code == 302
    assert Schedule.objects.filter(valid_to="2027-01-03").count() == 1
    assert vera.post(f"/offers/{offer.pk}/languages/tr/", {"name": "Borç danışmanlığı"}).status_code == 302
    assert Translation.objects.get(language="tr", field="name").text == "Borç danışmanlığı"
    assert vera.get(f"/offers/{offer.pk}/languages/xx/").status_code == 404
    assert vera.post(f"/offers/{offer.pk}/end/", {"last_day": "2030-01-31"}).status_code == 302
    assert Service.objects.get(pk=offer.pk).valid_to is None  # waits for the editors
    assert ChangeRequest.objects.get().after == {"valid_to": "2030-01-31"}


def test_a_new_offer_by_editor_and_provider(universe: Universe, taxonomies: None, vera_user: User) -> None:
    nele, vera = _client(universe, "nele"), _client(universe, "vera")
    work = universe.organisations["werkhof"]
    data = {"name": "Elterncafé", "status": "active", "organisation": str(work.pk), "opening_hours": "Di 9-11 Uhr"}
    assert nele.post("/offers/new/", data).status_code == 302
    made = Service.objects.get(name="Elterncafé")
    assert made.organisation == work
    assert made.is_released
    assert vera.post("/offers/new/", {"name": "Krabbelgruppe", "status": "active"}).status_code == 302
    own = Service.objects.get(name="Krabbelgruppe")
    assert own.organisation == universe.organisations["brueckenhaus"]
    assert not own.is_released
    assert _client(universe, "anna").get(f"/offers/{own.pk}/").status_code == 404


def test_the_address_of_a_shelter_is_for_its_editors_alone(
    universe: Universe, shelter: Service, vera_user: User
) -> None:
    assert SECRET in _client(universe, "nele").get(f"/offers/{shelter.pk}/").content.decode()
    assert SECRET in _client(universe, "vera").get(f"/offers/{shelter.pk}/").content.decode()
    for name in ("anna", "jan", "pia", "dora", "stefan"):
        page = _client(universe, name).get(f"/offers/{shelter.pk}/")
        assert page.status_code == 200
        assert SECRET not in page.content.decode()


def test_lists_are_fast_enough_and_hold_no_query_for_each_row(
    universe: Universe, offer: Service, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_offer(universe, name=f"Angebot {number}")
    nele = _client(universe, "nele")
    nele.get("/offers/")
    with django_assert_max_num_queries(22):
        nele.get("/offers/")
