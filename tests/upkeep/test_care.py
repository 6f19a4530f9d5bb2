"""Proposals are decided, reports taken, reviews reminded of, links kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.core.actor import ANONYMOUS, Actor, system_actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.offerediting import actions
from chancennetz.offerediting import values as flat
from chancennetz.offerediting.constants import ChangeState
from chancennetz.offerediting.models import ChangeRequest
from chancennetz.supportmap.models import Service
from chancennetz.supportmap.queries import offers
from chancennetz.tasks.hooks import address_of
from chancennetz.tasks.models import Task
from chancennetz.upkeep import actions as care
from chancennetz.upkeep.constants import LinkOutcome, ReportKind
from chancennetz.upkeep.models import ErrorReport, LinkCheck
from tests.supportmap.conftest import make_offer
from tests.universe import Universe


def test_a_provider_changes_small_things_at_once_and_weighty_ones_after_release(
    universe: Universe, offer: Service, vera: Actor
) -> None:
    with working_as(vera):
        outcome = actions.change_offer(
            by=vera, service=offer, expected=offer.version, values={"phone": "02303 999", "name": "Neue Beratung"}
        )
    offer.refresh_from_db()
    assert outcome.live == ("phone",)
    assert offer.name == "Schuldnerberatung"
    request = ChangeRequest.objects.get()
    assert (request.before, request.after) == ({"name": "Schuldnerberatung"}, {"name": "Neue Beratung"})
    with working_as(system_actor()):
        assert [task.user_id for task in Task.objects.all()] == [universe.users["nele"].pk]
    with working_as(vera), pytest.raises(NotAllowed):
        care.decide_change(by=vera, request=request, release=True)
    nele = universe.actor("nele")
    with working_as(nele):
        care.decide_change(by=nele, request=request, release=True)
        with pytest.raises(Conflict):
            care.decide_change(by=nele, request=request, release=True)
    offer.refresh_from_db()
    assert offer.name == "Neue Beratung"
    assert list(offers.with_words(offers.public_services(), "neue")) == [offer]


def test_a_refusal_says_why_and_changes_nothing(universe: Universe, offer: Service, vera: Actor) -> None:
    with working_as(vera):
        actions.change_offer(by=vera, service=offer, expected=offer.version, values={"amount": "50"})
        request = ChangeRequest.objects.get()
    nele = universe.actor("nele")
    with working_as(nele):
        with pytest.raises(ValidationError):
            care.decide_change(by=nele, request=request, release=False)
        care.decide_change(by=nele, request=request, release=False, answer="Bitte mit Begründung")
    assert flat.snapshot(offer)["amount"] == "0.00"
    assert request.state == ChangeState.REFUSED


def test_the_new_offer_of_a_provider_waits_for_release(universe: Universe, taxonomies: None, vera: Actor) -> None:
    with working_as(vera):
        service = actions.create_offer(
            by=vera, organisation=universe.organisations["brueckenhaus"], values={"name": "Elterncafé"}
        )
    assert offers.public_service(service.pk) is None
    nele = universe.actor("nele")
    with working_as(nele):
        care.decide_change(by=nele, request=ChangeRequest.objects.get(), release=True)
    assert offers.public_service(service.pk) is not None


def test_still_correct_needs_one_click_and_stale_offers_bring_one_task(
    universe: Universe, offer: Service, vera: Actor
) -> None:
    Service.objects.filter(pk=offer.pk).update(assured_date=time.today() - dt.timedelta(days=167))
    system = system_actor()
    with working_as(system):
        assert care.remind_stale(by=system, day=time.today()) == 1
        assert care.remind_stale(by=system, day=time.today()) == 0
        task = Task.objects.get()
        assert task.user_id == vera.user_id
        assert task.owner == f"supportmap.service:{offer.pk}"
    offer.refresh_from_db()
    with working_as(vera):
        actions.assure(by=vera, service=offer)
    assert Service.objects.get(pk=offer.pk).assured_date == time.today()


def test_several_stale_offers_bring_one_task_that_leads_to_the_list(universe: Universe, taxonomies: None) -> None:
    for name in ("Eins", "Zwei", "Drei"):
        make_offer(universe, name=name)
    Service.objects.update(assured_date=None)
    system = system_actor()
    with working_as(system):
        assert care.remind_stale(by=system, day=time.today()) == 1
        assert care.remind_stale(by=system, day=time.today()) == 0
        task = Task.objects.get()
        assert address_of(task.owner, None) == "/offers/to-check/"
        assert "3" in task.title


def test_a_visitor_reports_a_mistake_and_too_many_reports_are_refused(universe: Universe, offer: Service) -> None:
    with working_as(ANONYMOUS):
        report = care.report_error(by=ANONYMOUS, service=offer, kind=ReportKind.HOURS, text="Freitags zu", sender="abc")
        for _ in range(4):
            care.report_error(by=ANONYMOUS, service=offer, kind=ReportKind.OTHER, sender="abc")
        with pytest.raises(Conflict):
            care.report_error(by=ANONYMOUS, service=offer, kind=ReportKind.OTHER, sender="abc")
        with pytest.raises(ValidationError):
            care.report_error(by=ANONYMOUS, service=offer, kind=ReportKind.OTHER, text="x" * 1001, sender="def")
    with working_as(system_actor()):
        assert Task.objects.count() == 1
    nele = universe.actor("nele")
    with working_as(nele):
        care.finish_report(by=nele, report=report)
    done = ErrorReport.objects.get(pk=report.pk)
    assert (done.text, done.sender, done.done_at is not None) == ("", "", True)


def test_links_that_fail_are_kept_with_the_day_since_when(universe: Universe) -> None:
    system = system_actor()
    with working_as(system):
        first = [("https://a.example", LinkOutcome.GONE, "404"), ("https://b.example", LinkOutcome.WORKS, "200")]
        assert care.keep_link_checks(by=system, results=first) == 1
        since = LinkCheck.objects.get(url="https://a.example").failing_since
        care.keep_link_checks(by=system, results=first)
        assert LinkCheck.objects.get(url="https://a.example").failing_since == since
        care.keep_link_checks(by=system, results=[("https://a.example", LinkOutcome.WORKS, "200")])
        assert LinkCheck.objects.get(url="https://a.example").failing_since is None
