"""All versions of the forms, for those who change them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from chancennetz.assessments.models import FormDefinition


def versions_by_form() -> dict[str, list[FormDefinition]]:
    """Return all versions by form, newest first (one query)."""
    found: dict[str, list[FormDefinition]] = defaultdict(list)
    for row in FormDefinition.objects.order_by("key", "-number"):
        found[row.key].append(row)
    return dict(found)


def versions_of(key: str) -> Sequence[FormDefinition]:
    """Return the versions of a form, newest first."""
    return list(FormDefinition.objects.filter(key=key).order_by("-number"))
