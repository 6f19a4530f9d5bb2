"""Everything that reads conferences."""

from __future__ import annotations

from chancennetz.conferences.queries.circle import Circle, Member, circle_of, grants_of
from chancennetz.conferences.queries.packets import (
    Packet,
    PacketTask,
    PacketText,
    own_open_tasks,
    packet,
    packet_for_guest,
    place_of,
    places_of,
)
from chancennetz.conferences.queries.whole import (
    ItemView,
    Overview,
    PartyView,
    TaskView,
    Whole,
    checklist,
    conferences_in,
    fact_of,
    find,
    find_led,
    is_earlier,
    overview,
    piece_of,
    table_of,
    whole,
)

__all__ = [
    "Circle",
    "ItemView",
    "Member",
    "Overview",
    "Packet",
    "PacketTask",
    "PacketText",
    "PartyView",
    "TaskView",
    "Whole",
    "checklist",
    "circle_of",
    "conferences_in",
    "fact_of",
    "find",
    "find_led",
    "grants_of",
    "is_earlier",
    "overview",
    "own_open_tasks",
    "packet",
    "packet_for_guest",
    "piece_of",
    "place_of",
    "places_of",
    "table_of",
    "whole",
]
