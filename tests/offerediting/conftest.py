"""The offers of the support map's tests."""

from __future__ import annotations

from tests.supportmap.conftest import offer, shelter, taxonomies, vera, vera_user

__all__ = ["offer", "shelter", "taxonomies", "vera", "vera_user"]
