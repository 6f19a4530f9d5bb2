"""Forms of the plan. One module per theme."""

from __future__ import annotations
