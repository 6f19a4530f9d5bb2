"""Addresses of the invented staff; needs no database."""

from __future__ import annotations

from chancennetz.core.text import normalise


def email_of(name: str) -> str:
    """Return the invented address of a member of staff; the domain can never be delivered to (RFC 2606)."""
    return f"{normalise(name).replace(' ', '.')}@example.org"
