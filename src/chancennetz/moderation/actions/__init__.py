"""The only way to lead conferences."""

from __future__ import annotations

from chancennetz.moderation.actions.common import GivesAway, fingerprint
from chancennetz.moderation.actions.conferences import (
    ConferenceValues,
    cancel,
    change_conference,
    close,
    default_preinfo_due,
    hold,
    invite,
    plan_conference,
    send_minutes,
)
from chancennetz.moderation.actions.items import (
    ItemValues,
    add_item,
    change_item,
    move_item,
    release_item,
    remove_item,
    restore_item,
)
from chancennetz.moderation.actions.parties import (
    add_colleague,
    add_family_member,
    add_office,
    change_party,
    remove_party,
    set_presence,
)
from chancennetz.moderation.actions.tasks import (
    TaskValues,
    change_task,
    drop_task,
    finish_task,
    give_task,
    move_task,
    reopen_task,
)

__all__ = [
    "ConferenceValues",
    "GivesAway",
    "ItemValues",
    "TaskValues",
    "add_colleague",
    "add_family_member",
    "add_item",
    "add_office",
    "cancel",
    "change_conference",
    "change_item",
    "change_party",
    "change_task",
    "close",
    "default_preinfo_due",
    "drop_task",
    "fingerprint",
    "finish_task",
    "give_task",
    "hold",
    "invite",
    "move_item",
    "move_task",
    "plan_conference",
    "release_item",
    "remove_item",
    "remove_party",
    "reopen_task",
    "restore_item",
    "send_minutes",
    "set_presence",
]
