"""Addresses: each room under its own name, the portal at the root."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from chancennetz.config.installation import PACKAGE
from chancennetz.publicmap.views.embed import robots

#: Room -> where its addresses begin. A room without pages has no `urls.py`; rooms of one thing may share a beginning.
PLACES = {
    "portal": "",
    "accounts": "account/",
    "assessments": "assessments/",
    "audit": "audit/",
    "caseload": "caseload/",
    "caseopening": "cases/",
    "casework": "cases/",
    "closure": "caseload/",
    "conferences": "conferences/",
    "consentforms": "consents/",
    "contacts": "cases/",
    "demo": "demo/",
    "documents": "documents/",
    "dossier": "dossier/",
    "duplicates": "people/",
    "formeditor": "assessments/",
    "handovers": "caseload/",
    "hsds": "hsds/",
    "moderation": "conferences/",
    "monitoring": "monitoring/",
    "offerediting": "offers/",
    "organisations": "organisations/",
    "participation": "cases/",
    "people": "people/",
    "places": "places/",
    "plans": "cases/",
    "planversions": "cases/",
    "publicmap": "map/",
    "referrals": "referrals/",
    "resourcemap": "assessments/",
    "retention": "retention/",
    "sharing": "consents/",
    "styleguide": "ui/",
    "takeup": "take-up/",
    "tasks": "tasks/",
    "upkeep": "offers/",
}

#: Rooms whose pages exist in demo mode only: logins by one click, the style guide.
DEMO_ONLY = {"demo", "styleguide"}

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(f"chancennetz.{room}.urls"))
    for room, prefix in PLACES.items()
    if (PACKAGE / room / "urls.py").exists() and (settings.DEMO or room not in DEMO_ONLY)
]
urlpatterns += [path("robots.txt", robots, name="robots")]
urlpatterns += [path("account/", include("allauth.urls"))]
urlpatterns += [path("language/", set_language, name="set_language")]

handler400 = "chancennetz.ui.views.bad_request"
handler403 = "chancennetz.ui.views.permission_denied"
handler404 = "chancennetz.ui.views.page_not_found"
handler500 = "chancennetz.ui.views.server_error"
