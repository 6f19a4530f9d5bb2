"""What every public page shares: the language of its address, the basket, links that keep both, caching, no cookie."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from chancennetz.access.http import Request
from chancennetz.core import time
from chancennetz.publicmap.basket import PARAMETER, Basket
from chancennetz.publicmap.constants import KEPT_FOR, LANGUAGES, SAME_FOR_EVERYBODY, Language
from chancennetz.publicmap.wording import Wording, wording


@functools.lru_cache(10_000)
def _address(name: str, *args: object) -> str:
    """Return the address of a page of the site; a page names dozens, and they never change while the server runs."""
    return reverse(f"publicmap:{name}", args=args)


class Site:
    """The site for one reader and one request."""

    def __init__(self, request: HttpRequest, language: Language) -> None:
        self.request = request
        self.language = language
        self.words: Wording = wording(language.code)
        self.basket = Basket.read(request.GET.get(PARAMETER, ""))
        self.staff = cast("Request", request).actor.user_id is not None

    def url(self, name: str, *args: object, **query: str) -> str:
        """Return the address of a page of the site in this language; the basket goes along, empty parts do not."""
        return self.url_with(self.basket, name, *args, **query)

    def url_with(self, basket: Basket, name: str, *args: object, **query: str) -> str:
        """Return an address as `url` does, with another basket."""
        parts = {key: value for key, value in query.items() if value}
        if basket.ids:
            parts[PARAMETER] = str(basket)
        address = _address(name, self.language.code, *args)
        return f"{address}?{urlencode(parts)}" if parts else address

    def full_url(self, name: str, *args: object) -> str:
        """Return the whole address of a page for QR codes and other sites, without basket."""
        return self.request.build_absolute_uri(_address(name, self.language.code, *args))

    @functools.cached_property
    def languages(self) -> list[tuple[Language, str]]:
        """Return all languages with this page's address in each."""
        match = self.request.resolver_match
        assert match is not None  # noqa: S101 - a page was found
        here = self.request.GET.urlencode()
        found = []
        for language in LANGUAGES.values():
            address = _address(match.url_name or "", *(match.kwargs | {"language": language.code}).values())
            found.append((language, f"{address}?{here}" if here else address))
        return found

    @property
    def home(self) -> str:
        """Return the start page."""
        return self.url("home")

    @property
    def card_url(self) -> str:
        """Return the page with the reader's card."""
        return self.url("card")

    @functools.cached_property
    def _here(self) -> str:
        """This page's address without the card, ready for one parameter more."""
        query = self.request.GET.copy()
        query.pop(PARAMETER, None)
        return f"{self.request.path}?{query.urlencode()}&" if query else f"{self.request.path}?"

    def remember_url(self, id_: uuid.UUID, *, forget: bool = False) -> str:
        """Return this page's address with an offer put on the card, or taken off."""
        basket = self.basket.without(id_) if forget else self.basket.with_(id_)
        card = f"{self._here}{PARAMETER}={basket}" if basket.ids else self._here.rstrip("?&")
        return f"{card}#offer-{id_}"


View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """Give a view `site` instead of the language of its address; set language and caching.

    An answer that is the same for everybody may be kept until its minute is over, here and elsewhere (`middleware`);
    not so for people who are signed in, where a form posts, and where a search has found nothing: that is counted.
    """

    @functools.wraps(view)
    def answered(request: HttpRequest, language: str, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = LANGUAGES.get(language)
        if chosen is None:
            raise Http404
        site = Site(request, chosen)
        with translation.override("en" if chosen.code == "en" else "de"):
            response = view(request, site, *args, **kwargs)
        response["Content-Language"] = chosen.html
        _let_be_kept(request, response, site)
        return response

    return answered


def _let_be_kept(request: HttpRequest, response: HttpResponse, site: Site) -> None:
    if response.has_header("Cache-Control"):
        return
    fresh = request.method in {"GET", "HEAD"} and response.status_code == 200
    if fresh and not site.staff:
        response["Cache-Control"] = f"public, max-age={KEPT_FOR - time.now().second}"
        setattr(response, SAME_FOR_EVERYBODY, True)
    else:
        response["Cache-Control"] = "private, no-store"


def show(
    request: HttpRequest,
    site: Site,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
    has_form: bool = False,
    kept: bool = True,
) -> HttpResponse:
    """Draw a page of the site. A page with a form that posts (`has_form`) belongs to one reader and is never shared.

    With `kept=False` nobody may answer in our place, so that we see each request.
    """
    values = {"site": site, "words": site.words} | (context or {})
    response = render(request, f"publicmap/{template}.html", values, status=status)
    if has_form or not kept:
        response["Cache-Control"] = "private, no-cache"
    return response
