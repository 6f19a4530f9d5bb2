"""Content of the style guide: every component in every state, with German sample text (nobody's data)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.urls import reverse

from chancennetz.figures import charts, maps
from chancennetz.ui import parts, widgets
from chancennetz.ui.tables import Column, Filter, Table

PAGES = {"components": "Bausteine", "forms": "Formulare", "figures": "Zahlen und Karten", "example": "Beispielseite"}
_DAY = dt.date(2026, 11, 23)
_PARTNERS = (
    ("Träger Nord", "Bergkamen", 412.5, 430.0, dt.date(2024, 1, 8)),
    ("Träger Mitte", "Kamen", 388.25, 360.0, dt.date(2024, 2, 1)),
    ("Träger Süd", "Schwerte", 120.0, 215.0, dt.date(2025, 3, 15)),
    ("Träger Ost", "Bönen", None, 90.0, dt.date(2026, 9, 1)),
    ("Träger West", "Lünen", 1205.75, 1180.0, dt.date(2024, 1, 8)),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    who = forms.MultipleChoiceField(
        label="Wer war dabei?",
        choices=[("a", "Ayşe"), ("b", "Mehmet"), ("c", "Leyla (8 Jahre)")],
        widget=widgets.Chips,
    )
    medium = forms.ChoiceField(
        label="Wie?",
        choices=[("home", "Hausbesuch"), ("phone", "Telefon"), ("office", "Im Büro"), ("video", "Video")],
        widget=widgets.RadioChips,
    )
    minutes = forms.IntegerField(label="Wie lange?", min_value=0, max_value=1440, widget=widgets.Minutes)
    day = forms.DateField(label="Wann?")
    time = forms.TimeField(label="Uhrzeit", required=False)
    birth = forms.DateField(label="Geburtsdatum", help_text="Zum Beispiel 23.11.2015", widget=widgets.TypedDate)
    name = forms.CharField(label="Familienname", max_length=80)
    town = forms.ChoiceField(label="Ort", choices=[("", "Bitte wählen"), ("k", "Kamen"), ("u", "Unna")])
    note = forms.CharField(
        label="Ein Satz dazu",
        required=False,
        widget=forms.Textarea,
        help_text="Nur das Fallteam kann das lesen.",
    )
    reached = forms.TypedChoiceField(
        label="Erreicht?", choices=[("1", "Ja"), ("0", "Nein")], widget=forms.RadioSelect, required=False
    )
    areas = forms.MultipleChoiceField(
        label="Worum ging es?",
        choices=[("w", "Wohnen"), ("g", "Geld"), ("a", "Arbeit")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(label="Bescheid", required=False)
    agreed = forms.BooleanField(
        label="Die Familie hat zugestimmt", help_text="Die Einwilligung liegt unterschrieben vor."
    )


class PartnerTable(Table):
    """A table as the project lead reads it."""

    caption = "Stunden je Träger"
    columns = (
        Column("name", "Träger", head=True, url=lambda row: "#"),
        Column("town", "Ort"),
        Column("since", "Dabei seit", kind="date"),
        Column("planned", "Geplant", kind="number", digits=1, total=True),
        Column("hours", "Geleistet", kind="number", digits=1, total=True),
    )
    filters: Sequence[Filter] = (Filter("town", "Ort", [("Kamen", "Kamen"), ("Lünen", "Lünen")]),)
    default_sort = "-hours"
    page_size = 3
    filename = "partner"
    notes = ("Geleistet: abgeschlossene Kontakte mit Zeit.",)


class EmptyTable(PartnerTable):
    """The same without rows."""

    empty_title = "Noch keine Träger"
    empty_text = "Hier stehen die Träger des Programms mit ihren Stunden."
    empty_action = parts.Action("Träger anlegen", "#", "plus")
    filters = ()


def _partner_rows() -> list[dict[str, Any]]:
    keys = ("name", "town", "hours", "planned", "since")
    return [dict(zip(keys, row, strict=True)) for row in _PARTNERS]


def _components(request: HttpRequest) -> dict[str, Any]:
    day = dt.timedelta(days=1)
    events = [
        parts.Event(_DAY, "Hausbesuch", "Antrag auf Bildung und Teilhabe ausgefüllt.", "house", "#", "Frau Sander"),
        parts.Event(_DAY, "Schritt geschafft", "Kinderzuschlag beantragt", "circle-check", tone="success"),
        parts.Event(_DAY - 4 * day, "Telefonat, nicht erreicht", icon="phone", who="Frau Sander"),
        parts.Event(_DAY - 9 * day, "Einwilligung endet bald", icon="shield", tone="warning", label="in 7 Tagen"),
    ]
    return {
        "tabs": [
            parts.Tab("Verlauf", "#", current=True),
            parts.Tab("Ziele", "#", count=3),
            parts.Tab("Kontakte", "#", count=128),
            parts.Tab("Freigaben", "#"),
        ],
        "steps": [
            parts.Step("Kontakt", "done", "8. Jan."),
            parts.Step("Aufnahme", "done", "15. Jan."),
            parts.Step("Plan", "current"),
            parts.Step("Begleitung"),
            parts.Step("Abschluss"),
        ],
        "chips": [
            parts.Chip("Alle", "#", current=True),
            parts.Chip("Kontakte", "#", icon="phone"),
            parts.Chip("Ziele", "#", icon="target"),
        ],
        "words": [parts.Chip("Arabisch"), parts.Chip("Türkisch")],
        "events": events,
        "facts": [("Aktenzeichen", "KU-2024-0117"), ("Wohnort", "Kamen, Innenstadt"), ("Telefon", "")],
        "action": parts.Action("Formular öffnen", "#", "file-text"),
        "empty_action": parts.Action("Familie anlegen", "#", "plus"),
        "until": dt.date(2027, 3, 31),
    }


def _forms(request: HttpRequest) -> dict[str, Any]:
    wrong = {"name": "", "birth": "31.02.2019", "day": "morgen", "minutes": "5000", "who": [], "note": "Bleibt stehen."}
    start = {"day": _DAY, "minutes": 45, "who": ["a"], "medium": "home"}
    return {
        "form": SampleForm(initial=start, prefix="ok"),
        "failed": SampleForm({f"bad-{key}": value for key, value in wrong.items()}, prefix="bad"),
    }


def _square(west: float, south: float, size: float = 0.1) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _figures(request: HttpRequest) -> dict[str, Any]:
    months = [dt.date(2024 + index // 12, index % 12 + 1, 1) for index in range(36)]
    points = [
        charts.Point(month, 13.9 * index + 6 * (index % 3) if index < 30 else None, 605 * (index + 1) / 36)
        for index, month in enumerate(months)
    ]
    quarters = [("I", 40), ("II", 62), ("III", 75), ("IV", 90)]
    panels = [
        charts.Panel(name, tuple(charts.Bar(word, value * (5 - place) / 4, target=70) for word, value in quarters))
        for place, (name, *_rest) in enumerate(_PARTNERS)
    ]
    areas = [
        maps.Area(
            name, _square(7.6 + 0.1 * (index % 3), 51.5 + 0.1 * (index // 3)), f"{index * 4 + 3} %", index, url="#"
        )
        for index, name in enumerate(("Kamen", "Bönen", "Unna", "Schwerte", "Werne", "Selm"))
    ]
    return {
        "table": PartnerTable(_partner_rows(), request),
        "empty_table": EmptyTable([], request, prefix="none"),
        "line": charts.line_with_target(
            "412 von 605 Teilnehmenden, 8 mehr als geplant",
            points,
            subtitle="Teilnehmende, aufaddiert nach Monat des Eintritts",
            note="Stand 21. November 2026. Gezählt wird jede Person einmal, am Tag des Eintritts.",
        ),
        "bars": charts.bars(
            "Träger West leistet die meisten Stunden",
            [
                charts.Bar(name, hours, name == "Träger West", planned)
                for name, _town, hours, planned, _since in _PARTNERS
            ],
            subtitle="Stunden im Jahr 2026, Strich: geplant",
        ),
        "multiples": charts.small_multiples(
            "Vier von fünf Trägern wachsen in jedem Quartal", panels, subtitle="Stunden je Quartal, Strich: geplant"
        ),
        "map": maps.build(
            "Im Norden ist die Quote am höchsten",
            areas=[*areas[:5], maps.Area("Selm", _square(7.8, 51.6), "zu wenige Fälle", hidden=True)],
            places=[maps.Place("Beratungsstelle", 7.72, 51.63, "heute bis 16 Uhr", "#")],
            attribution="Erfundene Gebiete, keine Grenzen",
            legend=[(1, "unter 5 %"), (3, "10 bis 15 %"), (4, "über 15 %")],
            note="Stand 31.12.2025",
        ),
    }


def _example(request: HttpRequest) -> dict[str, Any]:
    return _components(request)


_BUILDERS = {"components": _components, "forms": _forms, "figures": _figures, "example": _example}


def build(request: HttpRequest, page: str) -> dict[str, Any]:
    """Return the context of one page of the style guide."""
    if page not in PAGES:
        raise Http404
    tabs = [
        parts.Tab(label, reverse("styleguide:page", args=[name]), current=name == page) for name, label in PAGES.items()
    ]
    return {"page": page, "pages": tabs, "page_template": f"styleguide/{page}.html", **_BUILDERS[page](request)}
