"""Reads the account of a signed-in person together with the memberships in which he or she may act."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from chancennetz.access.models import User
from chancennetz.access.queries import memberships_on


class MembershipBackend(AuthenticationBackend):
    """The library's backend; every page needs user and memberships, so they come with one query."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the user with `memberships_today`; without memberships the account alone."""
        memberships = memberships_on(uuid.UUID(str(user_id)))
        if not memberships:
            return User.objects.filter(pk=user_id, is_active=True).first()
        user: User = memberships[0].user
        user.memberships_today = memberships  # type: ignore[attr-defined]  # kept for this request
        return user
