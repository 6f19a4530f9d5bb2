"""What versions of the plan tell the rooms below at start-up."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.plans import seams
from chancennetz.plans.seams import Door
from chancennetz.planversions.actions import OWNER
from chancennetz.tasks.hooks import register_owner


def _address(_version_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("planversions:versions", args=[file_id]) if file_id is not None else ""


def _doors(request: FileRequest) -> Iterator[Door]:
    """Yield the ways from the goals to the versions, and to the print for those who may print."""
    file_id = request.file.pk
    yield Door(_("Versions of the plan"), reverse("planversions:versions", args=[file_id]), "file-text")
    if file_pages.opens(request, Facet.PLAN, Action.EXPORT):
        print_url = reverse("planversions:pdf", args=[file_id])
        yield Door(_("Print the plan"), print_url, "printer")
        yield Door(_("Large print"), f"{print_url}?large=1", "printer", kind="tertiary")


def register() -> None:
    """Enter everything."""
    register_owner(OWNER, _address)
    seams.register_doors(_doors)
