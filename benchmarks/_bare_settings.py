"""Settings of the measured server: the platform as it is, plus one bare Django view beside it."""

from __future__ import annotations

from chancennetz.config.settings import *  # noqa: F403 - a settings module takes all

ROOT_URLCONF = "_bare_urls"
