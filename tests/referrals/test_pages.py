"""Pages of referrals: the whole way through forms, and what each reader is shown."""

from __future__ import annotations

import re
import uuid

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.audit.models import AuditEntry
from chancennetz.consent import actions as consent
from chancennetz.consent.models import Consent, WithdrawalNotice
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.catalogue import LegalDomain
from chancennetz.people.models import Person
from chancennetz.referrals.constants import Manner, SharedField
from chancennetz.referrals.models import Handover, Referral
from chancennetz.sharing.models import Disclosure
from chancennetz.supportmap.models import Eligibility, Service
from tests.referrals.conftest import Desk


@pytest.fixture
def anna(desk: Desk) -> Client:
    client = Client()
    client.force_login(desk.universe.users["anna"])
    return client


@pytest.fixture
def carla(desk: Desk) -> Client:
    client = Client()
    client.force_login(desk.universe.users["carla"])
    return client


def _posted(desk: Desk, **changes: object) -> dict[str, object]:
    base: dict[str, object] = {
        "manner": "data",
        "person_ids": [str(desk.mother)],
        "fields_chosen": ["names", "concern"],
        "message": "Bitte bald anrufen.",
        "answer_by": time.today().isoformat(),
        "valid_until": time.today().isoformat(),
    }
    return base | changes


def _new_url(desk: Desk) -> str:
    return f"{reverse('referrals:new', args=[desk.file.pk])}?organisation={desk.service.pk}"


def _pdf_text(content: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def test_a_long_list_of_offers_says_that_there_are_more_and_leads_on(desk: Desk, anna: Client) -> None:
    with working_as(system_actor()):
        for number in range(31):
            Service.objects.create(
                organisation=desk.service, name=f"Sprachkurs {number:02}", status="active", keywords="sprachkurs"
            )
    address = reverse("referrals:target", args=[desk.file.pk])
    first = anna.get(address, {"q": "sprachkurs"}).content.decode()
    assert "Sprachkurs 29" in first
    assert "Sprachkurs 30" not in first
    assert "höchstens 30 Angebote" in first
    assert "?q=sprachkurs&amp;page=2" in first
    second = anna.get(address, {"q": "sprachkurs", "page": "2"}).content.decode()
    assert "Sprachkurs 30" in second
    assert "Sprachkurs 29" not in second
    assert "Nächste Seite" not in second
    assert "?q=sprachkurs&amp;page=1" in second
    few = anna.get(address, {"q": "sprachkurs 07"}).content.decode()
    assert "höchstens" not in few
    for page in ("0", "x", "99"):
        assert anna.get(address, {"q": "sprachkurs", "page": page}).status_code == 200


def test_from_the_search_to_the_answer(desk: Desk, anna: Client, carla: Client) -> None:
    desk.release()
    page = anna.get(reverse("referrals:target", args=[desk.file.pk]), {"q": "kamen"})
    assert "Brückenhaus Kamen" in page.content.decode()
    assert anna.get(_new_url(desk)).status_code == 200
    made = anna.post(_new_url(desk), _posted(desk))
    page = anna.get(made.url)
    text = page.content.decode()
    assert "Das verlässt die Akte" in text
    assert "Ayşe Kaya" in text
    assert "Die Miete ist zu hoch." in text
    with working_as(desk.anna):
        row = Referral.objects.get()
    sent = anna.post(reverse("referrals:send", args=[desk.file.pk, row.pk]), {"version": row.version})
    assert "Gesendet" in anna.get(sent.url).content.decode()

    inbox = carla.get(reverse("referrals:received")).content.decode()
    address = reverse("referrals:received_one", args=[row.pk])
    assert address in inbox
    assert "Kaya" not in inbox
    before = AuditEntry.objects.filter(kind="read", user_id=desk.universe.users["carla"].pk).count()
    shown = carla.get(address).content.decode()
    assert "Ayşe Kaya" in shown
    assert "Murat" not in shown
    reads = AuditEntry.objects.filter(kind="read", user_id=desk.universe.users["carla"].pk)
    assert reads.count() == before + 1
    assert desk.file.pk in reads.latest("created_at").subject_ids
    answered = carla.post(reverse("referrals:answer", args=[row.pk]), {"state": "accepted", "note": "Gern."})
    assert answered.status_code == 302
    text = anna.get(made.url).content.decode()
    assert "Angenommen" in text
    assert "Angesehen" in text
    assert "Gern." in text


def test_a_search_for_what_no_text_may_hold_finds_as_if_it_was_not_there(anna: Client, desk: Desk) -> None:
    address = reverse("referrals:target", args=[desk.file.pk])
    whole, with_nul = (anna.get(address, {"q": text}).content.decode() for text in ("kamen", "ka\x00men\u202e"))
    assert _found(whole)
    assert _found(with_nul) == _found(whole)


def _found(page: str) -> list[str]:
    return re.findall(r'href="[^"]*/new/\?organisation=([^"&]+)', page)


def test_without_a_release_the_page_says_so_and_leads_to_the_form(desk: Desk, anna: Client) -> None:
    made = anna.post(_new_url(desk), _posted(desk))
    text = anna.get(made.url).content.decode()
    assert "Jetzt senden" not in text
    assert reverse("consentforms:release_for", args=[desk.file.pk, desk.mother]) in text
    with working_as(desk.anna):
        row = Referral.objects.get()
    anna.post(reverse("referrals:send", args=[desk.file.pk, row.pk]), {"version": row.version})
    with working_as(desk.anna):
        assert not Handover.objects.exists()


def test_form_errors_stand_at_their_fields(desk: Desk, anna: Client, carla: Client) -> None:
    answer = anna.post(_new_url(desk), _posted(desk, valid_until="2020-01-01"))
    assert answer.status_code == 422
    assert "Bitte wählen Sie einen Tag ab heute" in answer.content.decode()
    desk.release()
    handover = desk.send()
    address = reverse("referrals:answer", args=[handover.pk])
    answer = carla.post(address, {"state": "declined"})
    assert answer.status_code == 422
    assert carla.post(address, {"state": "nonsense"}).status_code == 302


def test_a_second_click_makes_no_second_referral(desk: Desk, anna: Client) -> None:
    posted = _posted(desk, idempotency_token=str(uuid.uuid4()))
    first, second = anna.post(_new_url(desk), posted), anna.post(_new_url(desk), posted)
    assert first.url == second.url
    with working_as(desk.anna):
        assert Referral.objects.count() == 1


def test_two_tabs_see_both_versions(desk: Desk, anna: Client) -> None:
    row = desk.draft()
    address = reverse("referrals:edit", args=[desk.file.pk, row.pk])
    assert anna.post(address, _posted(desk, version=1, message="Eins")).status_code == 302
    answer = anna.post(address, _posted(desk, version=1, message="Zwei"))
    assert answer.status_code == 409
    assert "Eins" in answer.content.decode()
    assert "Zwei" in answer.content.decode()


def test_the_receiver_gets_404_after_the_end(desk: Desk, anna: Client, carla: Client) -> None:
    desk.release()
    handover = desk.send()
    address = reverse("referrals:received_one", args=[handover.pk])
    assert carla.get(address).status_code == 200
    ask = anna.get(reverse("referrals:revoke", args=[desk.file.pk, handover.pk]))
    assert "Vermittlung zurücknehmen?" in ask.content.decode()
    anna.post(reverse("referrals:revoke", args=[desk.file.pk, handover.pk]))
    assert carla.get(address).status_code == 404
    assert carla.post(reverse("referrals:answer", args=[handover.pk]), {"state": "accepted"}).status_code == 404
    assert address not in carla.get(reverse("referrals:received")).content.decode()


def test_strangers_and_roles_without_inbox_get_404(desk: Desk) -> None:
    desk.release()
    handover = desk.send()
    for name in ("jan", "cora", "ben"):
        client = Client()
        client.force_login(desk.universe.users[name])
        assert client.get(reverse("referrals:received_one", args=[handover.pk])).status_code == 404
        assert client.get(reverse("referrals:list", args=[desk.file.pk])).status_code == 404
    for name in ("paul", "pia", "stefan", "admin", "dora"):
        client = Client()
        client.force_login(desk.universe.users[name])
        assert client.get(reverse("referrals:received")).status_code == 404


def test_the_slip_says_where_and_what_and_is_logged(desk: Desk, anna: Client) -> None:
    handover = desk.send(manner=Manner.SLIP, organisation=None, place="Kinderarztpraxis am Markt")
    answer = anna.get(reverse("referrals:slip", args=[desk.file.pk, handover.pk]))
    text = _pdf_text(answer.content)
    for wanted in ("Kinderarztpraxis am Markt", "Ayşe Kaya", "Die Miete ist zu hoch.", handover.code, "Werkhof Unna"):
        assert wanted in text
    assert "Murat" not in text
    assert AuditEntry.objects.filter(action="referrals.slip.print").count() == 1


def test_the_slip_of_an_anonymous_referral_names_nobody(desk: Desk, anna: Client) -> None:
    handover = desk.send(manner=Manner.ANONYMOUS)
    answer = anna.get(reverse("referrals:slip", args=[desk.file.pk, handover.pk]))
    text = _pdf_text(answer.content)
    assert handover.code in text
    assert "Kaya" not in text


def test_an_offer_is_held_against_the_family_inside_the_file(desk: Desk, anna: Client) -> None:
    with working_as(system_actor()):
        offer = Service.objects.create(organisation=desk.service, name="Treff 60 plus", minimum_age=60)
        fitting = Service.objects.create(organisation=desk.service, name="Elterntreff")
        Eligibility.objects.create(service=fitting, kind="household", value="with_children")
    address = reverse("referrals:new", args=[desk.file.pk])
    text = anna.get(f"{address}?organisation={desk.service.pk}&service={offer.pk}").content.decode()
    assert "Das Alter passt nicht: ab 60 Jahren" in text
    text = anna.get(f"{address}?organisation={desk.service.pk}&service={fitting.pk}").content.decode()
    assert "Passt, soweit wir wissen." in text
    with working_as(desk.anna):
        assert Person.objects.get(pk=desk.mother).family_name == "Kaya"


def test_a_reader_without_names_sees_that_but_not_what_was_passed_on(desk: Desk, anna: Client) -> None:
    desk.release()
    handover = desk.send()
    tina = Client()
    tina.force_login(desk.universe.users["tina"])
    page = tina.get(reverse("referrals:referral", args=[desk.file.pk, handover.pk]))
    assert page.status_code == 200
    assert "Zurücknehmen" not in page.content.decode()
    assert anna.get(reverse("referrals:list", args=[desk.file.pk])).status_code == 200


def test_what_a_law_allows_without_a_release_needs_a_reason_that_is_kept(desk: Desk, anna: Client) -> None:
    with working_as(system_actor()):
        FamilyFile.objects.filter(pk=desk.file.pk).update(domain=LegalDomain.SGB_II)
    row = desk.draft(organisation=desk.universe.organisations["jobcenter"], fields=[SharedField.NAMES], message="")
    page = reverse("referrals:referral", args=[desk.file.pk, row.pk])
    assert "Warum ist das nötig?" in anna.get(page).content.decode()
    send = reverse("referrals:send", args=[desk.file.pk, row.pk])
    refused = anna.post(send, {"version": row.version, "reason": "weil"}, follow=True)
    assert "Bitte sagen Sie in einem Satz" in refused.content.decode()
    assert desk.inbox("jan") == []
    reason = "Der Antrag auf Leistungen wird gemeinsam vorbereitet."
    anna.post(send, {"version": row.version, "reason": reason})
    assert desk.inbox("jan") == [row.pk]
    with working_as(desk.anna) as by:
        assert Disclosure.objects.get().reason == reason
        consent.withdraw(by=by, declaration=Consent.objects.get(file=desk.file))
        assert [one.recipient.name for one in WithdrawalNotice.objects.all()] == ["Jobcenter Musterkreis"]
    assert desk.inbox("jan") == []
