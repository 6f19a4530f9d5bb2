"""Values for the sign-in page: ``{% load accounts_tags %}``."""

from __future__ import annotations

from django import template
from django.conf import settings

from chancennetz.access.constants import Role

register = template.Library()


@register.simple_tag
def demo_roles() -> list[tuple[str, str]]:
    """Return the roles that can be entered by one click: key and name. Empty outside of demo mode."""
    return [(role.value, str(role.label)) for role in Role] if settings.DEMO else []
