"""Pages of the plan. One module per theme; views are thin."""

from __future__ import annotations
