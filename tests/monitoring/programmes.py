"""A small programme for tests, built through the import."""

from __future__ import annotations

import copy
import json
from typing import Any

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.monitoring.actions_programme import import_programme
from chancennetz.monitoring.models import Partner, Programme

SMALL: dict[str, Any] = {
    "name": "Probe",
    "title": "Ein kleines Vorhaben",
    "period": ["2024", "2026"],
    "start": "01.01.2024",
    "funding": {"programme": "Akti(F)", "funders": ["Bund", "Europäische Union"]},
    "partners": [
        {"name": "Werkhof Unna", "role": "Vorhabenträger"},
        {"name": "Werkhof Unna", "role": "Teilvorhabenpartner Träger", "municipality": "Unna"},
        {"name": "Brückenhaus Kamen", "role": "Teilvorhabenpartner Träger", "municipality": "Kamen"},
        {"name": "Stadt Unna", "role": "Teilvorhabenpartner Kommune", "municipality": "Unna"},
    ],
    "staffing": [
        {"partner": "Werkhof Unna", "function": "Gesamtleitung", "fte": 1.0},
        {"partner": "Werkhof Unna", "function": "Beratung", "fte": 1.5},
        {"partner": "Stadt Unna", "function": "Koordination", "fte": 0.5},
    ],
    "staffing_totals": {"beratung": 1.5, "leitung": 1.0, "koordination": 0.5, "all": 3.0},
    "targets": [
        {"key": "participants", "label": "Beratung", "participants": 101, "hours_each": 23, "hours_total": 2323},
        {"key": "benefits", "label": "Leistungen", "participants": 50, "additional_hours_each": 10},
    ],
}


def content(**changes: Any) -> bytes:
    """Return the small programme as a file, with some top-level entries replaced."""
    return json.dumps({**copy.deepcopy(SMALL), **changes}).encode()


def build() -> tuple[Programme, dict[str, Partner]]:
    """Import the small programme; return it with its counselling partners by site."""
    by = system_actor()
    with working_as(by):
        import_programme(by=by, data=content())
    programme = Programme.objects.get(name="Probe")
    return programme, {partner.site: partner for partner in programme.partners.filter(role="provider")}
