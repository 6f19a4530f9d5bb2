"""The platform under load: pages beside a bare view of the same server, search over 20,000 persons, start-up time."""

from __future__ import annotations

import argparse
import json
import queue
import random
import threading
import time
import urllib.error
from dataclasses import dataclass, field

import pages
from _server import Page, Server, Visitor, counsellors, installation

MIX = (("my day", 30), ("family", 30), ("families", 12), ("search", 10), ("contacts", 9), ("goals", 9))
WORKERS = 24


@dataclass
class Measured:
    """Seconds per kind of page, and what failed."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def load(
    visitors: list[Visitor], rate: float, seconds: float, seed: int = 1, mix: tuple[tuple[str, int], ...] = MIX
) -> Measured:
    """Open pages at random moments (Poisson arrivals), whatever the server does; time runs from the planned moment."""
    chooser = random.Random(seed)
    measured, lock = Measured(), threading.Lock()
    waiting: queue.Queue[tuple[float, str, Visitor, Page] | None] = queue.Queue()

    def work() -> None:
        while (task := waiting.get()) is not None:
            planned, kind, visitor, page = task
            try:
                visitor.open(page)
            except (urllib.error.URLError, OSError) as error:
                with lock:
                    measured.failures.append(f"{page.path}: {error}")
                continue
            with lock:
                measured.seconds.setdefault(kind, []).append(time.perf_counter() - planned)

    threads = [threading.Thread(target=work) for _worker in range(WORKERS)]
    for thread in threads:
        thread.start()
    began = moment = time.perf_counter()
    kinds, weights = [kind for kind, _weight in mix], [weight for _kind, weight in mix]
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
    search = json.loads(server.script("_grow.py", str(options.persons)).strip().splitlines()[-1])
    for label, milliseconds in search.items():
        print(f"search by {label:<34} over {options.persons:,} persons: {milliseconds:6.1f} ms at the server")
    heavy = server.script("_heavy.py").strip().splitlines()[-1]
    print(f"start with everything in place, first page: {server.start():.1f} s")
    visitors = counsellors(server)
    pages.report(pages.measure(server, visitors[0], heavy, options.repeats))
    print(f"\n{options.rate:g} requests a second for {options.seconds:g} s, {options.persons:,} persons:")
    measured = load(visitors, options.rate, options.seconds)
    for visitor in visitors:
        visitor.pages = {kind: [Page("/bare/30000/")] for kind, _weight in MIX}
    show(measured, load(visitors, options.rate, min(options.seconds, 20)))


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=15.0, help="requests a second (200 counsellors: 15)")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--repeats", type=int, default=pages.REPEATS)
    parser.add_argument("--keep", action="store_true", help="keep the folder of the installation")
    options = parser.parse_args()
    with installation(keep=options.keep) as server:
        run(server, options)


if __name__ == "__main__":
    main()
