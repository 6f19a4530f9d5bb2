"""The forms that come with the platform: data files `default_forms/*.toml`, stored once, then the county's own."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from chancennetz.assessments.constants import FormState
from chancennetz.assessments.models import FormDefinition
from chancennetz.core import time
from chancennetz.formeditor.definition_file import content_hash, read

FOLDER = Path(__file__).resolve().parent / "default_forms"


def ensure(using: str = "default") -> int:
    """Store every default form that is not stored yet; returns how many were new.

    Runs after each migration. The first version is in use at once. A later one of the platform arrives as a draft (if
    there is none just now), so that what the county changed is never replaced behind its back.
    """
    made = 0
    with transaction.atomic(using=using):
        for path in sorted(FOLDER.glob("*.toml")):
            form = read(path.read_bytes())
            mark = content_hash(form)
            known = FormDefinition.objects.using(using).filter(key=form.key)
            if known.filter(content_hash=mark).exists() or known.filter(state=FormState.DRAFT).exists():
                continue
            newest = known.order_by("-number").first()
            FormDefinition.objects.using(using).create(
                key=form.key,
                number=1 if newest is None else newest.number + 1,
                state=FormState.PUBLISHED if newest is None else FormState.DRAFT,
                content=form.as_data(),
                content_hash=mark,
                published_at=time.now() if newest is None else None,
            )
            made += 1
    return made
