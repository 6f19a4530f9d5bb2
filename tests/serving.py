"""A running platform for browser tests, on request as slow as a train's network."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

#: Seconds before each answer, and again in the middle of its page (pytest --slow-answers). A test that looks without
#: waiting turns red with it every time, and not only on a busy machine.
delay = 0.0


class Handler(StaticFilesHandler):  # type: ignore[misc]  # Django's class has no types
    """Finds style sheets and scripts in the rooms (the one of the test library looks into STATIC_ROOT only)."""

    def __call__(self, *request: Any) -> Any:
        """Answer a request."""
        time.sleep(delay)
        answer = super().__call__(*request)
        return _slowly(answer) if delay else answer


def _slowly(answer: Any) -> Iterator[bytes]:
    """Send an answer in two halves: in between the browser has left the old page and does not have the new one yet."""
    try:
        body = b"".join(answer)
        yield body[: len(body) // 2]
        time.sleep(delay)
        yield body[len(body) // 2 :]
    finally:
        answer.close()


@contextlib.contextmanager
def served() -> Iterator[str]:
    """Serve the platform with the settings of now; yield its address."""
    thread = LiveServerThread("127.0.0.1", Handler, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
