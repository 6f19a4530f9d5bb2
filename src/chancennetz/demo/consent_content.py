"""Consents of the demo county: signed on the tablet, withdrawn, refused, a danger reported, rules being changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

from chancennetz.access.constants import Facet, FileState, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Membership, Relation, User
from chancennetz.access.queries import actor_from
from chancennetz.consent import actions, queries
from chancennetz.consent.constants import TEXT_LANGUAGES, ConsentForm, Direction, ReleasePurpose, TextKind
from chancennetz.consent.rules.signatures import HEIGHT, Strokes
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.demo.staff import County
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.organisations.models import Organisation
from chancennetz.people.queries import InThisFile, people_in_file
from chancennetz.sharing import actions as sharing
from chancennetz.sharing.queries import row_of


def load(county: County) -> None:
    """Enter everything, each by the person whose work it is. Deterministic; less than a second."""
    staff = list(county.users.values())  # the first counsellor of the list is the one of the demo login
    site = min(county.sites, key=lambda one: staff.index(one.counsellors[0]))
    by = _actor(site.counsellors[0], Role.COUNSELLOR)
    with working_as(by):
        files = _files(by)
        if len(files) < 4:
            return
        _signed_on_the_tablet(by, files[0], county.coordinators[site.town])
        _withdrawn_today(by, files[1], county)
        _refused(by, files[2], county)
        _danger(by, files[3])
    _rules()


def _actor(user: User, role: Role) -> Actor:
    held = Membership.objects.select_related("user", "organisation").filter(user=user, role=role.value)
    return actor_from(held.order_by("created_at", "id")[0])


def _files(by: Actor) -> list[FamilyFile]:
    """Return open files of a counsellor with consent and a child, in which nobody has declared anything by hand."""
    led = Relation.objects.at().filter(user_id=by.account_id, kind=RelationKind.CASE_LEAD).values("file_id")
    found = FamilyFile.objects.filter(pk__in=led, state=FileState.OPEN).select_related("organisation")
    chosen = []
    for file in found.order_by("number"):
        adult = _adult(file)
        fits = adult is not None and any(one.is_child for one in people_in_file(file))
        if fits and queries.has_processing_consent(file) and not queries.releases_in_force(file):
            chosen.append(file)
        if len(chosen) == 4:
            break
    return chosen


def _adult(file: FamilyFile) -> InThisFile | None:
    return next((one for one in people_in_file(file) if not one.is_child), None)


def _name(seed: int) -> Strokes:
    """Draw something that looks like a signature: a few loops, each its own."""
    points = []
    for step in range(160):
        x = 90 + step * 4.6
        y = HEIGHT / 2 + 70 * math.sin(step / (5 + seed % 3)) * math.cos(step / 23) - step / 6
        points.append((round(x + 26 * math.sin(step / 3)), round(min(max(y, 8), HEIGHT - 8))))
    return (tuple(points), ((120, 300), (420, 286), (760, 292)))


def _signed_on_the_tablet(by: Actor, file: FamilyFile, town: Organisation) -> None:
    adult = _adult(file)
    assert adult is not None  # noqa: S101 - chosen so
    spoken = adult.person.language if adult.person.language in TEXT_LANGUAGES else "tr"
    actions.record_release(
        by=by,
        file=file,
        person=adult.person,
        recipient=town,
        recipient_role=Role.COORDINATOR,
        facets=[Facet.IDENTITY, Facet.HOUSEHOLD, Facet.PLAN, Facet.CONFERENCE],
        purpose=ReleasePurpose.COORDINATION,
        purpose_text="Gemeinsam einen Kita-Platz finden",
        direction=Direction.MUTUAL,
        valid_to=time.add_months(time.today(), 6),
        form=ConsentForm.ELECTRONIC,
        language=spoken,
        plain_language_shown=True,
        copy_handed_over=True,
        drawings={adult.person.pk: _name(1)},
    )


def _withdrawn_today(by: Actor, file: FamilyFile, county: County) -> None:
    adult = _adult(file)
    assert adult is not None  # noqa: S101 - chosen so
    release = actions.record_release(
        by=by,
        file=file,
        person=adult.person,
        recipient=county.job_centre,
        recipient_role=Role.JOB_CENTRE,
        facets=[Facet.IDENTITY, Facet.EMPLOYMENT],
        purpose=ReleasePurpose.PLACEMENT,
        valid_to=time.add_months(time.today(), 3),
        plain_language_shown=True,
    )
    actions.withdraw(by=by, declaration=release, withdrawn_by=adult.person, note="Am Telefon")


def _refused(by: Actor, file: FamilyFile, county: County) -> None:
    adult = _adult(file)
    assert adult is not None  # noqa: S101 - chosen so
    actions.record_refusal(by=by, file=file, person=adult.person, kind=TextKind.RELEASE, recipient=county.job_centre)


def _danger(by: Actor, file: FamilyFile) -> None:
    office = Organisation.objects.filter(kind=OrganisationKind.COUNTY).order_by("sort_name").first()
    if office is None:
        return
    child = next(one for one in people_in_file(file) if one.is_child)
    sharing.report_danger(
        by=by,
        file=file,
        recipient=office,
        persons=[child.person.pk],
        categories=[Facet.IDENTITY, Facet.HOUSEHOLD],
        reason="Beim Hausbesuch war das Kind seit dem Vortag allein. Nachbarn hatten es versorgt.",
        weighed_with="Insoweit erfahrene Fachkraft (ohne Namen der Familie), Teamleitung",
        family_told=True,
        happened_on=time.today() - dt.timedelta(days=16),
    )


def _rules() -> None:
    """The data protection officer has released the German wordings and proposes a change of the rules."""
    held = Membership.objects.select_related("user", "organisation").filter(role=Role.PRIVACY.value)
    officer = actor_from(held.order_by("created_at", "id")[0])
    with working_as(officer):
        for kind in TextKind:
            actions.release_text(by=officer, text=queries.present_text(kind, "de"))
        table = sharing.start_draft(
            by=officer, title="Am Gesetzestext geprüft", note="Die Zeile zum Unternehmen ist jetzt bestätigt."
        )
        rule = table.rules.get(recipient_kind=OrganisationKind.COMPANY, category="")
        row = dataclasses.replace(row_of(rule), is_confirmed=True, source="Beschluss des Datenschutzteams")
        sharing.save_rule(by=officer, table=table, row=row, rule=rule)
        sharing.propose(by=officer, table=table)
