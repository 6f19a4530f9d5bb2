"""What casework tells the rooms below at start-up."""

from __future__ import annotations

import uuid

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.casework.constants import CaseType
from chancennetz.casework.timeline_own import register_own
from chancennetz.monitoring.labels import name_case_types
from chancennetz.tasks.hooks import register_owner
from chancennetz.ui import navigation
from chancennetz.ui.navigation import Entry

#: Everything inside a family file belongs to this entry, whichever room shows it.
_INSIDE = (
    "/families/",
    "/people/",
    "/consents/",
    "/documents/",
    "/assessments/",
    "/referrals/",
    "/conferences/",
    "/caseload/",
    "/dossier/",
)
_FAMILIES = Entry(_("Families"), "casework:list", icon="users", order=20, also=_INSIDE)
_CONTACT = Entry(_("Contact"), "casework:contact_pick", icon="plus", order=30)


def _contact_address(contact_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("casework:contact", args=[file_id, contact_id]) if file_id is not None else ""


def _step_address(step_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("casework:step", args=[file_id, step_id]) if file_id is not None else ""


def _plan_address(_version_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("casework:plan_versions", args=[file_id]) if file_id is not None else ""


def register() -> None:
    """Enter everything."""
    navigation.register(Role.COUNSELLOR.value, [_FAMILIES, _CONTACT])
    for role in (Role.TEAM_LEAD, Role.COORDINATOR, Role.JOB_CENTRE):
        navigation.register(role.value, [_FAMILIES])
    register_owner("casework.contact", _contact_address)
    register_owner("casework.step", _step_address)
    register_owner("casework.plan_version", _plan_address)
    name_case_types(dict(CaseType.choices))
    register_own()
