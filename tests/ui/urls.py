"""Addresses, middleware and navigation for tests of the look alone, without the rooms above it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.views.i18n import set_language

from chancennetz.core.actor import Actor, acting
from chancennetz.ui import feedback, navigation

WORDS = {"Mein Tag": "house", "Kontakte": "phone", "Aufgaben": "list-checks", "Landkarte": "map", "Auswertung": "sigma"}
ENTRIES = {
    "styleguide:guide": navigation.Entry("Gestaltung", "styleguide:guide", "palette", order=1),
    **{
        f"page{i}": navigation.Entry(word, f"page{i}", icon, order=5 + i)
        for i, (word, icon) in enumerate(WORDS.items())
    },
}
LINKS = {"home": "page0", "search": "page1", "help": "page2", "logout": "page3", "language": "set_language"}


def a_page(request: HttpRequest) -> HttpResponse:
    """Lead to the style guide."""
    return redirect("styleguide:guide")


def confirmed(request: HttpRequest) -> HttpResponse:
    """Confirm something, as an action does after it saved a form with a draft."""
    feedback.confirm(request, "Kontakt gespeichert.", undo_url="/undo/", clears_draft="done")
    return redirect("styleguide:guide")


def counsellor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let a counsellor act in each request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        name = "Anna Sander"
        with acting(Actor(uuid.uuid4(), "counsellor", "counselling", name, organisation_name="Träger Mitte")):
            return get_response(request)

    return middleware


urlpatterns = [
    path("ui/", include("chancennetz.styleguide.urls")),
    path("language/", set_language, name="set_language"),
    path("confirmed/", confirmed),
    *[path(f"page{i}/", a_page, name=f"page{i}") for i in range(len(WORDS))],
]
