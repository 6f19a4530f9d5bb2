"""Vocabulary of documents."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """What a document is."""

    LETTER = "letter", _("Letter or notice")
    CONSENT = "consent", _("Signed consent or release")
    CERTIFICATE = "certificate", _("Certificate or proof")
    PLAN = "plan", _("Plan or agreement")
    PHOTO = "photo", _("Photo")
    OTHER = "other", _("Other")


#: A file on disk without a row is left alone for so long: its row may be about to be committed.
ORPHAN_AGE = dt.timedelta(hours=1)
#: What may be uploaded: recognised by content, never by name. Limits in bytes, pages and pixels.
MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 100
MAX_PIXELS = 40_000_000
