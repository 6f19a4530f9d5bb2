"""Translations without the gettext programs: extract, check, compile (Babel).

Message ids are English. Each room keeps its German texts in ``locale/de/LC_MESSAGES/django.po``; they are complete, or
``check`` fails. Compiled files (``.mo``) are made at set-up and not kept in the repository.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGES = ("de",)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
#: Catalogue headers carry dates; a fixed one keeps an unchanged file unchanged.
_HEADER_DATE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class UnknownRoom(LookupError):
    """No room of this name."""


@dataclass(slots=True)
class Report:
    """What is wrong with one room's catalogue of one language."""

    room: str
    language: str
    missing: list[str] = field(default_factory=list)
    fuzzy: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether nothing is wrong."""
        return not (self.missing or self.fuzzy or self.unused or self.broken)


def rooms() -> list[str]:
    """Return the names of all rooms (folders of the package with Python code)."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def room_folder(room: str) -> Path:
    """Return a room's folder; raises `UnknownRoom` naming the rooms there are."""
    folder = PACKAGE / room
    if not (folder / "__init__.py").is_file():
        message = f"There is no room {room!r}. Rooms: {', '.join(rooms())}."
        raise UnknownRoom(message)
    return folder


def catalogue_path(folder: Path, language: str) -> Path:
    """Return where a room keeps its catalogue."""
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def _sources(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield each source file as Python text: modules as they are, templates through Django's own converter."""
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.relative_to(folder).parts:
            yield path, path.read_bytes()
    for pattern in ("*.html", "*.txt"):
        for path in sorted((folder / "templates").rglob(pattern)):
            converted = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            lines = (line.lstrip() for line in converted.splitlines())  # indentation of HTML is none of Python
            yield path, "\n".join(lines).encode()


def extracted(folder: Path) -> Catalog:
    """Collect the message ids a room uses."""
    catalogue = Catalog(charset="utf-8")
    for path, source in _sources(folder):
        where = path.relative_to(folder).as_posix()
        for _line, message, comments, context in extract(
            "python", io.BytesIO(source), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            catalogue.add(message, locations=[(where, 0)], auto_comments=comments, context=context)
    return catalogue


def _read(path: Path, language: str) -> Catalog:
    if not path.is_file():
        return Catalog(locale=language, charset="utf-8", domain="django")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django", charset="utf-8")


def update(room: str, language: str = "de") -> Report:
    """Write the room's catalogue anew: new ids come in empty, known ones keep their text, unused ones go.

    Returns what is left to translate.
    """
    folder = room_folder(room)
    path = catalogue_path(folder, language)
    template = extracted(folder)
    catalogue = _read(path, language)
    catalogue.update(template, no_fuzzy_matching=True)
    if not len(catalogue):
        return Report(room, language)
    catalogue.header_comment = f"# {language}: texts of the room {room}. Licence: EUPL-1.2."
    catalogue.project, catalogue.version = "chancennetz", "1"
    catalogue.creation_date = catalogue.revision_date = _HEADER_DATE
    catalogue.fuzzy = False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return check(room, language)


def _name(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{text} [{message.context}]" if message.context else text


def _translated(message: Message) -> bool:
    return bool(message.string) if isinstance(message.string, str) else all(message.string)


def check(room: str, language: str = "de") -> Report:
    """Compare a room's catalogue with what its code and templates use."""
    folder = room_folder(room)
    used = {
        (message.id if isinstance(message.id, str) else message.id[0], message.context): message
        for message in extracted(folder)
        if message.id
    }
    catalogue = _read(catalogue_path(folder, language), language)
    kept = {
        (message.id if isinstance(message.id, str) else message.id[0], message.context): message
        for message in catalogue
        if message.id
    }
    report = Report(room, language)
    for key, message in used.items():
        found = kept.get(key)
        if found is None or not _translated(found):
            report.missing.append(_name(message))
        elif found.fuzzy:
            report.fuzzy.append(_name(message))
        else:
            report.broken.extend(f"{_name(message)}: {error}" for error in found.check(catalogue))
    report.unused.extend(_name(message) for key, message in kept.items() if key not in used)
    return report


def conflicts(language: str = "de") -> list[str]:
    """Name message ids that two rooms translate differently: Django merges all catalogues, so only one text would win.

    The way out is a context (`pgettext`, `{% translate "x" context "y" %}`).
    """
    seen: dict[tuple[str, str | None], tuple[str, object]] = {}
    found = []
    for room in rooms():
        for message in _read(catalogue_path(PACKAGE / room, language), language):
            if not message.id or not _translated(message):
                continue
            key = (message.id if isinstance(message.id, str) else message.id[0], message.context)
            first_room, first = seen.setdefault(key, (room, message.string))
            if first != message.string:
                found.append(f"{_name(message)}: {first_room} says {first!r}, {room} says {message.string!r}")
    return found


def compile_catalogues() -> list[Path]:
    """Write the ``.mo`` file beside each ``.po`` file; returns what was written."""
    written = []
    for path in sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po")):
        language = path.parent.parent.name
        target = path.with_suffix(".mo")
        scratch = target.with_suffix(".mo.new")
        with scratch.open("wb") as file:
            write_mo(file, _read(path, language))
        scratch.replace(target)
        written.append(target)
    return written
