"""Processor time of each kind of public page in this process, without a server: python and database side by side.

Through Django's test client, with all middleware. "first" is a page that no answer is kept of, "again" the same page
asked for once more within its minute. Run through ``./bench map``; with `--profile KIND` prints where the time goes.
"""

from __future__ import annotations

import cProfile
import itertools
import json
import pstats
import sys
import time
from collections.abc import Callable, Iterator

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client

from _map_pages import pages_of

settings.ALLOWED_HOSTS = ["testserver"]
REQUESTS = 60
ACCEPTED = {"accept-encoding": "gzip, deflate", "accept-language": "de"}


def _database_processes() -> list[psutil.Process]:
    """Return the server process that answers this connection (the rest of the server does next to nothing)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return [psutil.Process(cursor.fetchone()[0])]


def _processor(processes: list[psutil.Process]) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in processes)


def measure(client: Client, addresses: Iterator[str], requests: int = REQUESTS) -> tuple[float, float]:
    """Return milliseconds of processor time per request: Python, database."""
    database = _database_processes()
    before, began = _processor(database), time.process_time()
    for address in itertools.islice(addresses, requests):
        answer = client.get(address, headers=ACCEPTED)
        assert answer.status_code == 200, address
    own = time.process_time() - began
    return own * 1000 / requests, (_processor(database) - before) * 1000 / requests


def fresh(addresses: list[str]) -> Iterator[str]:
    """Yield the addresses again and again, each time with a parameter that nobody has asked with before."""
    for number, address in enumerate(itertools.cycle(addresses)):
        yield f"{address}{'&' if '?' in address else '?'}n={time.time_ns()}{number}"


def costs() -> dict[str, dict[str, float]]:
    """Return the processor time of each kind of page."""
    client = Client()
    found = {}
    for kind, addresses in pages_of(lambda path: client.get(path).content.decode()).items():
        measure(client, fresh(addresses), 2 * len(addresses))
        first = measure(client, fresh(addresses))
        for address in addresses:
            client.get(address, headers=ACCEPTED)
        again = measure(client, itertools.cycle(addresses))
        found[kind] = {"python": first[0], "database": first[1], "again": sum(again)}
    return found


def profile(kind: str, show: Callable[[str], None]) -> None:
    """Print where the time of one kind of page goes."""
    client = Client()
    addresses = pages_of(lambda path: client.get(path).content.decode())[kind]
    measure(client, fresh(addresses), 2 * len(addresses))
    watch = cProfile.Profile()
    watch.enable()
    measure(client, fresh(addresses), 100)
    watch.disable()
    show(f"{kind}: 100 requests")
    pstats.Stats(watch).sort_stats("cumulative").print_stats(70)
    pstats.Stats(watch).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    if "--profile" in sys.argv:
        profile(sys.argv[-1], print)
    else:
        print(json.dumps(costs()))
