"""What gives a household away in a free text, written by hand, then at random."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from chancennetz import anonymity
from chancennetz.anonymity import Household, IdentifierKind, Member, findings, identifiers

DAY = dt.date(2026, 11, 21)
HOUSEHOLD = Household(
    members=(
        Member(
            "Mutter",
            "Ayşe",
            "Yılmaz",
            birth_name="Demir",
            birth_date=dt.date(1990, 5, 17),
            gender="f",
            street="Bahnhofstraße 12a",
            postcode="59423",
            town="Unna",
            phone="02303 27-1234",
            email="ayse.yilmaz@example.org",
        ),
        Member("Vater", "Jürgen", "Müller-Groß", birth_date=dt.date(1985, 12, 1), gender="m", street="Am Bach 7"),
        Member("Kind 1", "Anna-Lena", "Müller-Groß", birth_date=dt.date(2018, 9, 3), gender="f"),
        Member("Kind 2", "Max", "Yılmaz", birth_date=dt.date(2023, 2, 28), gender="m"),
    ),
    day=DAY,
    numbers=("K7F3-92QD",),
)


@pytest.mark.parametrize(
    ("text", "found", "instead"),
    [
        # names: bare, inflected, any case
        ("Ayşe sucht Arbeit.", ["Ayşe"], "[Mutter] sucht Arbeit."),
        ("ayşe sucht arbeit", ["ayşe"], "[Mutter] sucht arbeit"),
        ("AYSE SUCHT ARBEIT", ["AYSE"], "[Mutter] SUCHT ARBEIT"),
        ("Jürgens Antrag", ["Jürgens"], "[Vater] Antrag"),
        ("max war da", ["max"], "[Kind 2] war da"),
        ("Max' Kita", ["Max'"], "[Kind 2] Kita"),
        ("Max’ Kita", ["Max’"], "[Kind 2] Kita"),
        ("Max´ Kita", ["Max´"], "[Kind 2] Kita"),
        ("Ayşe's Antrag", ["Ayşe's"], "[Mutter] Antrag"),
        ("die Müllersche Wohnung", ["Müllersche"], None),
        ("die Yılmazkinder", ["Yılmazkinder"], None),
        ("das Jürgenchen", ["Jürgenchen"], None),
        ("der Yilmaz-Haushalt", ["Yilmaz"], None),
        ("Demir ist ihr Geburtsname.", ["Demir"], "[Mutter] ist ihr Geburtsname."),
        # umlauts and accents
        ("Juergen kommt später.", ["Juergen"], "[Vater] kommt später."),
        ("Jurgen kommt später.", ["Jurgen"], "[Vater] kommt später."),
        ("Ju\u0308rgen kommt später.", ["Ju\u0308rgen"], "[Vater] kommt später."),
        ("Herr Mueller-Gross rief an.", ["Herr Mueller-Gross"], "[Vater] rief an."),
        ("Herr Muller rief an.", ["Herr Muller"], "[Vater] rief an."),
        ("HERR MÜLLER-GROSS", ["MÜLLER-GROSS"], None),
        ("Frau Yilmaz war da.", ["Frau Yilmaz"], "[Mutter] war da."),
        ("YILMAZ", ["YILMAZ"], None),
        # unseen signs, hyphenation
        ("Mül\u00adler ist der Name", ["Mül\u00adler"], None),
        ("Jür\u200bgen", ["Jür\u200bgen"], None),
        ("Yıl-\nmaz wohnt hier", ["Yıl-\nmaz"], None),
        # several parts
        ("Annalena geht zur Schule.", ["Annalena"], "[Kind 1] geht zur Schule."),
        ("Anna Lena geht zur Schule.", ["Anna Lena"], "[Kind 1] geht zur Schule."),
        ("Lena geht zur Schule.", ["Lena"], "[Kind 1] geht zur Schule."),
        ("Yılmaz, Ayşe", ["Yılmaz, Ayşe"], "[Mutter]"),
        ("Frau Dr. Ayşe Yılmaz", ["Frau Dr. Ayşe Yılmaz"], "[Mutter]"),
        ("Familie Yılmaz", ["Familie Yılmaz"], "[Familie]"),
        ("Fam. Müller-Groß", ["Fam. Müller-Groß"], "[Familie]"),
        ("Eheleute Müller", ["Eheleute Müller"], "[Familie]"),
        ("Yılmaz hat angerufen", ["Yılmaz"], "[Familie] hat angerufen"),
        ("Herr Müller-Groß mit Anna-Lena", ["Herr Müller-Groß", "Anna-Lena"], "[Vater] mit [Kind 1]"),
        # initials
        ("A. Y. braucht Hilfe.", ["A. Y."], "[Mutter] braucht Hilfe."),
        ("A.Y. braucht Hilfe.", ["A.Y."], "[Mutter] braucht Hilfe."),
        ("Y. A. braucht Hilfe.", ["Y. A."], "[Mutter] braucht Hilfe."),
        ("J. M.-G. kommt", ["J. M.-G."], "[Vater] kommt"),
        ("A.-L. M. ist acht.", ["A.-L. M."], "[Kind 1] ist acht."),
        ("Frau Y. braucht Hilfe.", ["Frau Y."], "[Mutter] braucht Hilfe."),
        ("Frau Y braucht Hilfe.", ["Frau Y"], "[Mutter] braucht Hilfe."),
        ("Herr Mü. ruft an", ["Herr Mü."], "[Vater] ruft an"),
        ("Fam. M. zieht um", ["Fam. M."], "[Familie] zieht um"),
        ("A. Yılmaz", ["A. Yılmaz"], None),
        ("Ayşe Y. war da", ["Ayşe Y."], "[Mutter] war da"),
        # address
        ("wohnt Bahnhofstraße 12a", ["Bahnhofstraße 12a"], "wohnt [Adresse]"),
        ("wohnt Bahnhofstr. 12 a", ["Bahnhofstr. 12 a"], "wohnt [Adresse]"),
        ("wohnt Bahnhofstr.12a", ["Bahnhofstr.12a"], "wohnt [Adresse]"),
        ("wohnt Bahnhofstrasse Nr. 12a", ["Bahnhofstrasse Nr. 12a"], "wohnt [Adresse]"),
        ("wohnt Bahnhof-Straße 12a", ["Bahnhof-Straße 12a"], "wohnt [Adresse]"),
        ("wohnt in der Bahnhofstraße.", ["Bahnhofstraße"], "wohnt in der [Adresse]."),
        ("wohnt Bahnhofstraße 14", ["Bahnhofstraße 14"], "wohnt [Adresse]"),
        ("wohnt Am Bach 7", ["Am Bach 7"], "wohnt [Adresse]"),
        ("in 59423 Unna", ["59423 Unna"], "in [Adresse]"),
        ("PLZ 59423", ["59423"], "PLZ [Adresse]"),
        # telephone and e-mail
        ("Tel. 02303 271234", ["02303 271234"], "Tel. [Kontakt]"),
        ("Tel. 02303/27-1234", ["02303/27-1234"], "Tel. [Kontakt]"),
        ("Tel. +49 2303 271234", ["+49 2303 271234"], "Tel. [Kontakt]"),
        ("Tel. 0049 (0)2303 27 12 34", ["0049 (0)2303 27 12 34"], "Tel. [Kontakt]"),
        ("Tel. 27-1234", ["27-1234"], "Tel. [Kontakt]"),
        ("ayse.yilmaz@example.org", ["ayse.yilmaz@example.org"], "[Kontakt]"),
        ("Ayse.Yilmaz (at) example.org", ["Ayse.Yilmaz (at) example.org"], "[Kontakt]"),
        # birth date
        ("geb. 17.05.1990", ["17.05.1990"], "geb. [30 bis 39 Jahre]"),
        ("geb. 17.5.90", ["17.5.90"], "geb. [30 bis 39 Jahre]"),
        ("geb. 17. 5. 1990", ["17. 5. 1990"], "geb. [30 bis 39 Jahre]"),
        ("geb. 17. Mai 1990", ["17. Mai 1990"], "geb. [30 bis 39 Jahre]"),
        ("Geburtstag am 17. Mai", ["17. Mai"], "Geburtstag am [30 bis 39 Jahre]"),
        ("Geburtstag am 17.5.", ["17.5."], "Geburtstag am [30 bis 39 Jahre]"),
        ("1990-05-17", ["1990-05-17"], "[30 bis 39 Jahre]"),
        ("17/05/1990", ["17/05/1990"], "[30 bis 39 Jahre]"),
        ("3. Sept. 2018", ["3. Sept. 2018"], "[6 bis 9 Jahre]"),
        ("1. Dezember 1985", ["1. Dezember 1985"], "[40 bis 49 Jahre]"),
        ("28.2.2023", ["28.2.2023"], "[3 bis 5 Jahre]"),
        # file number
        ("Akte K7F3-92QD", ["K7F3-92QD"], "Akte [Aktenzeichen]"),
        ("Akte k7f3 92qd", ["k7f3 92qd"], "Akte [Aktenzeichen]"),
    ],
)
def test_what_gives_away_is_found_and_replaced(text: str, found: list[str], instead: str | None) -> None:
    findings = anonymity.find_identifiers(text, HOUSEHOLD)
    assert [one.text for one in findings] == found
    assert [text[one.start : one.end] for one in findings] == found
    if instead is not None:
        assert anonymity.replace(text, findings) == instead
    assert anonymity.find_identifiers(anonymity.anonymise(text, HOUSEHOLD), HOUSEHOLD) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Die Familie sucht eine größere Wohnung.",
        "Maximal drei Stunden, im Mai oder Juni, am Bach entlang.",
        "Der Antrag liegt beim Jobcenter in Unna.",
        "Die Mutter hat einen Termin am 18.05.2026.",
        "z. B. ein Kurs, d. h. drei Abende, u. a. am Montag",
        "Das Kind ist groß geworden.",
        "Annahme verweigert, Maximum erreicht, Lenkung, Demirmesse",
        "Kosten 594230 Euro, Nummer 102303271234567",
        "[Mutter] und [Kind 1] haben [30 bis 39 Jahre] und [Mai 2025] gelesen.",
        "Herr Schulz vom Amt, Frau K. aus der Kita",
        "Die Bahnhöfe der Straße 12",
        "§ 17 Abs. 5, 1990 Seiten",
    ],
)
def test_what_names_nobody_is_left_alone(text: str) -> None:
    assert anonymity.find_identifiers(text, HOUSEHOLD) == []


def test_a_name_that_is_a_word_counts_only_with_a_capital_letter() -> None:
    household = Household((Member("Vater", "Ernst", "Klein"), Member("Mutter", "Li", "Koch")), DAY)
    assert anonymity.find_identifiers("Ein kleiner Schritt, ganz klein und ernst, sie kocht.", household) == []
    assert [one.text for one in anonymity.find_identifiers("Ernst Klein mit Li", household)] == ["Ernst Klein", "Li"]
    assert anonymity.find_identifiers("die Linie, das Licht, die Kochinsel", household) == []


def test_a_substitute_that_is_also_a_name_is_found_only_outside_of_brackets() -> None:
    household = Household((Member("Kind 1", "Mai", "Kind"),), DAY)
    text = "Mai Kind war im [Mai 2025] da, [Kind 1] auch"
    assert anonymity.anonymise(text, household) == "[Kind 1] war im [Mai 2025] da, [Kind 1] auch"


def test_a_bracket_typed_by_somebody_hides_no_name() -> None:
    assert [one.text for one in anonymity.find_identifiers("[Ayşe]", HOUSEHOLD)] == ["Ayşe"]


def test_an_empty_household_gives_nothing_away() -> None:
    assert anonymity.find_identifiers("Ayşe Yılmaz, 17.05.1990", Household((), DAY)) == []
    assert anonymity.find_identifiers("Ayşe Yılmaz, 17.05.1990", Household((Member("Person"),), DAY)) == []


@pytest.mark.parametrize(
    ("text", "coarse"),
    [
        ("am 12.03.2026", "im März 2026"),
        ("Am 12. März 2026 kam er.", "Im März 2026 kam er."),
        ("seit dem 5.8.2024", "seit dem 3. Quartal 2024"),
        ("bis 31.12.23", "bis 4. Quartal 2023"),
        ("vom 2026-01-09", "vom Januar 2026"),
        ("am 31.02.2026", "am 31.02.2026"),
        ("im Jahr 2026", "im Jahr 2026"),
    ],
)
def test_days_become_months_and_older_ones_quarters(text: str, coarse: str) -> None:
    assert anonymity.anonymise(text, HOUSEHOLD) == coarse


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (dt.date(2026, 11, 1), "0 bis 2 Jahre"),
        (dt.date(2023, 11, 22), "0 bis 2 Jahre"),
        (dt.date(2023, 11, 21), "3 bis 5 Jahre"),
        (dt.date(2012, 11, 22), "10 bis 13 Jahre"),
        (dt.date(2008, 11, 21), "18 bis 24 Jahre"),
        (dt.date(1956, 11, 21), "ab 70 Jahre"),
        (dt.date(2027, 1, 1), "0 bis 2 Jahre"),
    ],
)
def test_age_bands(born: dt.date, band: str) -> None:
    assert anonymity.age_band(born, DAY) == band


# --- at random -------------------------------------------------------------------------------------------------------

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüßéşğıçł"
long_names = st.text(LETTERS, min_size=4, max_size=12).map(str.capitalize)
fillers = st.lists(st.sampled_from(["und", "geht", "morgen", "zur", "Schule", "heute,", "dann."]), max_size=6).map(
    " ".join
)
#: How somebody may write a name.
WAYS = [
    lambda name: name,
    str.upper,
    str.lower,
    lambda name: name + "s",
    lambda name: name + "'s",
    lambda name: name.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss"),
    lambda name: name[:2] + "\u00ad" + name[2:],
    lambda name: "Frau " + name,
]


def _is_common(name: str) -> bool:
    return findings.spelling(name) in identifiers._WORDS_TOO | identifiers._NOT_NAMES


@given(long_names, long_names, st.sampled_from(WAYS), fillers, fillers)
@example("Aaöe", "Aaaa", WAYS[-3], "", "")
@settings(max_examples=150, deadline=None)
def test_a_name_is_found_however_it_is_written(
    given_name: str, family_name: str, way: object, before: str, after: str
) -> None:
    assume(not _is_common(given_name) and len(findings.spelling(given_name)) > 2)
    household = Household((Member("Person", given_name, family_name),), DAY)
    written = way(given_name)  # type: ignore[operator]
    text = f"{before} {written} {after}"
    found = anonymity.find_identifiers(text, household)
    place = text.index(written)
    assert any(one.start <= place and place + len(written) - 2 <= one.end for one in found), (text, found)


@given(st.dates(dt.date(1930, 1, 1), DAY), st.sampled_from(["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"]), fillers)
@settings(max_examples=80, deadline=None)
def test_a_birth_date_is_found_however_it_is_written(born: dt.date, form: str, after: str) -> None:
    household = Household((Member("Person", birth_date=born),), DAY)
    found = anonymity.find_identifiers(f"geboren {born.strftime(form)} {after}", household)
    assert [one.kind for one in found] == [IdentifierKind.BIRTH_DATE]


@given(
    st.lists(
        st.sampled_from(
            [
                "Ayşe",
                "Yılmaz",
                "A. Y.",
                "Max",
                "59423",
                "17.5.1990",
                "Bahnhofstr. 12a",
                "02303",
                "27-1234",
                "Frau",
                "[Mutter]",
                "[",
                "]",
                "Müller",
                "-",
                "Groß",
                "3. Mai 2026",
                ",",
                "Lena",
                "s",
                "K7F3",
                "92QD",
                "und",
            ]
        ),
        max_size=14,
    ),
    st.sampled_from(["", " "]),
)
@settings(max_examples=300, deadline=None)
def test_after_replacing_nothing_is_found_any_more(words: list[str], between: str) -> None:
    text = between.join(words)
    clean = anonymity.anonymise(text, HOUSEHOLD)
    assert anonymity.find_all(clean, HOUSEHOLD) == [], (text, clean)
    assert anonymity.anonymise(clean, HOUSEHOLD) == clean


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered_and_findings_never_overlap(text: str) -> None:
    findings = anonymity.find_all(text, HOUSEHOLD)
    assert all(0 <= one.start < one.end <= len(text) for one in findings)
    assert all(first.end <= second.start for first, second in itertools.pairwise(findings))
