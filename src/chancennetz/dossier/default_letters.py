"""The letters that come with the platform: `letters/letters.toml`, stored once, then the county's own."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.db import transaction

from chancennetz.dossier.models import LetterTemplate

FILE = Path(__file__).resolve().parent / "letters" / "letters.toml"


def ensure(using: str = "default") -> int:
    """Store every letter whose key is not there yet; returns how many were new. Runs after each migration."""
    known = set(LetterTemplate.objects.using(using).values_list("key", flat=True))
    new = [one for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["letter"] if one["key"] not in known]
    with transaction.atomic(using=using):
        for one in new:
            LetterTemplate.objects.using(using).create(**one | {"body": one["body"].strip()})
    return len(new)
