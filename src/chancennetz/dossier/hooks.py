"""What the dossier tells the rooms below at start-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access import file_parts
from chancennetz.access.constants import Facet, Role
from chancennetz.access.file_parts import FilePart
from chancennetz.ui import navigation
from chancennetz.ui.navigation import Entry

_TEMPLATES = Entry(_("Letter templates"), "dossier:templates", icon="file-text", order=70, phone=False)


def register() -> None:
    """Enter the tab of the family file and the page of templates."""
    file_parts.register(FilePart(_("Letters"), "dossier:letters", Facet.DOCUMENT, order=85))
    navigation.register(Role.PROJECT_LEAD.value, [_TEMPLATES])
