"""The open interface: shape, filters, caching, and nothing confidential."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from chancennetz.hsds.nesting import flatten
from chancennetz.hsds.validation import validate
from chancennetz.supportmap.models import Location, Service, ServiceAtLocation, TaxonomyTerm
from tests.supportmap.conftest import SECRET, make_offer
from tests.universe import Universe, missing_id

pytestmark = pytest.mark.django_db


def _get(path: str, **query: Any) -> Any:
    answer = Client().get(f"/hsds/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_everybody_reads_without_account_and_from_any_page(offer: Service) -> None:
    answer = Client().get("/hsds/services")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=300"
    again = Client().get("/hsds/services", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make = Client().options("/hsds/services")
    assert (make.status_code, make["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    strict = Client(enforce_csrf_checks=True)  # a foreign page has no token of ours, and needs none to be refused
    for method in ("post", "put", "delete"):
        refused = getattr(strict, method)("/hsds/services")
        assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert strict.generic("QUERY", "/hsds/services").status_code == 405
    root = _get("")
    assert root["version"] == "3.0"
    described = json.loads(Client().get("/hsds/openapi.json").content)
    documented = {path: set(one["get"]["responses"]) for path, one in described["paths"].items()}
    assert documented["/hsds/services"] == {"200", "404", "414", "422"}
    assert documented["/hsds/organizations"] == {"200", "414", "422"}
    assert documented["/hsds/services/{service_id}"] == {"200", "404", "414", "422"}
    for wrong in ("/hsds/services/null", "/hsds/services?modified_after=0", "/hsds/services?modified_after=31.12.2026"):
        refused = Client().get(wrong)
        assert (refused.status_code, refused["Content-Type"].split(";")[0]) == (422, "application/json")


def test_lists_come_in_the_envelope_of_hsds(universe: Universe, offer: Service) -> None:
    for number in range(4):
        make_offer(universe, name=f"Angebot {number}")
    page = _get("services", per_page=2, page=3)
    assert {name: page[name] for name in page if name != "contents"} == {
        "total_items": 5,
        "total_pages": 3,
        "page_number": 3,
        "size": 1,
        "first_page": False,
        "last_page": True,
        "empty": False,
    }
    beyond = _get("services", per_page=2, page=9)
    assert (beyond["empty"], beyond["contents"]) == (True, [])
    assert Client().get("/hsds/services", {"page": 0}).status_code == 422
    assert Client().get("/hsds/services", {"per_page": 100_000}).status_code == 422


def test_filters_and_lengths(universe: Universe, offer: Service) -> None:
    other = make_offer(universe, "werkhof", name="Krabbelgruppe", life_areas=["family"])
    term = TaxonomyTerm.objects.get(taxonomy__key="life_area", code="money")
    assert [row["id"] for row in _get("services", search="Krabbel")["contents"]] == [str(other.pk)]
    assert [row["id"] for row in _get("services", taxonomy_term_id=term.pk)["contents"]] == [str(offer.pk)]
    by_organisation = _get("services", organization_id=universe.organisations["werkhof"].pk)
    assert [row["id"] for row in by_organisation["contents"]] == [str(other.pk)]
    assert _get("services", modified_after="2099-01-01")["empty"]
    assert len(_get("services", taxonomy_id=term.taxonomy_id)["contents"]) == 2
    short = _get("services", minimal=True)["contents"][0]
    assert "phones" not in short
    assert "organization" not in short
    usual = _get("services")["contents"][0]
    assert usual["organization"]["name"]
    full = _get("services", full=True)["contents"]
    assert {row["id"]: row["phones"][0]["number"] for row in full}[str(offer.pk)] == "02303 123456"
    at_postcode = _get("service_at_locations", postcode="59423")
    assert at_postcode["total_items"] == 2
    assert _get("service_at_locations", postcode="10115")["total_items"] == 0


def test_single_records_are_valid_hsds(offer: Service) -> None:
    place = ServiceAtLocation.objects.get(service=offer)
    for path in (f"services/{offer.pk}", f"organizations/{offer.organisation_id}", f"service_at_locations/{place.pk}"):
        record = _get(path)
        assert validate(flatten(record), tabular=False).errors == [], path
    term = TaxonomyTerm.objects.get(taxonomy__key="life_area", code="money")
    assert _get(f"taxonomy_terms/{term.pk}")["taxonomy_detail"]["name"] == "Lebensbereiche"
    assert _get(f"taxonomies/{term.taxonomy_id}")["de_key"] == "life_area"
    assert _get("taxonomies")["total_items"] == 4
    assert _get("taxonomy_terms", taxonomy_id=term.taxonomy_id, top_only=True)["total_items"] == 6
    for path in ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"):
        assert Client().get(f"/hsds/{path}/{missing_id()}").status_code == 404
        assert Client().get(f"/hsds/{path}/keine-nummer").status_code == 422


def test_neither_secret_places_nor_unreleased_or_ended_offers_are_in_it(
    universe: Universe, offer: Service, shelter: Service
) -> None:
    hidden = make_offer(universe, name="Unfertig")
    Service.objects.filter(pk=hidden.pk).update(is_released=False)
    place = ServiceAtLocation.objects.get(service=shelter)
    Location.objects.filter(pk=place.location_id).update(transportation=SECRET)
    answers = [
        Client().get(f"/hsds/{path}", {"full": "true"}).content.decode()
        for path in (
            "services", f"services/{shelter.pk}", "organizations", f"organizations/{shelter.organisation_id}",
            "service_at_locations", f"service_at_locations/{place.pk}",
        )
    ]  # fmt: skip
    assert any("Frauenhaus" in answer for answer in answers)
    assert all(SECRET not in answer and "Unfertig" not in answer for answer in answers)
    assert Client().get("/hsds/service_at_locations", {"postcode": "59423"}).json()["total_items"] == 1
    assert Client().get(f"/hsds/services/{hidden.pk}").status_code == 404


def test_services_near_a_point_come_with_their_distance_the_nearest_first(universe: Universe, offer: Service) -> None:
    # Unna 51.5347, 7.6889; 0.09 degrees of latitude are 10.0 km (6,371,009 m x 0.09 x pi / 180 = 10,008 m)
    north = make_offer(universe, name="Nord", latitude="51.6247", longitude="7.6889", postcode="59192")
    near = _get("services", coordinates="51.5347,7.6889", proximity=10_100)
    found = [(row["name"], row["de_distance"]) for row in near["contents"]]
    assert found == [("Schuldnerberatung", 0), ("Nord", 10_008)]
    assert _get("services", coordinates="51.5347,7.6889", proximity=9_900)["total_items"] == 1
    other_way = _get("services", coordinates="51.63,7.6889", per_page=1)
    assert (other_way["total_items"], other_way["contents"][0]["id"]) == (2, str(north.pk))
    places = _get("service_at_locations", postcode="59423", proximity=500, full=True)
    assert [row["de_distance"] for row in places["contents"]] == [0]
    assert _get("service_at_locations", coordinates="-51.5,7.6", proximity=100)["empty"]
    assert _get("services", postcode="59192")["contents"][0]["id"] == str(north.pk)
    assert validate(flatten(near["contents"][0]), tabular=False).errors == []
    wrong: tuple[dict[str, Any], ...] = ({"coordinates": "91,7"}, {"coordinates": "51.5"}, {"proximity": 0})
    for asked in wrong:
        assert Client().get("/hsds/services", asked).status_code == 422, asked
    for asked in ({"proximity": 500}, {"postcode": "10115", "proximity": 500}):  # nothing to measure from
        unknown = Client().get("/hsds/services", asked)
        assert (unknown.status_code, "Give coordinates" in unknown.json()["detail"]) == (404, True)


def test_no_question_about_distance_leads_to_a_secret_place(universe: Universe, shelter: Service) -> None:
    # The shelter was entered with the position and the postcode of the town: neither is left.
    point = "51.5347,7.6889"
    for path in ("services", "service_at_locations"):
        assert _get(path, coordinates=point)["total_items"] == 0
        assert _get(path, coordinates=point, proximity=100_000)["total_items"] == 0
        assert _get(path, postcode="59423")["total_items"] == 0
        assert Client().get(f"/hsds/{path}", {"postcode": "59423", "proximity": 9}).status_code == 404
    make_offer(universe, name="Nachbar")  # a neighbour does not draw it into the middle of the postcode, nor near
    near = _get("services", postcode="59423", proximity=100_000)["contents"]
    assert [(row["name"], row["de_distance"]) for row in near] == [("Nachbar", 0)]


def test_a_page_costs_the_same_however_many_services_are_on_it(
    universe: Universe, offer: Service, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        make_offer(universe, name=f"Angebot {number}")
    client = Client()
    with django_assert_max_num_queries(45):
        assert len(client.get("/hsds/services", {"full": "true"}).json()["contents"]) == 11
