"""Tell the database who acts, for the length of one transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connection, transaction

from chancennetz.core import crypto
from chancennetz.core.actor import Actor, acting


def tell_database(actor: Actor) -> None:
    """Set the row-level-security context of the running transaction. It is gone at its end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('chancennetz.user', %s, true), set_config('chancennetz.membership', %s, true), "
            "set_config('chancennetz.role', %s, true), set_config('chancennetz.purpose', %s, true)",
            [str(actor.user_id or ""), str(actor.membership_id or ""), actor.role, actor.purpose],
        )


@contextlib.contextmanager
def working_as(actor: Actor) -> Iterator[Actor]:
    """Run a block as an actor: one transaction, row-level security, data keys kept in memory meanwhile.

    For jobs, commands and tests; requests go through the middleware, which does the same.
    """
    with crypto.key_cache(), acting(actor), transaction.atomic():
        tell_database(actor)
        yield actor
