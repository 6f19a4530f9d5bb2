"""Tries the links of offers. Off unless the installation switches it on; how an address is fetched can be replaced."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from django.conf import settings

from chancennetz.upkeep.constants import LinkOutcome

#: Seconds until a server counts as unreachable.
TIMEOUT = 8.0
#: Links tried in one run; the next run goes on with the rest.
MOST = 2000

#: Takes an address and a time limit in seconds, returns the HTTP status. Raises OSError when nobody answers.
Fetch = Callable[[str, float], int]


def is_on() -> bool:
    """Tell whether this installation checks links (setting SUPPORTMAP_LINK_CHECK, default off)."""
    return bool(getattr(settings, "SUPPORTMAP_LINK_CHECK", False))


def _is_public(host: str) -> bool:
    """Tell whether a name leads to the open internet: a check must never knock at machines of the own house."""
    found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    return bool(found) and all(ipaddress.ip_address(address).is_global for address in found)


def fetch(url: str, timeout: float = TIMEOUT) -> int:
    """Ask a server for the head of a page and return the status."""
    parts = urlsplit(url)
    if not parts.hostname or not _is_public(parts.hostname):
        raise OSError("no public host")
    secure = parts.scheme == "https"
    connection: http.client.HTTPConnection = (
        http.client.HTTPSConnection(parts.hostname, parts.port, timeout=timeout, context=ssl.create_default_context())
        if secure
        else http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    )
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("HEAD", path, headers={"User-Agent": "Chancennetz link check"})
        return connection.getresponse().status
    finally:
        connection.close()


def outcome_of(status: int) -> LinkOutcome:
    """Return what an HTTP status means for a visitor. Servers that refuse HEAD (405) or robots (403, 429) do answer."""
    if status in {301, 308}:
        return LinkOutcome.MOVED
    if status in {404, 410}:
        return LinkOutcome.GONE
    return LinkOutcome.UNREACHABLE if status >= 500 else LinkOutcome.WORKS


def check(urls: Iterable[str], fetch_with: Fetch = fetch) -> Iterator[tuple[str, LinkOutcome, str]]:
    """Try each address once and yield (address, outcome, detail)."""
    for url in list(dict.fromkeys(urls))[:MOST]:
        try:
            status = fetch_with(url, TIMEOUT)
        except (OSError, ValueError, http.client.HTTPException) as error:
            yield url, LinkOutcome.UNREACHABLE, type(error).__name__
        else:
            yield url, outcome_of(status), str(status)
