"""The wordings of the declarations: data files `texts/*.toml`, stored as versions that never change."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from django.db import transaction

from chancennetz.consent.constants import TextKind
from chancennetz.consent.models import ConsentText

FOLDER = Path(__file__).resolve().parent / "texts"


def _content_hash(title: str, body: str) -> str:
    return hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()


def ensure(using: str = "default") -> int:
    """Store every wording of the data files that is not stored yet as a new version; returns how many were new.

    Runs after each migration. A stored wording is never changed: people have signed it.
    """
    made = 0
    with transaction.atomic(using=using):
        for path in sorted(FOLDER.glob("*.toml")):
            wording = tomllib.loads(path.read_text(encoding="utf-8"))
            kind, language = TextKind(wording["kind"]).value, wording["language"]
            title, body = wording["title"].strip(), wording["body"].strip()
            stored = ConsentText.objects.using(using).filter(kind=kind, language=language).order_by("-number").first()
            content_hash = _content_hash(title, body)
            if stored is not None and stored.content_hash == content_hash:
                continue
            ConsentText.objects.using(using).create(
                kind=kind,
                language=language,
                number=1 if stored is None else stored.number + 1,
                title=title,
                body=body,
                content_hash=content_hash,
            )
            made += 1
    return made
