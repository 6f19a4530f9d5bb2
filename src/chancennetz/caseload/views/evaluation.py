"""Topics of counselling and hurdles of a team, by quarter: counts with small numbers hidden, as a file too."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import FileRequest
from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.caseload.queries import evaluation as queries
from chancennetz.caseload.rules import periods
from chancennetz.caseload.views import common
from chancennetz.core import time
from chancennetz.handovers.file_pages import team_lead
from chancennetz.ui import formats
from chancennetz.ui.parts import Chip, Crumb
from chancennetz.ui.tables import Column, Table


def _count(name: str, label: Any) -> Column:
    """Return the column of a protected count. Hidden figures have no place in an order, so it is not sorted."""

    def text(row: queries.Frequency) -> str:
        value = getattr(row, name)
        return _("hidden") if isinstance(value, str) else formats.number(value)

    return Column(name, label, align="right", sort=False, value=text)


class TopicTable(Table):
    """What contacts were about."""

    caption = gettext_lazy("Topics of counselling")
    filename = "topics"
    columns = (
        Column("label", gettext_lazy("Topic"), head=True),
        _count("times", gettext_lazy("Contacts")),
        _count("families", gettext_lazy("Families")),
        _count("participants", gettext_lazy("Participants")),
    )


class HurdleTable(Table):
    """What stood in the way of goals."""

    caption = gettext_lazy("Hurdles on the way to goals")
    filename = "hurdles"
    columns = (
        Column("label", gettext_lazy("Hurdle"), head=True),
        _count("times", gettext_lazy("Goals")),
        _count("families", gettext_lazy("Families")),
        _count("participants", gettext_lazy("Participants")),
    )


@declare.on(ObjectType.CASELOAD, Action.LIST)
def evaluation(request: FileRequest) -> HttpResponse:
    """How often which topic and which hurdle was named in a quarter that has ended."""
    actor = team_lead(request)
    ended = periods.periods(time.today())[1][1:]
    quarter = next((one for one in ended if one.key == request.GET.get("period", "")), ended[0])
    tables = (
        TopicTable(queries.topics(actor, quarter), request, prefix="topics"),
        HurdleTable(queries.hurdles(actor, quarter), request, prefix="hurdles"),
    )
    for table in tables:
        if file := table.download():
            action = f"caseload.export.{table.filename}"
            record(kind=EntryKind.EXPORT, by=actor, action=action, object_type=ObjectType.CASELOAD.value)
            return file
    context = {
        "breadcrumb": [Crumb(_("My team"), reverse("caseload:supervision")), Crumb(_("Topics and hurdles"))],
        "tables": tables,
        "chips": [Chip(common.period_words(one), f"?period={one.key}", current=one == quarter) for one in ended],
        "period_words": common.period_words(quarter),
    }
    return render(request, "caseload/evaluation.html", context)
