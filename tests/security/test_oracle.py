"""Nobody learns whether something exists: a foreign id answers like one that nothing has, also in time."""

from __future__ import annotations

import gc
import re
import statistics
import time
import uuid
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.security.canaries import Canary, common_ids, plant_two
from tests.security.test_crawl import addresses
from tests.universe import Universe

PAIRS = 30
MOST = 1.5  # ratio of the medians; the same work is done, so it lies near 1
TRIES = 3  # a busy machine may spoil a measurement; a real difference spoils all of them

_CHANGING = re.compile(
    r'(csrfmiddlewaretoken" value="|X-CSRFToken": "|idempotency_token" value=")[^"]*'
    r"|[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-fA-F]{12}\b"
)


@pytest.fixture
def families(universe: Universe) -> tuple[Canary, Canary]:
    return plant_two(universe)


@pytest.fixture
def anna(universe: Universe) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(universe.users["anna"])
    return client


def _ask(client: Client, method: str, address: str) -> tuple[int, str]:
    with transaction.atomic():
        answer: Any = getattr(client, method)(address)
        transaction.set_rollback(True)
    body = _CHANGING.sub("", answer.content.decode("utf-8", "replace"))
    return answer.status_code, body + _CHANGING.sub("", answer.headers.get("Location", ""))


@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_things_below_ones_own_file_answer_like_missing_ones(
    universe: Universe, families: tuple[Canary, Canary], anna: Client, method: str
) -> None:
    """The file in the address is one's own; the goal, contact, person ... behind it belongs to others."""
    own, other = families
    foreign = common_ids(universe) | other.ids | {"file_id": own.file.pk}
    # Forms of assessments belong to the county, not to a family: everybody who counsels finds them.
    missing = foreign | {key: uuid.uuid4() for key in other.ids if key not in {"page", "file_id", "form_id"}}
    checked = 0
    for first, second in zip(addresses(foreign), addresses(missing), strict=True):
        if first == second or not any(str(value) in first for key, value in other.ids.items() if key != "form_id"):
            continue
        one, two = _ask(anna, method, first), _ask(anna, method, second)
        assert one == two, first
        assert one[0] in {302, 404, 405}, first
        assert other.word not in one[1], first
        checked += 1
    assert checked > 25


def _median_ratio(client: Client, foreign: str, missing: list[str]) -> float:
    """Return how much longer the one takes than the other: medians of pairs that are asked in turn."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    gc.collect()
    for number, absent in enumerate(missing):
        pair = [(True, foreign), (False, absent)]
        for is_foreign, address in pair if number % 2 else reversed(pair):
            start = time.perf_counter()
            client.get(address)
            taken[is_foreign].append(time.perf_counter() - start)
    one, two = statistics.median(taken[True]), statistics.median(taken[False])
    return max(one, two) / min(one, two)


@pytest.mark.parametrize("kind", ["family", "goal", "document", "task"])
def test_a_foreign_id_takes_as_long_as_a_missing_one(families: tuple[Canary, Canary], anna: Client, kind: str) -> None:
    own, other = families

    def address(key: Any) -> str:
        if kind == "family":
            return reverse("portal:family", args=[key])
        if kind == "goal":
            return reverse("plans:goal", args=[own.file.pk, key])
        if kind == "document":
            return reverse("documents:show", args=[own.file.pk, key])
        return reverse("tasks:edit", args=[key])

    foreign = address(other.file.pk if kind == "family" else other.ids[f"{kind}_id"])
    missing = [address(uuid.uuid4()) for _ in range(PAIRS)]
    assert anna.get(foreign).status_code == anna.get(missing[0]).status_code == 404
    ratios = []
    for _ in range(TRIES):
        ratios.append(_median_ratio(anna, foreign, missing))
        if ratios[-1] < MOST:
            return
    pytest.fail(f"a foreign {kind} can be told from a missing one by time: {ratios}")
