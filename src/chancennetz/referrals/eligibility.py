"""Is an offer meant for this family? Computed here, inside the case area: nothing of the family leaves it."""

from __future__ import annotations

import dataclasses
import uuid

from django.utils.translation import gettext as _

from chancennetz.access.models import FamilyFile
from chancennetz.people.constants import GroupKind, GroupType
from chancennetz.people.models import PersonGroup
from chancennetz.people.queries import InThisFile, people_in_file
from chancennetz.supportmap import rules
from chancennetz.supportmap.constants import HouseholdForm
from chancennetz.supportmap.models import Service
from chancennetz.supportmap.queries.offers import newest_capacity, public_services, with_details
from chancennetz.supportmap.rules import Fit, Seeker


@dataclasses.dataclass(frozen=True, slots=True)
class ServiceFit:
    """An offer beside a family: does it fit and why (not), is there room, what to bring along."""

    service: Service
    fit: Fit
    reasons: tuple[str, ...]
    capacity: str
    documents: tuple[str, ...]


_FORMS = {
    GroupType.SINGLE_PARENT: {HouseholdForm.SINGLE_PARENT, HouseholdForm.WITH_CHILDREN},
    GroupType.COUPLE_CHILDREN: {HouseholdForm.WITH_CHILDREN, HouseholdForm.COUPLE},
    GroupType.PATCHWORK: {HouseholdForm.WITH_CHILDREN, HouseholdForm.COUPLE},
    GroupType.COUPLE: {HouseholdForm.COUPLE},
    GroupType.SINGLE: {HouseholdForm.ALONE},
}


def _household(file: FamilyFile, everybody: list[InThisFile]) -> frozenset[str] | None:
    """Return what is known about the form of the household; None when there is nobody in the file."""
    if not everybody:
        return None
    types = PersonGroup.objects.filter(file=file, kind=GroupKind.HOUSEHOLD).values_list("type", flat=True)
    forms = {form for one in types if one for form in _FORMS.get(GroupType(one), set())}
    if any(one.is_child for one in everybody):
        forms.add(HouseholdForm.WITH_CHILDREN)
    return frozenset(form.value for form in forms) or None


def seekers(file: FamilyFile, person_ids: list[uuid.UUID]) -> list[Seeker]:
    """Return each person concerned as the rules of the offers need him or her (three queries).

    Without chosen persons the whole family is meant. Which benefits somebody gets stands in no field yet: unknown.
    """
    everybody = people_in_file(file)
    household = _household(file, everybody)
    chosen = [one for one in everybody if one.person.pk in set(person_ids)] or everybody
    return [Seeker(one.age, household, None, one.person.municipality_key) for one in chosen]


def fit_of(file: FamilyFile, service_id: uuid.UUID, person_ids: list[uuid.UUID]) -> ServiceFit | None:
    """Return how an offer fits a family; None when it is not public (any more).

    It fits when it fits one of the persons concerned; of several answers the best counts.
    """
    service = with_details(public_services().filter(pk=service_id)).first()
    if service is None:
        return None
    conditions = [(one.kind, one.value) for one in service.eligibility.all()]
    answers = [
        rules.fits(conditions, one, minimum_age=service.minimum_age, maximum_age=service.maximum_age)
        for one in seekers(file, person_ids)
    ] or [rules.fits(conditions, Seeker(), minimum_age=service.minimum_age, maximum_age=service.maximum_age)]
    order = (Fit.YES, Fit.UNKNOWN, Fit.NO)
    best = min(answers, key=lambda answer: order.index(rules.overall(answer.values())))
    reasons = tuple(_words(kind, fit, service) for kind, fit in best.items() if fit is not Fit.YES)
    documents = tuple(one.document for one in service.required_documents.all() if one.document)
    return ServiceFit(service, rules.overall(best.values()), reasons, _capacity(service), documents)


def _words(kind: str, fit: Fit, service: Service) -> str:
    if kind == "age":
        ages = {"from": _number(service.minimum_age), "to": _number(service.maximum_age)}
        if service.maximum_age is None:
            text = _("from %(from)s years on") % ages
        else:
            text = _("from %(from)s to %(to)s years") % ages
        return (
            _("Age does not fit: %(ages)s") % {"ages": text} if fit is Fit.NO else _("Please check the age: %s") % text
        )
    known = {
        "household": (_("Meant for other households"), _("Please check for which households it is meant")),
        "benefit": (_("Needs another benefit"), _("Please check: it needs a certain benefit")),
        "area": (_("Only for other towns"), _("Please check: only for certain towns")),
    }
    no, unknown = known[kind]
    return no if fit is Fit.NO else unknown


def _number(years: float | None) -> str:
    return "0" if years is None else f"{years:g}".replace(".", ",")


def _capacity(service: Service) -> str:
    """Say how many places were free when it was last counted."""
    parts = []
    for one in newest_capacity(service):
        if one.free is not None and one.places is not None:
            parts.append(_("%(free)d of %(places)d free") % {"free": one.free, "places": one.places})
        elif one.free is not None:
            parts.append(_("%(free)d free") % {"free": one.free})
        if one.waiting:
            parts.append(_("%(waiting)d waiting") % {"waiting": one.waiting})
    return ", ".join(parts)
