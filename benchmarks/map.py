"""The public support map: search over 20,000 offers at the server, and 100 requests a second on two cores."""

from __future__ import annotations

import argparse
import json

from _map_pages import MIX, pages_of
from _phone import measure
from _server import Page, Server, Visitor, installation
from load import load, percentile

BARE = "/bare/12000/"
MOST_BYTES, MOST_MILLISECONDS = 100_000, 1000.0
_LABELS = ("python", "database", "first time", "kept")


def visitor_of(server: Server) -> Visitor:
    """Return a visitor without account, with the addresses to open."""
    visitor = Visitor(server.address)
    pages = pages_of(lambda path: visitor.get(path).decode())
    visitor.pages = {kind: [Page(path) for path in paths] for kind, paths in pages.items()}
    return visitor


def show_costs(costs: dict[str, dict[str, float]]) -> None:
    """Print the processor time of each kind of page, first and kept, and the mean over the mix."""
    print(f"\n{'processor ms':<14}" + "".join(f"{label:>12}" for label in _LABELS))
    total = dict.fromkeys(_LABELS, 0.0)
    for kind, share in MIX:
        cost = costs[kind]
        row = dict(
            zip(
                _LABELS,
                (cost["python"], cost["database"], cost["python"] + cost["database"], cost["again"]),
                strict=True,
            )
        )
        total = {label: total[label] + row[label] * share / 100 for label in _LABELS}
        print(f"{kind:<14}" + "".join(f"{row[label]:>12.1f}" for label in _LABELS))
    print(f"{'mix':<14}" + "".join(f"{total[label]:>12.1f}" for label in _LABELS))


def show_phone(server: Server) -> None:
    """Print how the start page opens on an old phone."""
    opened = measure(f"{server.address}/map/de/")
    if not opened:
        print("no Chromium: the start page on a phone is not measured")
        return
    middle = opened[len(opened) // 2]
    kept = middle.size < MOST_BYTES and middle.usable < MOST_MILLISECONDS
    print(
        f"\nstart page on a slowed phone (1.6 Mbit/s, 150 ms, processor / 4): {middle.size / 1000:.0f} kB in "
        f"{middle.requests} requests, first byte {middle.first_byte:.0f} ms, usable {middle.usable:.0f} ms, "
        f"loaded {middle.loaded:.0f} ms" + ("" if kept else "  MORE THAN 100 kB OR A SECOND")
    )


def run(server: Server, options: argparse.Namespace) -> None:
    """Do all measurements and print them."""
    found = json.loads(server.script("_services.py", str(options.services)).strip().splitlines()[-1])
    count = found.pop("offers")
    for label, value in found.items():
        print(f"{label:<48} over {count:,} offers: {value:8.1f}" + ("" if "MB" in label else " ms"))
    show_costs(json.loads(server.script("_map_cost.py").strip().splitlines()[-1]))
    server.start()
    visitor = visitor_of(server)
    for pages in visitor.pages.values():  # each server process reads the directory once
        for page in pages * 2:
            visitor.open(page)
    show_phone(server)
    bare = Visitor(server.address)
    bare.pages = {"bare": [Page(BARE)]}
    for rate in options.rates:
        before = server.processor_seconds()
        measured = load([visitor], rate, options.seconds, mix=MIX)
        used = (server.processor_seconds() - before) * 1000
        beside = load([bare], rate, min(options.seconds, 15), mix=(("bare", 1),))
        plain = percentile(beside.seconds["bare"], 0.5) * 1000
        print(f"\n{rate:g} requests a second; bare view of 12 kB: {plain:.0f} ms")
        print(f"{'page':<10}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'p50 / bare':>12}")
        everything = [value for values in measured.seconds.values() for value in values]
        for label, values in [*measured.seconds.items(), ("all", everything)]:
            p50, p95 = (percentile(values, share) * 1000 for share in (0.5, 0.95))
            print(f"{label:<10}{len(values):>9}{p50:>9.0f}{p95:>9.0f}{p50 / plain:>12.1f}")
        print(
            f"errors: {len(measured.failures)}; processor time of server and database per request: "
            f"{used / max(1, len(everything)):.1f} ms"
        )


def main() -> None:
    """Parse the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=20_000)
    parser.add_argument("--rates", type=float, nargs="+", default=[20.0, 50.0, 100.0], help="requests a second")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--keep", action="store_true", help="keep the folder of the installation")
    options = parser.parse_args()
    with installation(keep=options.keep) as server:
        run(server, options)


if __name__ == "__main__":
    main()
