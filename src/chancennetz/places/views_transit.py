"""Pages of timetables: which are there, bring in, take out."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from chancennetz.core import gate, time
from chancennetz.core.http import Request
from chancennetz.places import queries
from chancennetz.places.actions_transit import import_transit, remove_transit
from chancennetz.places.models import TransitFeed
from chancennetz.ui import feedback, pages, parts
from chancennetz.ui.tables import Column, Table
from chancennetz.ui.upload import ImportPage, import_page


def _remove_address(feed: TransitFeed) -> str:
    return reverse("places:transit_remove", args=[feed.pk])


class FeedTable(Table):
    """The timetables that are there."""

    caption = gettext_lazy("Timetables")
    filename = "timetables"
    files = False
    columns: Sequence[Column] = (
        Column("publisher", gettext_lazy("Published by"), head=True),
        Column("version", gettext_lazy("Version")),
        Column("first_day", gettext_lazy("Valid from"), kind="date"),
        Column("last_day", gettext_lazy("Valid to"), kind="date"),
        Column("stop_count", gettext_lazy("Stops"), kind="number"),
        Column("line_count", gettext_lazy("Lines"), kind="number"),
    )
    default_sort = "publisher"
    empty_title = gettext_lazy("No timetable yet")
    empty_text = gettext_lazy("Import the GTFS feed of your transport association. Then every offer shows its stop.")


class StewardFeedTable(FeedTable):
    """The same, with the way to take one out."""

    columns: Sequence[Column] = (
        *FeedTable.columns,
        Column("remove", "", value=lambda _feed: _("Take out"), url=_remove_address, sort=False, file=False),
    )


def _breadcrumb(last: str = "") -> list[parts.Crumb]:
    areas = parts.Crumb(_("Areas"), reverse("places:list"))
    if not last:
        return [areas, parts.Crumb(_("Public transport"))]
    return [areas, parts.Crumb(_("Public transport"), reverse("places:transit")), parts.Crumb(last)]


@require_GET
@gate.needs("area", "list")
def transit(request: Request) -> HttpResponse:
    """Timetables with their validity; those that have ended stand out."""
    feeds = queries.transit_feeds()
    may_import = gate.allows(request.actor, "create", "area")
    table = (StewardFeedTable if may_import else FeedTable)(feeds, request)
    if may_import:
        table.empty_action = parts.Action(_("Import a timetable"), reverse("places:transit_import"), "upload")
    context = {
        "table": table,
        "may_import": may_import,
        "has_feeds": bool(feeds),
        "ended": [feed for feed in feeds if feed.last_day < time.today()],
        "breadcrumb": _breadcrumb(),
    }
    return render(request, "places/transit.html", context)


@require_http_methods(["GET", "POST"])
@gate.needs("area", "create", write="create")
def transit_import(request: Request) -> HttpResponse:
    """Import a zipped GTFS feed: check, see what would happen, confirm."""
    by = request.actor
    page = ImportPage(
        title=_("Import a timetable"),
        lead=_("Stops and lines of buses and trains, also of buses on call. First you see what would happen."),
        run=lambda data, dry_run: import_transit(by=by, data=data, dry_run=dry_run),
        done_url=reverse("places:transit"),
        accept=".zip,application/zip",
        rules=(
            _("A GTFS feed as a zip file, as transport associations publish it. Buses on call as GTFS-Flex."),
            _("Only stops in your county and ten kilometres around are kept."),
            _("A newer file of the same publisher replaces the older one."),
            _("Large files (above 3 MB) go in with the command: chancennetz places transit FILE.zip"),
        ),
        breadcrumb=_breadcrumb(_("Import")),
    )
    return import_page(request, page)


@require_http_methods(["GET", "POST"])
@gate.needs("area", "end", write="end")
def transit_remove(request: Request, feed_id: uuid.UUID) -> HttpResponse:
    """Take a timetable out, after asking."""
    feed = next((one for one in queries.transit_feeds() if one.pk == feed_id), None)
    if feed is None:
        raise Http404
    if request.method == "POST":
        remove_transit(by=request.actor, feed=feed)
        feedback.confirm(request, _("The timetable of %(publisher)s is out.") % {"publisher": feed.publisher})
        return redirect("places:transit")
    return pages.confirm(
        request,
        title=_("Take out the timetable of %(publisher)s?") % {"publisher": feed.publisher},
        text=_("Its stops no longer stand beside the offers. You can import the file again at any time."),
        action=_("Take out"),
        cancel_url=reverse("places:transit"),
        dangerous=True,
        breadcrumb=_breadcrumb(_("Take out")),
    )
