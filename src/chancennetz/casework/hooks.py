"""What casework tells the rooms below at start-up."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from chancennetz.access import file_parts
from chancennetz.access.constants import Facet, Role
from chancennetz.access.file_parts import FilePart
from chancennetz.access.models import FamilyFile
from chancennetz.casework import kept
from chancennetz.casework.constants import CaseType, Channel, ExitReason
from chancennetz.casework.kept import Kept
from chancennetz.casework.models import Case
from chancennetz.casework.timeline_own import register_own
from chancennetz.monitoring.labels import name_case_types
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


def _case_of(file: FamilyFile) -> Iterable[Case]:
    return Case.objects.filter(file=file)


_CASE = Kept(
    "case",
    Facet.INTAKE,
    fields=(
        "channel",
        "channel_place",
        "first_contact_on",
        "concern",
        "case_type",
        "assessed_on",
        "assessment",
        "exit_on",
        "exit_reason",
    ),
    wording=("channel", "channel_place", "first_contact_on", "concern", "assessment"),
    labels={
        "channel": _("How did contact come about?"),
        "channel_place": _("Where, or through whom?"),
        "first_contact_on": _("First contact on"),
        "concern": _("Concern"),
        "case_type": _("Mainly about"),
        "assessed_on": _("Assessment finished on"),
        "assessment": _("Assessment"),
        "exit_on": _("Last day"),
        "exit_reason": _("Why does it end?"),
    },
    choices={"channel": Channel, "case_type": CaseType, "exit_reason": ExitReason},
    title=lambda _row: str(_("Intake and assessment")),
    listed=_case_of,
    order=0,
)


def register() -> None:
    """Enter everything."""
    navigation.register(Role.COUNSELLOR.value, [_FAMILIES])
    for role in (Role.TEAM_LEAD, Role.COORDINATOR, Role.JOB_CENTRE):
        navigation.register(role.value, [_FAMILIES])
    file_parts.register(FilePart(_("Case"), "casework:case", Facet.FRAME, order=60))
    name_case_types(dict(CaseType.choices))
    kept.register(Case, _CASE)
    register_own()
