"""No file that leaves the platform runs as a formula in a spreadsheet, whatever names people give to things.

The files are found by the links on the pages, so a new table is tried by itself.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client

from chancennetz.access import actions as access
from chancennetz.access.context import working_as
from chancennetz.audit.actions import record_read
from chancennetz.core.actor import system_actor
from chancennetz.organisations import actions as organisations
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.places.actions import import_areas
from tests.security.canaries import common_ids, plant_two
from tests.security.test_crawl import addresses
from tests.universe import Universe

DANGEROUS = {
    "equals": "=1+1",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(A1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "wide equals": "＝1+1",
    "wide plus": "＋1+1",
    "wide minus": "－1+1",
    "wide at": "＠SUM(A1)",
    "blank": " =1+1",
    "no-break": "\u00a0=1+1",
    "invisible": "\u200b=1+1",
    "program": "=cmd|'/c calc'!A1",
    "separator": "x;=1+1",
    "quote": '";=1+1',
}
_LINK = re.compile(r'href="([^"]*format=(?:csv|xlsx)[^"]*)"')
_FIGURE = re.compile(r"[+-]?\d+([.,]\d+)*\s?%?")
_SKIPPED = " \u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def _square(west: float) -> dict[str, Any]:
    ring = [[west, 51.0], [west + 0.05, 51.0], [west + 0.05, 51.05], [west, 51.05], [west, 51.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def _give_dangerous_names(universe: Universe) -> None:
    system, admin = system_actor(), universe.actor("admin")
    areas = [
        {"type": "Feature", "properties": {"AGS": f"05978{n:03}", "GEN": text}, "geometry": _square(6 + n / 10)}
        for n, text in enumerate(DANGEROUS.values(), start=1)
    ]
    collection = {"type": "FeatureCollection", "attribution": "=1+1", "features": areas}
    with working_as(system):
        import_areas(by=system, data=json.dumps(collection).encode())
    with working_as(admin):
        for number, text in enumerate(DANGEROUS.values()):
            organisations.create_organisation(
                by=admin, name=f"{text} {number}", kind=OrganisationKind.PROVIDER, short_name=text
            )
        for name in ("werkhof", "brueckenhaus", "jobcenter"):
            row = universe.organisations[name]
            organisations.change_organisation(
                by=admin, organisation=row, expected=row.version, name=f"=1+1 {row.name}", short_name=row.short_name
            )
        for name in ("anna", "carla", "dora"):
            access.change_user(
                by=admin, user=universe.users[name], display_name=f"@SUM({name})", phone="+49 2303 1", is_active=True
            )
    record_read(by=universe.actor("anna"), object_type="file")  # her new name stands in the log


def _runs(text: str) -> bool:
    """Tell whether a spreadsheet would take a text for a formula."""
    start = text.lstrip(_SKIPPED)
    return (text.startswith(_STARTS) or start.startswith(_STARTS)) and not _FIGURE.fullmatch(start)


def _cells_of_csv(content: bytes) -> list[str]:
    text = content.decode("utf-8-sig")
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in row]


def _cells_of_xlsx(content: bytes) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    return [cell.value for cell in cells]


def _exports(client: Client, pages: list[str]) -> dict[str, list[Any]]:
    """Follow every link to a file on the pages; return the cells by address."""
    found: dict[str, list[Any]] = {}
    for page in pages:
        answer = client.get(page)
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        for link in map(html.unescape, _LINK.findall(answer.content.decode())):
            address = page.partition("?")[0] + link if link.startswith("?") else link
            if address in found:
                continue
            file = client.get(address)
            assert file.status_code == 200, address
            assert "attachment" in file.headers.get("Content-Disposition", ""), f"{address} is no file"
            read = _cells_of_xlsx if "format=xlsx" in address else _cells_of_csv
            found[address] = read(file.content)
    return found


@pytest.mark.parametrize(
    ("name", "least", "seen"),
    [("admin", 4, "'=1+1"), ("dora", 6, "'@SUM(anna)"), ("paul", 2, "'=1+1")],
)
def test_no_cell_of_any_file_is_a_formula(universe: Universe, name: str, least: int, seen: str) -> None:
    werkhof, _bruecke = plant_two(universe)
    _give_dangerous_names(universe)
    client = Client(raise_request_exception=False)
    client.force_login(universe.users[name])
    pages = sorted(set(addresses(common_ids(universe) | werkhof.ids)))
    pages += [f"/privacy/log/file/?number={werkhof.file.number}"]
    files = _exports(client, pages)
    assert len(files) >= least, sorted(files)
    for address, cells in files.items():
        texts = [cell for cell in cells if isinstance(cell, str)]
        assert not [text for text in texts if _runs(text)], address
    # The dangerous names really are in the files, made harmless: otherwise nothing was tried.
    every = [cell for cells in files.values() for cell in cells if isinstance(cell, str)]
    assert any(cell.startswith(seen) for cell in every), sorted(files)


def test_figures_stay_figures(universe: Universe) -> None:
    plant_two(universe)
    _give_dangerous_names(universe)
    client = Client(raise_request_exception=False)
    client.force_login(universe.users["paul"])
    files = _exports(client, ["/monitoring/"])
    sheets = [cells for address, cells in files.items() if "format=xlsx" in address]
    assert sheets
    assert all(any(isinstance(cell, int | float) for cell in cells) for cells in sheets)
    plain = [cells for address, cells in files.items() if "format=csv" in address]
    assert all(any(_FIGURE.fullmatch(cell) for cell in cells) for cells in plain)


@pytest.mark.parametrize("text", DANGEROUS.values(), ids=DANGEROUS)
def test_the_check_itself_finds_a_formula(text: str) -> None:
    assert _runs(text) or text.startswith(("x;", '"'))
    assert not _runs(f"'{text}")
