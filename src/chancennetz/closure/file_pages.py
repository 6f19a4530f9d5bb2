"""What the pages of this room share, and its cards on the page "Handover and end" of a family."""

from __future__ import annotations

from typing import Any

from chancennetz.access.constants import Action, Facet
from chancennetz.access.file_pages import opens
from chancennetz.access.http import FileRequest
from chancennetz.casework.queries import case_of
from chancennetz.closure import queries
from chancennetz.closure.constants import CARD_FACETS
from chancennetz.handovers.file_pages import works_here


def opens_card(request: FileRequest, action: Action = Action.READ) -> bool:
    """Tell whether every part of the file is open of which the discharge card tells."""
    return all(opens(request, facet, action) for facet in CARD_FACETS)


def card(request: FileRequest) -> dict[str, Any] | None:
    """The discharge card: made already, or to be made."""
    if not opens_card(request):
        return None
    return {"card": queries.card_of(request.file), "may_make": opens_card(request, Action.CREATE)}


def aftercare(request: FileRequest) -> dict[str, Any] | None:
    """The contacts after the end, for those who work with the family."""
    return {"contacts": queries.aftercare_of(request.file)} if works_here(request) else None


def end(request: FileRequest) -> dict[str, Any] | None:
    """The end of the case, and the ways to it and back."""
    case = case_of(request.file)
    if case is None:
        return None
    ended = case.exit_on is not None
    return {
        "case": case,
        "may_end": opens(request, Facet.FRAME, Action.END),
        "may_reopen": ended and opens(request, Facet.FRAME, Action.APPROVE),
    }
