"""Who can sign in to the demo county."""

from __future__ import annotations

from chancennetz.access.constants import Role
from chancennetz.access.models import Membership
from chancennetz.demo import content
from chancennetz.demo.staff_names import email_of


def first_of_each_role() -> dict[str, dict[str, str]]:
    """Return the first member of staff of each role, as the content file lists them."""
    first: dict[str, dict[str, str]] = {}
    for one in content.toml("staff")["person"]:
        first.setdefault(one["role"], one)
    return first


def lines() -> list[str]:
    """Return what the terminal prints: an address per role and the common password."""
    if not Membership.objects.exists():
        return []
    found = [f"  {Role(role).value:<13} {email_of(one['name'])}" for role, one in first_of_each_role().items()]
    return [
        "Demo logins (one click on the login page, or):",
        *found,
        f"  password      {content.toml('staff')['password']}",
    ]
