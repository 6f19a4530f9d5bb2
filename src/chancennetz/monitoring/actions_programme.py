"""Writing a programme from its file: partners, roles, posts, modules and targets."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.rules import Target as AccessTarget
from chancennetz.access.rules import decide
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.imports import ImportReport, parse_json
from chancennetz.monitoring import rules
from chancennetz.monitoring.constants import PartnerRole
from chancennetz.monitoring.models import Module, Partner, Programme, Staffing, Target
from chancennetz.monitoring.programme_file import PartnerLine, ProgrammeFile, read
from chancennetz.organisations.actions import create_organisation
from chancennetz.organisations.models import Organisation


class _DryRun(Exception):
    """Undoes everything that a dry run has written."""


@dataclasses.dataclass
class _Journal:
    """What has been written so far, in words."""

    created: list[str] = dataclasses.field(default_factory=list)
    changed: list[str] = dataclasses.field(default_factory=list)
    unchanged: int = 0

    def keep(self, model: type[models.Model], label: str, keys: dict[str, Any], values: dict[str, Any]) -> Any:
        """Create the row with these keys, or bring it up to date; return it."""
        row = model._default_manager.filter(**keys).first()
        if row is None:
            self.created.append(label)
            return model._default_manager.create(**keys, **values)
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not differing:
            self.unchanged += 1
            return row
        for name, value in differing.items():
            setattr(row, name, value)
        row.save(update_fields=list(differing))
        self.changed.append(f"{label}: {', '.join(sorted(differing))}")
        return row


@action
def import_programme(*, by: Actor, data: bytes, dry_run: bool = False) -> ImportReport:
    """Create a programme from a JSON file (see `programme_file`), or bring it up to date. All or nothing.

    Missing organisations are created. The targets are split evenly over the partners that counsel (role provider).
    What stands here but not in the file stays, and is named in the notes. Importing the same file again changes
    nothing. With `dry_run` everything is tried and undone. Raises ImportDefects with every defect and its path.
    """
    require(by, Action.CREATE, ObjectType.PROGRAMME)
    file = read(parse_json(data))
    journal, notes = _Journal(), list(file.differences)
    try:
        with transaction.atomic():
            programme = _write(by, file, journal, notes)
            if journal.created or journal.changed:
                record_write(
                    by=by,
                    action="monitoring.programme.import",
                    object_type="programme",
                    object_id=programme.id,
                    changed=[f"{len(journal.created)} created", f"{len(journal.changed)} changed"],
                )
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return ImportReport(
        dry_run=dry_run,
        created=tuple(journal.created),
        changed=tuple(journal.changed),
        unchanged=journal.unchanged,
        notes=tuple(notes),
    )


def _write(by: Actor, file: ProgrammeFile, journal: _Journal, notes: list[str]) -> Programme:
    programme: Programme = journal.keep(
        Programme,
        _("programme %(name)s") % {"name": file.name},
        {"name": file.name},
        {"title": file.title, "funding_notice": file.funding, "valid_from": file.start, "valid_to": file.end},
    )
    organisations = _organisations(by, file, journal)
    partners = {}
    for line in file.partners:
        partners[line.name, line.role] = journal.keep(
            Partner,
            _("partner %(name)s as %(role)s") % {"name": line.name, "role": line.role.label},
            {"programme": programme, "organisation": organisations[line.name.casefold()], "role": line.role.value},
            {"site": line.site, "valid_from": file.start, "valid_to": file.end},
        )
    for post in file.posts:
        partner = _partner_for_post(partners, post.partner, post.function)
        label = _("posts %(function)s of %(name)s") % {"function": post.function, "name": post.partner}
        journal.keep(Staffing, label, {"partner": partner, "function": post.function}, {"fte": post.fte})
    _write_targets(programme, file, partners, journal)
    kept = Partner.objects.filter(programme=programme).exclude(pk__in=[partner.pk for partner in partners.values()])
    notes += [
        _("%(name)s stands here as %(role)s but not in the file; it stays.")
        % {"name": partner.organisation.name, "role": PartnerRole(partner.role).label}
        for partner in kept.select_related("organisation")
    ]
    return programme


def _organisations(by: Actor, file: ProgrammeFile, journal: _Journal) -> dict[str, Organisation]:
    """Return the organisations of all partners by folded name; create the missing ones if the actor may do that."""
    known = {one.name.casefold(): one for one in Organisation.objects.all()}
    may_create = decide(by, Action.CREATE, AccessTarget(ObjectType.ORGANISATION), by.purpose, time.now()).allowed
    defects = []
    for index, line in enumerate(file.partners):
        key = line.name.casefold()
        if key in known:
            continue
        if not may_create:
            message = _("There is no organisation with the name %(name)s.") % {"name": line.name}
            defects.append(Defect(None, f"partners[{index}].name", message, _("Ask the administration to create it.")))
            continue
        known[key] = create_organisation(
            by=by, name=line.name, kind=_kind(file, line), short_name=_short(file, line), valid_from=file.start
        )
        journal.created.append(_("organisation %(name)s") % {"name": line.name})
    if defects:
        raise ImportDefects(defects)
    return known


def _short(file: ProgrammeFile, line: PartnerLine) -> str:
    return next((other.short for other in file.partners if other.name == line.name and other.short), "")


def _kind(file: ProgrammeFile, line: PartnerLine) -> str:
    """An organisation may stand in several lines; the first line in which its role tells the kind decides."""
    return next(other.kind for other in file.partners if other.name == line.name).value


#: In which of several roles of one organisation a post is held, by the beginning of its function.
_POST_ROLES = (
    ("koordination", (PartnerRole.COUNTY, PartnerRole.MUNICIPALITY, PartnerRole.ASSOCIATED)),
    ("beratung", (PartnerRole.PROVIDER,)),
    ("verwaltung", (PartnerRole.PROVIDER,)),
)


def _partner_for_post(partners: dict[tuple[str, PartnerRole], Partner], name: str, function: str) -> Partner:
    own = {role: partner for (held_by, role), partner in partners.items() if held_by == name}
    for beginning, roles in _POST_ROLES:
        if function.casefold().startswith(beginning):
            for role in roles:
                if role in own:
                    return own[role]
    return own.get(PartnerRole.LEAD) or next(iter(own.values()))


def _write_targets(
    programme: Programme,
    file: ProgrammeFile,
    partners: dict[tuple[str, PartnerRole], Partner],
    journal: _Journal,
) -> None:
    providers = [partner for (_name, role), partner in partners.items() if role is PartnerRole.PROVIDER]
    for position, line in enumerate(file.targets):
        module = journal.keep(
            Module,
            _("module %(name)s") % {"name": line.label},
            {"programme": programme, "key": line.module},
            {"label": line.label, "hours_each": line.hours_each, "position": position},
        )
        shares = rules.split_evenly(line.participants, len(providers)) if providers else []
        for partner, people in [(None, line.participants), *zip(providers, shares, strict=True)]:
            whose = partner.organisation.name if partner else programme.name
            journal.keep(
                Target,
                _("target of %(name)s: %(module)s") % {"name": whose, "module": line.label},
                {"programme": programme, "partner": partner, "module": module},
                {"participants": people, "hours": people * line.hours_each},
            )
