"""Offers: made, changed, confirmed, ended; their places, hours, counts and translations."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chancennetz.access.constants import Action
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import StaleVersion
from chancennetz.core.text import check_length, clean_line, clean_text
from chancennetz.offerediting import apply, rules
from chancennetz.offerediting import values as flat
from chancennetz.offerediting.actions.inbox import give_to_editors
from chancennetz.offerediting.checks import check
from chancennetz.offerediting.constants import ChangeState
from chancennetz.offerediting.models import ChangeRequest
from chancennetz.openinghours import HoursError, parse
from chancennetz.openinghours.writer import write
from chancennetz.organisations.models import Organisation
from chancennetz.supportmap import rights, search
from chancennetz.supportmap.constants import LINE, TEXT
from chancennetz.supportmap.models import Capacity, Schedule, Service, ServiceAtLocation
from chancennetz.supportmap.queries.texts import TRANSLATED

_TYPE = "service"


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: the names that went live, and the request that waits for the editors (or None)."""

    live: tuple[str, ...] = ()
    waiting: ChangeRequest | None = None


def _log(by: Actor, what: str, service: Service, changed: list[str] | None = None) -> None:
    record_write(by=by, action=f"supportmap.{what}", object_type=_TYPE, object_id=service.pk, changed=changed or [])


def write_values(service: Service, values: flat.Values, *, expected: int | None = None) -> None:
    """Write checked values of a stored service and everything that hangs on it (for actions: it asks nobody)."""
    fields = apply.set_service_fields(service, values)
    service.last_modified = time.now()
    service.full_clean(exclude=["organisation", "search_vector"])
    service.save_version(expected=expected or service.version, fields=[*fields, "last_modified"])
    apply.set_lists(service, values)
    apply.set_singles(service, values)
    apply.set_place(service, flat.main_place(service), values)


@action
def create_offer(
    *,
    by: Actor,
    organisation: Organisation,
    values: Mapping[str, Any],
    valid_from: dt.date | None = None,
    source: str = "",
    source_key: str = "",
    refresh_search: bool = True,
) -> Service:
    """Enter an offer (`values`: see the module `values`). One by a provider waits for the editors before it is shown.

    Raises ValidationError with a message at every field that is wrong. `refresh_search=False` is for imports that
    refresh the search once for all.
    """
    rights.require_edit(by, organisation.pk, Action.CREATE)
    tidy = check({"name": "", **values})
    released = by.is_system or rights.is_editor(by)
    service = Service(
        organisation=organisation,
        valid_from=valid_from or time.today(),
        assured_date=None if source else time.today(),  # what comes from elsewhere was confirmed by nobody here
        is_released=released,
        source=source,
        source_key=source_key,
    )
    apply.set_service_fields(service, tidy)
    service.full_clean(exclude=["search_vector"])
    service.save(force_insert=True)
    apply.set_lists(service, tidy)
    apply.set_singles(service, tidy)
    apply.set_place(service, None, tidy)
    if refresh_search:
        search.refresh([service.pk])
    _log(by, "offer.create", service, sorted(tidy))
    if not released:
        after = {name: value for name, value in tidy.items() if value not in ("", [], False)}
        ChangeRequest.objects.create(service=service, organisation=organisation, kind="new", after=after)
        give_to_editors(service, _("Release the new offer “%(name)s”") % {"name": service.name})
    return service


@action
def change_offer(*, by: Actor, service: Service, expected: int, values: Mapping[str, Any], note: str = "") -> Outcome:
    """Change what differs. Small changes go live at once; those of weight by a provider wait for the editors.

    Raises ValidationError, and StaleVersion when somebody else has saved after version `expected`.
    """
    rights.require_edit(by, service.organisation_id)
    tidy = check(values)
    check_length(note, LINE)
    before = flat.snapshot(service)
    changed = flat.differences(before, tidy)
    if service.version != expected:
        raise StaleVersion("Service")
    direct = rights.is_editor(by) or not service.is_released
    weighty = [] if direct else [name for name in changed if name in rules.WEIGHTY_FIELDS]
    live = [name for name in changed if name not in weighty]
    if live:
        write_values(service, {name: tidy[name] for name in live}, expected=expected)
        search.refresh([service.pk])
        _log(by, "offer.change", service, live)
    waiting = None
    if weighty:
        after = {name: tidy[name] for name in weighty}
        waiting = _propose(by, service, {name: before.get(name) for name in weighty}, after, clean_line(note))
    return Outcome(tuple(live), waiting)


def _propose(by: Actor, service: Service, before: flat.Values, after: flat.Values, note: str) -> ChangeRequest:
    """Keep a proposal; a second one for the same offer takes the place of the first and keeps its other fields."""
    request = ChangeRequest.objects.filter(service=service, state=ChangeState.WAITING, kind="change").first()
    if request is None:
        request = ChangeRequest(service=service, organisation_id=service.organisation_id, kind="change")
    request.before = {**request.before, **before}
    request.after = {**request.after, **after}
    request.note = note or request.note
    request.version += 0 if request._state.adding else 1
    request.save()
    _log(by, "offer.propose", service, sorted(after))
    give_to_editors(service, _("Look at the change of “%(name)s”") % {"name": service.name})
    return request


@action
def assure(*, by: Actor, service: Service) -> Service:
    """Say "still correct": one click, for all languages at once."""
    rights.require_edit(by, service.organisation_id)
    service.assured_date = time.today()
    service.last_modified = time.now()
    service.save_version(expected=service.version, fields=["assured_date", "last_modified"])
    _log(by, "offer.assure", service, ["assured_date"])
    return service


@action
def end_offer(*, by: Actor, service: Service, last_day: dt.date, expected: int) -> Outcome:
    """End an offer with a last day. It stays in everything that was. A provider's wish waits for the editors."""
    rights.require_edit(by, service.organisation_id)
    if last_day < service.valid_from:
        raise ValidationError({"last_day": _("The last day lies before the first day.")})
    if not rights.is_editor(by) and service.is_released:
        before = {"valid_to": service.valid_to.isoformat() if service.valid_to else ""}
        return Outcome((), _propose(by, service, before, {"valid_to": last_day.isoformat()}, ""))
    set_last_day(service, last_day, expected)
    _log(by, "offer.end", service, ["valid_to"])
    return Outcome(("valid_to",))


def set_last_day(service: Service, last_day: dt.date, expected: int) -> None:
    """Write the last day of an offer (for actions: it asks nobody)."""
    service.valid_to = last_day
    service.last_modified = time.now()
    service.save_version(expected=expected, fields=["valid_to", "last_modified"])


@action
def add_place(*, by: Actor, service: Service, values: Mapping[str, Any]) -> ServiceAtLocation:
    """Add a further place to an offer."""
    rights.require_edit(by, service.organisation_id)
    tidy = check(values)
    place = apply.set_place(service, None, tidy)
    if place is None:
        raise ValidationError(_("Please say where this place is."))
    _touch(service)
    _log(by, "place.add", service, sorted(tidy))
    return place


@action
def change_place(*, by: Actor, place: ServiceAtLocation, values: Mapping[str, Any]) -> list[str]:
    """Change a further place of an offer; returns what really changed.

    For a provider a new address counts as a change of weight: the editors get a task to look at it.
    """
    service = place.service
    rights.require_edit(by, service.organisation_id)
    tidy = check(values)
    changed = flat.differences(flat.place_snapshot(place), tidy)
    if changed:
        apply.set_place(service, place, {name: tidy[name] for name in changed})
        _touch(service)
        _log(by, "place.change", service, changed)
        if not rights.is_editor(by) and not rules.WEIGHTY_FIELDS.isdisjoint(changed):
            give_to_editors(service, _("Look at the change of “%(name)s”") % {"name": service.name})
    return changed


@action
def end_place(*, by: Actor, place: ServiceAtLocation, last_day: dt.date) -> None:
    """Say until when an offer is found at a place."""
    rights.require_edit(by, place.service.organisation_id)
    if last_day < place.valid_from:
        raise ValidationError({"last_day": _("The last day lies before the first day.")})
    place.valid_to = last_day
    place.save(update_fields=["valid_to"])
    _touch(place.service)
    _log(by, "place.end", place.service, ["valid_to"])


def _touch(service: Service) -> None:
    service.last_modified = time.now()
    service.save_version(expected=service.version, fields=["last_modified"])
    search.refresh([service.pk])


@action
def set_special_hours(
    *, by: Actor, place: ServiceAtLocation, first: dt.date, last: dt.date, opening_hours: str, note: str = ""
) -> Schedule:
    """Give hours for a limited time (holidays, a closing): they win over the regular ones from first to last day."""
    rights.require_edit(by, place.service.organisation_id)
    if last < first:
        raise ValidationError({"last": _("The last day lies before the first day.")})
    check_length(note, TEXT)
    try:
        text = write(parse(opening_hours))
    except HoursError as error:
        raise ValidationError({"opening_hours": error.message(get_language() or "de")}) from error
    schedule, _made = Schedule.objects.update_or_create(
        service_at_location=place,
        valid_from=first,
        valid_to=last,
        defaults={"opening_hours": text, "notes": clean_text(note)},
    )
    _touch(place.service)
    _log(by, "hours.special", place.service, ["schedule"])
    return schedule


@action
def count_capacity(
    *,
    by: Actor,
    service: Service,
    places: int | None,
    free: int | None,
    waiting: int | None,
    unit: str = "",
    day: dt.date | None = None,
) -> Capacity:
    """Say how many places there are, are free, are waited for, on a day (default: today)."""
    rights.require_edit(by, service.organisation_id)
    if places is not None and free is not None and free > places:
        raise ValidationError({"free": _("More free places than places.")})
    check_length(unit, 60)
    values = {"places": places, "free": free, "waiting": waiting}
    key: dict[str, Any] = {"service": service, "unit": clean_line(unit), "counted_on": day or time.today()}
    count, _made = Capacity.objects.update_or_create(**key, defaults=values)
    _touch(service)
    _log(by, "capacity.count", service, [name for name, value in values.items() if value is not None])
    return count


@action
def translate(*, by: Actor, service: Service, field: str, language: str, text: str) -> None:
    """Keep one field of an offer in another language (BCP 47, "de-simple" is plain German); empty removes it."""
    rights.require_edit(by, service.organisation_id)
    if field not in TRANSLATED["service"][1]:
        raise TypeError(f"not a translated field: {field}")
    check_length(text, TEXT)
    apply.set_text("service", service, field, language, clean_text(text))
    _touch(service)
    _log(by, "offer.translate", service, [f"{field}:{language}"])
