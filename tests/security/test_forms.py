"""Every field of every form is given hostile values: the platform never breaks, and never gives them back unescaped."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from chancennetz.audit.models import AuditEntry
from tests.security.canaries import common_ids, plant_two
from tests.security.forms import HOSTILE, RAW, Form, forms_of, questions_of
from tests.security.test_crawl import addresses
from tests.universe import Universe

#: Pages of signing in that the crawl leaves to their library; here their fields are tried as well.
SIGNING_IN = ["/account/login/", "/account/password/reset/", "/account/password/change/", "/account/reauthenticate/"]
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def _signed_in(universe: Universe, name: str | None) -> Client:
    client = Client(raise_request_exception=False)
    if name:
        client.force_login(universe.users[name])
    return client


def _undone(client: Client, ask: Any) -> Any:
    """Send requests inside a savepoint that is undone; what a commit would check is checked before."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        try:
            return ask()
        finally:
            client.cookies = cookies
            transaction.set_rollback(True)


def _commits() -> str:
    """Return what a commit would complain about."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError as error:
        return f"the commit fails: {error}"
    return ""


def _fill(form: Form, field: str, value: str | list[str]) -> dict[str, Any]:
    data: dict[str, Any] = {name: list(values) for name, values in form.values.items()}
    if field in form.files:
        name = (value if isinstance(value, str) else "liste")[:5000]
        content = name.encode("utf-8", "replace") or b"x"
        data[field] = SimpleUploadedFile(name.replace("\x00", "") or "leer", content, "text/html")
    else:
        data[field] = value
    return data


def _wrong(answer: Any) -> str:
    """Return what is wrong with an answer."""
    if answer.status_code >= 500:
        cause = getattr(answer, "exc_info", None)
        return f"{answer.status_code} {cause[0].__name__}: {str(cause[1])[:160]}" if cause else str(answer.status_code)
    if "text/html" in answer.headers.get("Content-Type", "") and RAW in answer.content.decode("utf-8", "replace"):
        return "gives the script back unescaped"
    if "canary" in answer.headers.get("Set-Cookie", "") or "canary" in answer.cookies:
        return "lets a line break into the headers"
    return ""


def _post(client: Client, form: Form, data: dict[str, Any]) -> str:
    """Send a form, look at the page it leads to, and return what is wrong."""

    def ask() -> str:
        answer = client.post(form.address, data)
        wrong = _wrong(answer) or _commits()
        if wrong or answer.status_code not in {302, 303}:
            return wrong
        target = answer.headers["Location"]
        if not target.startswith("/") or target.startswith("//"):
            return f"leads away to {target[:80]}"
        return _wrong(client.get(target))

    return str(_undone(client, ask))


def _forms(client: Client, pages: list[str]) -> Iterator[Form]:
    """Yield each kind of form once (addresses that differ in ids only are one kind)."""
    seen = set()
    for page in pages:
        answer = _undone(client, lambda page=page: client.get(page))
        if answer.status_code not in {200, 422} or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        for form in forms_of(page, answer.content.decode()):
            kind = (_ID.sub("*", form.address.partition("?")[0]), *form.fields)
            if kind not in seen:
                seen.add(kind)
                yield form


def _pages(universe: Universe) -> list[str]:
    werkhof, _bruecke = plant_two(universe)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return sorted(set(addresses(common_ids(universe) | werkhof.ids)))


def _chosen(form: Form, field: str, count: int) -> list[str]:
    """Return a few hostile values, the same in every run, different from field to field."""
    names = list(HOSTILE)
    if count >= len(names):
        return names
    start = zlib.crc32(f"{_ID.sub('*', form.address)} {field}".encode())
    return [names[(start + step * 17) % len(names)] for step in range(count)]


def _fuzz(
    universe: Universe, name: str | None, pages: list[str], count: int, picked: int | None = None
) -> tuple[list[str], int]:
    """Put `count` hostile values into each field one writes into, `picked` into those one only chooses from."""
    client = _signed_in(universe, name)
    found, posts = [], 0
    for form in _forms(client, pages):
        for field in form.fields:
            often = count if field in form.typed | form.files else (picked or count)
            for value in _chosen(form, field, often):
                posts += 1
                wrong = _post(client, form, _fill(form, field, HOSTILE[value]))
                if wrong:
                    found.append(f"{name} {form.address} {field} = {value}: {wrong}")
    return found, posts


def test_one_hostile_value_in_each_field_of_the_administration(universe: Universe) -> None:
    own = ("/account/", "/organisations/", "/places/")  # every field of every role: --full
    found, posts = _fuzz(universe, "admin", [page for page in _pages(universe) if page.startswith(own)], 1)
    assert not found, "\n".join(found)
    assert posts >= 30


@pytest.mark.parametrize("name", [None, "anna"])
def test_the_pages_of_signing_in(universe: Universe, name: str | None) -> None:
    found, posts = _fuzz(universe, name, SIGNING_IN, 6)
    assert not found, "\n".join(found)
    assert posts > 5


def _fuzz_questions(universe: Universe, name: str | None, pages: list[str], count: int) -> tuple[list[str], int]:
    """Put hostile values into everything that links and searches put into an address."""
    client = _signed_in(universe, name)
    asked: dict[tuple[str, str], tuple[str, str]] = {}
    for page in pages:
        answer = _undone(client, lambda page=page: client.get(page))
        if answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", ""):
            for address, field in questions_of(page, answer.content.decode()):
                asked.setdefault((_ID.sub("*", address), field), (address, field))
    found = []
    for address, field in sorted(asked.values()):
        for value in _chosen(Form(address), field, count):
            text = HOSTILE[value]
            data = {field: text[:5000] if isinstance(text, str) else text}
            answer = _undone(client, lambda address=address, data=data: client.get(address, data))
            if wrong := _wrong(answer):
                found.append(f"{name} {address}?{field} = {value}: {wrong}")
    return found, len(asked) * count


def test_hostile_values_in_addresses(universe: Universe) -> None:
    found, asked = _fuzz_questions(universe, "dora", _pages(universe), 2)
    assert not found, "\n".join(found)
    assert asked > 30


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("anna", "/cases/?q="),
        ("anna", "/cases/contacts/new/?q="),
        ("anna", "/tasks/draft/?key="),
        ("paul", "/monitoring/?programme="),
        ("admin", "/account/people/?search="),
        ("dora", "/privacy/log/?q="),
        ("dora", "/privacy/log/file/?number="),
    ],
)
def test_every_hostile_value_in_a_search(universe: Universe, name: str, address: str) -> None:
    client = _signed_in(universe, name)
    texts = [text[:2000] for text in HOSTILE.values() if isinstance(text, str)]
    found = [
        wrong for text in texts if (wrong := _wrong(_undone(client, lambda t=text: client.get(address + quote(t)))))
    ]
    assert not found, "\n".join(found)


_HALF = "\\ud800"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "{",
        "[" * 100_000,
        '{"key": "a", "fields": [1]}',
        '{"key": {"a": 1}, "fields": {}}',
        '{"key": "a\\u0000", "fields": {}}',
        f'{{"key": "a{_HALF}", "fields": {{}}}}',
        f'{{"key": "a", "fields": {{"note": "x{_HALF}"}}}}',
        '{"key": "a", "fields": {"note": "x\\u0000"}}',
        '{"key": "a", "fields": {"note": 1e999}}',
        '{"key": "a", "fields": {"note": NaN}}',
        '{"key": "a", "fields": ' + '{"a":' * 5000 + "1" + "}" * 5001,
    ],
    ids=range(14),
)
def test_a_draft_that_is_nonsense_is_refused_or_kept(universe: Universe, body: str) -> None:
    client = _signed_in(universe, "anna")
    answer = client.post("/tasks/draft/", body, content_type="application/json")
    assert answer.status_code in {204, 400}, getattr(answer, "exc_info", None)
    assert client.get("/tasks/draft/?key=a").status_code in {200, 204}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["anna", "tina", "admin", "paul", "dora", "pia", "jan"])
def test_every_hostile_value_in_addresses(universe: Universe, name: str) -> None:
    found, _asked = _fuzz_questions(universe, name, [*_pages(universe), *SIGNING_IN], len(HOSTILE))
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["anna", "tina", "admin", "paul", "dora"])
def test_every_hostile_value_in_every_field(universe: Universe, name: str) -> None:
    found, posts = _fuzz(universe, name, [*_pages(universe), *SIGNING_IN], len(HOSTILE), picked=8)
    assert not found, "\n".join(found)
    assert posts > 100


def test_the_fuzzer_sees_a_fault(universe: Universe, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view that breaks on a line break is found: otherwise the tests above would prove nothing."""
    pages = [page for page in _pages(universe) if page.endswith("/notes/") or "contacts/new" in page]
    client = _signed_in(universe, "anna")
    form = next(form for form in _forms(client, pages) if form.fields and form.address != "/search/")
    before = AuditEntry.objects.count()

    def breaks(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("chancennetz.access.idempotency.claim", breaks)
    assert "RuntimeError: broken" in _post(client, form, _fill(form, form.fields[0], "x"))
    assert AuditEntry.objects.count() == before
