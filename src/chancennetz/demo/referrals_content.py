"""Referrals, versions of plans and group meetings of the demo county, each by the person who would do it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from chancennetz.access.constants import Facet, FileState, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Membership, Relation, User
from chancennetz.access.queries import actor_from
from chancennetz.casework.constants import LifeArea
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.consent.queries import has_processing_consent
from chancennetz.contacts.actions.contacts import ContactValues
from chancennetz.contacts.actions.meetings import log_group_meeting
from chancennetz.contacts.constants import CounsellingTopic, Medium
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.demo import content
from chancennetz.demo.staff import County
from chancennetz.organisations.models import Organisation
from chancennetz.people.queries import people_in_file
from chancennetz.plans.constants import GoalState
from chancennetz.plans.models import Goal
from chancennetz.planversions.actions import approve_plan, propose_plan, put_plan_in_force
from chancennetz.planversions.constants import PlanAgreement
from chancennetz.referrals import actions
from chancennetz.referrals.actions import Answer, ReferralValues
from chancennetz.referrals.constants import DeclineReason, Manner, Outcome, ReferralState, SharedField
from chancennetz.supportmap.models import Service

SEED = 2031
#: How a referral goes on after it was sent: the answers of the other side, one after the other.
_LIVES: tuple[tuple[Answer, ...], ...] = (
    (),
    (Answer(ReferralState.ACCEPTED),),
    (Answer(ReferralState.ACCEPTED), Answer(ReferralState.MET)),
    (
        Answer(ReferralState.ACCEPTED),
        Answer(ReferralState.MET),
        Answer(ReferralState.DONE, outcome=Outcome.TAKES_PART),
    ),
    (Answer(ReferralState.DECLINED, reason=DeclineReason.FULL),),
)
_OPENED = (Facet.IDENTITY, Facet.HOUSEHOLD, Facet.REFERRAL)
_FIELDS = (SharedField.NAMES, SharedField.PHONE, SharedField.LANGUAGE, SharedField.CHILDREN_AGES)


def _actor(user: User) -> Actor:
    return actor_from(Membership.objects.select_related("user", "organisation").get(user=user))


def _receiver(organisation: Organisation) -> Actor:
    """Return somebody who looks into the inbox of an organisation."""
    roles = [Role.COUNSELLOR.value, Role.JOB_CENTRE.value, Role.COORDINATOR.value]
    found = Membership.objects.select_related("user", "organisation").filter(organisation=organisation, role__in=roles)
    return actor_from(found.order_by("user__email")[0])


class _Desk:
    """One counsellor's families, and those to whom they are referred."""

    def __init__(self, user: User, lead: User, others: Sequence[Organisation], chooser: random.Random) -> None:
        self.by = _actor(user)
        self.lead = _actor(lead)
        self.others = others
        self.chooser = chooser
        self.messages = content.toml("referrals")["message"]

    def work(self) -> None:
        """Enter everything for this counsellor."""
        with working_as(self.by):
            led = Relation.objects.at().filter(user_id=self.by.account_id, kind=RelationKind.CASE_LEAD)
            open_files = FamilyFile.objects.filter(pk__in=led.values("file_id"), state=FileState.OPEN)
            ordered = open_files.select_related("organisation").order_by("-created_at", "pk")[:16]
            files = [file for file in ordered if has_processing_consent(file)]
        for place, file in enumerate(files[:5]):
            self._refer(file, _LIVES[place % len(_LIVES)])
        with working_as(self.by):
            planned = [file for file in files if Goal.objects.filter(file=file, state=GoalState.AGREED).exists()]
        for place, file in enumerate(planned[:4]):
            self._plan(file, finished=place < 3)
        if len(files) > 3:
            self._meet(files[:4])

    def _refer(self, file: FamilyFile, life: Sequence[Answer]) -> None:
        receiver = self.chooser.choice([one for one in self.others if one.pk != file.organisation_id])
        with working_as(self.by):
            person = people_in_file(file)[0].person
            consent.record_release(
                by=self.by,
                file=file,
                person=person,
                recipient=receiver,
                recipient_role="",
                facets=_OPENED,
                purpose=ReleasePurpose.REFERRAL,
                valid_to=time.today() + dt.timedelta(days=120),
            )
            values = ReferralValues(
                manner=Manner.DATA,
                organisation=receiver,
                service=Service.objects.public().filter(organisation=receiver).order_by("name").first(),
                person_ids=[person.pk],
                fields=_FIELDS,
                message=self.chooser.choice(self.messages),
            )
            row = actions.add_referral(by=self.by, file=file, values=values)
            actions.send_referral(by=self.by, referral=row, expected=row.version)
        other = _receiver(receiver)
        with working_as(other):
            for answer in life:
                actions.answer_received(by=other, handover_id=row.pk, answer=answer)

    def _plan(self, file: FamilyFile, *, finished: bool) -> None:
        with working_as(self.by):
            version = propose_plan(by=self.by, file=file)
        if not finished:
            return
        with working_as(self.lead):
            version = approve_plan(by=self.lead, version=version)
        with working_as(self.by):
            put_plan_in_force(by=self.by, version=version, agreed_on=time.today(), agreement=PlanAgreement.SIGNED)

    def _meet(self, files: Sequence[FamilyFile]) -> None:
        day = time.today() - dt.timedelta(days=self.chooser.randint(2, 9))
        values = ContactValues(
            happened_at=dt.datetime.combine(day, dt.time(15), time.BERLIN),
            minutes=90,
            medium=Medium.GROUP,
            person_ids=(),
            place=content.toml("referrals")["meeting"]["place"],
            topics=[LifeArea.FAMILY],
            subjects=[CounsellingTopic.CHILDREN],
            note=content.toml("referrals")["meeting"]["note"],
        )
        with working_as(self.by):
            attendance = {file: [people_in_file(file)[0].person.pk] for file in files}
            log_group_meeting(by=self.by, values=values, attendance=attendance)


def load(county: County) -> int:
    """Enter referrals, plans and one meeting for each counsellor with a full post. Returns for how many."""
    chooser = random.Random(SEED)  # noqa: S311 - invented data, not a secret
    others = [*(site.organisation for site in county.sites), county.job_centre]
    for site in county.sites:
        _Desk(site.counsellors[0], site.team_lead, others, chooser).work()
    return len(county.sites)
