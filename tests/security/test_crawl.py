"""A crawl of every address as every role: nothing leaks, nothing breaks, and every reading of a person is logged.

A new address with a parameter that the crawl does not know fails here: teach `canaries.py` the id.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from chancennetz.access import declare
from chancennetz.audit.models import AuditEntry
from tests.security.canaries import Canary, common_ids, plant_two
from tests.universe import STAFF, Universe

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
#: Addresses that sign in or out, set passwords or the language: no family data, and their libraries test them.
LIBRARIES = ("account/login", "account/logout", "account/2fa", "account/password", "account/^", "account/reauth")
#: Words that replace parameters which are not ids of families.
WORDS = {
    "wizard_id": uuid.UUID(int=7),
    "slug": "x",
    "section": "strengths",
    "question": "going_well",
    "place": 0,
    "area": "family",
    "area_id": uuid.UUID(int=8),
    "unit_id": uuid.UUID(int=9),
    "feed_id": uuid.UUID(int=10),
    "meeting_id": uuid.UUID(int=41),
    "template_id": uuid.UUID(int=12),
    "certificate_id": uuid.UUID(int=13),
    "period_id": uuid.UUID(int=14),
    "language": "de",
    "offer_id": uuid.UUID(int=11),
    "size": "a4",
    "token": "x",
}
STEPS = {"step": "search", "page": "buttons", "form": "pdf"}
#: Who may see something of which family: the lead and team of Werkhof's, the team lead, the recipient of the release.
INSIDE = {
    "Kanarienwerkhof": {"anna", "ben", "tina", "jan"},
    "Kanarienbruecke": {"carla", "jan"},
}


def addresses(ids: dict[str, Any]) -> Iterator[str]:
    """Yield every address of the project with its parameters filled in."""
    for pattern, _view in declare.all_patterns():
        if pattern.startswith(LIBRARIES):
            continue

        def fill(match: re.Match[str], pattern: str = pattern) -> str:
            name = match[1] or match[2]
            if name in STEPS and ("slug" in match[0] or "str" in match[0]):
                return STEPS[name]
            value = ids.get(name, WORDS.get(name))
            assert value is not None, f"teach the crawl the parameter {name} of {pattern}"
            return str(value)

        yield "/" + PARAMETER.sub(fill, pattern).replace("^", "").replace("$", "")


def _ask(client: Client, method: str, address: str) -> Any:
    """Send a request inside a savepoint that is undone, so that every request finds the same world."""
    with transaction.atomic():
        before = AuditEntry.objects.count()
        answer = getattr(client, method)(address)
        answer.read_rows = AuditEntry.objects.count() - before
        transaction.set_rollback(True)
    return answer


def _text(answer: Any) -> str:
    return answer.content.decode("utf-8", "replace") + str(dict(answer.headers))


def _check(name: str, method: str, address: str, answer: Any, canaries: tuple[Canary, Canary]) -> list[str]:
    """Return what is wrong with an answer."""
    wrong = []
    if answer.status_code >= 500:
        wrong.append(f"{name} {method} {address}: {answer.status_code}")
    text = _text(answer)
    for canary in canaries:
        if canary.word not in text:
            continue
        if name not in INSIDE[canary.word]:
            wrong.append(f"{name} {method} {address}: leaks {canary.word}")
        elif not answer.read_rows:
            wrong.append(f"{name} {method} {address}: shows {canary.word} without a read row")
    return wrong


def _crawl(universe: Universe, names: list[str | None], methods: list[str]) -> list[str]:
    canaries = plant_two(universe)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    wrong: list[str] = []
    for name in names:
        client = Client(raise_request_exception=False)
        if name:
            client.force_login(universe.users[name])
        for canary in canaries:
            ids = common_ids(universe) | canary.ids
            for address in addresses(ids):
                for method in methods:
                    wrong += _check(name or "anonymous", method, address, _ask(client, method, address), canaries)
    return wrong


def test_nothing_leaks_to_a_stranger_and_every_reading_is_logged(universe: Universe) -> None:
    assert _crawl(universe, ["anna", "carla", None], ["get"]) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [*STAFF, None])
def test_every_address_as_every_role_with_every_method(universe: Universe, name: str | None) -> None:
    assert _crawl(universe, [name], ["get", "head", "post", "put", "delete"]) == []


def test_a_foreign_id_and_a_missing_id_answer_alike(universe: Universe) -> None:
    _werkhof, bruecke = plant_two(universe)
    client = Client(raise_request_exception=False)
    client.force_login(universe.users["anna"])
    strangers = common_ids(universe) | bruecke.ids
    nobody = strangers | {key: uuid.uuid4() for key in bruecke.ids if key != "page"}
    checked = 0
    for foreign, missing in zip(addresses(strangers), addresses(nobody), strict=True):
        if str(bruecke.file.pk) not in foreign:
            continue
        first, second = client.get(foreign), client.get(missing)
        assert (first.status_code, second.status_code) == (404, 404), foreign
        assert _neutral(first, foreign) == _neutral(second, missing), foreign
        checked += 1
    assert checked > 40


def _neutral(answer: Any, address: str) -> str:
    """Return a body without what differs by nature: the address itself, tokens, the number to quote."""
    text = answer.content.decode().replace(address, "")
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)
    text = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]*', "", text)
    return re.sub(r"\b[0-9a-f]{12}\b", "", text)
