"""Making an upload harmless: images are painted anew without position data, PDF pages become pictures when shown."""

from __future__ import annotations

import dataclasses
import io
import warnings

import pypdfium2
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from chancennetz.documents.constants import MAX_PAGES, MAX_PIXELS
from chancennetz.documents.rules import Refused, check_size, media_type_of

#: Longest side of a kept image and of a shown page, in pixels: a letter stays readable.
LONGEST_SIDE = 2600
PAGE_WIDTH = 1240


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """A harmless content: bytes to keep, its media type and number of pages."""

    content: bytes
    media_type: str
    pages: int


def _prepare_image(content: bytes) -> Prepared:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content))
            if image.width * image.height > MAX_PIXELS:
                raise Refused(_("This picture has too many pixels. Please take a smaller photo."))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(_("This picture has too many pixels. Please take a smaller photo.")) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refused(_("This picture cannot be read. Please take the photo again.")) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85, optimize=True)
    return Prepared(out.getvalue(), "image/jpeg", 1)


def _prepare_pdf(content: bytes) -> Prepared:
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
        document.close()
    except pypdfium2.PdfiumError as error:
        raise Refused(_("This PDF cannot be read. If it has a password, please save it without one.")) from error
    if not 0 < pages <= MAX_PAGES:
        raise Refused(_("A PDF may have up to 100 pages. Please split it."))
    return Prepared(content, "application/pdf", pages)


def prepare(content: bytes) -> Prepared:
    """Check an upload and make it harmless. Raises Refused with what to do."""
    check_size(len(content))
    return _prepare_pdf(content) if media_type_of(content) == "application/pdf" else _prepare_image(content)


def page_picture(content: bytes, media_type: str, page: int) -> bytes:
    """Return one page as PNG (PDF) or the image itself. `page` counts from 0; raises IndexError beyond the last."""
    if media_type != "application/pdf":
        if page:
            raise IndexError(page)
        return content
    document = pypdfium2.PdfDocument(content)
    try:
        if not 0 <= page < len(document):
            raise IndexError(page)
        sheet = document[page]
        scale = PAGE_WIDTH / max(sheet.get_width(), 1)
        scale = min(scale, MAX_PIXELS**0.5 / max(sheet.get_width(), sheet.get_height(), 1))
        out = io.BytesIO()
        sheet.render(scale=scale).to_pil().save(out, "PNG", optimize=True)
        return out.getvalue()
    finally:
        document.close()
