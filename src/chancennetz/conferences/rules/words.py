"""How a conference is called and when it is, in words."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from chancennetz.core import time
from chancennetz.ui import formats


def day_title(starts_at: dt.datetime) -> str:
    """Return the title of a conference: its day."""
    return _("Case conference on %(day)s") % {"day": time.format_date(starts_at)}


def when(starts_at: dt.datetime, minutes: int) -> str:
    """Write day, time and length: "Mo, 23. November 2026, 10:00 Uhr, 1 Std."."""
    clock = _("%(clock)s h") % {"clock": formats.clock(starts_at)}
    return f"{time.format_date(starts_at)}, {clock}, {time.format_minutes(minutes)}"
