"""The only way to change conferences."""

from __future__ import annotations

from chancennetz.conferences.actions.common import GivesAway, fingerprint
from chancennetz.conferences.actions.conferences import (
    ConferenceValues,
    cancel,
    change_conference,
    close,
    default_preinfo_due,
    hold,
    invite,
    note_print,
    plan_conference,
    send_minutes,
)
from chancennetz.conferences.actions.items import (
    ItemValues,
    add_item,
    change_item,
    move_item,
    release_item,
    remove_item,
    restore_item,
)
from chancennetz.conferences.actions.parties import (
    add_colleague,
    add_family_member,
    add_office,
    change_party,
    remove_party,
    set_presence,
)
from chancennetz.conferences.actions.received import (
    answer,
    change_contribution,
    contribute,
    note_opened,
    own_contribution,
    set_own_task,
    take_back_contribution,
)
from chancennetz.conferences.actions.tasks import (
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
    "answer",
    "cancel",
    "change_conference",
    "change_contribution",
    "change_item",
    "change_party",
    "change_task",
    "close",
    "contribute",
    "default_preinfo_due",
    "drop_task",
    "fingerprint",
    "finish_task",
    "give_task",
    "hold",
    "invite",
    "move_item",
    "move_task",
    "note_opened",
    "note_print",
    "own_contribution",
    "plan_conference",
    "release_item",
    "remove_item",
    "remove_party",
    "reopen_task",
    "restore_item",
    "send_minutes",
    "set_own_task",
    "set_presence",
    "take_back_contribution",
]
