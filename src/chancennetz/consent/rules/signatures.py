"""A signature on the tablet as strokes: read strictly, so that nothing but lines ever reaches a picture."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: The pad in its own units, whatever the screen.
WIDTH, HEIGHT = 1000, 360
MAX_STROKES, MAX_POINTS = 300, 8000
#: A signature is more than a dot or a slip: so many points, and so wide.
MIN_POINTS, MIN_WIDTH = 8, 60

Stroke = tuple[tuple[int, int], ...]
Strokes = tuple[Stroke, ...]


def read_strokes(text: str) -> Strokes:
    """Return the strokes of a signature from JSON ([[[x, y], ...], ...]).

    Raises ValidationError (field "drawing") when it is no signature: not lines inside the pad, too little, too much.
    """
    if len(text) > MAX_POINTS * 12:
        raise _refused(_("This signature has too many points. Please sign again."))
    try:
        value = json.loads(text or "[]")
        strokes = tuple(tuple(_point(point) for point in stroke) for stroke in value)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _refused(_("This is not a signature. Please sign again.")) from error
    strokes = tuple(stroke for stroke in strokes if stroke)
    points = [point for stroke in strokes for point in stroke]
    if len(strokes) > MAX_STROKES or len(points) > MAX_POINTS:
        raise _refused(_("This signature has too many points. Please sign again."))
    if len(points) < MIN_POINTS or max(x for x, _y in points) - min(x for x, _y in points) < MIN_WIDTH:
        raise _refused(_("Please sign in the field, or choose to sign on paper."))
    return strokes


def _point(value: Any) -> tuple[int, int]:
    x, y = value
    if isinstance(x, bool) or isinstance(y, bool) or not isinstance(x, int) or not isinstance(y, int):
        raise TypeError(value)
    if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        raise ValueError(value)
    return x, y


def _refused(message: str) -> ValidationError:
    return ValidationError({"drawing": message})
