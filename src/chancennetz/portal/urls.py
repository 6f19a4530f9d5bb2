"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from chancennetz.portal.views import family, home, privacy

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("day/", home.my_day, name="my_day"),
    path("search/", home.search, name="search"),
    path("help/", home.help_page, name="help"),
    path("imprint/", home.imprint, name="imprint"),
    path("families/<uuid:file_id>/", family.family, name="family"),
    path("families/<uuid:file_id>/readers/", privacy.readers, name="readers"),
    path("privacy/", privacy.notice, name="notice"),
    path("privacy/log/", privacy.log, name="log"),
    path("privacy/log/verify/", privacy.verify, name="verify"),
    path("privacy/log/file/", privacy.readers_by_number, name="readers_by_number"),
    path("privacy/record/", privacy.processing, name="processing"),
]
