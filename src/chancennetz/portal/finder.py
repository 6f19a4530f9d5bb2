"""The search of the top bar: people, families, organisations, offers, pages; only what one may see."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from chancennetz.access import rules
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.queries import visible_files
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.text import sort_key
from chancennetz.organisations.models import Organisation
from chancennetz.people import queries as people
from chancennetz.supportmap.queries.offers import public_services, with_words
from chancennetz.ui import navigation

SHORTEST_QUERY = 2
LONGEST_QUERY = 120
_PER_GROUP = 8
_NUMBER = re.compile(r"[2-9A-HJ-NP-Z]{4}-?[2-9A-HJ-NP-Z]{4}", re.IGNORECASE)
_DAY = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """One result: what it is called, where it is, a quiet word beside it."""

    title: str
    url: str
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Results of one kind."""

    label: str
    icon: str
    hits: list[Hit]


def _may(actor: Actor, type_: ObjectType, action: Action) -> bool:
    return rules.decide(actor, action, rules.Target(type_), actor.purpose, time.now()).allowed


def _split_birth_date(text: str) -> tuple[str, Any]:
    """Take a birth date such as 3.5.2012 out of the text."""
    match = _DAY.search(text)
    if match is None:
        return text, None
    day, month, year = (int(part) for part in match.groups())
    try:
        birth_date = time.EARLIEST_DAY.replace(year=year, month=month, day=day)
    except ValueError:
        return text, None
    return _DAY.sub(" ", text).strip(), birth_date


def _people(actor: Actor, text: str) -> list[Hit]:
    if not _may(actor, ObjectType.PERSON_SEARCH, Action.LIST):
        return []
    name, birth_date = _split_birth_date(text)
    hits = []
    for found in people.search(actor, name, birth_date=birth_date, limit=_PER_GROUP):
        file = found.files[0] if found.files else None
        if file is not None:
            address = reverse("portal:family", args=[file.pk])
            born = found.person.birth_date
            note = _("born %(day)s") % {"day": time.format_date(born, weekday=False)} if born else ""
            hits.append(Hit(found.person.full_name, address, note))
    return hits


def _files(actor: Actor, text: str) -> list[Hit]:
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return []
    number = text.strip().upper().replace("-", "")
    files = visible_files(actor).filter(number=f"{number[:4]}-{number[4:]}")
    return [Hit(file.number, reverse("portal:family", args=[file.pk])) for file in files[:1]]


def _organisations(actor: Actor, text: str) -> list[Hit]:
    if not _may(actor, ObjectType.ORGANISATION, Action.LIST):
        return []
    found = Organisation.objects.on().filter(
        Q(sort_name__contains=sort_key(text)) | Q(short_name__icontains=text) | Q(name__icontains=text)
    )
    hits = []
    for organisation in found.order_by("sort_name")[:_PER_GROUP]:
        try:
            address = reverse("organisations:detail", args=[organisation.pk])
        except NoReverseMatch:
            continue
        hits.append(Hit(organisation.name, address, str(organisation.get_kind_display())))
    return hits


def _offers(actor: Actor, text: str) -> list[Hit]:
    if not _may(actor, ObjectType.SERVICE, Action.LIST):
        return []
    return [
        Hit(one.name, reverse("offerediting:detail", args=[one.pk]), str(one.organisation))
        for one in with_words(public_services(), text)[:_PER_GROUP]
    ]


def _pages(actor: Actor, text: str) -> list[Hit]:
    wanted = sort_key(text)
    return [
        Hit(str(entry.label), reverse(entry.url_name))
        for entry in navigation.registered().get(actor.role, [])
        if wanted in sort_key(str(entry.label))
    ]


def find(actor: Actor, text: str) -> list[Group]:
    """Return the results by kind, empty kinds left out; a fixed number of queries whatever is found."""
    groups = [
        Group(_("People"), "user", _people(actor, text)),
        Group(_("Family files"), "folder", _files(actor, text)),
        Group(_("Organisations"), "building", _organisations(actor, text)),
        Group(_("Offers"), "map-pin", _offers(actor, text)),
        Group(_("Pages"), "file-text", _pages(actor, text)),
    ]
    return [group for group in groups if group.hits]
