"""Two families on a database whose changes are committed, for tests with threads and with broken databases."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import connections

from tests.security.canaries import Canary, plant_two
from tests.universe import Universe, build

_T = TypeVar("_T")
WAIT = 30  # seconds until a thread that waits for others gives up


@contextlib.contextmanager
def two_families(folder: Path) -> Iterator[tuple[Universe, Canary, Canary]]:
    """Build the small world with two families; uploads and heads of the log go into the folder."""
    before = settings.UPLOADS_DIR, settings.AUDIT_HEAD_FILE
    settings.UPLOADS_DIR, settings.AUDIT_HEAD_FILE = folder / "uploads", folder / "heads.jsonl"
    universe = build()
    own, other = plant_two(universe)
    yield universe, own, other
    settings.UPLOADS_DIR, settings.AUDIT_HEAD_FILE = before


def at_once(count: int, work: Callable[[int, threading.Barrier], _T]) -> list[_T]:
    """Run work in many threads, each with a connection of its own; the barrier lets them wait for each other."""
    barrier = threading.Barrier(count, timeout=WAIT)

    def run(number: int) -> _T:
        try:
            return work(number, barrier)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
