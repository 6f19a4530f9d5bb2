"""Entries of this room in the navigation of the roles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.ui.navigation import Entry
from chancennetz.ui.navigation import register as register_navigation


def register() -> None:
    """Register with the page frame."""
    target = Entry(_("Participants and hours"), "monitoring:target", icon="target", order=20, short=_("Targets"))
    programme = Entry(_("Partners"), "monitoring:programme", icon="handshake", order=40)
    register_navigation(Role.PROJECT_LEAD.value, [target, programme])
    evaluation = Entry(_("Evaluation"), "monitoring:target", icon="chart-column", order=60)
    for role in (Role.COUNSELLOR, Role.TEAM_LEAD, Role.COORDINATOR, Role.JOB_CENTRE, Role.PLANNER, Role.EVALUATOR):
        register_navigation(role.value, [evaluation])
    register_navigation(Role.ADMIN.value, [Entry(_("Programme"), "monitoring:programme", icon="goal", order=35)])
