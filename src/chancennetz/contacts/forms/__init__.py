"""Forms of the contact log. One module per theme."""

from __future__ import annotations
