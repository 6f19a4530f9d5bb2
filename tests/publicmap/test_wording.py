"""The interface texts: every language has the same texts with the same gaps; plain German is plain."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from chancennetz.mapsearch.constants import SITUATIONS
from chancennetz.publicmap.constants import LANGUAGES, LINES
from chancennetz.publicmap.wording import FOLDER, text_file, wording
from chancennetz.upkeep.constants import ReportKind

GERMAN = text_file("de").texts
#: Texts for people who work in offices: German suffices until somebody translates them.
FOR_OFFICES = {key for key in GERMAN if key.startswith("embed")} | {
    "staff",
    "back_to_work",
    "report_too_many",
    "all_topics",
}


def gaps(text: str) -> set[str]:
    return {name for _text, name, _format, _conversion in Formatter().parse(text) if name}


def test_every_language_has_a_file_and_every_file_a_language() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_file_has_a_text_of_its_own_or_other_gaps(code: str) -> None:
    texts = text_file(code).texts
    assert set(texts) - set(GERMAN) == set()
    assert [key for key, text in texts.items() if gaps(text) != gaps(GERMAN[key])] == []
    assert [key for key, text in texts.items() if not text.strip()] == []


def test_german_and_english_are_complete_and_the_others_for_families() -> None:
    assert set(text_file("en").texts) == set(GERMAN)
    for code in ("tr", "ar", "uk", "ru", "ro", "bg"):
        assert set(GERMAN) - set(text_file(code).texts) <= FOR_OFFICES, code


def test_what_nobody_has_read_is_marked() -> None:
    reviewed = {code for code in LANGUAGES if text_file(code).reviewed}
    assert reviewed == {"de", "de-leicht", "en"}


def test_every_situation_line_and_report_has_its_words() -> None:
    needed = {key for one in SITUATIONS for key in (one.key, f"{one.key}_more")}
    needed |= {key for key, _number, _dial in LINES} | {f"report_{kind.value}" for kind in ReportKind}
    assert needed - set(GERMAN) == set()


def test_a_missing_text_is_german_and_says_so() -> None:
    turkish = wording("tr")
    assert turkish["embed"] == GERMAN["embed"]
    assert turkish.say("embed") == f'<span lang="de" dir="ltr">{GERMAN["embed"]}</span>'
    assert turkish.say("search") == "Ara"


def test_values_in_a_text_cannot_break_out_of_it() -> None:
    assert wording("de").say("results_for", query="<b>") == "Hilfe bei: &lt;b&gt;"


def test_plain_german_has_short_sentences_and_no_words_of_office() -> None:
    plain = GERMAN | text_file("de-leicht").texts
    own = text_file("de-leicht").texts
    for key, text in own.items():
        for sentence in re.split(r"[.!?:]\s", text):
            assert len(sentence.split()) <= 10, f"{key}: {sentence}"
    office = re.compile(r"Leistung|Antragstell|Behörde|gemäß|bezüglich|Datensatz|erforderlich", re.IGNORECASE)
    assert [key for key in own if office.search(plain[key])] == []
