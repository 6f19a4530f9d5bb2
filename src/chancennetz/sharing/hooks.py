"""What this room tells the lower ones at start-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access import file_parts
from chancennetz.access.constants import Facet, ObjectType, Role
from chancennetz.access.file_parts import FilePart
from chancennetz.accounts import see_also
from chancennetz.accounts.see_also import SeeAlso
from chancennetz.consentforms.hooks import answer_statutes_with
from chancennetz.sharing.queries import statutes
from chancennetz.ui import navigation


def connect() -> None:
    """Enter navigation, the tab of the family file, and the answer what needs no release."""
    rules = navigation.Entry(
        _("Rules for passing on"), "sharing:rules", icon="scale", order=25, also=("/consents/texts/",)
    )
    navigation.register(Role.PRIVACY.value, [rules])
    see_also.register(SeeAlso(_("Rules for passing on"), "sharing:rules", ObjectType.SHARE_RULE))
    file_parts.register(FilePart(_("May I share this?"), "sharing:share", Facet.CONSENT, order=75))
    answer_statutes_with(statutes)
