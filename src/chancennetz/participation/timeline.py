"""Entries of the timeline: somebody began in the programme, somebody left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chancennetz.casework.constants import TimelineKind
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.participation.models import Participant

_Writer = Callable[[Any, str], Words]


def _participation(sentence: str) -> _Writer:
    return lambda row, names: Words(_(sentence), f"{names} · {row.partner.organisation}".removeprefix(" · "))


SOURCES = (
    TimelineSource(
        Participant,
        TimelineKind.PARTICIPATION,
        (
            TimelineEvent("entry", "entry_on", _participation(gettext_noop("Began in the programme")), day_only=True),
            TimelineEvent("left", "exit_on", _participation(gettext_noop("Left the programme")), day_only=True),
        ),
        related=("partner__organisation",),
        person="person",
    ),
)
