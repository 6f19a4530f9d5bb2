"""Runs `workshop` on a content and puts its refusals into words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chancennetz.documents.rules import Refused

_WORKSHOP = Path(__file__).with_name("workshop.py")
#: Seconds on the clock. The workshop itself ends after three seconds of a processor; a busy machine gives them slowly.
PATIENCE = 30
_REFUSED = 3
_HEAVY = _("This file is too elaborate to be opened safely. Please take a photo of the pages instead.")
_WORDS: dict[str, Promise] = {
    "pixels": _("This picture has too many pixels. Please take a smaller photo."),
    "picture": _("This picture cannot be read. Please take the photo again."),
    "pdf": _("This PDF cannot be read. If it has a password, please save it without one."),
    "pages": _("A PDF may have up to 100 pages. Please split it."),
    "heavy": _HEAVY,
}


def run(task: str, content: bytes, **options: int) -> tuple[dict[str, Any], bytes]:
    """Return facts and result of a task. Raises Refused with what to do, IndexError for a page that is not there."""
    command = [sys.executable, "-I", str(_WORKSHOP), task, json.dumps(options)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False, env={})
    except subprocess.TimeoutExpired as error:
        raise Refused(_HEAVY) from error
    if done.returncode == 0:
        facts, _line, result = done.stdout.partition(b"\n")
        return json.loads(facts), result
    reason = done.stderr.decode(errors="replace") if done.returncode == _REFUSED else "heavy"
    if reason == "no page":
        raise IndexError(options["page"])
    raise Refused(_WORDS.get(reason, _HEAVY))
