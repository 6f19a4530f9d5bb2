"""Signatures as pictures: strokes painted anew by us, and shown in a sheet again."""

from __future__ import annotations

import base64
import io

from PIL import Image, ImageDraw

from chancennetz.consent.rules.signatures import HEIGHT, WIDTH, Strokes

_PEN = 7
_INK = (20, 24, 60)


def picture(strokes: Strokes) -> bytes:
    """Paint a signature as PNG, black-blue on white. Nothing of what the browser sent is taken over but the points."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        if len(stroke) > 1:
            pen.line(stroke, fill=_INK, width=_PEN, joint="curve")
        for x, y in stroke:
            pen.ellipse((x - _PEN / 2, y - _PEN / 2, x + _PEN / 2, y + _PEN / 2), fill=_INK)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def as_svg(jpeg: bytes) -> str:
    """Wrap a kept picture so that a PDF template can draw it."""
    data = base64.b64encode(jpeg).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<image width="{WIDTH}" height="{HEIGHT}" href="data:image/jpeg;base64,{data}"/></svg>'
    )
