"""Reading referrals: those of a family, those that an organisation received, those without an answer."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from chancennetz.access.models import FamilyFile, Membership
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.core.text import normalise
from chancennetz.organisations.models import Organisation, Unit
from chancennetz.referrals import rules, snapshot
from chancennetz.referrals.constants import RECEIVING_ROLES, RUNNING, CutReason, Manner, ReferralState
from chancennetz.referrals.models import Handover, Referral
from chancennetz.sharing.queries import sharing_answer
from chancennetz.sharing.rules import SharingAnswer
from chancennetz.supportmap.models import Service
from chancennetz.supportmap.queries import offers

MOST_TARGETS = 30
#: The handovers that connect a family with somebody outside: one of them leads out of the phase LINKING.
LINKING = Q(state__in=[ReferralState.MET.value, ReferralState.DONE.value]) | Q(met_on__isnull=False)


@dataclasses.dataclass(frozen=True, slots=True)
class ReferralView:
    """A referral as the family's counsellors see it."""

    referral: Referral
    handover: Handover | None
    target: str
    state: ReferralState
    late: bool

    @property
    def ends_on(self) -> dt.date | None:
        """The last day on which the other side sees it, None for drafts and for slips."""
        if self.handover is None or self.handover.recipient_id is None:
            return None
        return (self.handover.ends_at - dt.timedelta(seconds=1)).astimezone(time.BERLIN).date()


def target_text(referral: Referral) -> str:
    """Name where a family is referred to: the offer or the place, and whose it is."""
    part = referral.service or referral.unit
    if part is not None and referral.organisation is not None:
        return f"{part} ({referral.organisation})"
    return str(referral.organisation) if referral.organisation is not None else str(referral.place)


def _rows(file: FamilyFile) -> QuerySet[Referral]:
    found: QuerySet[Referral] = Referral.objects.filter(file=file).select_related(
        "file__organisation", "organisation", "unit", "service", "handover", "written_by", "handover__sent_by"
    )
    return found


def _view(referral: Referral) -> ReferralView:
    handover = getattr(referral, "handover", None)
    late = rules.is_waiting_too_long(referral.state, referral.answer_by, time.today())
    return ReferralView(referral, handover, target_text(referral), referral.state, late)


def referrals_of(file: FamilyFile) -> list[ReferralView]:
    """Return the referrals of a family, those that still run first, then the newest (two queries)."""
    crypto.preload_keys([file.pk])
    views = [_view(row) for row in _rows(file).order_by("-created_at", "-pk")]
    return sorted(views, key=lambda view: view.state not in RUNNING | {ReferralState.DRAFT})


def find_referral(file: FamilyFile, referral_id: uuid.UUID) -> ReferralView | None:
    """Return one referral of a file."""
    row = _rows(file).filter(pk=referral_id).first()
    return _view(row) if row is not None else None


def preview(referral: Referral) -> snapshot.Lines:
    """Return what would be passed on now; for a referral that was sent, what was passed on then."""
    if referral.passed_on:
        return snapshot.read(referral.passed_on)
    return snapshot.lines_of(referral.file, referral.person_ids, referral.fields, referral.message)


@dataclasses.dataclass(frozen=True, slots=True)
class Sharing:
    """Whether a referral may be sent as it stands: the answer for each part of the file that it opens."""

    answers: dict[str, SharingAnswer]

    @property
    def is_allowed(self) -> bool:
        """Tell whether everything may be passed on."""
        return all(answer.allowed for answer in self.answers.values())

    @property
    def needs_reason(self) -> bool:
        """Tell whether a law allows it without a release, so that somebody writes down why it is needed."""
        return self.is_allowed and any(answer.must_be_written_down for answer in self.answers.values())

    @property
    def releases(self) -> list[uuid.UUID]:
        """The releases it rests on."""
        return sorted({release for answer in self.answers.values() for release in answer.releases})

    @property
    def last_day(self) -> dt.date | None:
        """The last day that the releases allow."""
        return min((answer.until for answer in self.answers.values() if answer.until is not None), default=None)


def sharing_of(referral: Referral, by: Actor) -> Sharing:
    """Return whether the actor may send a referral now; nothing is asked of one without data (four queries)."""
    if referral.manner != Manner.DATA or referral.organisation is None:
        return Sharing({})
    return Sharing(
        sharing_answer(
            referral.file,
            referral.organisation,
            categories=rules.needed_facets(referral.fields),
            persons=referral.person_ids,
            purpose=ReleasePurpose.REFERRAL,
            speaker_id=by.user_id,
        )
    )


# --- whom to refer to ------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """An organisation, one of its units or offers, with whether somebody there can receive on this platform."""

    organisation: Organisation
    has_access: bool
    unit: Unit | None = None
    service: Service | None = None


def _with_receivers(organisation_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    working = Membership.objects.on().filter(
        organisation_id__in=list(organisation_ids),
        user__is_active=True,
        role__in=[role.value for role in RECEIVING_ROLES],
    )
    return set(working.values_list("organisation_id", flat=True))


def has_receivers(organisation_id: uuid.UUID) -> bool:
    """Tell whether somebody works for an organisation today who may look into its inbox."""
    return bool(_with_receivers([organisation_id]))


@dataclasses.dataclass(frozen=True, slots=True)
class TargetPage:
    """A page of what a referral may go to; `has_more` tells whether another one follows."""

    targets: list[Target]
    page: int
    has_more: bool


def possible_targets(text: str, own: uuid.UUID, page: int = 1) -> TargetPage:
    """Return offers of the support map, organisations and units that fit every word (four queries).

    Offers first, then organisations with their units, at most thirty of each on a page. The own organisation appears
    with its units and offers only. Without words there are no offers: they would be too many.
    """
    part = slice((page - 1) * MOST_TARGETS, page * MOST_TARGETS + 1)  # one more than is shown: is there another page?
    services = list(offers.with_words(offers.public_services(), text)[part]) if text.strip() else []
    organisations = Organisation.objects.on().exclude(pk=own)
    units = Unit.objects.on().filter(organisation__in=Organisation.objects.on()).select_related("organisation")
    for word in normalise(text).split():
        organisations = organisations.filter(sort_name__contains=word)
        units = units.filter(Q(name__icontains=word) | Q(organisation__sort_name__contains=word))
    found = list(organisations.order_by("sort_name", "pk")[part])
    parts = list(units.order_by("organisation__sort_name", "name", "pk")[part])
    has_more = any(len(one) > MOST_TARGETS for one in (services, found, parts))
    services, found, parts = services[:MOST_TARGETS], found[:MOST_TARGETS], parts[:MOST_TARGETS]
    reached = _with_receivers(
        {one.pk for one in found} | {one.organisation_id for one in parts} | {one.organisation_id for one in services}
    )
    places = [Target(one, one.pk in reached) for one in found]
    places += [Target(unit.organisation, unit.organisation_id in reached, unit=unit) for unit in parts]
    places.sort(key=lambda one: (one.organisation.sort_name, one.unit is not None, str(one.unit or "")))
    offered = [Target(one.organisation, one.organisation_id in reached, service=one) for one in services]
    return TargetPage(offered + places, page, has_more)


# --- the receiving side ----------------------------------------------------------------------------------------------


def _my_unit(actor: Actor) -> uuid.UUID | None:
    if actor.membership_id is None:
        return None
    found: uuid.UUID | None = (
        Membership.objects.filter(pk=actor.membership_id).values_list("unit_id", flat=True).first()
    )
    return found


def received(actor: Actor) -> QuerySet[Handover]:
    """Return what was handed over to the actor's organisation and is still open to it, newest first.

    What is addressed to a unit is seen by those who work there, and by those of the organisation who have no unit.
    Row-level security holds the same line (migration 0002).
    """
    if actor.organisation_id is None or actor.role not in {role.value for role in RECEIVING_ROLES}:
        nothing: QuerySet[Handover] = Handover.objects.none()
        return nothing
    found: QuerySet[Handover] = Handover.objects.filter(recipient_id=actor.organisation_id, ends_at__gt=time.now())
    found = found.filter(Q(cut_at__isnull=True) | Q(cut_reason=CutReason.DECLINED)).exclude(state=ReferralState.REVOKED)
    unit = _my_unit(actor)
    if unit is not None:
        found = found.filter(Q(recipient_unit_id__isnull=True) | Q(recipient_unit_id=unit))
    return found.select_related("sender", "sent_by", "recipient_unit", "service").order_by("-sent_at", "-pk")


def find_received(actor: Actor, handover_id: uuid.UUID) -> Handover | None:
    """Return one handover that is open to the actor's organisation now."""
    return received(actor).filter(pk=handover_id).first()


def waiting_for_us(actor: Actor) -> int:
    """Return how many referrals wait for an answer of the actor's organisation."""
    return int(received(actor).filter(state=ReferralState.SENT).count())


# --- what must not be forgotten --------------------------------------------------------------------------------------


def to_ask_about(file: FamilyFile | None = None) -> QuerySet[Referral]:
    """Return referrals whose answer is overdue, or that were declined, and for which nobody has a task yet."""
    late = Q(handover__state=ReferralState.SENT, answer_by__lt=time.today(), asked_at__isnull=True)
    declined = Q(handover__state=ReferralState.DECLINED, told_at__isnull=True)
    found: QuerySet[Referral] = Referral.objects.filter(late | declined)
    if file is not None:
        found = found.filter(file=file)
    return found.select_related("file__organisation", "organisation", "unit", "service", "handover").order_by(
        "created_at"
    )


def expired(file_id: uuid.UUID | None = None) -> QuerySet[Handover]:
    """Return handovers whose time is over and that still hold data."""
    found: QuerySet[Handover] = Handover.objects.filter(cut_at__isnull=True, ends_at__lte=time.now())
    return found.filter(file_id=file_id) if file_id is not None else found
