"""For other sites: a page to embed, the text to paste, sitemap and robots."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join

from chancennetz.access import declare
from chancennetz.core import time
from chancennetz.mapsearch import finding
from chancennetz.mapsearch.constants import SITUATIONS
from chancennetz.mapsearch.directory import shelf
from chancennetz.publicmap import presenting
from chancennetz.publicmap.constants import GERMAN, LANGUAGES
from chancennetz.publicmap.views.common import Site, page, show
from chancennetz.publicmap.views.find import towns_of, wanted_of
from chancennetz.supportmap.queries import offers

_PUBLIC = declare.public("other sites may show published offers")
_MOST_EMBEDDED = 50
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@_PUBLIC
@page
def embed(request: HttpRequest, site: Site) -> HttpResponse:
    """A plain list for an iframe, by town and topic. Only the sites that the county allows may frame it."""
    directory = shelf.current()
    wanted = wanted_of(request, directory)
    found = finding.find(directory, wanted)
    context = {
        "results": presenting.results(directory, found.ids[:_MOST_EMBEDDED], site.language, time.now()),
        "total": site.words.count(len(found.ids)),
        "wanted": wanted,
        "plain": True,
        "full_url": site.url("find", q=wanted.query, town=wanted.town, topic=wanted.situation),
    }
    response = show(request, site, "embed", context)
    hosts = settings.EMBED_HOSTS
    if hosts:
        response._csp_replace = {"frame-ancestors": ["'self'", *hosts]}  # type: ignore[attr-defined]  # read by django-csp
        response.xframe_options_exempt = True
    return response


@_PUBLIC
@page
def embed_code(request: HttpRequest, site: Site) -> HttpResponse:
    """The text that a town's editors paste into their page."""
    directory = shelf.current()
    wanted = wanted_of(request, directory)
    source = request.build_absolute_uri(site.url("embed", q=wanted.query, town=wanted.town, topic=wanted.situation))
    code = format_html(
        '<iframe src="{}" title="{}" width="100%" height="700" loading="lazy"></iframe>', source, site.words["results"]
    )
    context = {
        "code": escape(code),  # shown as text to copy
        "towns": towns_of(directory),
        "wanted": wanted,
        "situations": SITUATIONS,
        "hosts": ", ".join(settings.EMBED_HOSTS),
    }
    return show(request, site, "embed_code", context)


@_PUBLIC
def sitemap(request: HttpRequest) -> HttpResponse:
    """All public pages for search engines, each with its languages (sitemaps.org)."""
    pages = ["home", "find"]
    urls = [_entry(request, name, None, "") for name in pages]
    for id_, changed in offers.public_services().values_list("id", "last_modified")[:45_000]:
        urls.append(_entry(request, "offer", id_, changed.date().isoformat()))
    body = "".join(urls)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="{_XHTML}">\n'
    response = HttpResponse(f"{head}{body}</urlset>\n", content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _entry(request: HttpRequest, name: str, id_: object, changed: str) -> str:
    def address(code: str) -> str:
        return request.build_absolute_uri(reverse(f"publicmap:{name}", args=[code, id_] if id_ else [code]))

    others = format_html_join(
        "",
        '<xhtml:link rel="alternate" hreflang="{}" href="{}"/>',
        ((language.html, address(code)) for code, language in LANGUAGES.items() if code != "de-leicht"),
    )
    date = format_html("<lastmod>{}</lastmod>", changed) if changed else ""
    return format_html("<url><loc>{}</loc>{}{}</url>\n", address(GERMAN.code), date, others)


@_PUBLIC
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read the public map and nothing else."""
    lines = [
        "User-agent: *",
        "Allow: /map/",
        "Disallow: /map/*/card/",
        "Disallow: /",
        f"Sitemap: {request.build_absolute_uri(reverse('publicmap:sitemap'))}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response
