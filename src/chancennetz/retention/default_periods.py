"""The periods that come with the platform: `periods/periods.toml`, stored once, then the county's own."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

from django.db import transaction

from chancennetz.retention.constants import RuleState
from chancennetz.retention.models import RetentionRule

FILE = Path(__file__).resolve().parent / "periods" / "periods.toml"
#: They hold from the beginning, so that a county that imports old files finds a rule for each.
FIRST_DAY = dt.date(2000, 1, 1)


def ensure(using: str = "default") -> int:
    """Store every period for whose event and domain there is none yet; returns how many. Runs after each migration."""
    known = set(RetentionRule.objects.using(using).values_list("anchor", "domain"))
    shipped = tomllib.loads(FILE.read_text(encoding="utf-8"))["period"]
    new = [one for one in shipped if (one["anchor"], one["domain"]) not in known]
    with transaction.atomic(using=using):
        for one in new:
            RetentionRule.objects.using(using).create(
                **one, state=RuleState.IN_FORCE, shipped=True, valid_from=FIRST_DAY
            )
    return len(new)
