"""The whole path with one family on a phone, by the links that stand on the pages: no dead end, nothing asked twice.

Intake, assessment, resource map, three goals, plan in force, "May I share this?", releases, referral, conference with
minutes, letter, discharge card, ending, aftercare. Then the other office: it sees the referral and the invitation, and
nothing else of the family.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from chancennetz.core import time
from tests.browser.conftest import Platform

pytestmark = pytest.mark.browser

OFFICE = "Jobcenter Musterkreis"
CONCERN = "Die Miete frisst das halbe Einkommen."
GOALS = (("Eine Wohnung mit zwei Zimmern", "home"), ("Jonas ist bis 16 Uhr betreut", "family"))
MAP_GOAL = "Den Deutschkurs beginnen"


class Walk:
    """A counsellor on the phone: each page must offer the way on, fit the screen and keep its place in the menu."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def look(self) -> str:
        """Look at the page one has come to; return its text."""
        self.page.wait_for_load_state()
        here = self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"too wide: {here}"
        current = self.page.locator(".cn-bottom [aria-current]").all_inner_texts()
        assert [one.strip() for one in current] == ["Familien"], f"not in its place: {here}"
        return str(self.page.locator("main").inner_text())

    def click(self, what: Any) -> str:
        with self.page.expect_navigation():
            what.click()
        return self.look()

    def link(self, name: str, *, exact: bool = False) -> str:
        return self.click(self.page.locator("main").get_by_role("link", name=name, exact=exact).first)

    def press(self, name: str) -> str:
        return self.click(self.page.locator("main").get_by_role("button", name=name, exact=True).first)

    def save(self) -> str:
        return self.click(self.page.locator("main .cn-form__end button").first)

    def part(self, name: str) -> str:
        """Go to another part of the file: by the tabs, from an inner page by the way back."""
        tabs = self.page.get_by_role("navigation", name="Teile der Akte")
        if not tabs.count():
            self.click(self.page.locator(".cn-crumbs a").nth(1))
        return self.click(tabs.get_by_role("link", name=name, exact=True))

    def fill(self, **words: str) -> None:
        for name, text in words.items():
            self.page.locator(f"main [name={name}]").first.fill(text)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"main [name={name}][value='{value}']").check(force=True)

    def value(self, name: str) -> str:
        return str(self.page.locator(f"main [name={name}]").first.input_value())


def _begin(walk: Walk) -> str:
    """Enter the family; return the id of its file."""
    walk.click(walk.page.locator(f"main a[href='{reverse('caseopening:search')}']").first)
    walk.fill(given_name="Mira", family_name="Wegmann", birth_date="3.5.1990")
    walk.press("Suchen")
    walk.press("Nein, neue Familie anlegen")
    assert (walk.value("p-0-given_name"), walk.value("p-0-birth_date")) == ("Mira", "03.05.1990")
    walk.press("Ein Kind")
    assert walk.value("p-1-family_name") == "Wegmann"
    walk.fill(**{"p-1-given_name": "Jonas", "p-1-birth_date": "12.2.2019"})
    walk.press("Weiter")
    walk.fill(street="Hansastr. 4", postcode="59425", town="Unna", phone="02303 12345")
    walk.press("Weiter")
    walk.choose("channel", "day_care")
    walk.fill(concern=CONCERN)
    walk.press("Weiter")
    assert "Als Nächstes: Anamnese" in walk.press("Akte anlegen")
    found = re.search(r"/families/([0-9a-f-]{36})/", walk.page.url)
    assert found
    return found[1]


def _assess(walk: Walk) -> None:
    """Ask section by section; only what is needed is answered."""
    walk.link("Als Nächstes: Anamnese")
    walk.link("Jetzt beginnen")
    walk.press("Jetzt beginnen")
    while "/section/" in walk.page.url:
        if not walk.page.locator("main .cn-form__end button").count():
            walk.link("Ohne weitermachen")  # notes about health need their own consent
            continue
        for name in ("urgent_money", "urgent_home"):
            if walk.page.locator(f"[name=q_{name}]").count():
                walk.choose(f"q_{name}", "no")
        for box in walk.page.locator("[name=q_going_well], [name=q_wish]").all():
            box.fill("Wir halten zusammen.")
        for scale in walk.page.locator("main [type=radio][name$=_view][value='3']").all():
            scale.check(force=True)
        walk.save()
    assert "Alles Nötige ist beantwortet." in walk.look()
    walk.press("Erhebung abschließen")


def _map_and_goals(walk: Walk) -> None:
    """Note who helps, take a fine goal into the plan, add two more, agree all three."""
    walk.link("Weiter: Ressourcenkarte")
    walk.click(walk.page.locator("main a[href$='/map/work/']").first)
    walk.link("Ressource hinzufügen")
    walk.fill(name="Oma Ilse")
    walk.save()
    walk.link("Feinziel hinzufügen")
    walk.fill(goal=MAP_GOAL)
    walk.save()
    walk.link("In den Plan")
    walk.save()
    walk.link("Weiter: Ziele")
    for title, area in GOALS:
        walk.link("Neues Ziel")
        walk.fill(title=title, why="Damit es ruhiger wird.", due_on=time.today().isoformat())
        walk.choose("life_area", area)
        walk.save()
    for number in range(3):
        walk.link("Vereinbaren", exact=True)
        asked = [box.get_attribute("name") for box in walk.page.locator("main form [required]").all()]
        assert ("dated" in asked) is (number == 0)  # a goal with a day is not asked for it again
        assert walk.value("accepted") == ("" if number == 0 else "Damit es ruhiger wird.")
        walk.fill(**{str(name): "Bis zum Frühjahr, mit Oma Ilse." for name in asked if name})
        walk.save()
    walk.link("Fassungen des Plans")
    assert "Wartet auf Freigabe" in walk.press("Plan vorlegen")


def _share(walk: Walk) -> None:
    """Ask "May I share this?", prepare a referral, bring the release that is missing, come back and send."""
    walk.part("Darf ich das teilen?")
    walk.link(OFFICE)
    walk.link("Familie fragen")
    walk.link("Mira Wegmann (")
    expect(walk.page.locator("[name=recipient] option:checked")).to_have_text(OFFICE)
    walk.link("Fallkonferenz", exact=True)
    walk.choose("facets", "plan")
    walk.page.locator("[name=children]").check(force=True)
    walk.page.locator("[name=explained]").check(force=True)
    answer = walk.save()  # back at the question
    allowed = answer.partition("Das dürfen Sie teilen")[2].partition("Warum?")[0]
    assert "Ziele und Schritte" in allowed
    assert "Fallkonferenzen" in allowed
    walk.part("Vermittlungen")
    walk.link("Neue Vermittlung")
    walk.fill(q="jobcenter")
    walk.press("Suchen")
    walk.link(OFFICE)
    walk.fill(message="Bitte um einen Termin am Vormittag.")
    assert "Die Freigabe gilt für einen anderen Zweck." in walk.press("Speichern und ansehen")
    walk.link("Freigabe eintragen")
    expect(walk.page.locator("[name=recipient] option:checked")).to_have_text(OFFICE)
    walk.page.locator("[name=explained]").check(force=True)
    assert "Noch hat nichts die Akte verlassen." in walk.save()
    assert "Vermittlung gesendet." in walk.press("Jetzt senden")


def _confer(walk: Walk) -> None:
    """Plan, invite, hold, write and hand over the minutes."""
    walk.part("Fallkonferenzen")
    walk.link("Fallkonferenz planen")
    walk.fill(question="Wie gelingt der Deutschkurs?", day=time.today().isoformat(), clock="00:05")
    walk.save()
    walk.link("Stelle hinzufügen")
    walk.page.select_option("[name=organisation]", label=OFFICE)
    walk.choose("role", "job_centre")
    walk.save()
    walk.link("Weiter: einladen")
    walk.press("Einladungen verschicken")
    walk.link("Weiter: durchführen")
    walk.fill(text="Der Kurs beginnt im Dezember.")
    walk.press("Ergebnis festhalten")
    walk.press("Hat stattgefunden")
    assert "Das Protokoll ist übergeben." in walk.press("Protokoll übergeben")


def _write(walk: Walk) -> None:
    """Write a letter; what is known stands in it."""
    walk.part("Briefe")
    walk.link("Neuer Brief")
    walk.save()
    assert "Hansastr. 4" in walk.value("address")
    walk.fill(subject="Wie es weitergeht", body="Wir sehen uns am Montag.")
    assert "Fertig seit" in walk.press("Brief fertigstellen")


def _end(walk: Walk) -> None:
    """Look at the goals, end taking part, give the card along, end, and ask again after four weeks."""
    walk.part("Ziele")
    for _goal in range(3):
        walk.click(walk.page.locator("main a[href$='/end/']").first)
        walk.choose("state", "reached")
        walk.save()
    walk.part("Übergabe und Ende")
    assert "1 Person nimmt noch am Programm teil" in walk.link("Beratung beenden")
    walk.link("Teilnahme")
    walk.link("Beenden", exact=True)
    walk.save()
    walk.part("Übergabe und Ende")
    walk.link("Karte anlegen")
    walk.choose("reason", "counselling_ends")
    walk.save()
    walk.save()
    walk.part("Übergabe und Ende")
    walk.link("Beratung beenden")
    walk.choose("reason", "reached")
    walk.page.locator("[name=aftercare]").check(force=True)
    walk.save()
    walk.part("Überblick")
    walk.link("Als Nächstes: Ende und Nachbetreuung")
    walk.link("Zur Nachbetreuung")
    walk.link("Was ist daraus geworden?")
    walk.choose("still_working", "not_asked")
    walk.fill(note="Der Kurs läuft gut.")
    assert "Der Kurs läuft gut." in walk.save()


def _in_force(walk: Walk, open_page: Callable[..., Any], file_id: str) -> None:
    """The team lead approves, the family agrees."""
    lead = Walk(open_page("tina", reverse("planversions:approvals"), phone=True))
    lead.click(lead.page.locator(f"main a[href='{reverse('planversions:versions', args=[file_id])}']").first)
    assert "Freigegeben." in lead.press("Freigeben")
    walk.page.reload()
    assert "ist in Kraft" in walk.press("In Kraft setzen")


def _other_office(platform: Platform, open_page: Callable[..., Any], file_id: str) -> None:
    """What the job centre sees of the family: referral, invitation and minutes, and of the file no closed part."""
    page = open_page("jan", reverse("referrals:received"), phone=True)
    page.locator("main a[href*='/referrals/received/']").first.click()
    page.wait_for_url(re.compile("/referrals/received/.+"))
    referral = page.locator("main").inner_text()
    assert "Mira Wegmann" in referral
    assert "Bitte um einen Termin am Vormittag." in referral
    page.goto(platform.url + reverse("conferences:received"))
    invitation = page.locator("main a", has_text=re.compile("00:05")).first
    invitation.click()
    page.wait_for_url(re.compile("/conferences/received/.+"))
    conference = page.locator("main").inner_text()
    assert "Der Kurs beginnt im Dezember." in conference
    for text in (referral, conference):
        assert CONCERN not in text
        assert "Oma Ilse" not in text
        assert "Wir sehen uns am Montag." not in text
    closed = (
        "assessments:list",
        "resourcemap:map",
        "contacts:contacts",
        "consentforms:list",
        "sharing:share",
        "documents:list",
        "dossier:letters",
        "handovers:overview",
        "portal:readers",
    )
    for name in closed:
        assert page.request.get(platform.url + reverse(name, args=[file_id])).status == 404, name


def test_the_whole_path_with_one_family(platform: Platform, open_page: Callable[..., Any]) -> None:
    walk = Walk(open_page("anna", reverse("casework:list"), phone=True))
    file_id = _begin(walk)
    _assess(walk)
    _map_and_goals(walk)
    _in_force(walk, open_page, file_id)
    _share(walk)
    _confer(walk)
    _write(walk)
    _end(walk)
    _other_office(platform, open_page, file_id)
