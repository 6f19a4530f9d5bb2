"""Making an upload harmless: images are painted anew without position data, PDFs keep their pages and nothing else.

What opens foreign files runs in a process of its own (see `workshop`): a file that costs too much time or memory, or
that breaks a library, ends that process and not the platform.
"""

from __future__ import annotations

import dataclasses

from chancennetz.documents import sandbox
from chancennetz.documents.constants import MAX_PAGES, MAX_PIXELS
from chancennetz.documents.rules import check_size, media_type_of

#: Longest side of a kept image and of a shown page, in pixels: a letter stays readable.
LONGEST_SIDE = 2600
PAGE_WIDTH = 1240


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """A harmless content: bytes to keep, its media type and number of pages."""

    content: bytes
    media_type: str
    pages: int


def prepare(content: bytes) -> Prepared:
    """Check an upload and make it harmless. Raises Refused with what to do."""
    check_size(len(content))
    if media_type_of(content) == "application/pdf":
        facts, result = sandbox.run("copy_pages", content, pages=MAX_PAGES, width=PAGE_WIDTH, side=LONGEST_SIDE)
    else:
        facts, result = sandbox.run("paint", content, pixels=MAX_PIXELS, side=LONGEST_SIDE)
    return Prepared(result, str(facts["media_type"]), int(facts["pages"]))


def page_picture(content: bytes, media_type: str, page: int) -> bytes:
    """Return one page as PNG (PDF) or the image itself. `page` counts from 0; raises IndexError beyond the last.

    Raises Refused for a page that cannot be drawn with the time and memory that one file gets.
    """
    if media_type != "application/pdf":
        if page:
            raise IndexError(page)
        return content
    return sandbox.run("show_page", content, page=page, width=PAGE_WIDTH, side=LONGEST_SIDE)[1]
