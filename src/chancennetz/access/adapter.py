"""How signing in works here: accounts are made by administrators, nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an administrator creates accounts, with a membership and a role."""
        del request
        return False
