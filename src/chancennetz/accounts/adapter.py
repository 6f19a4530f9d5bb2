"""How signing in works here: accounts are made by administrators, nobody signs up, and every attempt is logged."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.core.actor import ANONYMOUS, Actor


class AccountAdapter(DefaultAccountAdapter):
    """Closes signing up and logs who came in and when somebody was turned away."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an administrator creates accounts, with a membership and a role."""
        del request
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign somebody in, by password or passkey, after the second factor."""
        super().login(request, user)
        by = Actor(
            user_id=user.pk,
            role="none",
            purpose="security",
            display_name=str(user),
            request_id=getattr(request, "request_id", ""),
        )
        record(kind=EntryKind.SIGN_IN, by=by, action="access.sign_in", object_type="user", object_id=user.pk)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log that an attempt failed, without what was typed: it may be somebody's password."""
        super().authentication_failed(request, **credentials)
        record(kind=EntryKind.DENIED, by=ANONYMOUS, action="access.sign_in", object_type="user")
