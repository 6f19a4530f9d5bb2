"""The list of families."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.access.http import FileRequest
from chancennetz.access.rules import Target, decide
from chancennetz.casework import queries
from chancennetz.casework.constants import Phase
from chancennetz.casework.queries.caseload import Order
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.text import clean_line
from chancennetz.ui.parts import Chip

_ORDERS: tuple[Order, ...] = ("due", "name", "contact", "new")
_LONGEST_SEARCH = 100


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@declare.on(ObjectType.CASELOAD, Action.LIST)
def family_list(request: FileRequest) -> HttpResponse:
    """The families one works with: search, filter, order, pages."""
    actor = request.actor
    order: Order = next((one for one in _ORDERS if one == request.GET.get("order")), "due")
    chosen = {
        "q": clean_line(request.GET.get("q", "")[:_LONGEST_SEARCH]),
        "phase": request.GET.get("phase", "") if request.GET.get("phase") in Phase.values else "",
        "show": request.GET.get("show", "") if request.GET.get("show") in {"overdue", "mine", "closed"} else "",
        "order": order,
    }
    found = queries.caseload(
        actor,
        text=chosen["q"],
        phase=chosen["phase"],
        overdue=chosen["show"] == "overdue",
        mine=chosen["show"] == "mine",
        closed=chosen["show"] == "closed",
        order=order,
        page=_number(request.GET.get("page", "1")),
    )

    def address(**other: str | int) -> str:
        values = {
            name: value for name, value in (chosen | other).items() if value and (name, value) != ("order", "due")
        }
        return f"{reverse('casework:list')}?{urlencode(values)}" if values else reverse("casework:list")

    may_open = decide(actor, Action.CREATE, Target(ObjectType.FILE), actor.purpose, time.now()).allowed
    context = {
        "found": found,
        "chosen": chosen,
        "shows": _show_chips(actor, chosen["show"], found.overdue, address),
        "phases": _phase_chips(chosen["phase"], found.phases, address),
        "orders": _order_chips(chosen["order"], address),
        "previous": address(page=found.page - 1) if found.page > 1 else "",
        "next": address(page=found.page + 1) if found.page < found.pages else "",
        "may_open": may_open,
        "is_filtered": bool(chosen["q"] or chosen["phase"] or chosen["show"]),
    }
    return render(request, "casework/families.html", context)


def _show_chips(actor: Actor, current: str, overdue: int, address: Callable[..., str]) -> list[Chip]:
    chips = [("", _("All")), ("overdue", _("Step overdue (%(number)s)") % {"number": overdue}), ("closed", _("Closed"))]
    if actor.role == Role.TEAM_LEAD:
        chips.insert(1, ("mine", _("Mine")))
    return [Chip(label, address(show=key), current=key == current) for key, label in chips]


def _phase_chips(current: str, numbers: dict[Phase, int], address: Callable[..., str]) -> list[Chip]:
    chips = [Chip(_("All phases"), address(phase=""), current=not current)]
    return chips + [
        Chip(f"{phase.label} ({number})", address(phase=phase.value), current=current == phase)
        for phase, number in numbers.items()
        if number or current == phase
    ]


def _order_chips(current: str, address: Callable[..., str]) -> list[Chip]:
    labels = {
        "due": _("Next step"),
        "name": _("Name"),
        "contact": _("Longest without contact"),
        "new": _("Newest first"),
    }
    return [Chip(label, address(order=key), current=key == current) for key, label in labels.items()]
