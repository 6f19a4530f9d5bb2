"""What can be printed: control characters go, and what no shipped font can draw becomes a replacement mark.

PDF for the archive must show every character; one emoji of a new year must not keep a family from its plan.
"""

from __future__ import annotations

import functools
import re
import struct
from collections.abc import Iterator
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
REPLACEMENT = "\ufffd"
#: Control characters, halves of surrogate pairs, non-characters: neither XML nor PDF text may hold them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Marks without a picture of their own (joiners, direction, variation); they are kept where a font knows them.
_INVISIBLE = frozenset({0x00AD, 0x034F, 0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)}) | frozenset(
    {*range(0x2060, 0x2070), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000)}
)


def without_controls(text: str) -> str:
    """Leave out what neither XML nor PDF text may hold; line ends become newlines."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n"))


def printable(text: str) -> str:
    """Leave out control characters and replace what none of the shipped fonts can draw."""
    text = without_controls(text)
    if text.isascii():
        return text
    known = _covered()
    return "".join(_shown(char, known) for char in text)


def _shown(char: str, known: frozenset[int]) -> str:
    code = ord(char)
    if code in known or char in "\n\t":
        return char
    return "" if code in _INVISIBLE else REPLACEMENT


@functools.cache
def _covered() -> frozenset[int]:
    """All characters that at least one shipped font can draw."""
    return frozenset(code for path in sorted(FONTS.glob("*.ttf")) for code in _characters(path.read_bytes()))


def _characters(font: bytes) -> Iterator[int]:
    """Read a font's character map (OpenType specification, table cmap, formats 4 and 12)."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = {font[12 + 16 * i : 16 + 16 * i]: struct.unpack_from(">L", font, 20 + 16 * i)[0] for i in range(count)}
    start = tables[b"cmap"]
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    for index in range(subtables):
        _platform, _encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * index)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == 4:
            yield from _segments(font, start + offset)
        elif form == 12:
            yield from _groups(font, start + offset)


def _segments(font: bytes, start: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    ends = struct.unpack_from(f">{doubled // 2}H", font, start + 14)
    starts = struct.unpack_from(f">{doubled // 2}H", font, start + 16 + doubled)
    for first, last in zip(starts, ends, strict=True):
        if first != 0xFFFF:
            yield from range(first, last + 1)


def _groups(font: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">L", font, start + 12)
    for index in range(count):
        first, last, _glyph = struct.unpack_from(">LLL", font, start + 16 + 12 * index)
        yield from range(first, last + 1)
