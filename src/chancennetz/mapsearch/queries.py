"""Whether the directory has changed."""

from __future__ import annotations

from django.db import connection

_REVISION = (
    "SELECT count(*), coalesce(sum(transaction), 0)::text, coalesce(sum(changes), 0) FROM mapsearch_directorychange"
)
Revision = tuple[object, ...]


def revision() -> Revision:
    """Return a value that differs as soon as something has changed of which the public may see something (one query).

    Every committed change counts, by whatever way it came. Asked before a page is made, it never promises too much: a
    change in between makes the page newer than its revision.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REVISION)
        row = cursor.fetchone()
    return connection.settings_dict["NAME"], *(row or ())
