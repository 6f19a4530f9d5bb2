"""After which time something is late, and how much of a list is shown at once."""

from __future__ import annotations

import datetime as dt

ASSESSMENT_AFTER = dt.timedelta(days=42)
CONTACT_AFTER = dt.timedelta(days=42)
CONSENT_WARNING = dt.timedelta(days=30)
PLAN_AFTER = dt.timedelta(days=90)
#: Share of the planned hours from which the list warns.
HOURS_WARNING = 0.9
PER_PAGE = 25
