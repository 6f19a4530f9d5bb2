"""What this room tells the rooms below at start-up, and what higher rooms tell this one (`name_tables`)."""

from __future__ import annotations

import uuid

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import ObjectType, Role
from chancennetz.accounts import see_also
from chancennetz.accounts.see_also import SeeAlso
from chancennetz.audit.actions import keep_months_from
from chancennetz.retention import queries
from chancennetz.retention.constants import TASK_OWNER
from chancennetz.retention.words import name_tables as name_tables
from chancennetz.tasks.hooks import register_owner
from chancennetz.ui import navigation

_PERIODS = navigation.Entry(_("Deletion periods"), "retention:list", icon="clock", order=22, short=_("Periods"))


def _proposal_page(proposal_id: uuid.UUID, _file_id: uuid.UUID | None) -> str:
    return reverse("retention:proposal", args=[proposal_id])


def register() -> None:
    """Enter navigation and the page beside "Who may do what"; say how long the log is kept."""
    navigation.register(Role.PRIVACY.value, [_PERIODS])
    register_owner(TASK_OWNER, _proposal_page)  # team leads are told by a task
    see_also.register(SeeAlso(_("Deletions"), "retention:list", ObjectType.RETENTION))
    see_also.register(SeeAlso(_("Deletion periods"), "retention:rules", ObjectType.RETENTION_RULE))
    keep_months_from(queries.log_months)
