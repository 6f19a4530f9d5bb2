"""Switching the calendar feed on, renewing its secret address, switching it off."""

from __future__ import annotations

import secrets

from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed
from chancennetz.tasks import rules
from chancennetz.tasks.models import CalendarFeed

TOKEN_BYTES = 32


@action
def renew_feed(*, by: Actor) -> str:
    """Make a new secret address for the actor's own calendar; an old one stops working. Returns the token, once."""
    if by.user_id is None:
        raise NotAllowed("a calendar belongs to an account")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.objects.update_or_create(
        user_id=by.user_id, defaults={"token_hash": rules.token_hash(token), "made_at": time.now(), "fetched_at": None}
    )
    record_write(by=by, action="tasks.feed.renew", object_type="calendar_feed", object_id=by.user_id)
    return token


@action
def switch_off_feed(*, by: Actor) -> bool:
    """Switch the actor's own feed off. Returns whether there was one."""
    gone, _by_table = CalendarFeed.objects.filter(user_id=by.account_id).delete()
    if gone:
        record_write(by=by, action="tasks.feed.switch_off", object_type="calendar_feed", object_id=by.user_id or "")
    return bool(gone)
