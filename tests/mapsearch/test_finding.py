"""What is found with which filters, and that nothing is never the end."""

from __future__ import annotations

import datetime as dt

import pytest

from chancennetz.mapsearch import demand, finding
from chancennetz.mapsearch.directory import Directory, shelf
from chancennetz.mapsearch.finding import Wanted
from chancennetz.supportmap.models import Service
from chancennetz.takeup.models import DemandSignal
from tests.mapsearch.conftest import KAMEN, THURSDAY, UNNA

Offers = dict[str, Service]


def names(directory: Directory, wanted: Wanted, at: dt.datetime = THURSDAY) -> list[str]:
    found = finding.find(directory, wanted, at)
    return [Service.objects.in_bulk(found.ids)[id_].name for id_ in found.ids]


def test_everyday_words_find_the_education_benefit(directory: Directory) -> None:
    assert names(directory, Wanted(query="Geld für Klassenfahrt"))[0] == "Bildungs- und Teilhabepaket"
    assert names(directory, Wanted(query="Klasenfart"))[0] == "Bildungs- und Teilhabepaket"


@pytest.mark.parametrize(
    ("flag", "left"),
    [
        ("open", {"Schuldnerberatung", "Frauenhaus"}),
        ("walk_in", {"Schuldnerberatung", "Frauenhaus", "Tafel Kamen"}),
        ("free", {"Schuldnerberatung", "Frauenhaus", "Bildungs- und Teilhabepaket"}),
        ("bus", {"Schuldnerberatung"}),
        ("wheelchair", {"Schuldnerberatung", "Frauenhaus", "Bildungs- und Teilhabepaket"}),
    ],
)
def test_a_filter_leaves_what_it_says_and_its_count_is_true(directory: Directory, flag: str, left: set[str]) -> None:
    assert set(names(directory, Wanted(flags=frozenset({flag})))) == left
    assert finding.find(directory, Wanted(), THURSDAY).counts.flags[flag] == len(left)


def test_open_now_knows_the_hour_and_the_holiday(directory: Directory) -> None:
    wanted = Wanted(flags=frozenset({"open"}))
    assert set(names(directory, wanted, THURSDAY.replace(hour=15))) == {"Tafel Kamen", "Frauenhaus"}
    assert set(names(directory, wanted, dt.datetime(2026, 12, 25, 10, 30, tzinfo=THURSDAY.tzinfo))) == {"Frauenhaus"}


def test_languages_and_towns_count_what_is_there(directory: Directory) -> None:
    counts = finding.find(directory, Wanted(), THURSDAY).counts
    assert counts.speaks["ar"] == 1
    assert counts.speaks["tr"] == 2
    # the food bank is in Kamen only, the others serve the whole county
    assert (counts.towns[UNNA], counts.towns[KAMEN]) == (3, 4)


def test_counts_of_a_choice_do_not_count_the_choice_itself(directory: Directory) -> None:
    counts = finding.find(directory, Wanted(town=UNNA), THURSDAY).counts
    assert counts.towns[KAMEN] == 4
    assert counts.speaks["ar"] == 0


def test_a_town_in_the_question_is_understood(directory: Directory) -> None:
    found = finding.find(directory, Wanted(query="Lebensmittel in Kamen"), THURSDAY)
    assert found.town == KAMEN
    assert found.wanted.town == KAMEN
    assert len(found.ids) == 1


def test_what_is_in_the_town_comes_before_what_only_covers_it(directory: Directory) -> None:
    assert names(directory, Wanted(town=KAMEN))[0] == "Tafel Kamen"


def test_a_life_situation_finds_by_terms_and_words(directory: Directory) -> None:
    assert "Tafel Kamen" in names(directory, Wanted(situation="money"))
    assert names(directory, Wanted(situation="conflict")) == ["Frauenhaus"]


def test_no_result_shows_the_nearest_and_whom_to_call(directory: Directory, offers: Offers) -> None:
    found = finding.find(directory, Wanted(query="Lebensmittel", town=UNNA), THURSDAY)
    ways = finding.ways_on(directory, found)
    assert found.ids == []
    assert ways.near == [offers["food"].id]
    assert ways.without_filters == 1


def test_a_search_without_result_is_counted_without_a_person(directory: Directory) -> None:
    demand.note(finding.find(directory, Wanted(query="Lebensmittel", town=UNNA), THURSDAY))
    demand.note(finding.find(directory, Wanted(query="Lebensmittel", town=UNNA), THURSDAY))
    signal = DemandSignal.objects.get()
    assert (signal.topic, signal.municipality_key, signal.number) == ("lebensmittel", UNNA, 2)


def test_a_name_or_number_in_a_search_is_never_kept(directory: Directory) -> None:
    demand.note(finding.find(directory, Wanted(query="Xaverine Zwölfenbeck 01761234567"), THURSDAY))
    assert [signal.topic for signal in DemandSignal.objects.all()] == [demand.UNNAMED]


def test_a_search_with_results_is_not_counted(directory: Directory) -> None:
    demand.note(finding.find(directory, Wanted(query="Schulden"), THURSDAY))
    assert not DemandSignal.objects.exists()


def test_a_changed_offer_is_found_at_once(directory: Directory, offers: Offers, universe: object) -> None:
    service = offers["food"]
    service.name = "Suppenküche Kamen"
    service.last_modified = THURSDAY + dt.timedelta(days=900)
    service.save()
    assert names(shelf.current(), Wanted(query="Suppenküche")) == ["Suppenküche Kamen"]
