"""Minutes for five parties with five different releases: each holds what its party may know and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.constants import Facet
from chancennetz.access.context import working_as
from chancennetz.conferences import exports
from chancennetz.conferences.constants import CATEGORIES, ItemKind
from chancennetz.conferences.models import ConferenceItem, ConferenceTask
from chancennetz.consent import actions as consent
from chancennetz.consent.queries import declarations_of
from tests.conferences.tables import RELEASED, Table, actor_of, canaries_in, canary, hold, words_of
from tests.universe import Universe

#: Who signs in for which office of the table of five.
READERS = {"jobcenter": "jan", "unna": "cora", "brueckenhaus": "petra"}
IN_MINUTES = [ItemKind.INFORMATION, ItemKind.RESULT, ItemKind.AGREEMENT]


def expected(facets: list[Facet], kinds: list[ItemKind]) -> set[str]:
    """The canaries of these categories, written down by hand from the releases."""
    open_ones = [Facet.CONFERENCE, *facets]
    words = {canary(facet.value + kind.value) for facet in open_ones for kind in kinds}
    return words | {canary(facet.value + "task") for facet in open_ones} | {canary("question")}


@pytest.mark.parametrize("name", list(RELEASED))
def test_the_minutes_of_an_office_hold_what_was_released_to_it_and_nothing_else(table: Table, name: str) -> None:
    hold(table)
    packet = table.family.packet(table.parties[name])
    text = words_of(exports.paper(packet, exports.MINUTES))
    facets = RELEASED[name][2]
    assert canaries_in(text) == expected(facets, IN_MINUTES)
    assert ("AylinYılmaz" in text) is (Facet.IDENTITY in facets)
    assert "MuratYılmaz" not in text
    assert "Lindenstraße" not in text


def test_the_minutes_of_the_mother_hold_everything_but_what_is_not_hers(table: Table) -> None:
    hold(table)
    text = words_of(exports.paper(table.family.packet(table.mother), exports.MINUTES))
    assert canaries_in(text) == expected(list(CATEGORIES), IN_MINUTES)  # neither the father's own nor the team's


def test_the_paper_of_the_case_team_holds_everything(table: Table) -> None:
    hold(table)
    team = table.family.team_place(table.conference)
    text = words_of(exports.paper(table.family.packet(team), exports.MINUTES))
    everything = expected(list(CATEGORIES), IN_MINUTES) | {canary("teamonly"), canary("fatheronly")}
    assert canaries_in(text) == everything


def test_the_invitation_holds_the_agenda_and_no_results(table: Table) -> None:
    packet = table.family.packet(table.parties["jobcenter"])
    text = words_of(exports.paper(packet, exports.INVITATION))
    facets = [Facet.CONFERENCE, *RELEASED["jobcenter"][2]]
    kinds = [ItemKind.INFORMATION, ItemKind.AGENDA]
    assert canaries_in(text) == {canary(f.value + k.value) for f in facets for k in kinds} | {canary("question")}


@pytest.mark.parametrize("name", list(READERS))
def test_an_office_gets_the_same_from_its_inbox_as_the_team_prints(table: Table, name: str) -> None:
    hold(table)
    reader = READERS[name]
    own = table.family.received(reader, table.parties[name])
    assert own == table.family.packet(table.parties[name])
    client = Client()
    client.force_login(table.family.universe.users[reader])
    page = client.get(reverse("conferences:place", args=[table.parties[name].pk]))
    assert canaries_in(page.content.decode()) == expected(RELEASED[name][2], IN_MINUTES)
    pdf = client.get(reverse("conferences:place_paper", args=[table.parties[name].pk]) + "?what=minutes")
    assert canaries_in(words_of(pdf.content)) == expected(RELEASED[name][2], IN_MINUTES)


def test_an_office_sees_no_text_of_others_in_the_database(table: Table) -> None:
    """The second wall: not even a query without any condition finds a row."""
    universe = table.family.universe
    for name in ("jan", "cora", "petra"):
        with working_as(actor_of(universe, name)):
            assert not ConferenceItem.objects.exists()
            assert not ConferenceTask.objects.exists()


def test_nobody_else_comes_near(table: Table) -> None:
    family = table.family
    for name in ("carla", "paul", "admin", "dora", "stefan", "tina"):
        assert family.received(name, table.parties["jobcenter"]) is None
        client = Client()
        client.force_login(family.universe.users[name])
        assert client.get(reverse("conferences:place", args=[table.parties["jobcenter"].pk])).status_code == 404


def test_a_withdrawal_cuts_in_the_middle_of_the_conference(table: Table) -> None:
    hold(table)
    family = table.family
    party = table.parties["jobcenter"]
    client = Client()
    client.force_login(family.universe.users["jan"])
    address = reverse("conferences:place", args=[party.pk])
    assert client.get(address).status_code == 200
    with working_as(family.by):
        release = next(
            view.declaration
            for view in declarations_of(family.file)
            if getattr(view.declaration, "recipient_id", None) == party.organisation_id
        )
        consent.withdraw(by=family.by, declaration=release)
    assert client.get(address).status_code == 404
    for path in ("place_paper", "contribute", "place_calendar"):
        assert client.get(reverse(f"conferences:{path}", args=[party.pk])).status_code == 404
    assert canary("question") not in client.get(reverse("conferences:received")).content.decode()
    with working_as(family.by):
        party.refresh_from_db()
    assert party.cut_at is not None
    team = Client()
    team.force_login(family.universe.users["anna"])
    page = team.get(reverse("moderation:minutes", args=[family.file.pk, table.conference.pk])).content.decode()
    assert "liest nichts mehr" in page
    assert "Jobcenter Musterkreis" in team.get(reverse("tasks:list")).content.decode()


def test_part_of_a_release_withdrawn_leaves_the_rest(universe: Universe, table: Table) -> None:
    """Two releases to one office: one is withdrawn, the other still holds."""
    family = table.family
    more = family.release("unna", "coordinator", [Facet.CONFERENCE, Facet.PLAN])
    party = table.parties["unna"]
    first = family.received("cora", party)
    assert first is not None
    assert canary("planinformation") in " ".join(one.text for one in first.information)
    with working_as(family.by):
        consent.withdraw(by=family.by, declaration=more)
    second = family.received("cora", party)
    assert second is not None
    texts = " ".join(one.text for one in second.information)
    assert canary("planinformation") not in texts
    assert canary("childcareinformation") in texts
