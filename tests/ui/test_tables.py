"""Tables: sort, filter, pages, totals, and what stands in the address."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import format_html

from chancennetz.ui.parts import Action
from chancennetz.ui.tables import Column, Filter, Table

ROWS = [
    {"name": "Zeche", "town": "Unna", "hours": 10.5, "since": dt.date(2024, 5, 1)},
    {"name": "Äpfel & <Co>", "town": "Kamen", "hours": None, "since": None},
    {"name": "Apfelbaum", "town": "Kamen", "hours": 1234.0, "since": dt.date(2026, 1, 31)},
    {"name": "Birne", "town": "Unna", "hours": 2.0, "since": dt.date(2025, 12, 24)},
]


class Partners(Table):
    caption = "Partners"
    columns = (
        Column("name", "Name", head=True, url=lambda row: f"/p/{row['town']}/"),
        Column("town", "Town", sort=False),
        Column("hours", "Hours", kind="number", digits=1, total=True),
        Column("since", "Since", kind="date"),
    )
    filters = (Filter("town", "Town", [("Unna", "Unna"), ("Kamen", "Kamen")]),)
    default_sort = "name"
    page_size = 3
    filename = "partners"


def _table(query: str = "", rows: Any = ROWS, **kwargs: Any) -> Partners:
    return Partners(rows, RequestFactory().get(f"/list/?{query}"), **kwargs)


def _names(table: Partners) -> list[str]:
    return [str(row.cells[0].text) for row in table.rows]


def test_default_sort_follows_german_order_and_the_page_is_cut() -> None:
    assert _names(_table()) == ["Äpfel & <Co>", "Apfelbaum", "Birne"]
    assert _names(_table("page=2")) == ["Zeche"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("hours", ["Birne", "Zeche", "Apfelbaum"]),
        ("-hours", ["Apfelbaum", "Zeche", "Birne"]),
        ("since", ["Zeche", "Birne", "Apfelbaum"]),
        ("-since", ["Apfelbaum", "Birne", "Zeche"]),
        ("town", ["Äpfel & <Co>", "Apfelbaum", "Birne"]),  # not sortable: default
        ("';DROP", ["Äpfel & <Co>", "Apfelbaum", "Birne"]),
    ],
)
def test_sort_from_the_address_puts_empty_values_last(sort: str, expected: list[str]) -> None:
    assert _names(_table(f"sort={sort}")) == expected


@pytest.mark.parametrize(
    ("page", "number"), [("0", 1), ("99", 2), ("x", 1), ("-1", 1), ("²", 1), ("9" * 30, 1), ("", 1)]
)
def test_nonsense_pages_lead_to_a_page_that_exists(page: str, number: int) -> None:
    assert _table(f"page={page}").page_number == number


def test_filter_keeps_what_fits_and_ignores_unknown_values() -> None:
    assert _names(_table("town=Unna")) == ["Birne", "Zeche"]
    assert _table("town=Paris").count == 4
    chips = dict(_table("town=Unna&sort=hours").filter_chips)["Town"]
    assert [chip.current for chip in chips] == [False, True, False]
    assert chips[2].url == "?town=Kamen&sort=hours#table-partners"


def test_sort_links_turn_direction_and_forget_the_page() -> None:
    heads = _table("sort=name&page=2&q=x").heads
    assert heads[0].direction == "ascending"
    assert heads[0].sort_url == "?sort=-name&q=x#table-partners"
    assert heads[1].sort_url == ""
    assert heads[2].sort_url == "?sort=hours&q=x#table-partners"


def test_two_tables_on_one_page_do_not_disturb_each_other() -> None:
    table = _table("sort=hours&b-sort=-hours", prefix="b")
    assert _names(table)[0] == "Apfelbaum"
    assert "b-sort=hours" in table.heads[2].sort_url


def test_totals_count_all_pages_and_leave_gaps_out() -> None:
    with translation.override("de"):
        assert [str(cell.text) for cell in _table().totals] == ["Summe", "", "1.246,5", ""]


def test_page_links_show_first_last_and_neighbours() -> None:
    rows = [{"name": f"{n:03d}", "town": "", "hours": 1, "since": None} for n in range(40)]
    links = _table("page=7", rows).pages
    assert [link.label for link in links] == ["", "1", "…", "5", "6", "7", "8", "9", "…", "14", ""]
    assert [link.label for link in links if link.current] == ["7"]


def test_words_instead_of_a_figure_stay() -> None:
    table = _table(rows=[{"name": "A", "town": "B", "hours": "too few", "since": None}])
    assert [str(cell.text) for cell in table.rows[0].cells] == ["A", "B", "too few", ""]


def test_the_page_escapes_and_shows_german_numbers() -> None:
    with translation.override("de"):
        html = Template("{% load ui %}{% table table %}").render(Context({"table": _table()}))
    assert "Äpfel &amp; &lt;Co&gt;" in html
    assert "1.234,0" in html
    assert "31.01.2026" in html
    assert 'aria-sort="ascending"' in html
    assert "4 Einträge, Seite 1 von 2" in html
    assert "format=csv" in html


def test_html_of_a_column_stands_on_the_page_only() -> None:
    class Marked(Partners):
        columns = (Column("name", "Name", html=lambda row: format_html("<b>{}</b>", row["name"])),)

    table = Marked(ROWS, RequestFactory().get("/"))
    assert "<b>Äpfel &amp; &lt;Co&gt;</b>" in _names(table)  # type: ignore[arg-type]
    assert "<b>" not in table.to_csv().decode("utf-8-sig")


def test_an_empty_table_says_how_to_begin() -> None:
    class Empty(Partners):
        empty_title = "No partners"
        empty_action = Action("Add a partner", "/new/")

    table = Empty([], RequestFactory().get("/"))
    html = Template("{% load ui %}{% table table %}").render(Context({"table": table}))
    assert "No partners" in html
    assert 'href="/new/"' in html
    assert "<table" not in html


def test_a_table_without_request_has_no_links() -> None:
    table = Partners(ROWS)
    assert table.downloads == []
    assert table.pages == []
    assert table.heads[0].sort_url == ""
