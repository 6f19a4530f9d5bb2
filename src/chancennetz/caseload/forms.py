"""Forms of this room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.handovers.constants import LONGEST_NOTE
from chancennetz.ui.fields import VersionForm, day_field, text_field


class NoteForm(VersionForm):
    """A note of the team lead."""

    text = text_field(
        _("Note"),
        LONGEST_NOTE,
        rows=5,
        required=True,
        help_text=_("Only team leads of your organisation read this. Not the counsellor."),
    )
    look_again_on = day_field(
        _("Look again on"), required=False, help_text=_("You find it on My day and on the team's page.")
    )
