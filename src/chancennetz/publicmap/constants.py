"""Languages of the public site, limits, and the lines that help everywhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the site: `code` in the address, `html` for the page, `content` for the texts of offers.

    `content` is the language of `supportmap.models.Translation`; `reviewed` stands in the text file.
    """

    code: str
    html: str
    content: str
    name: str
    rtl: bool = False

    @property
    def direction(self) -> str:
        """Return the direction of writing for the `dir` attribute."""
        return "rtl" if self.rtl else "ltr"


_ALL = (
    Language("de", "de", "de", "Deutsch"),
    Language("de-leicht", "de", "de-simple", "Einfache Sprache"),
    Language("en", "en", "en", "English"),
    Language("tr", "tr", "tr", "Türkçe"),
    Language("ar", "ar", "ar", "العربية", rtl=True),
    Language("uk", "uk", "uk", "Українська"),
    Language("ru", "ru", "ru", "Русский"),
    Language("ro", "ro", "ro", "Română"),
    Language("bg", "bg", "bg", "Български"),
)
LANGUAGES = {language.code: language for language in _ALL}
GERMAN = LANGUAGES["de"]

PAGE_SIZE = 20
#: What somebody can have typed at most, in characters; the rest is not looked at.
LONGEST_QUERY = 200
#: Offers on one card: more do not fit on A6, both sides.
MOST_ON_CARD = 8
#: How long the secret link of a card works.
CARD_LIFE = dt.timedelta(days=90)
#: Days of opening hours on the page of an offer and in its calendar file.
DAYS_SHOWN = 14
DAYS_IN_CALENDAR = 28
#: Finished pages are kept this long at most, and never into the next minute: "open now" holds to the minute (seconds).
KEPT_FOR = 60
#: Attribute of a response that holds nothing of its reader.
SAME_FOR_EVERYBODY = "same_for_everybody"
#: How much of finished pages a server process keeps, packed (bytes).
MOST_KEPT = 16 * 1024 * 1024

#: Lines that cost nothing and are known all over Germany: (text key, number as shown, number to dial).
LINES = (
    ("emergency", "112", "112"),
    ("police", "110", "110"),
    ("line_women", "116 016", "116016"),
    ("line_children", "116 111", "116111"),
    ("line_parents", "0800 111 0550", "08001110550"),
    ("line_talk", "0800 111 0 111", "08001110111"),
)
