"""Bringing in timetables of public transport."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chancennetz.audit.actions import record_write
from chancennetz.core import gate, time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.imports import ImportReport
from chancennetz.places import queries
from chancennetz.places.models import TransitFeed, TransitStop
from chancennetz.places.transit import MARGIN_DEGREES, FeedRead, lines_in_order, read_feed
from smallarea.reach import Box


@action
def import_transit(*, by: Actor, data: bytes, dry_run: bool = False) -> ImportReport:
    """Bring in a zipped GTFS feed, cut to the county. All or nothing; the same file again changes nothing.

    A newer feed of the same publisher replaces the older one. Raises ImportDefects with file, row and column.
    """
    gate.require(by, "create", "area")
    read = read_feed(data, time.today(), _county_box())
    publisher = read.facts.publisher[:200]
    old = TransitFeed.objects.filter(publisher=publisher).defer("content").first()
    stops = ngettext("%(count)s stop", "%(count)s stops", len(read.stops)) % {"count": len(read.stops)}
    lines = ngettext("%(count)s line", "%(count)s lines", len(read.line_names)) % {"count": len(read.line_names)}
    label = f"{publisher}: {stops}, {lines}"
    if old is not None and old.sha256 == read.sha256:
        return ImportReport(dry_run=dry_run, unchanged=1, notes=read.notes)
    if not dry_run:
        _replace(by, publisher, read, old)
    return ImportReport(
        dry_run=dry_run,
        created=() if old else (label,),
        changed=(label,) if old else (),
        notes=(*_warnings(read), *read.notes),
    )


@action
def remove_transit(*, by: Actor, feed: TransitFeed) -> None:
    """Take a feed out, with its stops; what was computed from it stays until it is computed anew."""
    gate.require(by, "end", "area")
    record_write(by=by, action="places.transit.remove", object_type="transit_feed", object_id=feed.pk)
    feed.delete()


def _county_box() -> Box | None:
    """Return a box around all areas with some margin; None before there are areas (then nothing is cut)."""
    edges = queries.bounds()
    if edges is None:
        return None
    west, south, east, north = edges
    margin = MARGIN_DEGREES
    return Box(west - margin, south - margin, east + margin, north + margin)


def _replace(by: Actor, publisher: str, read: FeedRead, old: TransitFeed | None) -> None:
    with transaction.atomic():
        if old is not None:
            old.delete()
        feed = TransitFeed.objects.create(
            publisher=publisher,
            version=read.facts.version[:100],
            first_day=read.facts.first_day,
            last_day=read.facts.last_day,
            content=read.content,
            sha256=read.sha256,
            stop_count=len(read.stops),
            line_count=len(read.line_names),
        )
        TransitStop.objects.bulk_create(
            [
                TransitStop(
                    feed=feed,
                    stop_id=stop.stop_id[:120],
                    name=stop.name[:200],
                    latitude=stop.latitude,
                    longitude=stop.longitude,
                    lines=[line[:60] for line in lines_in_order(stop.lines)],
                    on_call=list(stop.on_call.values()),
                )
                for stop in read.stops
            ],
            batch_size=2000,
        )
        record_write(
            by=by,
            action="places.transit.import",
            object_type="transit_feed",
            object_id=feed.pk,
            changed=[f"{feed.stop_count} stops", f"{feed.line_count} lines"],
        )


def _warnings(read: FeedRead) -> list[str]:
    found = []
    if read.facts.last_day < time.today():
        day = time.format_date(read.facts.last_day)
        found.append(
            _("This timetable ended on %(day)s. Stops and lines are shown; ask for the new one.") % {"day": day}
        )
    if not read.stops:
        found.append(_("Nothing calls at any stop: is the period of the timetable right?"))
    return found
