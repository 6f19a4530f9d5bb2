"""What the portal tells the rooms below at start-up: navigation, links of the frame, names of families."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access import file_names, file_parts
from chancennetz.access.constants import Facet, Role
from chancennetz.access.file_parts import FilePart
from chancennetz.portal.constants import WHAT_TABLES_HOLD
from chancennetz.portal.names import family_names
from chancennetz.retention import hooks as retention
from chancennetz.ui import navigation
from chancennetz.ui.navigation import Entry

_DAY = Entry(_("My day"), "portal:my_day", icon="sun", order=10)
_TASKS = Entry(_("Tasks"), "tasks:list", icon="list-checks", order=40)
_CALENDAR = Entry(_("Appointments"), "tasks:calendar", icon="calendar", order=45)
_LOG = Entry(_("Readings"), "portal:log", icon="history", order=10)
#: The overview, and parts of the rooms below casework; casework and the rooms above register their own.
_PARTS = (
    FilePart(_("Overview"), "portal:family", Facet.FRAME, order=0),
    FilePart(_("Consents"), "consentforms:list", Facet.CONSENT, order=70),
    FilePart(_("Documents"), "documents:list", Facet.DOCUMENT, order=80),
    FilePart(_("History"), "portal:readers", Facet.READ_LOG, order=90),
)
_RECORD = Entry(_("Record"), "portal:processing", icon="file-text", order=40)


def register() -> None:
    """Enter everything."""
    for part in _PARTS:
        file_parts.register(part)
    for role in Role:
        if role not in {Role.PRIVACY, Role.ADMIN}:
            navigation.register(role.value, [_DAY])
    for role in (Role.COUNSELLOR, Role.TEAM_LEAD, Role.COORDINATOR):  # the tasks page leads on to the appointments
        navigation.register(role.value, [_TASKS])
    navigation.register(Role.JOB_CENTRE.value, [_TASKS, _CALENDAR])
    navigation.register(Role.PRIVACY.value, [_LOG, _RECORD])
    navigation.link("home", "portal:home")
    navigation.link("search", "portal:search")
    navigation.link("help", "portal:help")
    navigation.link("privacy", "portal:notice")
    navigation.link("imprint", "portal:imprint")
    file_names.register(family_names)
    retention.name_tables(WHAT_TABLES_HOLD)
