"""Small words for the portal's templates."""

from __future__ import annotations

import uuid
from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def family_of(names: dict[uuid.UUID, tuple[str, str]], file_id: Any) -> tuple[str, str] | None:
    """Return name and address of a family, None when it has none or the reader may not know it."""
    return names.get(file_id) if file_id else None
