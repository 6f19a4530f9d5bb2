"""Forms as a browser sees them: parse a page, fill a form as it is rendered, and the hostile values to put into it."""

from __future__ import annotations

import dataclasses
import html
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

#: If this stands unescaped in a page, a browser would run what follows.
RAW = "<script>canary"

_OVER_LONG = 200_000
#: Name -> value. What each field of each form is given in turn.
HOSTILE: dict[str, str | list[str]] = {
    "script": "<script>canary(1)</script>",
    "attribute": "\"'><script>canary(2)</script>",
    "comment": "--><script>canary(3)</script><!--",
    "textarea": "</textarea><script>canary(4)</script>",
    "title": "</title></style><script>canary(5)</script>",
    "image": "<img src=x onerror=canary(6)><script>canary(6)</script>",
    "address": "javascript:canary(7)//<script>canary(7)</script>",
    "template": "{{ settings.SECRET_KEY }}{% load static %}{% debug %}<script>canary(8)</script>",
    "other template": "${7*7} #{7*7} <%= 7*7 %> {{7*'7'}} %(name)s {0.__class__}",
    "typst": '#read("/etc/passwd") #eval("1+1") $x$ @label <label> \\ */ // [',
    "sql": "' OR 1=1; DROP TABLE access_user; --",
    "sql double": '" OR ""="',
    "sql like": "%_\\%' ESCAPE '",
    "line break": "a\r\nSet-Cookie: canary=1\r\n\r\n<script>canary(9)</script>",
    "nul": "a\x00b",
    "control": "".join(chr(number) for number in range(1, 32)) + "\x7f\x85\u2028\u2029",
    "right to left": "\u202egnp.exe\u202c\u200f\u200e\u2066\u2069",
    "four bytes": "👩‍👩‍👧‍👦🏳️‍🌈𝕳𐍈",
    "combining": "a" + "\u0301" * 500,
    "not characters": "\ufffe\uffff\ufeff\U0010ffff",
    "long": "ä" * _OVER_LONG,
    "long word": "a" * 301,
    "formula": '=HYPERLINK("http://example.org","x")',
    "not a number": "NaN",
    "infinite": "-Infinity",
    "overflow": "1e309",
    "negative": "-1",
    "zero": "0",
    "big integer": "9" * 40,
    "beyond 32 bits": "2147483648",
    "beyond 64 bits": "9223372036854775808",
    "other digits": "١٢٣",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "no such day": "2026-02-30",
    "last moment": "9999-12-31T23:59",
    "first moment": "0001-01-01T00:00",
    "odd time": "25:61",
    "no uuid": "00000000-0000-0000-0000-00000000000g",
    "unknown uuid": "01900000-0000-7000-8000-000000000000",
    "unknown choice": "no_such_choice",
    "path": "../../../../etc/passwd",
    "other host": "//evil.example/x",
    "json": '{"a": [1, {"b": null}]}',
    "list": ["1", "2", "<script>canary(10)</script>"],
    "missing": [],
    "empty": "",
    "blank": " \t ",
}


@dataclasses.dataclass
class Form:
    """A form: where it goes, and the values it was rendered with, by field; `typed` are those one writes into."""

    address: str
    values: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    files: set[str] = dataclasses.field(default_factory=set)
    typed: set[str] = dataclasses.field(default_factory=set)

    def put(self, name: str | None, value: str | None) -> None:
        """Add a value to a field."""
        if name:
            self.values.setdefault(name, []).append(value or "")

    def offer(self, name: str | None) -> None:
        """Note a field that may be empty in what a browser sends."""
        if name:
            self.values.setdefault(name, [])

    @property
    def fields(self) -> list[str]:
        """The names of what can be filled in, sorted; the token against forged requests is the library's."""
        return sorted((set(self.values) | self.files) - {"csrfmiddlewaretoken"})


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.text: str | None = None
        self.select: str | None = None
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self.form = Form(urlsplit(urljoin(self.page, given.get("action") or self.page)).path)
            query = urlsplit(urljoin(self.page, given.get("action") or self.page)).query
            self.form.address += f"?{query}" if query else ""
            self.forms.append(self.form)
        if self.form is None:
            return
        if tag == "input":
            self._input(self.form, given)
        elif tag == "button":
            self.form.offer(given.get("name"))
        elif tag == "select":
            self.select = given.get("name")
            self.form.offer(self.select)
        elif tag == "option" and self.select and "selected" in given:
            self.form.put(self.select, given.get("value"))
        elif tag == "textarea":
            self.text, self.area = "", given.get("name") or ""
            self.form.typed.add(self.area)

    @staticmethod
    def _input(form: Form, given: dict[str, str | None]) -> None:
        kind, name = (given.get("type") or "text").lower(), given.get("name")
        if kind == "file" and name:
            form.files.add(name)
        elif (kind in {"checkbox", "radio"} and "checked" not in given) or kind in {"submit", "image"}:
            form.offer(name)
        else:
            form.put(name, given.get("value", "on" if kind in {"checkbox", "radio"} else ""))
            if name and kind not in {"checkbox", "radio", "hidden"}:
                form.typed.add(name)

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.text is not None:
            if self.form is not None:
                self.form.put(self.area, self.text.removeprefix("\n"))
            self.text = None


def forms_of(page: str, text: str) -> list[Form]:
    """Return the forms of a page that are sent by POST."""
    reader = _Reader(page)
    reader.feed(text)
    return reader.forms


_QUERY = re.compile(r'href="([^"#]*\?[^"#]+)')
_GET_FORM = re.compile(r'<form(?![^>]*method="post")[^>]*>.*?</form>', re.DOTALL | re.IGNORECASE)
_NAME = re.compile(r'\bname="([^"]+)"')
_ACTION = re.compile(r'<form[^>]*\baction="([^"]+)"')


def questions_of(page: str, text: str) -> set[tuple[str, str]]:
    """Return (address, name) of every value that links and searches of a page put into an address."""
    found = set()
    for form in _GET_FORM.findall(text):
        action = _ACTION.match(form)
        here = urlsplit(urljoin(page, html.unescape(action[1]) if action else page)).path
        found |= {(here, name) for name in _NAME.findall(form)}
    for link in map(html.unescape, _QUERY.findall(text)):
        target = urlsplit(urljoin(page, link))
        if not target.netloc:
            found |= {(target.path, name) for name in parse_qs(target.query, keep_blank_values=True)}
    return {(address, name) for address, name in found if name != "csrfmiddlewaretoken"}
