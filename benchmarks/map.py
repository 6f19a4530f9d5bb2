"""The public support map: search over 20,000 offers at the server, and 100 requests a second on two cores."""

from __future__ import annotations

import argparse
import json
import re

from _server import Page, Server, Visitor, installation
from load import load, percentile

MIX = (("start", 25), ("search", 35), ("topic", 15), ("offer", 20), ("map", 5))
QUESTIONS = (
    "Geld+f%C3%BCr+Klassenfahrt",
    "Schulden",
    "Baby+schreit",
    "Deutsch+lernen",
    "bor%C3%A7",
    "Schludnerbratung",
)
BARE = "/bare/12000/"


def visitor_of(server: Server) -> Visitor:
    """Return a visitor without account, with the addresses to open."""
    visitor = Visitor(server.address)
    listed = visitor.get("/map/de/find/").decode()
    offers = sorted(set(re.findall(r"/map/de/offer/[0-9a-f-]{36}/", listed)))
    visitor.pages = {
        "start": [Page(f"/map/{language}/") for language in ("de", "ar", "de-leicht", "uk")],
        "search": [Page(f"/map/de/find/?q={text}&free={free}") for text in QUESTIONS for free in ("", "1")],
        "topic": [Page("/map/de/find/?topic=money&open=1"), Page("/map/tr/find/?topic=school&speaks=tr")],
        "offer": [Page(path) for path in offers],
        "map": [Page("/map/de/find/?q=Schulden&view=map")],
    }
    return visitor


def run(server: Server, options: argparse.Namespace) -> None:
    """Do all measurements and print them."""
    found = json.loads(server.script("_services.py", str(options.services)).strip().splitlines()[-1])
    count = found.pop("offers")
    for label, value in found.items():
        print(f"{label:<48} over {count:,} offers: {value:8.1f}" + ("" if "MB" in label else " ms"))
    server.start()
    visitor = visitor_of(server)
    for pages in visitor.pages.values():  # each server process reads the directory once
        for page in pages * 2:
            visitor.open(page)
    bare = Visitor(server.address)
    bare.pages = {"bare": [Page(BARE)]}
    for rate in options.rates:
        measured = load([visitor], rate, options.seconds, mix=MIX)
        beside = load([bare], rate, min(options.seconds, 15), mix=(("bare", 1),))
        plain = percentile(beside.seconds["bare"], 0.5) * 1000
        print(f"\n{rate:g} requests a second; bare view of 12 kB: {plain:.0f} ms")
        print(f"{'page':<10}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'p50 / bare':>12}")
        everything = [value for values in measured.seconds.values() for value in values]
        for label, values in [*measured.seconds.items(), ("all", everything)]:
            p50, p95 = (percentile(values, share) * 1000 for share in (0.5, 0.95))
            print(f"{label:<10}{len(values):>9}{p50:>9.0f}{p95:>9.0f}{p50 / plain:>12.1f}")
        print(f"errors: {len(measured.failures)}")


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
