"""Reachability: timetables, earliest arrivals, floating catchment areas.

The door: `load_timetable` reads GTFS for a day, `earliest_arrivals` scans its connections,
`floating_catchment` weighs supply against demand in reach.
"""

from __future__ import annotations

from smallarea.reach.catchment import Catchment, floating_catchment, gaussian, walking_distances, zones
from smallarea.reach.cut import Box, FeedFacts, cut_feed, feed_facts
from smallarea.reach.gtfs import load_timetable
from smallarea.reach.scan import Arrivals, Leg, earliest_arrivals, travel_times
from smallarea.reach.timetable import Connection, Footpath, OnDemand, Stop, Timetable, WalkRules, clock, seconds

__all__ = [
    "Arrivals",
    "Box",
    "Catchment",
    "Connection",
    "FeedFacts",
    "Footpath",
    "Leg",
    "OnDemand",
    "Stop",
    "Timetable",
    "WalkRules",
    "clock",
    "cut_feed",
    "earliest_arrivals",
    "feed_facts",
    "floating_catchment",
    "gaussian",
    "load_timetable",
    "seconds",
    "travel_times",
    "walking_distances",
    "zones",
]
