"""The interface texts of the public site in all its languages: data files in ``texts/``, German where one is missing.

A text that is not there in the reader's language is German and says so to screen readers (`lang="de"`).
"""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from pathlib import Path

from babel.numbers import format_decimal
from django.utils.html import format_html

from chancennetz.publicmap.constants import GERMAN, LANGUAGES, Language

FOLDER = Path(__file__).with_name("texts")


@dataclasses.dataclass(frozen=True, slots=True)
class TextFile:
    """One language's file. `reviewed` says that somebody who speaks the language has read it."""

    texts: dict[str, str]
    reviewed: bool


@functools.cache
def text_file(code: str) -> TextFile:
    """Read the file of a language."""
    raw = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return TextFile(raw["texts"], bool(raw["reviewed"]))


@dataclasses.dataclass(frozen=True, slots=True)
class Wording:
    """The texts for one reader. `wording["question"]` is the plain text, `say` the text with its language marked."""

    language: Language

    def __getitem__(self, key: str) -> str:
        own = text_file(self.language.code).texts.get(key)
        return own if own is not None else text_file(GERMAN.code).texts[key]

    def has(self, key: str) -> bool:
        """Tell whether the text is there in the reader's language (plain German counts as German)."""
        return self.language.html == GERMAN.html or key in text_file(self.language.code).texts

    def fill(self, key: str, **values: object) -> str:
        """Return the plain text with its braces filled."""
        return self[key].format(**values)

    def say(self, key: str, **values: object) -> str:
        """Return the text for a page: escaped, and marked as German where it had to be borrowed."""
        return _said(self.language.code, key) if not values else _marked(self, key, self.fill(key, **values))

    def count(self, number: int) -> str:
        """Return how many offers there are, in words."""
        return self["count_one"] if number == 1 else self.fill("count", count=self.number(number))

    def number(self, number: int) -> str:
        """Write a number as the language groups it: 20.000 in German."""
        return str(format_decimal(number, locale=self.language.html))


def _marked(words: Wording, key: str, text: str) -> str:
    if words.has(key):
        return format_html("{}", text)
    return format_html('<span lang="de" dir="ltr">{}</span>', text)


@functools.cache
def _said(code: str, key: str) -> str:
    """Return a text without braces for a page; a page says dozens, and they never change while the server runs."""
    words = wording(code)
    return _marked(words, key, words.fill(key))


@functools.cache
def wording(code: str) -> Wording:
    """Return the texts of a language by its code in the address."""
    return Wording(LANGUAGES[code])
