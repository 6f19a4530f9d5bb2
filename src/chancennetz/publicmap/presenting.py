"""What pages show of offers: short results, and one offer with everything, in the reader's language."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Model, QuerySet

from chancennetz.core import time
from chancennetz.core.prepared import prepared
from chancennetz.mapsearch import hours
from chancennetz.mapsearch.directory import Directory, Facts
from chancennetz.mapsearch.hours import Day, OpeningRules
from chancennetz.places import queries as places
from chancennetz.places.queries import NearStop
from chancennetz.publicmap import when
from chancennetz.publicmap.constants import DAYS_SHOWN, Language
from chancennetz.publicmap.details import Details
from chancennetz.publicmap.wording import wording
from chancennetz.supportmap.constants import ACCESSIBILITY, SOURCE_LANGUAGE, ServiceStatus
from chancennetz.supportmap.models import Accessibility, Address, Service, ServiceAtLocation
from chancennetz.supportmap.queries.texts import ShownText, Texts

_SUMMARY = 170


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """One line of a list of results."""

    id: uuid.UUID
    name: ShownText
    summary: ShownText
    provider: str
    where: str
    today: str
    is_open: bool
    free: bool
    walk_in: bool
    wheelchair: bool
    languages: str


def shorten(text: str, limit: int = _SUMMARY) -> str:
    """Return the beginning of a text, whole sentences if one fits, whole words otherwise."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[:limit]
    sentence = max(cut.rfind(". "), cut.rfind("! "), cut.rfind("? "))
    return cut[: sentence + 1] if sentence > limit // 3 else cut[: cut.rfind(" ")] + " …"


@prepared
def _shown(*, ids: list[uuid.UUID], day: dt.date) -> QuerySet[Service]:
    return Service.objects.public(day).filter(pk__in=ids).only("id", "name", "description", "status")


def results(directory: Directory, ids: Sequence[uuid.UUID], language: Language, now: dt.datetime) -> list[Result]:
    """Return short results in the order of the ids; offers that have gone in the meantime are left out (2 queries)."""
    services = {row.pk: row for row in _shown(ids=list(ids), day=time.today())} if ids else {}
    texts = Texts(language.content, services.values())
    return [
        _result(directory, services[id_], texts, language, now)
        for id_ in ids
        if id_ in services and id_ in directory.position
    ]


def _result(directory: Directory, service: Service, texts: Texts, language: Language, now: dt.datetime) -> Result:
    position = directory.position[service.id]
    facts = directory.facts[position]
    today = hours.today(directory.hours.rules[position], now)
    paused = service.status == ServiceStatus.TEMPORARILY_CLOSED
    text = texts.shown(service, "description")
    return Result(
        id=service.id,
        name=texts.shown(service, "name"),
        summary=dataclasses.replace(text, text=shorten(text.text)),
        provider=facts.provider,
        where=_where(directory, facts, language),
        today=wording(language.code)["paused"] if paused else when.today_in_words(today, language, now),
        is_open=today.is_open and not paused,
        free=facts.free,
        walk_in=facts.walk_in,
        wheelchair=facts.wheelchair,
        languages=", ".join(when.language_name(code, language) for code in facts.languages),
    )


def _where(directory: Directory, facts: Facts, language: Language) -> str:
    towns = [directory.towns[key].name for key in facts.towns if key in directory.towns]
    if not towns:
        return wording(language.code)["county_wide"]
    return ", ".join(towns[:4]) + (" …" if len(towns) > 4 else "")


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """One place where an offer is found. `address` holds lines; it is empty where the place is kept secret."""

    name: ShownText
    address: list[str]
    hidden: bool
    town: str
    way: ShownText
    stops: list[NearStop]
    phones: list[str]
    access: list[ShownText]
    latitude: float | None
    longitude: float | None
    opening: list[str]
    days: list[Day]
    remarks: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class OfferPage:
    """One offer with everything that the public may know."""

    service: Service
    name: ShownText
    description: ShownText
    provider: str
    alert: ShownText
    for_whom: ShownText
    apply: ShownText
    costs: list[str]
    cost_text: ShownText
    languages: str
    interpreters: ShownText
    bring: list[ShownText]
    phones: list[str]
    emails: list[str]
    website: str
    today: str
    is_open: bool
    free: bool
    places: list[Place]
    rules: tuple[OpeningRules, ...]
    outdated: bool
    untranslated: bool
    checked: str

    @property
    def any_phone(self) -> bool:
        """Tell whether there is a number to call, at the offer or at one of its places."""
        return bool(self.phones or any(place.phones for place in self.places))


def offer_page(details: Details, language: Language, now: dt.datetime) -> OfferPage:
    """Return the page of an offer."""
    service = details.service
    texts = Texts(language.content, details.records())
    rules = rules_of(details)
    today = hours.today(rules, now)
    paused = service.status == ServiceStatus.TEMPORARILY_CLOSED
    description = texts.shown(service, "description")
    contacts = details.contacts.get(service.pk, [])
    speaking = [service.pk, *(at.location_id for at in details.places)]
    codes = {row.code for owner in speaking for row in details.languages.get(owner, ())}
    costs, free = _costs(details, texts, language)
    return OfferPage(
        service=service,
        name=texts.shown(service, "name"),
        description=description,
        provider=service.organisation.name,
        alert=texts.shown(service, "alert"),
        for_whom=texts.shown(service, "eligibility_description"),
        apply=texts.shown(service, "application_process"),
        costs=costs,
        cost_text=texts.shown(service, "fees_description"),
        languages=", ".join(when.language_name(code, language) for code in sorted(codes)),
        interpreters=texts.shown(service, "interpretation_services"),
        bring=[texts.shown(row, "document") for row in details.documents.get(service.pk, ()) if row.document],
        phones=_phones(details, [service, *contacts]),
        emails=list(dict.fromkeys(filter(None, [service.email, *(row.email for row in contacts)]))),
        website=service.url,
        today=wording(language.code)["paused"] if paused else when.today_in_words(today, language, now),
        is_open=today.is_open and not paused,
        free=free,
        places=[_place(at, details, texts, language) for at in details.places],
        rules=rules,
        outdated=description.outdated,
        untranslated=bool(description.text) and not description.language.startswith(language.content[:2]),
        checked=when.day(service.assured_date, language, year=True) if service.assured_date else "",
    )


def rules_of(details: Details) -> tuple[OpeningRules, ...]:
    """Return the opening rules of an offer: those at a place win over the offer's own, then the place's."""
    chosen = [details.schedules_at(at) for at in details.places]
    if not any(chosen):
        chosen = [details.schedules.get(details.service.pk, [])]
    return tuple(dict.fromkeys(OpeningRules.of(rows) for rows in chosen if rows))


def _costs(details: Details, texts: Texts, language: Language) -> tuple[list[str], bool]:
    """Return what it costs in words, and whether it is free."""
    lines, free = [], False
    today = time.today()
    for row in details.costs.get(details.service.pk, ()):
        if (row.valid_from and row.valid_from > today) or (row.valid_to and row.valid_to < today):
            continue
        said = [texts.text(row, "option"), texts.text(row, "amount_description")]
        if row.amount is not None and row.amount == 0:
            free = True
            said.insert(0, wording(language.code)["free"])
        elif row.amount is not None:
            euros = f"{row.amount:.2f}".replace(".", ",") if language.html != "en" else f"{row.amount:.2f}"
            said.insert(0, f"{euros} {'€' if row.currency == 'EUR' else row.currency}")
        lines.append(", ".join(filter(None, said)))
    return [line for line in lines if line], free


def _phones(details: Details, owners: Iterable[Model]) -> list[str]:
    numbers = [phone.number for owner in owners for phone in details.phones.get(owner.pk, ())]
    return list(dict.fromkeys(number for number in numbers if number))


def _place(at: ServiceAtLocation, details: Details, texts: Texts, language: Language) -> Place:
    location = at.location
    addresses = details.addresses.get(location.pk, [])
    contacts = [*details.contacts.get(at.pk, ()), *details.contacts.get(location.pk, ())]
    rules = OpeningRules.of(details.schedules_at(at))
    near = (
        places.nearest_stops(location.latitude, location.longitude)
        if location.latitude is not None and location.longitude is not None and not location.approximate
        else []
    )
    address = [] if location.confidential or not addresses else _address(addresses[0])
    return Place(
        name=texts.shown(location, "name"),
        address=address,
        hidden=location.confidential,
        town=addresses[0].city if address else "",
        way=texts.shown(location, "transportation"),
        stops=near,
        phones=_phones(details, [at, location, *contacts]),
        access=[_access(row, texts, language) for row in details.access.get(location.pk, ())],
        latitude=location.latitude,
        longitude=location.longitude,
        # hours are put into words in German and English; other readers see the coming days in their language
        opening=rules.words(time.today(), language.html, full=language.content == "de-simple")
        if language.html in {"de", "en"}
        else [],
        days=hours.coming([rules], time.today(), DAYS_SHOWN) if rules.said else [],
        remarks=rules.remarks,
    )


def _access(row: Accessibility, texts: Texts, language: Language) -> ShownText:
    """Return what helps people with disabilities, in the words of its keeper or those of the list."""
    if row.description or row.kind not in ACCESSIBILITY:
        return texts.shown(row, "description")
    return ShownText(str(ACCESSIBILITY[row.kind]), "en" if language.code == "en" else SOURCE_LANGUAGE)


def _address(row: Address) -> list[str]:
    return [line for line in (row.address_1, row.address_2, f"{row.postal_code} {row.city}".strip()) if line]
