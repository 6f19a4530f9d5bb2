"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Consent to processing and release from confidentiality, dated and withdrawable."""

    name = "chancennetz.consent"
    label = "consent"
