"""What the pages of this room share beyond `handovers.file_pages`."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chancennetz.caseload.rules.periods import Period
from chancennetz.core import time


def period_words(period: Period) -> str:
    """Return how a month or quarter is called."""
    if period.quarter is None:
        return time.format_month(period.first)
    return _("%(number)s. quarter %(year)s") % {"number": period.quarter, "year": period.first.year}


def number(text: str) -> int:
    """Return a page number from an address, 1 when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
