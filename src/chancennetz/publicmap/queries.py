"""Reading kept cards, and whether the directory has changed."""

from __future__ import annotations

from django.db import connection

from chancennetz.core import time
from chancennetz.publicmap.models import NetworkCard
from chancennetz.publicmap.rules import hash_of

_REVISION = (
    "SELECT count(*), coalesce(sum(transaction), 0)::text, coalesce(sum(changes), 0) FROM publicmap_directorychange"
)
Revision = tuple[object, ...]


def card_of(token: str) -> NetworkCard | None:
    """Return the card a secret link leads to, None when there is none or its time is over."""
    return NetworkCard.objects.filter(token_hash=hash_of(token), expires_on__gte=time.today()).first()


def revision() -> Revision:
    """Return a value that differs as soon as something has changed of which the public may see something (one query).

    Every committed change counts, by whatever way it came. Asked before a page is made, it never promises too much: a
    change in between makes the page newer than its revision.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REVISION)
        row = cursor.fetchone()
    return connection.settings_dict["NAME"], *(row or ())
