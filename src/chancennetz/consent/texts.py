"""The wordings of the declarations: data files `texts/*.toml`, stored as versions that never change."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

from django.db import transaction

from chancennetz.consent.constants import TextKind
from chancennetz.consent.models import ConsentText

FOLDER = Path(__file__).resolve().parent / "texts"


def _content_hash(title: str, body: str, labels: dict[str, str]) -> str:
    words = f"\n{json.dumps(labels, ensure_ascii=False, sort_keys=True)}" if labels else ""
    return hashlib.sha256(f"{title}\n{body}{words}".encode()).hexdigest()


def _labels() -> dict[str, dict[str, str]]:
    """Return the words of boxes and lines per language (`labels_*.toml`)."""
    found = {}
    for path in sorted(FOLDER.glob("labels_*.toml")):
        groups = tomllib.loads(path.read_text(encoding="utf-8"))
        words = {f"{group}.{code}": word for group, entries in groups.items() for code, word in entries.items()}
        found[path.stem.removeprefix("labels_")] = words
    return found


def ensure(using: str = "default") -> int:
    """Store every wording of the data files that is not stored yet as a new version; returns how many were new.

    Runs after each migration. A stored wording is never changed: people have signed it.
    """
    made = 0
    words = _labels()
    with transaction.atomic(using=using):
        for path in sorted((*FOLDER.glob("processing_*.toml"), *FOLDER.glob("release_*.toml"))):
            wording = tomllib.loads(path.read_text(encoding="utf-8"))
            kind, language = TextKind(wording["kind"]).value, wording["language"]
            title, body = wording["title"].strip(), wording["body"].strip()
            stored = ConsentText.objects.using(using).filter(kind=kind, language=language).order_by("-number").first()
            labels = words.get(language, {})
            content_hash = _content_hash(title, body, labels)
            if stored is not None and stored.content_hash == content_hash:
                continue
            ConsentText.objects.using(using).create(
                kind=kind,
                language=language,
                number=1 if stored is None else stored.number + 1,
                title=title,
                body=body,
                labels=labels,
                content_hash=content_hash,
                reviewed_on=wording["reviewed"] or None,
            )
            made += 1
    return made
