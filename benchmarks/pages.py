"""The cost of My day and of the family file beside bare views of the same size in the same server; about a minute.

Two bare views stand beside each page, both without a query of their own, without decision and audit, through the same
middleware (session, account, membership, transaction) and the same page frame, with as many bytes:

    drawn   the page itself once more, through its own template, from values kept in the memory of the server
    plain   lines of text in a loop: a template that does next to nothing, for comparison

The promise is "at most four times a bare view of the same size, audit included", held against the drawn one; how often
the plain one fits into the page stands beside it. Pages are opened in turns, one at a time, so that all see the same
machine; the milliseconds are medians. Beside them stands the processor time of web processes and database together, in
rounds of their own, which other work on the machine changes less: it decides. Ends with 1 when the promise is broken.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass

from _server import Page, Server, Visitor, counsellors, installation

MOST_TIMES = 4.0
REPEATS = 40
WARM = 12


@dataclass(frozen=True)
class Cost:
    """Seconds of a page and of the two bare views of its size in bytes: medians, and mean processor time."""

    size: int
    seconds: tuple[float, float, float]
    processor: tuple[float, float, float]

    @property
    def times(self) -> float:
        """How often the drawn view fits into the page, by processor time."""
        return self.processor[0] / self.processor[2]


def measure(server: Server, visitor: Visitor, heavy: str, repeats: int = REPEATS) -> dict[str, Cost]:
    """Measure the two pages with a budget, and the file with 300 contacts, 40 goals and 12 conferences."""
    asked = {
        "my day": visitor.pages["my day"][0].path,
        "family": visitor.pages["family"][0].path,
        "heavy family": f"/families/{heavy}/",
    }
    return {kind: _cost(server, visitor, path, repeats) for kind, path in asked.items()}


def _cost(server: Server, visitor: Visitor, path: str, repeats: int) -> Cost:
    size = len(visitor.get(path))
    seconds: dict[str, list[float]] = {path: [], f"/bare/{size}/": [], f"/drawn{path}": []}
    for repeat in range(repeats + WARM):
        for address, times in seconds.items():
            began = time.perf_counter()
            visitor.open(Page(address))
            if repeat >= WARM:
                times.append(time.perf_counter() - began)
    page, plain, drawn = (statistics.median(times) for times in seconds.values())
    used = []
    for address in seconds:
        before = server.processor_seconds()
        for _repeat in range(repeats):
            visitor.open(Page(address))
        used.append((server.processor_seconds() - before) / repeats)
    return Cost(size, (page, plain, drawn), (used[0], used[1], used[2]))


def _columns(values: tuple[float, float, float]) -> str:
    page, plain, drawn = values
    return "".join(f"{value * 1000:>8.1f}" for value in values) + f"{page / plain:>6.1f}{page / drawn:>6.1f}"


def report(found: dict[str, Cost]) -> bool:
    """Print the table; tells whether the promise is kept."""
    print(f"\n{'':<14}{'':>8}{'milliseconds':>24}{'times':>12}{'processor ms':>24}{'times':>12}")
    print(f"{'page':<14}{'bytes':>8}" + 2 * f"{'page':>8}{'plain':>8}{'drawn':>8}{'plain':>6}{'drawn':>6}")
    for kind, cost in found.items():
        print(f"{kind:<14}{cost.size:>8,}" + _columns(cost.seconds) + _columns(cost.processor))
    return all(cost.times <= MOST_TIMES for cost in found.values())


def main() -> int:
    """Set up, measure, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--keep", action="store_true", help="keep the folder of the installation")
    options = parser.parse_args()
    with installation(keep=options.keep) as server:
        heavy = server.script("_heavy.py").strip().splitlines()[-1]
        server.start()
        kept = report(measure(server, counsellors(server)[0], heavy, options.repeats))
    print("\nat most four times a bare view of the same page" if kept else "\nMORE THAN FOUR TIMES A BARE VIEW")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
