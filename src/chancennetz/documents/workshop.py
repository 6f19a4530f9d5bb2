"""Works on uploads in a process of its own, with little memory, little time and no way to write files.

Run by `documents.sandbox`, never imported by the platform: it needs Pillow and PDFium only, not Django. The content
comes in by standard input; out goes one line of JSON and then the result. Exit code 3 means "refused", with the reason
on standard error.

A picture is painted anew, so position data, comments and whatever hides behind it are gone. A PDF is copied page by
page without annotations, scripts, actions and attached files; where something active is left, its pages become
pictures.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any, NoReturn

MEGABYTE = 1024 * 1024
#: What one file may cost: seconds of a processor and memory. A photo of 50 megapixels needs about half of it.
MOST_SECONDS = 3
MOST_MEMORY = 300 * MEGABYTE
REFUSED = 3
#: Words that stand in the dictionaries of a PDF in which something can happen or lies attached.
ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/AA", b"/OpenAction", b"/SubmitForm", b"/RichMedia",
          b"/GoToR", b"/GoToE", b"/ImportData", b"/XFA")  # fmt: skip


def limit() -> None:
    """Give up whatever this process does not need."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse(reason: str) -> NoReturn:
    """End with a reason that `documents.sandbox` puts into words."""
    sys.stderr.write(reason)
    raise SystemExit(REFUSED)


def paint(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return a picture painted anew as JPEG."""
    import warnings

    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = options["pixels"]
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image: Any = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
        if image.width * image.height > options["pixels"]:
            refuse("pixels")
        image.draft("RGB", (options["side"], options["side"]))  # JPEG: decode no larger than needed
        image.thumbnail((options["side"], options["side"]))
        image = ImageOps.exif_transpose(image).convert("RGB")
        image.info.clear()
        out = io.BytesIO()
        image.save(out, "JPEG", quality=85, optimize=True)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        refuse("pixels")
    except (OSError, ValueError, SyntaxError, IndexError, TypeError, OverflowError, EOFError):
        refuse("picture")
    return {"media_type": "image/jpeg", "pages": 1}, out.getvalue()


def copy_pages(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return a PDF with the same pages and nothing else."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        source = pypdfium2.PdfDocument(content)
        pages = len(source)
        if not 0 < pages <= options["pages"]:
            refuse("pages")
        cleaned = pypdfium2.PdfDocument.new()
        cleaned.import_pages(source)
        for number in range(pages):
            page = cleaned[number]
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)  # keeps what was filled in
            for _note in range(raw.FPDFPage_GetAnnotCount(page)):
                raw.FPDFPage_RemoveAnnot(page, 0)
        target = pypdfium2.PdfDocument.new()
        target.import_pages(cleaned)  # once more: what was removed would still lie in the file, unused
        out = io.BytesIO()
        target.save(out)
        kept = out.getvalue()
        if any(word in kept for word in ACTIVE):
            kept = _as_pictures(source, pages, options)
    except pypdfium2.PdfiumError:
        refuse("pdf")
    return {"media_type": "application/pdf", "pages": pages}, kept


def _as_pictures(source: Any, pages: int, options: dict[str, Any]) -> bytes:
    """Return a PDF in which each page is a picture; for files with something active inside their pages."""
    pictures = [_page(source, number, options).convert("RGB") for number in range(pages)]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=options["width"] / 8.27)
    return out.getvalue()


def _page(document: Any, number: int, options: dict[str, Any]) -> Any:
    sheet = document[number]
    width, height = max(sheet.get_width(), 1.0), max(sheet.get_height(), 1.0)
    scale = min(options["width"] / width, options["side"] / height)
    return sheet.render(scale=scale, may_draw_forms=False).to_pil()


def show_page(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return one page of a PDF as PNG."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        if not 0 <= options["page"] < len(document):
            refuse("no page")
        out = io.BytesIO()
        _page(document, options["page"], options).save(out, "PNG", optimize=True)
    except pypdfium2.PdfiumError:
        refuse("pdf")
    return {"media_type": "image/png", "pages": 1}, out.getvalue()


TASKS = {"paint": paint, "copy_pages": copy_pages, "show_page": show_page}


def main() -> None:
    """Do one task: its name and options are the arguments."""
    limit()
    content = sys.stdin.buffer.read()
    try:
        facts, result = TASKS[sys.argv[1]](content, json.loads(sys.argv[2]))
    except (MemoryError, RecursionError):
        refuse("heavy")
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + result)


if __name__ == "__main__":
    main()
