"""Finished public pages in the memory of a server process, for the rest of their minute.

A page is kept under its whole address for one revision of the directory and one minute: when either has passed, all are
forgotten. Kept is only what is the same for everybody; who decides that is `views.common.page`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import hashlib
import threading
from collections.abc import Hashable, Mapping

from chancennetz.publicmap.constants import MOST_KEPT

#: Packing harder takes twice the time for a hundredth of the size.
_PACKING = 5
_SMALLEST = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """A finished page: its headers, and its body packed (`body` where that is no gain). `tag` is its ETag."""

    headers: Mapping[str, str]
    packed: bytes
    body: bytes
    tag: str

    @classmethod
    def of(cls, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Pack a page. It holds no secret and nothing of its reader, so its packed size gives nothing away (BREACH)."""
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'  # weak: the same page packed or not
        if len(body) < _SMALLEST:
            return cls(headers, b"", body, tag)
        return cls(headers, gzip.compress(body, _PACKING, mtime=0), b"", tag)

    def content(self, *, packed: bool) -> bytes:
        """Return the body as it travels."""
        if not self.packed:
            return self.body
        return self.packed if packed else gzip.decompress(self.packed)

    @property
    def size(self) -> int:
        """Return roughly how much memory it takes."""
        return len(self.packed) + len(self.body) + 2_000


class Answers:
    """What a process has kept. A moment is the revision of the directory and the minute."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._lock = threading.Lock()
        self._most = most
        self._moment: Hashable = None
        self._kept: dict[Hashable, Answer] = {}
        self._size = 0

    def find(self, moment: Hashable, key: Hashable) -> Answer | None:
        """Return the page kept under a key at this very moment."""
        return self._kept.get(key) if moment == self._moment else None

    def keep(self, moment: Hashable, key: Hashable, answer: Answer) -> None:
        """Keep a page; those of another moment go. What no longer fits is not kept."""
        with self._lock:
            if moment != self._moment:
                self._kept, self._size, self._moment = {}, 0, moment
            if self._size + answer.size <= self._most:
                self._kept[key] = answer
                self._size += answer.size

    def forget(self) -> None:
        """Forget all pages."""
        with self._lock:
            self._kept, self._size, self._moment = {}, 0, None


def minute(now: dt.datetime) -> dt.datetime:
    """Return the minute of a moment."""
    return now.replace(second=0, microsecond=0)


answers = Answers()
