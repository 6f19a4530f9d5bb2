"""Search quality: 100 everyday questions over the offers of the demo county."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from chancennetz import mapsearch
from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.demo import publicmap_content, staff, supportmap_content
from chancennetz.mapsearch import finding
from chancennetz.mapsearch.directory import Directory, shelf
from chancennetz.mapsearch.finding import Wanted
from chancennetz.mapsearch.words import german
from chancennetz.supportmap.models import Service

FILE = Path(mapsearch.__file__).with_name("questions.csv")
NOON = dt.datetime(2026, 11, 19, 12, tzinfo=time.BERLIN)


@pytest.fixture
def demo(taxonomies: None) -> Directory:
    by = system_actor()
    with working_as(by):
        staff.load_places(by)
        staff.load_programme(by)
        supportmap_content.load(by)
        assert publicmap_content.load(by) == 37
    return shelf.current()


def test_ninety_of_a_hundred_questions_find_their_offer_and_every_situation_has_some(demo: Directory) -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        questions = list(csv.DictReader(file))
    names = dict(Service.objects.values_list("pk", "name"))
    missed = []
    for row in questions:
        first = [names[id_] for id_ in finding.find(demo, Wanted(query=row["question"]), NOON).ids[:3]]
        wanted = [german.fold(part) for part in row["expected"].split("|")]
        if not any(part in german.fold(name) for part in wanted for name in first):
            missed.append(f"{row['number']} {row['question']}: {first}")
    assert len(questions) >= 100
    assert len(missed) <= len(questions) // 10, "\n".join(missed)
    counts = finding.find(demo, Wanted(), NOON).counts.situations
    assert {key for key, count in counts.items() if count < 5} == set()
    assert {key for key, count in counts.items() if count > 120} == set()
