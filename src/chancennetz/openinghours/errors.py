"""What is wrong with opening hours, in words that help whoever typed them."""

from __future__ import annotations

#: Code -> (German, English). Names in braces are filled in.
_TEXTS = {
    "empty": ("Hier fehlen die Öffnungszeiten.", "The opening hours are missing."),
    "too_long": (
        "Diese Öffnungszeiten sind zu lang (höchstens {limit} Zeichen).",
        "These opening hours are too long (at most {limit} characters).",
    ),
    "hour": (
        "„{found}“ ist keine Uhrzeit: Eine Stunde liegt zwischen 00 und 24.",
        "“{found}” is no time of day: an hour lies between 00 and 24.",
    ),
    "minute": (
        "„{found}“ ist keine Uhrzeit: Eine Minute liegt zwischen 00 und 59.",
        "“{found}” is no time of day: a minute lies between 00 and 59.",
    ),
    "end_missing": (
        "Nach „{found}“ fehlt das Ende, zum Beispiel {found}-12:00.",
        "The end is missing after “{found}”, for example {found}-12:00.",
    ),
    "same_time": (
        "Beginn und Ende sind gleich ({found}). Rund um die Uhr heißt 00:00-24:00.",
        "Begin and end are the same ({found}). Round the clock is 00:00-24:00.",
    ),
    "day": ("„{found}“ ist kein Tag in diesem Monat.", "“{found}” is no day of this month."),
    "week": (
        "„{found}“ ist keine Kalenderwoche: Sie liegt zwischen 1 und 53.",
        "“{found}” is no calendar week: it lies between 1 and 53.",
    ),
    "step": ("Der Abstand „{found}“ ist zu klein oder zu groß.", "The step “{found}” is too small or too large."),
    "nth": (
        "„{found}“ gibt es in keinem Monat: Erlaubt sind [1] bis [5] und [-1] bis [-5].",
        "“{found}” is in no month: use [1] to [5] and [-1] to [-5].",
    ),
    "year": ("„{found}“ ist kein Jahr zwischen 1900 und 2100.", "“{found}” is no year between 1900 and 2100."),
    "sun": (
        "Zeiten nach dem Sonnenstand ({found}) kennt die Karte nicht. Bitte geben Sie Uhrzeiten an.",
        "Times by the sun ({found}) are not known here. Please give times of day.",
    ),
    "quote": ("Die Anmerkung hat kein schließendes Anführungszeichen.", "The comment has no closing quotation mark."),
    "unexpected": (
        "Ab „{found}“ ist die Angabe nicht zu verstehen. So geht es: Mo-Fr 09:00-12:00; PH off",
        "This cannot be understood from “{found}” on. Like this: Mo-Fr 09:00-12:00; PH off",
    ),
    "recurrence": (
        "Diese Wiederholung kennt die Karte nicht: {found}",
        "This recurrence is not known here: {found}",
    ),
    "not_writable": (
        "Diese Wiederholung lässt sich in der Schreibweise von OpenStreetMap nicht ausdrücken.",
        "This recurrence cannot be written in the notation of OpenStreetMap.",
    ),
}


class HoursError(ValueError):
    """Opening hours that cannot be used. `code` names the mistake, `position` where it stands (from 0)."""

    def __init__(self, code: str, *, found: str = "", position: int = 0, limit: int = 0) -> None:
        self.code = code
        self.found = found[:40]
        self.position = position
        self.limit = limit
        super().__init__(self.message("en"))

    def message(self, language: str = "de") -> str:
        """Return what is wrong and what to do, in German or English."""
        german, english = _TEXTS[self.code]
        text = german if language.startswith("de") else english
        return text.format(found=self.found, limit=self.limit)
