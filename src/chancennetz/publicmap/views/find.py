"""Start page and results: what do you need, where, and what fits."""

from __future__ import annotations

import dataclasses
import math
import uuid
from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation.trans_real import parse_accept_lang_header

from chancennetz.access import declare
from chancennetz.core import time
from chancennetz.core.text import clean_line
from chancennetz.mapsearch import demand, finding
from chancennetz.mapsearch.constants import SITUATIONS
from chancennetz.mapsearch.directory import FLAGS, Directory, shelf
from chancennetz.mapsearch.finding import Found, Wanted
from chancennetz.publicmap import mapping, presenting, when
from chancennetz.publicmap.constants import LANGUAGES, LINES, LONGEST_QUERY, PAGE_SIZE
from chancennetz.publicmap.grouping import Box
from chancennetz.publicmap.views.common import Site, page, show

_PUBLIC = declare.public("the support map is for everybody, without account")


@_PUBLIC
def entrance(request: HttpRequest) -> HttpResponse:
    """Lead to the start page in the first language of the browser that the site has."""
    wanted = [code for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    language = next((code for one in wanted if (code := one.partition("-")[0]) in LANGUAGES), "de")
    response = redirect("publicmap:home", language=language)
    response["Vary"] = "Accept-Language"
    return response


@_PUBLIC
@page
def home(request: HttpRequest, site: Site) -> HttpResponse:
    """The question, the town, the life situations, and whom to call at once."""
    directory = shelf.current()
    context = {
        "towns": towns_of(directory),
        "situations": SITUATIONS,
        "lines": LINES,
        "offer_count": site.words.number(directory.size),
    }
    return show(request, site, "home", context)


def wanted_of(request: HttpRequest, directory: Directory) -> Wanted:
    """Read from the address what somebody asks for; what the site does not know is left out."""
    query = clean_line(request.GET.get("q", "")[:LONGEST_QUERY])
    town, situation = request.GET.get("town", ""), request.GET.get("topic", "")
    speaks = request.GET.get("speaks", "")
    return Wanted(
        query=query,
        town=town if town in directory.towns else "",
        situation=situation if situation in {one.key for one in SITUATIONS} else "",
        speaks=speaks if speaks in directory.speaks else "",
        flags=frozenset(flag for flag in FLAGS if request.GET.get(flag) == "1"),
    )


def towns_of(directory: Directory) -> list[tuple[str, str]]:
    """Return the towns to choose from by name."""
    return sorted(((town.key, town.name) for town in directory.towns.values()), key=lambda pair: pair[1])


@dataclasses.dataclass(frozen=True, slots=True)
class Toggle:
    """A filter to switch on and off, with the number of offers it leaves."""

    name: str
    label: str
    count: int
    on: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Option:
    """An entry of a choice, with the number of offers it leaves."""

    value: str
    label: str
    count: int
    chosen: bool


@_PUBLIC
@page
def find(request: HttpRequest, site: Site) -> HttpResponse:
    """The results as list or map. With htmx the same page comes back and only its middle is exchanged."""
    directory = shelf.current()
    wanted = wanted_of(request, directory)
    found = finding.find(directory, wanted)
    demand.note(found)
    as_map = request.GET.get("view") == "map"
    context = {
        "wanted": wanted,
        "total": site.words.count(len(found.ids)),
        "toggles": _toggles(site, found),
        "towns": _town_options(directory, found, wanted),
        "topics": _topic_options(site, found),
        "spoken": _spoken_options(site, found),
        "place": directory.towns[found.town].name if found.town else "",
        "corrected": ", ".join(meant for _typed, meant in found.corrections),
        "as_map": as_map,
        "list_url": _here(request, view=""),
        "map_url": _here(request, view="map"),
        "bare_url": site.url("find", q=wanted.query),
        "has_filters": bool(wanted.flags or wanted.town or wanted.situation or wanted.speaks),
        "active": _active(request, site, directory, wanted),
        "title": _title(site, wanted),
    }
    if not found.ids:
        context |= _ways_on(site, directory, found)
    elif as_map:
        context["map"] = mapping.results_map(site, directory, found)
        without = mapping.without_place(directory, found)
        context["rest"] = site.words.fill("map_rest", count=site.words.count(without)) if without else ""
    else:
        context |= _list(request, site, directory, found.ids)
    return show(request, site, "find", context, kept=bool(found.ids))


@_PUBLIC
@page
def points(request: HttpRequest, site: Site) -> HttpResponse:
    """The groups of points for a piece of the map at a zoom, as JSON for the map's script."""
    try:
        west, south, east, north = (float(part) for part in request.GET.get("box", "").split(","))
        zoom = float(request.GET.get("zoom", ""))
    except ValueError:
        raise Http404 from None
    if not all(math.isfinite(number) for number in (west, south, east, north, zoom)) or not 0 <= zoom <= 30:
        raise Http404
    directory = shelf.current()
    found = finding.find(directory, wanted_of(request, directory))
    return JsonResponse({"items": mapping.groups(site, directory, found, Box(west, south, east, north), zoom)})


def _title(site: Site, wanted: Wanted) -> str:
    if wanted.query:
        return site.words.fill("results_for", query=wanted.query)
    return site.words[wanted.situation] if wanted.situation else site.words["results"]


def _active(request: HttpRequest, site: Site, directory: Directory, wanted: Wanted) -> list[tuple[str, str]]:
    """Return the filters that are set, each with the address without it."""
    set_ = [("town", directory.towns[wanted.town].name)] if wanted.town else []
    set_ += [("topic", site.words[wanted.situation])] if wanted.situation and wanted.query else []
    set_ += [("speaks", when.language_name(wanted.speaks, site.language))] if wanted.speaks else []
    set_ += [(flag, site.words[f"filter_{flag}"]) for flag in FLAGS if flag in wanted.flags]
    return [(label, _here(request, **{name: "", "page": ""})) for name, label in set_]


def _here(request: HttpRequest, **changes: str) -> str:
    """Return this page's address with parameters changed; an empty one is taken away."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}"


def _list(request: HttpRequest, site: Site, directory: Directory, ids: Sequence[uuid.UUID]) -> dict[str, object]:
    pages = Paginator(ids, PAGE_SIZE)
    here = pages.get_page(request.GET.get("page"))
    return {
        "results": presenting.results(directory, list(here.object_list), site.language, time.now()),
        "page": here,
        "pages": site.words.fill("page_of", page=here.number, pages=pages.num_pages) if pages.num_pages > 1 else "",
        "next_url": _here(request, page=str(here.next_page_number())) if here.has_next() else "",
        "previous_url": _here(request, page=str(here.previous_page_number())) if here.has_previous() else "",
    }


def _toggles(site: Site, found: Found) -> list[Toggle]:
    flags = found.wanted.flags
    return [Toggle(flag, site.words[f"filter_{flag}"], found.counts.flags[flag], flag in flags) for flag in FLAGS]


def _town_options(directory: Directory, found: Found, wanted: Wanted) -> list[Option]:
    counts = found.counts.towns
    return [Option(key, name, counts.get(key, 0), key == found.wanted.town) for key, name in towns_of(directory)]


def _topic_options(site: Site, found: Found) -> list[Option]:
    counts, chosen = found.counts.situations, found.wanted.situation
    return [Option(one.key, site.words[one.key], counts.get(one.key, 0), one.key == chosen) for one in SITUATIONS]


def _spoken_options(site: Site, found: Found) -> list[Option]:
    chosen = found.wanted.speaks
    options = [
        Option(code, when.language_name(code, site.language), count, code == chosen)
        for code, count in found.counts.speaks.items()
        if (count or code == chosen) and code != "de"
    ]
    return sorted(options, key=lambda option: (-option.count, option.label))


def _ways_on(site: Site, directory: Directory, found: Found) -> dict[str, object]:
    ways = finding.ways_on(directory, found)
    now = time.now()
    return {
        "without_filters": site.words.count(ways.without_filters) if ways.without_filters else "",
        "near": presenting.results(directory, ways.near, site.language, now),
        "similar": presenting.results(directory, ways.similar, site.language, now),
        "call": presenting.results(directory, ways.call, site.language, now),
        "situations": SITUATIONS,
        "lines": LINES,
    }
