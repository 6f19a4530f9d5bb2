"""Pages of the contact log. One module per theme; views are thin."""

from __future__ import annotations
