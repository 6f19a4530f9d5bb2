"""The life situations people start from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Situation:
    """A life situation of the start page: its picture, and by which marks and words offers belong to it."""

    key: str
    icon: str
    marks: tuple[str, ...]
    words: tuple[str, ...]


#: In the order of the page. `marks` are codes of the taxonomies, `words` occur in name, keywords or kind of help.
SITUATIONS = (
    Situation(
        "money",
        "wallet",
        ("money", "benefit", "food", "in_debt"),
        ("Geld", "Schulden", "Tafel", "Lebensmittel", "Mahlzeit", "Kleiderkammer", "Teilhabepaket", "Wohngeld"),
    ),
    Situation(
        "early",
        "baby",
        ("before_birth", "birth", "age_0_3", "age_3_6", "care", "expectant"),
        ("Schwangerschaft", "Geburt", "Hebamme", "Baby", "Kindergarten", "Kindertagesbetreuung", "Krabbelgruppe"),
    ),
    Situation(
        "school",
        "backpack",
        ("school_start", "primary", "secondary", "learning"),
        ("Schule", "Hausaufgaben", "Lernpaten", "Teilhabepaket", "Jugendförderung", "Erziehung", "Ferien"),
    ),
    Situation(
        "work",
        "briefcase",
        ("work", "into_work", "unemployed"),
        ("Arbeit", "Ausbildung", "Beruf", "Bewerbung", "Minijob"),
    ),
    Situation(
        "home", "house", ("home", "homeless"), ("Wohnung", "Wohnen", "Miete", "Wohngeld", "Energie", "Strom", "Möbel")
    ),
    Situation(
        "health",
        "heart-pulse",
        ("health", "health_care", "disabled"),
        ("Gesundheit", "Sucht", "Pflege", "Behinderung", "Frühförderung"),
    ),
    Situation(
        "conflict",
        "life-buoy",
        ("shelter",),
        ("Gewalt", "Krise", "Kinderschutz", "Trennung", "Frauenhaus", "Seelsorge", "Notdienst", "Mädchenberatung"),
    ),
    Situation(
        "newcomer",
        "globe",
        ("newcomers",),
        ("Migration", "Sprachkurs", "Deutschkurs", "Flüchtling", "Anerkennung", "Dolmetscher", "Sprachförderung"),
    ),
)
