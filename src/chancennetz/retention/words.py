"""What tables hold, in words. The room that knows them all lies above and tells us (`hooks.name_tables`)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_words: dict[str, str | Promise] = {}
#: Tables of libraries of which rows may go.
_OTHER_TABLES: dict[str, Promise] = {
    "procrastinate_jobs": _("Waiting jobs"),
    "procrastinate.ProcrastinateJob": _("Waiting jobs"),
}


def name_tables(names: Mapping[str, str | Promise]) -> None:
    """Say in words what tables hold, by the label of their model ("casework.Goal")."""
    _words.update(names)


def table_word(label: str) -> str:
    """Return what a table holds; its own name when nobody said."""
    return str(_words.get(label) or _OTHER_TABLES.get(label) or label)
