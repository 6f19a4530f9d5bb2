"""Pure rules of uploads: what a file is, by its content, never by its name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.documents.constants import MAX_BYTES

#: Media type -> first bytes. Anything else is refused.
_MAGIC: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    ("application/pdf", (b"%PDF-",)),
    ("image/jpeg", (b"\xff\xd8\xff",)),
    ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ("image/webp", (b"RIFF",)),
)


class Refused(Exception):
    """An upload is not taken; the text tells the person what to do."""


def media_type_of(content: bytes) -> str:
    """Return the media type of a content by its first bytes. Raises Refused for everything not on the list."""
    for media_type, beginnings in _MAGIC:
        if content.startswith(beginnings):
            if media_type == "image/webp" and content[8:12] != b"WEBP":
                continue
            return media_type
    raise Refused(_("We take photos (JPG, PNG, WEBP) and PDF files. Please take a photo of the letter."))


def check_size(size: int) -> None:
    """Raise Refused when a file is empty or too large (bytes)."""
    if size == 0:
        raise Refused(_("This file is empty. Please choose it again."))
    if size > MAX_BYTES:
        raise Refused(_("This file is larger than 20 MB. Please take a smaller photo or split the PDF."))
