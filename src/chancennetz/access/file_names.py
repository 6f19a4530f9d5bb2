"""What family files are called, for lists of rooms that know no persons. A page inside a file: `file_pages`.

The portal registers at start-up how names are found; the rule itself lies in `people.queries` (`called_after`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

Find = Callable[[Iterable[uuid.UUID]], dict[uuid.UUID, tuple[str, str]]]
_find: list[Find] = []


def register(find: Find) -> None:
    """Say what families are called and where they are shown: function of file ids to {id: (name, address)}."""
    _find[:] = [find]


def names_of(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    """Return name and address of families as the reader may see them."""
    wanted = {file_id for file_id in file_ids if file_id is not None}
    return _find[0](wanted) if _find and wanted else {}
