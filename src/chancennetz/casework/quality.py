"""Gaps in the data of a file: rooms name what is missing, late or contradictory, and where it is mended.

The list itself is shown by the room `caseload`, for a counsellor's own files and for those of a team. Rooms above
casework register at start-up (``AppConfig.ready`` -> ``hooks.py``)::

    def _waiting(file_ids: Collection[uuid.UUID], today: dt.date) -> Iterable[Gap]:
        late = Referral.objects.filter(file_id__in=file_ids, state="sent", sent_on__lt=today - dt.timedelta(days=14))
        for row in late:
            yield Gap("referral_waits", row.file_id, reverse("referrals:referral", args=[row.file_id, row.pk]),
                      _("sent on %(day)s") % {"day": format_date(row.sent_on)})

    quality.register(
        Check("referral_waits", _("A referral waits for an answer"), _("Ask there how it stands."), Severity.IMPORTANT),
        find=_waiting,
    )

`find` gets the open files to look at and today, asks a fixed number of queries, opens nothing that is sealed (a list
must not read the content of a whole caseload), and yields gaps of the registered check.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Severity(models.TextChoices):
    """How much a gap in the data matters."""

    URGENT = "urgent", _("urgent")
    IMPORTANT = "important", _("important")
    HINT = "hint", _("worth a look")


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """Something that may be wrong: `key` is unique among all rooms, `why` says why it matters or what to do."""

    key: str
    label: Text
    why: Text
    severity: Severity


@dataclasses.dataclass(frozen=True, slots=True)
class Gap:
    """A check that found something in a file. `url` is the page that mends it, `detail` the fact in a few words."""

    check: str
    file_id: uuid.UUID
    url: str
    detail: str = ""


Find = Callable[[Collection[uuid.UUID], dt.date], Iterable[Gap]]
_checks: dict[str, tuple[Check, Find]] = {}


def register(*checks: Check, find: Find) -> None:
    """Add checks with the function that finds their gaps; the same key again replaces the check."""
    for check in checks:
        _checks[check.key] = (check, find)


def unregister(key: str) -> None:
    """Take a check out again; for tests."""
    _checks.pop(key, None)


def checks() -> dict[str, Check]:
    """Return all checks by key, the most serious first."""
    order = list(Severity)
    found = sorted((check for check, _find in _checks.values()), key=lambda check: order.index(check.severity))
    return {check.key: check for check in found}


def gaps_in(file_ids: Collection[uuid.UUID], today: dt.date) -> list[Gap]:
    """Return every gap in some files, the most serious first; each room is asked once."""
    if not file_ids:
        return []
    finders = dict.fromkeys(find for _check, find in _checks.values())
    known = checks()
    place = {key: number for number, key in enumerate(known)}
    gaps = [gap for find in finders for gap in find(file_ids, today) if gap.check in known]
    return sorted(gaps, key=lambda gap: place[gap.check])
