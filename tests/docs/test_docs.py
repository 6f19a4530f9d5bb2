"""What stands in README and docs exists: links, files, commands, pages, words, capabilities."""

from __future__ import annotations

import csv
import re
import runpy
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po
from django.urls import Resolver404, resolve

from chancennetz.config import cli, health
from chancennetz.publicmap.wording import text_file

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src"
CAPABILITIES = PROJECT / "docs" / "capabilities.csv"
REQUIREMENTS = PROJECT.parent / "shared" / "acceptance" / "requirements.csv"
IMAGES = PROJECT / "docs" / "images"
TEXTS = sorted([PROJECT / "README.md", PROJECT / "CHANGELOG.md", *(PROJECT / "docs").rglob("*.md")])
STATUSES = {"done", "partly", "no"}
SOME_ID = "0190a1b2-0000-7000-8000-000000000000"

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_PAGE = re.compile(r"(?<![\w.>/-])(/[a-z][\w<>/-]*/)(?![\w.*])")
_FILE = re.compile(r"^[\w./*-]+/[\w.*-]+\.(?:py|md|csv|json|svg|toml)$")
_LABEL = re.compile(r"(?<!\*)\*(?=\S)([^*]+?)(?<=\S)\*(?!\*)")


def _prose(path: Path) -> str:
    """Return the text without indented and fenced blocks."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"^ {4}.*$", "", text, flags=re.MULTILINE)


def _anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _broken_links(path: Path) -> Iterator[str]:
    for address in _LINK.findall(_prose(path)):
        if re.match(r"[a-z]+:", address):
            continue
        name, _, anchor = address.partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            yield f"{path.name}: {address}"


def test_every_link_leads_somewhere() -> None:
    assert [broken for path in TEXTS for broken in _broken_links(path)] == []


def test_the_link_check_sees_a_broken_link(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One title\n[good](#one-title) [no file](gone.md) [no title](#other)\n", encoding="utf-8")
    assert list(_broken_links(page)) == ["page.md: gone.md", "page.md: #other"]


def test_every_named_file_exists() -> None:
    places = (PROJECT, SOURCE, SOURCE / "chancennetz")
    missing = [
        f"{path.relative_to(PROJECT)}: {name}"
        for path in TEXTS
        for name in _CODE.findall(_prose(path))
        if _FILE.match(name) and not name.startswith("var/") and not any(any(place.glob(name)) for place in places)
    ]
    assert missing == []


def _is_page(address: str) -> bool:
    if address.rstrip("/") == health.PATH.rstrip("/"):
        return True
    try:
        resolve(re.sub(r"<[^>]*>", SOME_ID, address))
    except Resolver404:
        return False
    return True


def test_every_named_page_exists() -> None:
    named = {
        (path.relative_to(PROJECT).as_posix(), code)
        for path in TEXTS
        for code in _CODE.findall(_prose(path))
        if re.fullmatch(r"/([a-z][\w<>/-]*/)?", code)
    }
    with CAPABILITIES.open(encoding="utf-8", newline="") as file:
        named |= {(row["id"], address) for row in csv.DictReader(file) for address in _PAGE.findall(row["where"])}
    assert ("docs/architecture.md", "/account/rules/") in named
    assert ("R023", "/monitoring/") in named
    assert [(where, address) for where, address in sorted(named) if not _is_page(address)] == []


def _command(words: list[str]) -> bool:
    """Tell whether `chancennetz WORDS` is a command, as far as the words name commands."""
    found: click.Command | None = cli.cli
    for word in words:
        if not isinstance(found, click.Group):
            return True
        if not re.fullmatch(r"[a-z][a-z-]*", word):
            return True
        found = found.get_command(click.Context(found), word)
        if found is None:
            return False
    return True


def _named_commands() -> Iterator[tuple[str, str]]:
    for path in TEXTS:
        for line in re.findall(
            r"(?:^ {4}|`)chancennetz ([a-z][^`\n#]*)", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            yield path.relative_to(PROJECT).as_posix(), line.strip()


def test_every_named_command_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.runtime, "start_django", lambda: None)
    monkeypatch.setattr(cli.runtime, "attach", lambda _context: None)
    named = set(_named_commands())
    assert ("README.md", "audit verify") in named
    assert not _command(["audit", "nonsense"])
    assert [(where, line) for where, line in sorted(named) if not _command(line.split())] == []


def _german_words() -> set[str]:
    words: set[str] = set()
    for path in SOURCE.glob("chancennetz/*/locale/de/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            words |= {str(message.string) for message in read_po(file) if isinstance(message.string, str)}
    return words | set(text_file("de").texts.values())  # the public map has its own texts


def test_the_handbook_names_buttons_and_pages_as_they_are() -> None:
    chapters = [PROJECT / "docs" / "handbuch.md", *sorted((PROJECT / "docs" / "handbuch").glob("*.md"))]
    handbook = "\n".join(_prose(chapter) for chapter in chapters)
    labels = _LABEL.findall(re.sub(r"\s+", " ", handbook))
    assert "Kontakt erfassen" in labels
    words = {word.lower() for word in _german_words()}
    assert sorted({label for label in labels if label.lower() not in words}) == []


def _rows() -> list[dict[str, str]]:
    with CAPABILITIES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_capabilities_cover_exactly_the_requirements() -> None:
    if not REQUIREMENTS.exists():
        pytest.skip("the list of requirements lies outside of the project and is not here")
    with REQUIREMENTS.open(encoding="utf-8", newline="") as file:
        wanted = [row["id"] for row in csv.DictReader(file)]
    assert [row["id"] for row in _rows()] == wanted


def test_capabilities_say_where_and_which_test_shows_it() -> None:
    rows = _rows()
    assert [row["id"] for row in rows if row["status"] not in STATUSES] == []
    there = [row for row in rows if row["status"] != "no"]
    assert [row["id"] for row in there if not row["where"].strip()] == []
    tests = {row["id"]: row["test"].split("::")[0] for row in there}
    assert [number for number, test in tests.items() if not test or not (PROJECT / test).is_file()] == []


def test_the_readme_counts_the_capabilities_right() -> None:
    rows = _rows()
    counts = Counter(row["status"] for row in rows)
    readme = re.sub(r"\s+", " ", (PROJECT / "README.md").read_text(encoding="utf-8"))
    sentence = f"all {len(rows)} required capabilities one by one: {counts['done']} are done, {counts['partly']} partly"
    assert sentence in readme


def test_the_index_lists_every_decision() -> None:
    folder = PROJECT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [
        path.name for path in folder.glob("*.md") if path.name != "README.md" and f"({path.name})" not in index
    ] == []


def test_pictures_are_those_of_the_script_and_small() -> None:
    shots = runpy.run_path(str(PROJECT / "scripts" / "screenshots.py"))["SHOTS"]
    pictures = sorted(IMAGES.glob("*.png"))
    assert [path.stem for path in pictures] == sorted(shot.name for shot in shots)
    assert sum(path.stat().st_size for path in pictures) < 1_200_000
    shown = "".join(path.read_text(encoding="utf-8") for path in TEXTS)
    assert [path.name for path in pictures if f"images/{path.name}" not in shown] == []


def test_the_picture_shows_the_house_as_it_stands() -> None:
    drawn = runpy.run_path(str(PROJECT / "scripts" / "house.py"))["draw"]()
    assert drawn == (IMAGES / "house.svg").read_text("utf-8"), "run `python scripts/house.py`"


def test_the_licence_is_the_one_the_package_names() -> None:
    licence = (PROJECT / "LICENSE").read_text(encoding="utf-8")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in licence
    assert [number for number in range(1, 16) if f"\n{number}." not in licence] == []
    assert 'license = "EUPL-1.2"' in (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
