"""Forms of casework. One module per theme."""

from __future__ import annotations
