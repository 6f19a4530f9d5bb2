"""My card: chosen offers to print, or to keep on a phone under a secret link. No name, no account."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from chancennetz.access import declare
from chancennetz.core.actor import ANONYMOUS
from chancennetz.publicmap import actions, cards, markup, queries, when
from chancennetz.publicmap.basket import Basket
from chancennetz.publicmap.constants import MOST_ON_CARD
from chancennetz.publicmap.views.common import Site, page, show

_PUBLIC = declare.public("a card holds published offers and nobody's name")


def _entries(site: Site, ids: Sequence[uuid.UUID]) -> list[cards.CardEntry]:
    return cards.entries(ids, site.language, lambda id_: site.full_url("offer", id_))


@_PUBLIC
@page
def card(request: HttpRequest, site: Site) -> HttpResponse:
    """The card as chosen so far (the choice stands in the address); a POST makes the secret link."""
    ids = site.basket.ids
    if request.method == "POST" and ids:
        _card, token = actions.keep_card(by=ANONYMOUS, services=ids, language=site.language.code)
        return redirect(reverse("publicmap:kept_card", args=[site.language.code, token]))
    found = _entries(site, ids)
    context = {
        "entries": [(entry, site.url_with(site.basket.without(entry.id), "card")) for entry in found],
        "full": site.words.fill("card_full", count=MOST_ON_CARD) if site.basket.is_full else "",
        "small_url": site.url("card_pdf", "a6"),
        "large_url": site.url("card_pdf", "a4"),
    }
    return show(request, site, "card", context, has_form=bool(found))


@_PUBLIC
@page
def kept_card(request: HttpRequest, site: Site, token: str) -> HttpResponse:
    """A card by its secret link: only who has the link finds it, and search engines are kept away."""
    kept = queries.card_of(token)
    if kept is None:
        response = show(request, site, "card_gone", status=404)
    else:
        address = site.full_url("kept_card", token)
        basket = Basket(tuple(kept.services))
        context = {
            "entries": [(entry, "") for entry in _entries(site, kept.services)],
            "until": when.day(kept.expires_on, site.language, year=True),
            "address": address,
            "qr": markup.qr_code(address, site.words["qr"]),
            "small_url": site.url_with(basket, "card_pdf", "a6"),
            "large_url": site.url_with(basket, "card_pdf", "a4"),
        }
        response = show(request, site, "card_kept", context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@_PUBLIC
@page
def card_pdf(request: HttpRequest, site: Site, size: str) -> HttpResponse:
    """The card as PDF, A6 or A4."""
    found = _entries(site, site.basket.ids)
    if not found or size not in {"a6", "a4"}:
        raise Http404
    content = cards.pdf(found, site.language, site.full_url("home"), small=size == "a6")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="card-{size}.pdf"'
    response["Cache-Control"] = "private, no-cache"
    return response
