"""Words for the case types, which a room above defines: `casework` registers them at start-up.

Counts carry the short key only; this room knows neither cases nor persons.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _

_case_types: dict[str, str | Promise] = {}


def name_case_types(names: Mapping[str, str | Promise]) -> None:
    """Give the words for case types: key -> label."""
    _case_types.update(names)


def case_type(key: str) -> str:
    """Return the word for a case type; the key itself when nobody named it."""
    return str(_case_types.get(key, key)) if key else _("not stated")
