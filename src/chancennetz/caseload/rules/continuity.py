"""Continuity of the case holder. Pure: no database, no clock."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable


@dataclasses.dataclass(frozen=True, slots=True)
class Lead:
    """Who led a file from a moment on."""

    file_id: uuid.UUID
    user_id: uuid.UUID


def continuity(leads: Iterable[Lead]) -> tuple[int, int]:
    """Return (families that always had the same case holder, all families).

    A family that came back to its first counsellor had a change all the same.
    """
    seen: dict[uuid.UUID, list[uuid.UUID]] = {}
    for lead in leads:
        seen.setdefault(lead.file_id, []).append(lead.user_id)
    return sum(len(set(users)) == 1 for users in seen.values()), len(seen)
