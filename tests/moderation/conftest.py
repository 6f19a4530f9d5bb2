"""The family and the table of five are those of the conferences."""

from __future__ import annotations

from tests.conferences.conftest import family, table

__all__ = ["family", "table"]
