"""The network card: chosen in the address, printed in the family's language, kept under a secret link."""

from __future__ import annotations

import datetime as dt
import uuid

import pypdfium2
import pytest
from django.test import Client

from chancennetz.audit.models import AuditEntry
from chancennetz.core import time
from chancennetz.core.actor import ANONYMOUS
from chancennetz.publicmap.actions import keep_card
from chancennetz.publicmap.basket import Basket, long, short
from chancennetz.publicmap.constants import MOST_ON_CARD
from chancennetz.publicmap.models import NetworkCard
from chancennetz.supportmap.models import Service
from tests.universe import Universe

Offers = dict[str, Service]


def chosen(offers: Offers, *keys: str) -> str:
    return str(Basket(tuple(offers[key].id for key in keys)))


def test_the_basket_reads_what_it_wrote_and_nothing_else() -> None:
    ids = tuple(uuid.uuid4() for _ in range(3))
    assert Basket.read(str(Basket(ids))) == Basket(ids)
    assert Basket.read(f"x.{short(ids[0])}..{short(ids[0])}.{'!' * 22}") == Basket((ids[0],))
    assert long(short(ids[1])) == ids[1]
    assert long("") is None


def test_the_basket_holds_as_many_as_fit_on_a_card() -> None:
    full = Basket()
    for _ in range(MOST_ON_CARD + 3):
        full = full.with_(uuid.uuid4())
    assert len(full.ids) == MOST_ON_CARD
    assert full.is_full
    assert not full.without(full.ids[0]).is_full


def test_links_keep_the_card_and_put_offers_on_it(client: Client, offers: Offers) -> None:
    basket = chosen(offers, "debt")
    page = client.get(f"/map/de/find/?q=Lebensmittel&card={basket}").content.decode()
    assert "Meine Karte (1)" in page
    assert f"card={chosen(offers, 'debt', 'food')}#offer-{offers['food'].id}" in page
    taken = client.get(f"/map/de/find/?q=Schulden&card={basket}").content.decode()
    assert "Auf meiner Karte" in taken


def test_the_card_shows_what_was_chosen_and_an_empty_one_says_how(client: Client, offers: Offers) -> None:
    page = client.get(f"/map/de/card/?card={chosen(offers, 'debt', 'shelter')}").content.decode()
    assert page.index("Schuldnerberatung") < page.index("Frauenhaus")
    assert "Bahnhofstraße 1, 59423 Unna" in page
    assert "Verborgener Weg" not in page
    assert "Ihre Karte ist noch leer." in client.get("/map/de/card/").content.decode()


@pytest.mark.parametrize(("size", "width"), [("a6", 297.6), ("a4", 595.3)])
@pytest.mark.parametrize(("code", "word"), [("de", "Meine Karte"), ("uk", "Моя картка"), ("tr", "Kartım")])
def test_the_card_prints_in_the_familys_language(
    client: Client, offers: Offers, size: str, width: float, code: str, word: str
) -> None:
    answer = client.get(f"/map/{code}/card/{size}.pdf?card={chosen(offers, 'debt', 'food')}")
    assert answer.headers["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    assert document[0].get_width() == pytest.approx(width, abs=0.5)
    text = document[0].get_textpage().get_text_bounded()
    assert word in text
    assert "Schuldnerberatung" in text
    assert "02303 123456" in text


def test_arabic_is_printed_with_arabic_letters(client: Client, offers: Offers) -> None:
    answer = client.get(f"/map/ar/card/a6.pdf?card={chosen(offers, 'debt')}")
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_bounded()
    assert any("\u0600" <= char <= "\u06ff" or "\ufb50" <= char <= "\ufefc" for char in text)
    assert "\ufffd" not in text


def test_an_empty_card_and_an_unknown_size_are_not_printed(client: Client, offers: Offers) -> None:
    assert client.get("/map/de/card/a6.pdf").status_code == 404
    assert client.get(f"/map/de/card/a5.pdf?card={chosen(offers, 'debt')}").status_code == 404


def test_a_secret_link_shows_the_card_and_holds_no_name(client: Client, universe: Universe, offers: Offers) -> None:
    client.force_login(universe.users["anna"])
    made = client.post(f"/map/tr/card/?card={chosen(offers, 'food')}")
    address = made.headers["Location"]
    card = NetworkCard.objects.get()
    token = address.rstrip("/").rsplit("/", 1)[1]
    assert token not in card.token_hash
    assert card.expires_on == time.today() + dt.timedelta(days=90)
    entry = AuditEntry.objects.get(action="publicmap.card.keep")
    assert entry.user_id is None
    page = Client().get(address)
    assert "Tafel Kamen" in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_a_link_ends_and_old_cards_go(client: Client, offers: Offers) -> None:
    card, token = keep_card(by=ANONYMOUS, services=[offers["food"].id], language="de")
    NetworkCard.objects.filter(pk=card.pk).update(expires_on=time.today() - dt.timedelta(days=1))
    gone = client.get(f"/map/de/card/{token}/")
    assert gone.status_code == 404
    assert "Diese Karte gibt es nicht mehr." in gone.content.decode()
    keep_card(by=ANONYMOUS, services=[offers["food"].id], language="de")
    assert not NetworkCard.objects.filter(pk=card.pk).exists()


def test_a_card_without_offers_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match="at least one"):
        keep_card(by=ANONYMOUS, services=[], language="de")
