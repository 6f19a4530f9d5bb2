"""What can be filled into a letter: name of the place -> what stands there, for those who write templates."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACES: dict[str, Promise] = {
    "anrede": _("Greeting with name, for example: Guten Tag, Frau Kaya"),
    "name": _("Full name of the person written to"),
    "aktenzeichen": _("Number of the file"),
    "datum": _("Today's date"),
    "beraterin": _("Name of whoever writes"),
    "telefon": _("Phone number of whoever writes"),
    "organisation": _("Name of the organisation"),
    "termin": _("Day and time of the next appointment"),
    "ort": _("Place of the next appointment"),
    "neue_beraterin": _("Who leads the case now"),
}
