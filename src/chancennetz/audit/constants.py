"""Vocabulary of the log."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """What kind of event a row of the log holds."""

    READ = "read", _("Read")
    WRITE = "write", _("Changed")
    EXPORT = "export", _("Exported")
    SHARE = "share", _("Passed on")
    SIGN_IN = "sign_in", _("Signed in")
    DENIED = "denied", _("Refused")
    OPERATION = "operation", _("Operation")


#: Hash before the first row.
GENESIS = bytes(32)
#: Rows are verified in portions of this size, so that millions need no memory.
VERIFY_PORTION = 20_000
#: Entries of the log are kept for twelve months (model: s. 11 VwDG); the database refuses to delete younger ones.
KEPT_MONTHS = 12
