"""The discharge card as PDF: folded into a purse (A6), on the fridge (A5), or in large print (A4)."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access.constants import RelationKind
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import team_of
from chancennetz.closure.constants import NOT_PRINTED, CardSection
from chancennetz.closure.models import CardLine, DischargeCard
from chancennetz.closure.queries import sections_of
from chancennetz.core import time
from chancennetz.people.queries import people_in_file
from chancennetz.ui.pdf import render_pdf

#: Papers on which the card is printed, by the word in the address.
PAPERS: dict[str, Promise] = {
    "a6": gettext_lazy("For the purse (A6)"),
    "a5": gettext_lazy("For the fridge (A5)"),
    "large": gettext_lazy("Large print (A4)"),
}


def card_data(file: FamilyFile, card: DischargeCard, paper: str) -> dict[str, Any]:
    """Return what the card says; the family reads German."""
    people = people_in_file(file)
    parts = [
        {"title": str(section.label), "section": section.value, "lines": [_line(line) for line in lines]}
        for section, lines in sections_of(card)
        if lines and section not in NOT_PRINTED
    ]
    return {
        "paper": {"a6": "a6", "a5": "a5"}.get(paper, "a4"),
        "for": _("For %(name)s") % {"name": people[0].person.full_name} if people else "",
        "parts": parts,
        "call_title": str(CardSection.CALL.label),
        "contacts": _contacts(file),
        "closing": _("You have come a long way. If something is difficult, call early."),
        "empty": _("Nothing is written on this card yet."),
    }


def _line(line: CardLine) -> dict[str, str]:
    day = _("by %(day)s") % {"day": time.format_date(line.due_on)} if line.due_on is not None else ""
    return {"text": line.text, "day": day}


def _contacts(file: FamilyFile) -> list[dict[str, str]]:
    """Return whom to call: the leading counsellor, else the organisation."""
    office = str(file.organisation)
    phone = file.organisation.phone
    for relation in team_of(file.pk):
        if relation.kind == RelationKind.CASE_LEAD and relation.user is not None:
            return [{"name": relation.user.display_name, "office": office, "phone": relation.user.phone or phone}]
    return [{"name": office, "office": "", "phone": phone}]


def card_pdf(file: FamilyFile, card: DischargeCard, paper: str) -> bytes:
    """Return the card on a paper of `PAPERS`, in German."""
    with translation.override("de"):
        data = card_data(file, card, paper)
        return render_pdf("closure/card.typ", data, _("My card"), "de", large_print=paper == "large")
