"""The cost of My day and of the family file beside bare views of the same size in the same server; about a minute.

Two bare views stand beside each page, both without a query of their own and without audit, through the same middleware
(session, account, membership, transaction) and the same page frame, with as many bytes:

    plain   lines of text in a loop: what Django needs to send a page of this size
    drawn   the page itself once more, from values kept in the memory of the server: what drawing this page costs

The promise (at most four times, audit included) is held against the plain one, the cheaper of the two. Pages are opened
in turns, one at a time, so that all see the same machine; the figures are medians. Ends with 1 when it is broken.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass

from _server import Page, Visitor, counsellors, installation

MOST_TIMES = 4.0
REPEATS = 40
WARM = 12


@dataclass(frozen=True)
class Cost:
    """Medians in seconds of a page and of the two bare views of its size in bytes."""

    page: float
    plain: float
    drawn: float
    size: int

    @property
    def times(self) -> float:
        """How often the plain view fits into the page."""
        return self.page / self.plain


def measure(visitor: Visitor, heavy: str, repeats: int = REPEATS) -> dict[str, Cost]:
    """Measure the two pages with a budget, and the file with 300 contacts, 40 goals and 12 conferences."""
    asked = {
        "my day": visitor.pages["my day"][0].path,
        "family": visitor.pages["family"][0].path,
        "heavy family": f"/families/{heavy}/",
    }
    return {kind: _cost(visitor, path, repeats) for kind, path in asked.items()}


def _cost(visitor: Visitor, path: str, repeats: int) -> Cost:
    size = len(visitor.get(path))
    seconds: dict[str, list[float]] = {path: [], f"/bare/{size}/": [], f"/drawn{path}": []}
    for repeat in range(repeats + WARM):
        for address, times in seconds.items():
            began = time.perf_counter()
            visitor.open(Page(address))
            if repeat >= WARM:
                times.append(time.perf_counter() - began)
    page, plain, drawn = (statistics.median(times) for times in seconds.values())
    return Cost(page, plain, drawn, size)


def report(found: dict[str, Cost]) -> bool:
    """Print the table; tells whether the promise is kept."""
    print(f"\n{'page':<14}{'bytes':>8}{'ms':>8}{'plain ms':>10}{'times':>7}{'drawn ms':>10}{'times':>7}")
    for kind, cost in found.items():
        row = f"{kind:<14}{cost.size:>8,}{cost.page * 1000:>8.1f}{cost.plain * 1000:>10.1f}{cost.times:>7.1f}"
        print(row + f"{cost.drawn * 1000:>10.1f}{cost.page / cost.drawn:>7.1f}")
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
        kept = report(measure(counsellors(server)[0], heavy, options.repeats))
    print("\nat most four times a plain view" if kept else "\nMORE THAN FOUR TIMES A PLAIN VIEW")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
