"""The only way to change users, memberships, files and relations. Everything public is reached from here."""

from __future__ import annotations

from chancennetz.access.actions.deciding import require, require_in_file
from chancennetz.access.actions.emergency import break_glass, review_emergency
from chancennetz.access.actions.files import close_file, open_file, reopen_file
from chancennetz.access.actions.releases import cut_release, open_release
from chancennetz.access.actions.team import add_to_team, change_lead, end_relation
from chancennetz.access.actions.users import add_membership, change_user, create_user, end_membership

__all__ = [
    "add_membership",
    "add_to_team",
    "break_glass",
    "change_lead",
    "change_user",
    "close_file",
    "create_user",
    "cut_release",
    "end_membership",
    "end_relation",
    "open_file",
    "open_release",
    "reopen_file",
    "require",
    "require_in_file",
    "review_emergency",
]
