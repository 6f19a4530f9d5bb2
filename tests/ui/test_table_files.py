"""CSV and XLSX: figures stay figures, formulas do not."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.test import RequestFactory
from django.utils import translation

from chancennetz.ui import table_files
from chancennetz.ui.tables import Column, Table

HOSTILE = [
    '=HYPERLINK("http://evil","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠x",
    "\ufeff=1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_formulas_lose_their_power(text: str) -> None:
    assert table_files.harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+12,5", "-1.234,5", "12 %", "Müller", "a=b", "3-4", "", "'x"])
def test_plain_text_and_figures_stay(text: str) -> None:
    assert table_files.harmless(text) == text


def test_control_characters_go() -> None:
    assert table_files.harmless("a\x00b\x1bc\nd") == "abc\nd"


class Figures(Table):
    caption = "=Title"
    columns = (
        Column("name", "Name"),
        Column("hours", "Hours", kind="number"),
        Column("share", "Share", kind="percent"),
        Column("day", "Day", kind="date"),
        Column("moment", "Moment", kind="moment"),
        Column("ok", "Ok", kind="yesno"),
        Column("note", "Note", page=False),
        Column("secret", "Secret", file=False),
    )
    filename = "figures"
    page_size = 1
    notes = ("Source: own counts",)


ROWS = [
    {
        "name": HOSTILE[0],
        "hours": -12.5,
        "share": 0.25,
        "day": dt.date(2026, 11, 23),
        "moment": dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC),
        "ok": True,
        "note": 'semi;colon "quoted"\nline',
        "secret": "hidden",
    },
    {
        "name": "Second",
        "hours": Decimal("1000.10"),
        "share": None,
        "day": None,
        "moment": None,
        "ok": False,
        "note": "",
        "secret": "",
    },
]


def test_csv_reads_back_as_german_spreadsheets_do() -> None:
    with translation.override("de"):
        content = Figures(ROWS).to_csv()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert lines == [
        ["Name", "Hours", "Share", "Day", "Moment", "Ok", "Note"],
        [f"'{HOSTILE[0]}", "-12,5", "0,25", "2026-11-23", "2026-07-02 00:30", "ja", 'semi;colon "quoted"\nline'],
        ["Second", "1000,10", "", "", "", "nein", ""],
    ]


def test_english_csv_has_points_and_commas() -> None:
    with translation.override("en"):
        text = Figures(ROWS).to_csv().decode("utf-8-sig")
    assert text.splitlines()[0] == "Name,Hours,Share,Day,Moment,Ok,Note"
    assert ",-12.5,0.25," in text


def test_xlsx_keeps_types_and_holds_no_formula() -> None:
    with translation.override("de"):
        book = openpyxl.load_workbook(io.BytesIO(Figures(ROWS).to_xlsx()))
    sheet = book["Zahlen"]
    first = [cell.value for cell in sheet[2]]
    assert first == [
        f"'{HOSTILE[0]}",
        -12.5,
        0.25,
        dt.datetime(2026, 11, 23),  # noqa: DTZ001 - a workbook knows no zones
        dt.datetime(2026, 7, 2, 0, 30),  # noqa: DTZ001
        "ja",
        'semi;colon "quoted"\nline',
    ]
    assert sheet.freeze_panes == "A2"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    about = [row[0].value for row in book["Zu den Zahlen"].iter_rows()]
    assert about[:2] == ["'=Title", "Source: own counts"]


def test_very_long_text_fits_into_a_cell() -> None:
    rows = [{**ROWS[1], "name": "x" * 40_000}]
    book = openpyxl.load_workbook(io.BytesIO(Figures(rows).to_xlsx()))
    assert len(book.worksheets[0]["A2"].value) == 32_767


def test_download_answers_only_when_asked() -> None:
    factory = RequestFactory()
    assert Figures(ROWS, factory.get("/")).download() is None
    assert Figures(ROWS, factory.get("/?format=exe")).download() is None
    answer = Figures(ROWS, factory.get("/?format=csv")).download()
    assert answer is not None
    assert answer["Content-Disposition"] == 'attachment; filename="figures.csv"'
    assert answer.content.count(b"\r\n") == 3  # all rows, not only the page's
    workbook = Figures(ROWS, factory.get("/?format=xlsx")).download()
    assert workbook is not None
    assert workbook.content.startswith(b"PK")
