"""The open read interface in HSDS 3.0, at /hsds/: no key, for any page on the internet, cached by content."""

from __future__ import annotations

import functools
import hashlib
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, reverse
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError
from ninja.openapi.schema import OpenAPISchema

from chancennetz.access import declare
from chancennetz.hsds import queries
from chancennetz.hsds.filters import NearFilter, Paging, ServiceFilter, TermFilter
from chancennetz.hsds.nesting import Nester, Row
from chancennetz.hsds.outgoing import Collector, organisation_rows
from chancennetz.hsds.packages import PROFILE
from chancennetz.hsds.schema import VERSION
from chancennetz.organisations.models import Organisation
from chancennetz.supportmap.models import OrganisationProfile, Service, ServiceAtLocation, TaxonomyTerm
from chancennetz.supportmap.queries import offers, terms

#: How long others may keep an answer, in seconds.
KEEP = 300
_SHORT = ("id", "organization_id", "name", "description", "status", "last_modified", "assured_date")

#: What the web server itself answers when an address is longer than any question needs (`config.gunicorn`).
_TOO_LONG = {
    "description": "The address is longer than 8,190 characters.",
    "content": {"text/html": {"schema": {"type": "string"}}},
}


class _Interface(NinjaAPI):
    """Describes the answer of the web server too."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        """Return the description of the interface."""
        schema = super().get_openapi_schema(*args, **kwargs)
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"][414] = _TOO_LONG
        return schema


api = _Interface(
    title="Chancennetz support map",
    version=VERSION,
    description="Offers of help in HSDS 3.0 with the German county profile (fields that begin with de_).",
    urls_namespace="hsds",
    docs_url=None,
    openapi_url="openapi.json",
)


class Page(Schema):
    """The envelope of every list."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, Any]]


class Problem(Schema):
    """Why there is no answer: a sentence, or for each wrong parameter its place and what is wrong."""

    detail: Any


_METHODS = ("GET", "HEAD", "OPTIONS")
_MANY: Any = {200: Page, 422: Problem}
_NEAR: Any = {200: Page, 404: Problem, 422: Problem}
_ONE: Any = {200: dict[str, Any], 404: Problem, 422: Problem}


def _page(rows: Any, asked: Paging, show: Callable[[Any], list[Row]]) -> dict[str, Any]:
    """Return one page of rows (query or list) in the envelope; a page beyond the last one is empty."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    pages = max(1, -(-total // asked.per_page))
    start = (asked.page - 1) * asked.per_page
    contents = show(rows[start : start + asked.per_page]) if start < total else []
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(contents),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _organisation_id(hsds_id: uuid.UUID) -> uuid.UUID:
    """Return our id of an organisation named by HSDS id."""
    profile = OrganisationProfile.objects.filter(hsds_id=hsds_id).first()
    return profile.organisation_id if profile else hsds_id


def _filtered(asked: ServiceFilter) -> QuerySet[Service]:
    rows = offers.public_services()
    if asked.search:
        rows = offers.with_words(rows, asked.search)
    if asked.taxonomy_term_id:
        rows = offers.with_terms(rows, [asked.taxonomy_term_id])
    if asked.taxonomy_id:
        listed = TaxonomyTerm.objects.filter(taxonomy=asked.taxonomy_id)
        rows = offers.with_terms(rows, listed.values_list("pk", flat=True))
    if asked.organization_id:
        rows = rows.filter(organisation=_organisation_id(asked.organization_id))
    if asked.modified_after:
        rows = rows.filter(last_modified__date__gte=asked.modified_after)
    return rows


def _shown(services: Iterable[Service], *, minimal: bool, full: bool) -> list[Row]:
    """Return services in the length that was asked for."""
    rows = list(services)
    ids = [str(row.pk) for row in rows]
    collector = Collector()
    tables = collector.services(Service.objects.filter(pk__in=[row.pk for row in rows]).order_by("name", "id"))
    if full:
        nester = Nester(tables)
        return [nester.record("service", key) for key in ids]
    found = []
    for key in ids:
        row = dict(tables["service"][key])
        if minimal:
            row = {name: row[name] for name in _SHORT if name in row}
        else:
            row["organization"] = tables["organization"][row["organization_id"]]
            program = tables.get("program", {}).get(row.get("program_id", ""))
            row |= {"program": program} if program else {}
        found.append(row)
    return found


@api.get("/", summary="What this interface is")
def root(request: HttpRequest) -> dict[str, str]:
    """Version, profile and description of the interface."""
    return {
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": request.build_absolute_uri(reverse("hsds:openapi-json")),
    }


def _around(asked: NearFilter) -> queries.Distances | None:
    """Return the distances of places from the point that was asked for, None when none was."""
    if asked.coordinates:
        latitude, longitude = map(float, asked.coordinates.split(","))
        return queries.distances(latitude, longitude, asked.proximity)
    if not asked.proximity:
        return None
    middle = queries.middle_of(asked.postcode)
    if middle is None:
        raise HttpError(404, "There is no point to measure from. Give coordinates, or a postcode with known places.")
    return queries.distances(*middle, asked.proximity)


def _with_distance(rows: list[Row], found: list[queries.Near]) -> list[Row]:
    return [{**row, "de_distance": round(near.metres)} for row, near in zip(rows, found, strict=True)]


@api.get("/services", response=_NEAR, exclude_unset=True)
def services(request: HttpRequest, asked: Query[NearFilter]) -> dict[str, Any]:
    """Services, by name; around a point the nearest first, with `de_distance` in metres."""
    rows = _filtered(asked)
    around = _around(asked)
    if around is None:
        if asked.postcode:
            rows = rows.filter(pk__in=queries.at_postcode(asked.postcode).values("service"))
        return _page(rows, asked, lambda part: _shown(part, minimal=asked.minimal, full=asked.full))

    def show(part: list[queries.Near]) -> list[Row]:
        stored = Service.objects.select_related("organisation").in_bulk([near.service_id for near in part])
        ordered = [stored[near.service_id] for near in part]
        return _with_distance(_shown(ordered, minimal=asked.minimal, full=asked.full), part)

    return _page(queries.nearest_services(rows, around), asked, show)


@api.get("/services/{service_id}", response=_ONE)
def service(request: HttpRequest, service_id: uuid.UUID) -> dict[str, Any]:
    """One service with everything that hangs on it."""
    rows = offers.public_services().filter(pk=service_id)
    found = _shown(rows, minimal=False, full=True)
    if not found:
        raise HttpError(404, "There is no such service.")
    return found[0]


def _organisations() -> QuerySet[Organisation]:
    with_offers = offers.public_services().order_by().values("organisation")
    return Organisation.objects.filter(pk__in=with_offers).order_by("sort_name", "id")


def _organisation_full(organisation: Organisation) -> Row:
    """Return an organisation with its public services and places inside."""
    tables = Collector().services(offers.public_services().filter(organisation=organisation))
    key = organisation_rows([organisation.pk])[organisation.pk]["id"]
    return Nester(tables).record("organization", key)


@api.get("/organizations", response=_MANY, exclude_unset=True)
def organizations(request: HttpRequest, asked: Query[ServiceFilter]) -> dict[str, Any]:
    """Organisations that have a public service, by name."""
    rows = _organisations()
    if asked.search:
        rows = rows.filter(sort_name__contains=asked.search.casefold())

    def show(part: QuerySet[Organisation]) -> list[Row]:
        found = list(part)
        if asked.full:
            return [_organisation_full(row) for row in found]
        shown = organisation_rows([row.pk for row in found])
        return [shown[row.pk] for row in found]

    return _page(rows, asked, show)


@api.get("/organizations/{organisation_id}", response=_ONE)
def organization(request: HttpRequest, organisation_id: uuid.UUID) -> dict[str, Any]:
    """One organisation with its services."""
    found = _organisations().filter(pk=_organisation_id(organisation_id)).first()
    if found is None:
        raise HttpError(404, "There is no such organization.")
    return _organisation_full(found)


def _places(rows: Iterable[ServiceAtLocation], *, full: bool) -> list[Row]:
    found = list(rows)
    tables = Collector().services(Service.objects.filter(pk__in={row.service_id for row in found}))
    nester = Nester(tables)
    shown = []
    for row in found:
        record = nester.record("service_at_location", str(row.pk))
        if not full:
            record = {key: value for key, value in record.items() if not isinstance(value, list)}
        shown.append(record)
    return shown


@api.get("/service_at_locations", response=_NEAR, exclude_unset=True)
def service_at_locations(request: HttpRequest, asked: Query[NearFilter]) -> dict[str, Any]:
    """Services at their places; around a point the nearest first, with `de_distance` in metres."""
    rows = ServiceAtLocation.objects.on().filter(service__in=_filtered(asked).order_by()).order_by("id")
    around = _around(asked)
    if around is None:
        if asked.postcode:
            rows = rows.filter(pk__in=queries.at_postcode(asked.postcode).values("pk"))
        return _page(rows, asked, lambda part: _places(part, full=asked.full))

    def show(part: list[queries.Near]) -> list[Row]:
        stored = ServiceAtLocation.objects.in_bulk([near.place_id for near in part])
        return _with_distance(_places([stored[near.place_id] for near in part], full=asked.full), part)

    return _page(queries.nearest_places(rows, around), asked, show)


@api.get("/service_at_locations/{place_id}", response=_ONE)
def service_at_location(request: HttpRequest, place_id: uuid.UUID) -> dict[str, Any]:
    """One service at one place."""
    rows = ServiceAtLocation.objects.on().filter(pk=place_id, service__in=offers.public_services().order_by())
    found = _places(rows, full=True)
    if not found:
        raise HttpError(404, "There is no such service at a location.")
    return found[0]


@api.get("/taxonomies", response=_MANY, exclude_unset=True)
def taxonomies(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """Taxonomies, by name."""
    tables = Collector().terms(None)
    return _page(terms.taxonomies(), asked, lambda rows: [tables["taxonomy"][str(row.pk)] for row in rows])


@api.get("/taxonomies/{taxonomy_id}", response=_ONE)
def taxonomy(request: HttpRequest, taxonomy_id: uuid.UUID) -> dict[str, Any]:
    """One taxonomy."""
    found = Collector().terms(None).get("taxonomy", {}).get(str(taxonomy_id))
    if found is None:
        raise HttpError(404, "There is no such taxonomy.")
    return found


@api.get("/taxonomy_terms", response=_MANY, exclude_unset=True)
def taxonomy_terms(request: HttpRequest, asked: Query[TermFilter]) -> dict[str, Any]:
    """Terms in their order."""
    rows = TaxonomyTerm.objects.order_by("taxonomy__name", "position", "id")
    if asked.taxonomy_id:
        rows = rows.filter(taxonomy=asked.taxonomy_id)
    if asked.parent_id:
        rows = rows.filter(parent=asked.parent_id)
    if asked.top_only:
        rows = rows.filter(parent__isnull=True)
    tables = Collector().terms(None)
    return _page(rows, asked, lambda part: [tables["taxonomy_term"][str(row.pk)] for row in part])


@api.get("/taxonomy_terms/{term_id}", response=_ONE)
def taxonomy_term(request: HttpRequest, term_id: uuid.UUID) -> dict[str, Any]:
    """One term with its taxonomy."""
    tables = Collector().terms({term_id})
    if str(term_id) not in tables.get("taxonomy_term", {}):
        raise HttpError(404, "There is no such term.")
    return Nester(tables).record("taxonomy_term", str(term_id))


def _open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let every page read the answer, and let an unchanged one be kept (ETag by content)."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse
        if request.method not in _METHODS:
            response = HttpResponseNotAllowed(_METHODS)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = ", ".join(_METHODS)
            response["Access-Control-Allow-Headers"] = "If-None-Match"
        else:
            response = view(request, *args, **kwargs)
        if response.status_code == 200:
            tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            if tag in request.headers.get("If-None-Match", ""):
                response = HttpResponse(status=304)
            response["ETag"] = tag
            response["Cache-Control"] = f"public, max-age={KEEP}"
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
        return response

    # Exempt, so that a method that writes is answered as not allowed; nothing here is ever written.
    answer.csrf_exempt = True  # type: ignore[attr-defined]  # an attribute of any view
    return declare.public("offers of help are open data (HSDS)")(answer)


def addresses() -> list[URLPattern | URLResolver]:
    """Return the addresses of the interface, each declared as open."""
    found = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern):
            pattern.callback = _open(pattern.callback)
        found.append(pattern)
    return found
