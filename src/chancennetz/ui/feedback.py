"""Quiet confirmations after an action: a line at the top of the next page, with "Undo" where that makes sense.

They travel as Django messages, so they survive the redirect after a POST.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

from chancennetz.ui.constants import TONE_ICONS, Tone

_LEVELS: dict[Tone, int] = {
    "neutral": messages.INFO,
    "info": messages.INFO,
    "success": messages.SUCCESS,
    "warning": messages.WARNING,
    "danger": messages.ERROR,
}
_TONE_OF_LEVEL: dict[int, Tone] = {
    messages.SUCCESS: "success",
    messages.WARNING: "warning",
    messages.ERROR: "danger",
}


@dataclass(frozen=True, slots=True)
class Toast:
    """One confirmation as the page shows it."""

    text: str
    tone: Tone
    icon: str
    undo_url: str
    draft_done: str


def confirm(
    request: HttpRequest, text: str, *, undo_url: str = "", clears_draft: str = "", tone: Tone = "success"
) -> None:
    """Say on the next page that something was done.

    `undo_url` takes a POST that reverses it. `clears_draft` is the `data-draft-key` of the form that was saved: the
    browser then forgets its own copy of the draft (the server's copy is deleted by the action).
    """
    extra = json.dumps({"undo": undo_url, "draft": clears_draft}) if undo_url or clears_draft else ""
    messages.add_message(request, _LEVELS[tone], text, extra_tags=extra)


def _extra(message: Message) -> dict[str, str]:
    try:
        found = json.loads(message.extra_tags or "{}")
    except ValueError:  # a tag set by another package, not by confirm()
        return {}
    return found if isinstance(found, dict) else {}


def toasts(stored: Iterable[Message]) -> list[Toast]:
    """Turn stored messages into toasts (used by the page frame)."""
    found = []
    for message in stored:
        tone = _TONE_OF_LEVEL.get(message.level, "info")
        extra = _extra(message)
        found.append(Toast(str(message.message), tone, TONE_ICONS[tone], extra.get("undo", ""), extra.get("draft", "")))
    return found
