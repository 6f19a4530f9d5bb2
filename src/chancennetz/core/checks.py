"""System checks of the ground floor: the project does not start with a gap in its protection."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.db import models

from chancennetz.core import catalogue


@checks.register("catalogue")
def check_catalogue(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Every field of every model carries a decision; entrusted text is sealed."""
    found: list[checks.CheckMessage] = []
    for model in catalogue.own_models():
        try:
            entries = catalogue.entries_of(model)
        except catalogue.CatalogueGap as gap:
            found.append(checks.Error(str(gap), obj=model, id="core.E001"))
            continue
        for entry in entries:
            field = model._meta.get_field(entry.field)
            if entry.protection is catalogue.Protection.ENTRUSTED and not entry.sealed:
                is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
                if is_text:
                    found.append(checks.Error(f"{entry.field} is entrusted but not sealed", obj=model, id="core.E002"))
    return found
