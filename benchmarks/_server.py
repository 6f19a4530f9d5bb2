"""An installation of its own with its server, and visitors without a window: for the benchmarks of the platform."""

from __future__ import annotations

import contextlib
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).resolve().parent
PROGRAM = HERE.parent / ".venv" / "bin" / "chancennetz"
SEARCHED = ("Kaja", "Schmitt", "Yilmas", "Haddat")


@dataclass(frozen=True)
class Page:
    """An address, with what is sent to it (POST) if anything is."""

    path: str
    data: dict[str, str] | None = None


def free_port() -> int:
    """Return a port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """An installation of its own with its server."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Environment of every process of this installation."""
        return os.environ | {
            "CHANCENNETZ_VAR": str(self.folder),
            "CHANCENNETZ_DEMO": "1",
            "PYTHONPATH": os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH")])),
            "DJANGO_SETTINGS_MODULE": "_bare_settings",
        }

    def run(self, *arguments: str) -> str:
        """Run a command of the platform."""
        return self._done([str(PROGRAM), *arguments])

    def script(self, name: str, *arguments: str) -> str:
        """Run a helper script beside this file."""
        begin = f"import runpy, sys; sys.argv = {[name, *arguments]!r}; "
        code = begin + f"runpy.run_path({str(HERE / name)!r}, run_name='__main__')"
        return self._done([str(PROGRAM), "manage", "shell", "-v", "0", "-c", code])

    def _done(self, command: list[str]) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{' '.join(command[:3])} failed:\n{done.stderr}")
        return done.stdout

    def start(self) -> float:
        """Start serving; returns the seconds until the first page is there."""
        began = time.perf_counter()
        log = (self.folder / "bench.log").open("ab")
        self.process = subprocess.Popen(
            [str(PROGRAM), "serve", "--port", str(self.port)], env=self.environment, stdout=log, stderr=log
        )
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/account/login/", timeout=2).read()
                return time.perf_counter() - began
            except (urllib.error.URLError, OSError):
                if time.perf_counter() - began > 90 or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def processor_seconds(self) -> float:
        """Return the processor time that web processes and database have used so far."""
        assert self.process is not None
        database = int((self.folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        roots = {psutil.Process(self.process.pid), psutil.Process(database)}
        everybody = roots.union(*(root.children(recursive=True) for root in roots))
        return sum(sum(one.cpu_times()[:2]) for one in everybody)

    def stop(self) -> None:
        """Stop serving."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
            self.process = None

    @property
    def address(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self.port}"


class Visitor:
    """A browser without a window: cookies, a login, and the addresses that this person opens."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), urllib.request.HTTPHandler()
        )
        self.pages: dict[str, list[Page]] = {}
        self.token = ""

    def open(self, page: Page) -> bytes:
        """Open a page; raises on any status of 400 or more."""
        data = urllib.parse.urlencode(page.data | {"csrfmiddlewaretoken": self.token}).encode() if page.data else None
        request = urllib.request.Request(self.address + page.path, data=data, headers={"Referer": self.address})
        return bytes(self.opener.open(request, timeout=30).read())

    def get(self, path: str) -> bytes:
        """Open an address."""
        return self.open(Page(path))

    def sign_in(self, email: str, password: str) -> None:
        """Sign in and look up what this person works on."""
        self.token = _token(self.get("/account/login/"))
        self.open(Page("/account/login/", {"login": email, "password": password}))
        day = self.get("/day/")
        self.token = _token(day)
        listed = self.get("/cases/").decode()
        files = sorted(set(re.findall(r"/families/([0-9a-f-]{36})/", listed)))
        assert files, f"{email} has no families: is the demo county loaded?"
        self.pages = {
            "my day": [Page("/day/")],
            "families": [Page("/cases/")],
            "family": [Page(f"/families/{file}/") for file in files],
            "contacts": [Page(f"/cases/{file}/contacts/") for file in files],
            "goals": [Page(f"/cases/{file}/goals/") for file in files],
            "search": [Page("/search/", {"q": name}) for name in SEARCHED],
        }


def _token(page: bytes) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"|"X-CSRFToken": "([^"]+)"', page.decode())
    assert found is not None, "the page has no token for forms"
    return found[1] or found[2]


def counsellors(server: Server) -> list[Visitor]:
    """Sign in every counsellor of the demo county."""
    from chancennetz.demo import content
    from chancennetz.demo.staff_names import email_of

    staff: dict[str, Any] = content.toml("staff")
    visitors = []
    for person in staff["person"]:
        if person["role"] == "counsellor":
            visitor = Visitor(server.address)
            visitor.sign_in(email_of(person["name"]), staff["password"])
            visitors.append(visitor)
    return visitors


@contextlib.contextmanager
def installation(*, keep: bool = False) -> Iterator[Server]:
    """Set up an installation with the demo county in a folder of its own; afterwards it is gone, unless kept."""
    folder = Path(tempfile.mkdtemp(prefix="chancennetz-bench-"))
    folder.chmod(0o755)
    server = Server(folder, free_port())
    try:
        print("Setting up an installation with the demo county ...", flush=True)
        began = time.perf_counter()
        server.run("setup", "--demo")
        print(f"set-up with demo county: {time.perf_counter() - began:.1f} s")
        yield server
    finally:
        server.stop()
        if keep:
            print(folder, file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)
