"""What rooms above add to the page of goals: buttons that lead to pages of theirs.

They register at start-up (``AppConfig.ready`` -> ``hooks.py``)::

    seams.register_doors(doors)      # doors(request) -> the buttons for this reader
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from chancennetz.access.http import FileRequest


@dataclasses.dataclass(frozen=True, slots=True)
class Door:
    """A button above the goals that leads into another room."""

    label: str
    url: str
    icon: str
    kind: str = "secondary"


_doors: list[Callable[[FileRequest], Iterable[Door]]] = []


def register_doors(doors_of: Callable[[FileRequest], Iterable[Door]]) -> None:
    """Have `doors_of(request)` asked for buttons; registering it again changes nothing."""
    if doors_of not in _doors:
        _doors.append(doors_of)


def doors(request: FileRequest) -> list[Door]:
    """Return the buttons of all rooms for a reader."""
    return [door for doors_of in _doors for door in doors_of(request)]
