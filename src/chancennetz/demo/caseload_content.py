"""Handovers, discharge cards, aftercare, notes of the team leads and an emergency access in the demo county."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from chancennetz.access import actions as access
from chancennetz.access import queries
from chancennetz.access.constants import FileState, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Membership, Relation, User
from chancennetz.caseload import actions as caseload
from chancennetz.casework.models import Case
from chancennetz.closure import actions as closure
from chancennetz.closure.actions import AftercareResult
from chancennetz.closure.constants import CardReason, CardSection, StillWorking
from chancennetz.closure.models import CardLine
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.consent.queries import has_processing_consent
from chancennetz.core import time
from chancennetz.core.actor import Actor, system_actor
from chancennetz.demo import content
from chancennetz.demo.staff import County, Site
from chancennetz.handovers import actions as handovers
from chancennetz.handovers.constants import FamilyInformed
from chancennetz.handovers.queries.loads import even, families_of
from chancennetz.handovers.queries.transfer import TRANSFERRED
from chancennetz.people.queries import people_in_file


def load(county: County) -> None:
    """Enter everything, each by the person whose work it is. Deterministic; about a second."""
    texts = content.toml("caseload")
    for place, site in enumerate(county.sites):
        _aftercare(site, texts, place)
        _handover(site, texts, place)
        _notes(site, texts, place)
    # What a team lead decides about lies where the demo login of that role works.
    staff = list(county.users.values())
    first, second = sorted(county.sites, key=lambda site: staff.index(site.team_lead))[:2]
    _emergency(first, texts)
    _transfer(second, first, texts)
    _leaver(first, texts)


def acting_as(user: User, role: Role) -> Actor:
    memberships = Membership.objects.select_related("user", "organisation").filter(user=user, role=role.value)
    return queries.actor_from(memberships.order_by("created_at", "id")[0])


def families_led(user_id: uuid.UUID, *, ended: bool) -> list[FamilyFile]:
    """Return the open files that somebody leads, the oldest first: those whose case has ended, or those that run."""
    led = Relation.objects.at().filter(user_id=user_id, kind=RelationKind.CASE_LEAD, file__state=FileState.OPEN)
    cases = Case.objects.filter(file_id__in=led.values("file_id"), exit_on__isnull=not ended)
    files = FamilyFile.objects.select_related("organisation").filter(pk__in=cases.values("file_id"))
    return [file for file in files.order_by("created_at", "pk") if has_processing_consent(file)]


def _aftercare(site: Site, texts: dict[str, Any], place: int) -> None:
    """Plan aftercare for those who have ended, write down a first result, and give the newest a card."""
    for number, user in enumerate(site.counsellors):
        by = acting_as(user, Role.COUNSELLOR)
        with working_as(by):
            ended = families_led(user.pk, ended=True)
            for file in ended:
                start = Case.objects.get(file=file).exit_on
                planned = closure.plan_aftercare(by=by, file=file, start=start or time.today())
                if planned and number == 0 and file == ended[0]:
                    note = texts["results"][place % len(texts["results"])]
                    result = AftercareResult(time.today(), reached=True, still_working=StillWorking.YES, note=note)
                    closure.record_aftercare(by=by, contact=planned[0], result=result, expected=1)
            for file in (ended or families_led(user.pk, ended=False))[-1:]:
                _card(by, file, texts["own_lines"][place % len(texts["own_lines"])])


def _card(by: Actor, file: FamilyFile, own_line: str) -> None:
    card = closure.make_card(by=by, file=file, reason=CardReason.JOB, starts_on=time.today() + dt.timedelta(days=3))
    closure.add_line(by=by, card=card, section=CardSection.MONEY, text=own_line)
    settled = CardLine.objects.select_related("file").get(card=card, key="office_benefits")
    closure.tick_line(by=by, line=settled, done=True)


def _handover(site: Site, texts: dict[str, Any], place: int) -> None:
    """Hand one running family over to the colleague."""
    if len(site.counsellors) < 2:
        return
    former, user = site.counsellors[0], site.counsellors[1]
    by = acting_as(former, Role.COUNSELLOR)
    informed = FamilyInformed.TOLD if place % 2 else FamilyInformed.NOT_YET
    with working_as(by):
        for file in families_led(former.pk, ended=False)[1:2]:
            note = texts["handovers"][place % len(texts["handovers"])]
            handovers.hand_over(by=by, file=file, user=user, note=note, informed=informed, reason="Stundenwechsel")


def _notes(site: Site, texts: dict[str, Any], place: int) -> None:
    """Let the team lead note something about two cases, one to look at again today."""
    by = acting_as(site.team_lead, Role.TEAM_LEAD)
    with working_as(by):
        for number, file in enumerate(families_led(site.counsellors[0].pk, ended=False)[:2]):
            day = time.today() if number == 0 else None
            text = texts["notes"][(place + number) % len(texts["notes"])]
            caseload.add_note(by=by, file=file, text=text, look_again_on=day)


def _emergency(site: Site, texts: dict[str, Any]) -> None:
    """Let a colleague have opened a file in an emergency nine days ago: its review is overdue."""
    if len(site.counsellors) < 2:
        return
    by = acting_as(site.counsellors[1], Role.COUNSELLOR)
    with working_as(acting_as(site.counsellors[0], Role.COUNSELLOR)):
        led = families_led(site.counsellors[0].pk, ended=False)
    if not led:
        return  # a small county in a test may have nobody here
    number = led[0].number
    with working_as(by):
        relation = access.break_glass(by=by, file_number=number, reason=texts["emergency"])
    began = time.now() - dt.timedelta(days=9)
    with working_as(system_actor(name="Demo")):
        Relation.objects.filter(pk=relation.pk).update(starts_at=began, ends_at=began + dt.timedelta(hours=3))


def _transfer(giving: Site, receiving: Site, texts: dict[str, Any]) -> None:
    """Offer a family that moves to the provider of another town, with its release."""
    user = giving.counsellors[-1]
    by = acting_as(user, Role.COUNSELLOR)
    with working_as(by):
        led = families_led(user.pk, ended=False)
        if not led:
            return
        file = led[-1]
        release = consent.record_release(
            by=by,
            file=file,
            person=people_in_file(file)[0].person,
            recipient=receiving.organisation,
            recipient_role="",
            facets=list(TRANSFERRED),
            special_categories=["health"],
            purpose=ReleasePurpose.COORDINATION,
            valid_to=time.today() + dt.timedelta(days=60),
        )
        handovers.offer(by=by, file=file, release=release, note=texts["transfer"])


def _leaver(site: Site, texts: dict[str, Any]) -> None:
    """Begin to plan the handover of a whole caseload; nothing is carried out."""
    by = acting_as(site.team_lead, Role.TEAM_LEAD)
    with working_as(by):
        move = handovers.plan_move(by=by, leaver=site.counsellors[0], reason=texts["absence"])
        families = families_of(by, move)
        handovers.assign(by=by, move=move, given=dict(list(even(move, families).items())[: len(families) // 2]))
