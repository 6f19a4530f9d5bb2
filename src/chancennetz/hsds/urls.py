"""Addresses of the open interface, below /hsds/."""

from __future__ import annotations

from chancennetz.hsds import api

app_name = "hsds"

urlpatterns = api.addresses()
