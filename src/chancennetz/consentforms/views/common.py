"""What the pages of this room share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chancennetz.access.file_pages import crumbs
from chancennetz.access.http import FileRequest
from chancennetz.consent import queries, rules
from chancennetz.consent.constants import GivenBy
from chancennetz.people.models import Person
from chancennetz.people.queries import InThisFile, people_in_file
from chancennetz.ui import answering, parts


def list_url(request: FileRequest) -> str:
    """Return the address of the declarations of the file of this page."""
    return reverse("consentforms:list", args=[request.file.pk])


def after_url(request: FileRequest) -> str:
    """Return where to go on after something was recorded: the page that asked for it (`next`), else the list."""
    return answering.way_back(request, list_url(request))


def way_back(request: FileRequest, last: str = "") -> list[parts.Crumb]:
    """Return the way back from a page of this room."""
    title = _("Consents and releases")
    if not last:
        return crumbs(request, parts.Crumb(title))
    return crumbs(request, parts.Crumb(title, list_url(request)), parts.Crumb(last))


def signing_of(request: FileRequest, one: InThisFile) -> tuple[rules.Signing, list[Person]]:
    """Return who must sign for a person of this file today, and the persons who may sign for him or her."""
    custodians = queries.custodians_of(one.person, request.file, is_adult=not one.is_child)
    return rules.who_signs(one.age, is_child=one.is_child, custodians=len(custodians)), custodians


def signing_text(signing: rules.Signing) -> str:
    """Say who signs, in one sentence."""
    guardians = ngettext("One person with custody signs.", "Both persons with custody sign.", signing.guardians)
    if signing.given_by is GivenBy.SELF:
        return _("Signs alone.")
    return _("Signs in person.") + " " + guardians if signing.person_signs else guardians


def signing_arguments(signing: rules.Signing, custodians: list[Person]) -> dict[str, Any]:
    """Return what a form needs to ask for signatures."""
    adult_with_guardian = signing.given_by is GivenBy.SELF and bool(custodians)
    return {"signing": signing, "custodians": custodians, "may_have_guardian": adult_with_guardian}


def given_by(signature: dict[str, Any], signing: rules.Signing) -> GivenBy:
    """Return who declares: the law says so; an adult may be represented by an appointed guardian."""
    if signing.given_by is GivenBy.SELF and signature["guardian"] is not None:
        return GivenBy.GUARDIAN
    return signing.given_by


def children_of(request: FileRequest, parent: Person) -> list[Person]:
    """Return the children below the age of insight whose only person with custody is this one."""
    found = []
    for one in people_in_file(request.file):
        if one.person.pk == parent.pk:
            continue
        signing, custodians = signing_of(request, one)
        if signing.given_by is GivenBy.GUARDIAN and [other.pk for other in custodians] == [parent.pk]:
            found.append(one.person)
    return found
