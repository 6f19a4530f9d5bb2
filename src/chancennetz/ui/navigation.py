"""Who gets which entries in the side navigation, and where the links of the top bar lead.

Rooms above register at start-up (``AppConfig.ready`` -> ``hooks.py``)::

    from chancennetz.ui import navigation

    navigation.register("counsellor", [navigation.Entry(_("My day"), "portal:my_day", icon="house", order=10)])
    navigation.link("search", "portal:search")

The page frame shows at most seven entries per role and four on the phone; the rest of the phone's entries stand in
its menu. An entry whose address does not exist (a room that is switched off) is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

MOST_ENTRIES = 7
MOST_PHONE_ENTRIES = 4

Text = str | Promise
LinkName = Literal[
    "home", "search", "help", "profile", "switch_role", "login", "logout", "privacy", "imprint", "language"
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the side navigation.

    `order` sorts (rooms use 10, 20, 30 ...); `phone=False` keeps an entry out of the phone's bottom bar;
    `short` is the word under the icon there when the label is long; `also` holds beginnings of further addresses that
    belong to the entry.
    """

    label: Text
    url_name: str
    icon: str
    order: int = 50
    phone: bool = True
    short: Text = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as the page needs it: resolved address, and whether the reader is there now."""

    label: str
    short: str
    url: str
    icon: str
    current: bool
    phone: bool


_entries: dict[str, dict[str, Entry]] = defaultdict(dict)
_links: dict[str, str] = {}
_role_names: dict[str, Text] = {}


def register(role: str, entries: Iterable[Entry]) -> None:
    """Add entries to a role's navigation; registering the same address again replaces the entry."""
    for entry in entries:
        _entries[role][entry.url_name] = entry


def link(name: LinkName, url_name: str) -> None:
    """Tell the frame where one of its own links leads (top bar and footer)."""
    _links[name] = url_name


def name_roles(names: dict[str, Text]) -> None:
    """Give the words for the roles that stand under the reader's name."""
    _role_names.update(names)


def role_name(role: str) -> str:
    """Return the word for a role, empty when nobody named it."""
    return str(_role_names.get(role, ""))


def registered() -> dict[str, list[Entry]]:
    """Return all entries by role, in their order (for checks and tests)."""
    return {role: sorted(found.values(), key=lambda entry: entry.order) for role, found in _entries.items()}


def address(url_name: str) -> str:
    """Return the path of a named URL, empty when no room serves it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def links() -> dict[str, str]:
    """Return the resolved links of the frame; one that nobody registered or serves is missing."""
    found = {name: address(url_name) for name, url_name in _links.items()}
    return {name: url for name, url in found.items() if url}


def shown(role: str, path: str) -> list[ShownEntry]:
    """Return the entries for a role with the one marked that the path belongs to (longest match)."""
    ordered = sorted(_entries.get(role, {}).values(), key=lambda entry: entry.order)
    pairs = [(entry, address(entry.url_name)) for entry in ordered]
    pairs = [(entry, url) for entry, url in pairs if url][:MOST_ENTRIES]
    begins = [(beginning, url) for entry, url in pairs for beginning in (url, *entry.also)]
    matching = [
        (len(beginning), url)
        for beginning, url in begins
        if path == beginning or (beginning != "/" and path.startswith(beginning.rstrip("/") + "/"))
    ]
    here = max(matching, default=(0, ""))[1]
    return [
        ShownEntry(str(entry.label), str(entry.short or entry.label), url, entry.icon, url == here, entry.phone)
        for entry, url in pairs
    ]
