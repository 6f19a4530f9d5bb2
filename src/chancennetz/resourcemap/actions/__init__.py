"""The only way to change the resource map."""

from __future__ import annotations

from chancennetz.resourcemap.actions.bulk import BulkMap, enter_maps
from chancennetz.resourcemap.actions.maps import (
    add_line,
    add_resource,
    change_line,
    change_resource,
    line_to_plan,
    rate,
    remove_line,
    remove_resource,
    restore,
    write_state,
)

__all__ = [
    "BulkMap",
    "add_line",
    "add_resource",
    "change_line",
    "change_resource",
    "enter_maps",
    "line_to_plan",
    "rate",
    "remove_line",
    "remove_resource",
    "restore",
    "write_state",
]
