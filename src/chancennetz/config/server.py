"""Serving: web processes and one job worker under a supervisor that starts them, restarts them and ends them together.

Stopping with Ctrl-C, SIGTERM or SIGHUP ends all of them; a process that dies is started again, at growing intervals;
an embedded database that was killed is started again too.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable

from chancennetz.config.installation import Installation
from chancennetz.config.runtime import Problem
from chancennetz.core import environment, postgres

HOST = "127.0.0.1"
START_SECONDS = 60.0
STOP_SECONDS = 25.0
PORT_SECONDS = 3.0  # the processes of a killed predecessor may still be ending
LOOK_SECONDS = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0

PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork

Say = Callable[[str], None]


def _end_with_parent() -> None:
    """Ask the kernel (Linux only) to send SIGINT to this process when its parent ends."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


@dataclasses.dataclass
class Child:
    """A process under supervision."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = 0.0

    def start(self) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches the supervisor alone.

        When the supervisor is killed the kernel interrupts its children, so that none holds the port for ever.
        """
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=_end_with_parent)
        self.started = time.monotonic()

    def keep_running(self, say: Say) -> None:
        """Start the process again when it has died; wait longer each time it dies young."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self.pause = 0.5 if now - self.started > STEADY_SECONDS else min(self.pause * 2, LONGEST_PAUSE)
            say(f"The {self.name} ended with code {self.process.returncode}; starting it again in {self.pause:.0f} s.")
            self.process = None
            self.due = now + self.pause
        if self.process is None and now >= self.due:
            self.start()

    def stop(self) -> None:
        """Ask the process to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def finish(self, deadline: float) -> None:
        """Wait for the end, then end it by force, with everything it started."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def check_port(port: int) -> None:
    """Raise Problem when something else listens on the port, and goes on doing so for a moment."""
    deadline = time.monotonic() + PORT_SECONDS
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                reason = error.strerror
            else:
                return
        if time.monotonic() > deadline:
            raise Problem(f"Port {port} cannot be used ({reason}). Choose another: ./start --port N")
        time.sleep(0.1)


def web_command(port: int) -> list[str]:
    """Return the command of the web processes."""
    workers = environment.integer("CHANCENNETZ_WEB_PROCESSES", 2, low=1, high=64)
    threads = environment.integer("CHANCENNETZ_WEB_THREADS", 4, low=1, high=64)
    # fmt: off
    return [
        sys.executable, "-m", "gunicorn", "chancennetz.config.wsgi", "--config", "python:chancennetz.config.gunicorn",
        "--bind", f"{HOST}:{port}", "--workers", str(workers), "--threads", str(threads),
    ]
    # fmt: on


def worker_command() -> list[str]:
    """Return the command of the job worker."""
    return [sys.executable, "-m", "chancennetz", "worker"]


def wait_until_healthy(port: int, still_runs: Callable[[], bool]) -> None:
    """Wait for the first healthy answer. Raises Problem with the reason when it does not come."""
    deadline = time.monotonic() + START_SECONDS
    reason = "no answer"
    while time.monotonic() < deadline and still_runs():
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            reason = error.read(500).decode(errors="replace")
        except OSError as error:
            reason = str(error)
        time.sleep(0.05)
    raise Problem(f"The server did not become ready: {reason}. The lines above say more.")


class Supervisor:
    """Runs web processes and worker until told to stop."""

    def __init__(self, installation: Installation, *, port: int, say: Say, with_worker: bool = True) -> None:
        self.installation = installation
        self.port = port
        self.say = say
        self.children = [Child("web server", web_command(port))]
        if with_worker:
            self.children.append(Child("job worker", worker_command()))
        self._stopping = False

    def _stop(self, number: int, frame: object) -> None:
        del number, frame
        self._stopping = True

    def run(self, on_ready: Callable[[], None]) -> None:
        """Start everything, call `on_ready` at the first healthy answer, keep it running, end it in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        web = self.children[0]
        try:
            web.start()  # the others start in the loop below: the first page comes first
            wait_until_healthy(
                self.port, lambda: not self._stopping and web.process is not None and web.process.poll() is None
            )
            on_ready()
            while not self._stopping:
                self._revive_database()
                for child in self.children:
                    child.keep_running(self.say)
                time.sleep(LOOK_SECONDS)
        except Problem:
            if not self._stopping:
                raise
        finally:
            self.say("Stopping ...")
            for child in self.children:
                child.stop()
            deadline = time.monotonic() + STOP_SECONDS
            for child in self.children:
                child.finish(deadline)

    def _revive_database(self) -> None:
        if self.installation.is_embedded and not postgres.is_running(self.installation.cluster):
            self.say("The database has ended; starting it again.")
            try:
                attachment = self.installation.attach()
            except postgres.PostgresProblem as error:
                self.say(str(error))
                return
            if attachment is not None:
                attachment.leave_running()
