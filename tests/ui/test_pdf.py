"""PDF: hostile text stays text, the file is tagged, long documents get a title page."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2
import pytest

from chancennetz.figures import charts
from chancennetz.ui import pdf

HOSTILE = '#panic() $x^2$ *a* _b_ <l> @r \\ " ` // /* #let x = 1 ] } ) #sys.inputs #read("/config/settings.py")'


def _data(**changes: Any) -> dict[str, Any]:
    return {
        "lead": "Guten Tag",
        "section": "Ihre Schritte",
        "facts": [("Name", "Ayşe"), ("Telefon", "")],
        "head": ["Schritt", "Std."],
        "rows": [["Antrag", "1,5"]],
        "sides": ["left", "right"],
        "steps": [{"text": "Antrag stellen", "done": True, "note": "bis Montag"}],
        "note": "Nur Sie sehen das.",
        "chart": "",
        "chart_alt": "",
        "sign": "Ort, Datum",
        **changes,
    }


def _text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _pages(content: bytes) -> int:
    document = pypdfium2.PdfDocument(content)
    try:
        return len(document)
    finally:
        document.close()


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_hostile_text_is_printed_letter_by_letter() -> None:
    everywhere = _data(
        lead=HOSTILE,
        section=HOSTILE,
        facts=[(HOSTILE, HOSTILE)],
        head=[HOSTILE, "b"],
        rows=[[HOSTILE, "1"]],
        steps=[{"text": HOSTILE, "note": HOSTILE}],
        note=HOSTILE,
        sign=HOSTILE,
    )
    text = _flat(_text(pdf.render_pdf("ui/sample.typ", everywhere, HOSTILE)))
    assert text.count(_flat("#panic() $x^2$ *a* _b_ <l> @r")) >= 10


def test_control_characters_and_halves_of_letters_are_left_out() -> None:
    content = pdf.render_pdf("ui/sample.typ", _data(lead="a\x00b\x1b\ud800c\u202edefg\U0001f600"), "T\x00itle")
    assert "abc" in _text(content)


def test_no_character_whatever_stops_a_document() -> None:
    """One of every kind: emoji with joiners, Chinese, private use, combining marks, direction marks, non-characters."""
    zoo = "👍🏽👩‍👩‍👧❤️🇩🇪 汉字 हिन्दी ไทย \ue000 e\u0301"
    zoo += " \\u200f\u2066x\u2069 \ufffe \U0010ffff \U000e0041 ﷽ 𝔘 \u00ad\u2028\u2029\u0085"
    text = _text(pdf.render_pdf("ui/sample.typ", _data(lead=zoo, facts=[(zoo, zoo)]), zoo))
    assert "👍" in text
    assert "汉" not in text


def test_other_scripts_have_glyphs() -> None:
    content = pdf.render_pdf("ui/sample.typ", _data(lead="Çağrı Ősz Привет مرحبا Ελλάδα"), "Titel")
    text = _text(content)
    for word in ("Çağrı", "Ősz", "Привет", "Ελλάδα"):
        assert word in text
    assert b"NotoSansArabic" in content


def test_the_file_is_tagged_named_and_for_the_archive() -> None:
    content = pdf.render_pdf("ui/sample.typ", _data(), "Mein Plan")
    assert b"/MarkInfo" in content or b"/StructTreeRoot" in content
    assert b"pdfuaid:part" in content
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert "Mein Plan" in content.decode("latin-1") or "Mein Plan".encode("utf-16-be") in content


def test_page_words_follow_the_language_of_the_text() -> None:
    assert "Seite 1 von 1" in _text(pdf.render_pdf("ui/sample.typ", _data(), "T"))
    english = _text(pdf.render_pdf("ui/sample.typ", _data(), "T", lang="en"))
    assert "Page 1 of 1" in english


@pytest.mark.parametrize(("rows", "title_page"), [(20, False), (110, False), (240, True)])
def test_only_more_than_five_pages_get_a_title_page(rows: int, title_page: bool) -> None:
    content = pdf.render_pdf("ui/sample.typ", _data(rows=[["Antrag", "1"]] * rows), "Bericht")
    document = pypdfium2.PdfDocument(content)
    first = document[0].get_textpage().get_text_range()
    count = len(document)
    document.close()
    assert (count > 5) is title_page
    assert ("Guten Tag" not in first) is title_page


def test_large_print_takes_more_room() -> None:
    data = _data(rows=[["Antrag", "1"]] * 40)
    assert _pages(pdf.render_pdf("ui/sample.typ", data, "T", large_print=True)) > _pages(
        pdf.render_pdf("ui/sample.typ", data, "T")
    )


def test_a_chart_stands_in_the_document() -> None:
    chart = charts.bars("x", [charts.Bar("Kamen & <Co>", 5)])
    content = pdf.render_pdf("ui/sample.typ", _data(chart=chart.plain, chart_alt="Kamen 5"), "T")
    assert "Kamen & <Co>" in _text(content)


def test_the_same_content_gives_the_same_file() -> None:
    assert pdf.render_pdf("ui/sample.typ", _data(), "T") == pdf.render_pdf("ui/sample.typ", _data(), "T")


@pytest.mark.parametrize(
    "name", ["../etc/passwd", "ui/../core/x.typ", "ui/none.typ", "/ui/sample.typ", "ui/sample", ""]
)
def test_unknown_templates_are_named(name: str) -> None:
    with pytest.raises(pdf.TemplateMissing, match="room/name"):
        pdf.render_pdf(name, {}, "T")


def test_values_that_are_no_text_are_refused_before_printing() -> None:
    with pytest.raises(TypeError, match="not type"):
        pdf.render_pdf("ui/sample.typ", {"day": object}, "T")


def test_a_missing_value_names_the_template() -> None:
    with pytest.raises(pdf.PdfFailed, match=r"ui/sample\.typ"):
        pdf.render_pdf("ui/sample.typ", {}, "T")
