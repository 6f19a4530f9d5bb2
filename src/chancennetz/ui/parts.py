"""The plain values that components show. Views build them, templates pass them to the tags of ``{% load ui %}``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

from chancennetz.core.time import BERLIN
from chancennetz.ui.constants import Tone

Text = str | Promise
StepState = Literal["done", "current", "todo"]


@dataclass(frozen=True, slots=True)
class Crumb:
    """One level of the breadcrumb; the last one has no address."""

    label: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: a link to a page of its own. `count` stands quietly beside the label."""

    label: Text
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a phase line; `note` is a date or a word below it."""

    label: Text
    state: StepState = "todo"
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter chip (a link) or, without address, one word in a quiet frame."""

    label: Text
    url: str = ""
    current: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a timeline. `when` may be a date or a moment; entries of one day are shown under one date."""

    when: dt.date | dt.datetime
    title: Text
    text: Text = ""
    icon: str = "circle-check"
    url: str = ""
    who: Text = ""
    tone: Tone = "neutral"
    label: Text = ""

    @property
    def day(self) -> dt.date:
        """The calendar day in Berlin."""
        return self.when.astimezone(BERLIN).date() if isinstance(self.when, dt.datetime) else self.when


@dataclass(frozen=True, slots=True)
class Action:
    """A link that looks like a button (empty states, page heads, end of a card)."""

    label: Text
    url: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of the conflict page: what the reader typed and what somebody saved meanwhile."""

    label: Text
    mine: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Tell whether the two versions disagree here."""
        return self.mine != self.theirs
