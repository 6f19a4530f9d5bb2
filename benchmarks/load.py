"""The platform under load: pages beside a bare view of the same server, search over 20,000 persons, start-up time."""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import os
import queue
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROGRAM = HERE.parent / ".venv" / "bin" / "chancennetz"
MIX = (("my day", 30), ("family", 30), ("families", 12), ("search", 10), ("contacts", 9), ("goals", 9))
WORKERS = 24


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
            "PYTHONPATH": str(HERE),
            "DJANGO_SETTINGS_MODULE": "_bare_settings",
        }

    def run(self, *arguments: str) -> str:
        """Run a command of the platform."""
        done = subprocess.run(
            [str(PROGRAM), *arguments], env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def script(self, name: str, *arguments: str) -> str:
        """Run a helper script beside this file."""
        begin = f"import runpy, sys; sys.argv = {[name, *arguments]!r}; "
        code = begin + f"runpy.run_path({str(HERE / name)!r}, run_name='__main__')"
        wrapped = [str(PROGRAM), "manage", "shell", "-v", "0", "-c", code]
        done = subprocess.run(wrapped, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
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
        self.pages: dict[str, list[str]] = {}

    def get(self, path: str) -> bytes:
        """Open a page; raises on any status of 400 or more."""
        return bytes(self.opener.open(self.address + path, timeout=30).read())

    def sign_in(self, email: str, password: str) -> None:
        """Sign in and look up what this person works on."""
        form = self.get("/account/login/").decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token is not None, "the login page has no form"
        data = {"login": email, "password": password, "csrfmiddlewaretoken": token[1]}
        request = urllib.request.Request(
            f"{self.address}/account/login/",
            data=urllib.parse.urlencode(data).encode(),
            headers={"Referer": self.address},
        )
        self.opener.open(request, timeout=30).read()
        listed = self.get("/cases/").decode()
        files = sorted(set(re.findall(r"/families/([0-9a-f-]{36})/", listed)))
        assert files, f"{email} has no families: is the demo county loaded?"
        self.pages = {
            "my day": ["/day/"],
            "families": ["/cases/"],
            "family": [f"/families/{file}/" for file in files],
            "contacts": [f"/cases/{file}/contacts/" for file in files],
            "goals": [f"/cases/{file}/goals/" for file in files],
            "search": [f"/search/?q={urllib.parse.quote(name)}" for name in ("Kaja", "Schmitt", "Yilmas", "Haddat")],
        }


@dataclass
class Measured:
    """Seconds per kind of page, and what failed."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def load(visitors: list[Visitor], rate: float, seconds: float, seed: int = 1) -> Measured:
    """Open pages at random moments (Poisson arrivals), whatever the server does; time runs from the planned moment."""
    chooser = random.Random(seed)
    measured, lock = Measured(), threading.Lock()
    waiting: queue.Queue[tuple[float, str, Visitor, str] | None] = queue.Queue()

    def work() -> None:
        while (task := waiting.get()) is not None:
            planned, kind, visitor, path = task
            try:
                visitor.get(path)
            except (urllib.error.URLError, OSError) as error:
                with lock:
                    measured.failures.append(f"{path}: {error}")
                continue
            with lock:
                measured.seconds.setdefault(kind, []).append(time.perf_counter() - planned)

    threads = [threading.Thread(target=work) for _worker in range(WORKERS)]
    for thread in threads:
        thread.start()
    began = moment = time.perf_counter()
    kinds, weights = [kind for kind, _weight in MIX], [weight for _kind, weight in MIX]
    while moment - began < seconds:
        moment += chooser.expovariate(rate)
        time.sleep(max(0.0, moment - time.perf_counter()))
        kind, visitor = chooser.choices(kinds, weights)[0], chooser.choice(visitors)
        waiting.put((moment, kind, visitor, chooser.choice(visitor.pages[kind])))
    for _thread in threads:
        waiting.put(None)
    for thread in threads:
        thread.join()
    return measured


def percentile(values: list[float], share: float) -> float:
    """Return a percentile by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def one_by_one(visitor: Visitor, repeats: int) -> dict[str, tuple[float, float, int]]:
    """Return (median of the page, median of the bare view of its size, bytes) for the two pages with a budget."""
    found = {}
    for kind in ("my day", "family"):
        path = visitor.pages[kind][0]
        size = len(visitor.get(path))
        page, bare = [], []
        for _repeat in range(repeats):  # taken in turns, so that both see the same machine
            for address, times in ((path, page), (f"/bare/{size}/", bare)):
                began = time.perf_counter()
                visitor.get(address)
                times.append(time.perf_counter() - began)
        found[kind] = (statistics.median(page), statistics.median(bare), size)
    return found


def show(measured: Measured, bare: Measured) -> None:
    """Print the table of the load."""
    print(f"\n{'page':<12}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    everything = [value for values in measured.seconds.values() for value in values]
    rows: list[tuple[str, list[float]]] = [*measured.seconds.items(), ("all", everything)]
    rows += [("bare view", [value for values in bare.seconds.values() for value in values])]
    for label, values in rows:
        if values:
            shown = [percentile(values, share) * 1000 for share in (0.5, 0.95, 0.99)]
            print(f"{label:<12}{len(values):>9}" + "".join(f"{value:>9.0f}" for value in shown))
    print(f"errors: {len(measured.failures)}" + "".join(f"\n  {line}" for line in measured.failures[:5]))


def run(server: Server, options: argparse.Namespace) -> None:
    """Do all measurements."""
    print("Setting up an installation with the demo county ...", flush=True)
    began = time.perf_counter()
    server.run("setup", "--demo")
    print(f"set-up with demo county: {time.perf_counter() - began:.1f} s")
    search = json.loads(server.script("_grow.py", str(options.persons)).strip().splitlines()[-1])
    for label, milliseconds in search.items():
        print(f"search by {label:<34} over {options.persons:,} persons: {milliseconds:6.1f} ms at the server")
    print(f"start with everything in place, first page: {server.start():.1f} s")
    staff = _staff()
    visitors = []
    for person in [one for one in staff["person"] if one["role"] == "counsellor"]:
        visitor = Visitor(server.address)
        visitor.sign_in(person["email"], staff["password"])
        visitors.append(visitor)
    for kind, (page, bare, size) in one_by_one(visitors[0], options.repeats).items():
        both = f"{page * 1000:6.1f} ms, bare view of {size:,} bytes {bare * 1000:6.1f} ms"
        print(f"{kind:<8} {both}: {page / bare:.1f} times")
    print(f"\n{options.rate:g} requests a second for {options.seconds:g} s, {options.persons:,} persons:")
    measured = load(visitors, options.rate, options.seconds)
    for visitor in visitors:
        visitor.pages = {kind: ["/bare/30000/"] for kind, _weight in MIX}
    show(measured, load(visitors, options.rate, min(options.seconds, 20)))


def _staff() -> dict[str, Any]:
    from chancennetz.demo import content
    from chancennetz.demo.staff_names import email_of

    staff = content.toml("staff")
    for person in staff["person"]:
        person["email"] = email_of(person["name"])
    return staff


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=15.0, help="requests a second (200 counsellors: 15)")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--repeats", type=int, default=40)
    parser.add_argument("--keep", action="store_true", help="keep the folder of the installation")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="chancennetz-bench-"))
    folder.chmod(0o755)
    server = Server(folder, free_port())
    try:
        run(server, options)
    finally:
        server.stop()
        if options.keep:
            print(folder, file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
