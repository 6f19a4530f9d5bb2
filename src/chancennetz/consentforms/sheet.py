"""What stands on a sheet, on paper and on the tablet, in the language of the person: one builder for both."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from babel.dates import format_date as format_date_in
from django.utils import translation
from django.utils.translation import gettext as _

from chancennetz.access.constants import Role
from chancennetz.access.models import FamilyFile, User
from chancennetz.consent import rules
from chancennetz.consent.constants import (
    RELEASABLE,
    RTL_LANGUAGES,
    Direction,
    ReleasePurpose,
    SingleAuthority,
    SpecialCategory,
    TextKind,
)
from chancennetz.consent.models import ConfidentialityRelease, Consent, ConsentText
from chancennetz.core import time
from chancennetz.core.catalogue import LegalDomain
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person

Declaration = Consent | ConfidentialityRelease
Facts = list[list[str]]


class Words:
    """The words of boxes and lines in the language of a text. What has no word there is said in German."""

    def __init__(self, text: ConsentText) -> None:
        self.language = text.language
        self.labels: dict[str, str] = text.labels

    def __call__(self, code: str, default: str) -> str:
        """Return the word for a code."""
        return self.labels.get(code, default)

    def choice(self, group: str, choice: Any) -> str:
        """Return the word for a value of a vocabulary ("facet", Facet.PLAN)."""
        return self.labels.get(f"{group}.{choice.value}", str(choice.label))

    def date(self, day: dt.date) -> str:
        """Write a day in words."""
        if isinstance(day, dt.datetime):
            day = day.astimezone(time.BERLIN).date()
        if self.language in {"de", "en"}:
            return time.format_date(day, language=self.language, weekday=False)
        return str(format_date_in(day, "long", locale=self.language))

    @property
    def direction(self) -> str:
        """Reading direction of the language."""
        return "rtl" if self.language in RTL_LANGUAGES else "ltr"


@contextlib.contextmanager
def speaking(text: ConsentText) -> Iterator[Words]:
    """Have everything inside the block said in the language of a text."""
    with translation.override("en" if text.language == "en" else "de"):
        yield Words(text)


def frame(words: Words, text: ConsentText, file: FamilyFile, person: Person) -> dict[str, Any]:
    """Return the ground of a sheet: who, by whom, the wording, the note with version and hash."""
    born = words.date(person.birth_date) if person.birth_date else ""
    who = [[words("sheet.person", _("Person")), person.full_name], [words("sheet.born", _("Born on")), born]]
    return _ground(words, text, who, str(file.organisation), file.number)


def for_new_family(
    words: Words, text: ConsentText, *, family: Sequence[str], signers: Sequence[str], service: str
) -> dict[str, Any]:
    """Return the first sheet of a family that has no file yet: each who signs has boxes of his or her own.

    Special categories are ticked one by one, and by each person alone (Art. 9(2)(a) DSGVO).
    """
    data = _ground(words, text, [[words("sheet.person", _("Family")), ", ".join(family)]], service, "_" * 12)
    for name in signers:
        for group in empty_choices(words, TextKind.PROCESSING):
            title = f"{group['title']}: {name}" if len(signers) > 1 else group["title"]
            data["choices"].append(group | {"title": title})
    if len(signers) > 1:
        data["agreement"] = words("sheet.agreement", _("What applies to us"))
    data["signatures"] = [*signers, words("sheet.service", _("for the counselling service"))]
    return data


def _ground(words: Words, text: ConsentText, who: Facts, service: str, number: str) -> dict[str, Any]:
    note = words("sheet.version", _("Version %(number)s of this text (%(hash)s). Number of the file: %(file)s."))
    notes = [note % {"number": text.number, "hash": text.content_hash[:12], "file": number}]
    if text.reviewed_on is None:
        notes.append(words("sheet.unreviewed", _("This wording has not been reviewed yet.")))
    if text.language != "de":
        notes.append(words("sheet.german_counts", _("The German text is the one that counts.")))
    return {
        "who": who,
        "facts": [[words("sheet.counselled_by", _("Counselled by")), service]],
        "blocks": [
            {"heading": block.heading, "paragraphs": block.paragraphs, "points": block.points}
            for block in rules.text_blocks(text.body)
        ],
        "choices": [],
        "agreement": words("sheet.agreement", _("What applies to me")),
        "signatures": [],
        "note": "\n".join(notes),
    }


# --- empty -----------------------------------------------------------------------------------------------------------


def blanks(words: Words, kind: TextKind) -> Facts:
    """Return the lines that are filled in by hand."""
    if kind is TextKind.PROCESSING:
        return []
    labels = (
        words("sheet.talk_to", _("May talk to")),
        words("sheet.role", _("Who reads there")),
        words("sheet.until", _("Until")),
    )
    return [[label, "_" * 32] for label in labels]


def empty_choices(words: Words, kind: TextKind) -> list[dict[str, Any]]:
    """Return every box, none ticked."""
    if kind is TextKind.PROCESSING:
        return [_yes(words, agreed=False, again=False), _special(words, ())]
    return [
        _boxes(words, "direction", words("sheet.direction", _("In which direction")), Direction, ()),
        _boxes(words, "purpose", words("sheet.purpose", _("What for")), ReleasePurpose, ()),
        _boxes(words, "facet", words("sheet.know", _("What they may know")), RELEASABLE, ()),
        _special(words, ()),
    ]


def _boxes(words: Words, group: str, title: str, choices: Iterable[Any], ticked: Sequence[str]) -> dict[str, Any]:
    items = [{"text": words.choice(group, choice), "done": choice.value in ticked} for choice in choices]
    return {"title": title, "items": items}


def _special(words: Words, ticked: Sequence[str]) -> dict[str, Any]:
    title = words("sheet.special", _("Also something about (each one on its own)"))
    return _boxes(words, "special", title, SpecialCategory, ticked)


def _yes(words: Words, *, agreed: bool, again: bool) -> dict[str, Any]:
    write_down = words("sheet.write_down", _("You may write down what the counselling is about."))
    ask_again = words("sheet.ask_again", _("You may ask me again after the counselling how things are going."))
    items = [{"text": write_down, "done": agreed}, {"text": ask_again, "done": again}]
    return {"title": words("sheet.yes", _("I say yes to this")), "items": items}


# --- filled ----------------------------------------------------------------------------------------------------------


def facts(words: Words, declaration: Declaration) -> Facts:
    """Return what was agreed, as terms and values."""
    found: Facts = []
    if isinstance(declaration, ConfidentialityRelease):
        found += _release_facts(words, declaration)
    found.append([words("sheet.from", _("Valid from")), words.date(declaration.valid_from)])
    if declaration.valid_to is not None:
        found.append([words("sheet.until", _("Until")), words.date(declaration.valid_to)])
    if declaration.interpreter:
        found.append([words("sheet.interpreted", _("Interpreted by")), declaration.interpreter])
    if declaration.single_authority:
        reason = str(SingleAuthority(declaration.single_authority).label)
        label = words("sheet.alone", _("One person with custody signs alone"))
        found.append([label, f"{reason}. {declaration.authority_note}".strip()])
    if declaration.refused:
        found.append([words("sheet.decision", _("Decision")), words("sheet.said_no", _("The person said no."))])
    if declaration.withdrawn_at is not None:
        found.append([words("sheet.withdrawn", _("Withdrawn on")), words.date(declaration.withdrawn_at)])
    return found


def _release_facts(words: Words, release: ConfidentialityRelease) -> Facts:
    purpose = words.choice("purpose", ReleasePurpose(release.purpose))
    domains = [str(LegalDomain(domain).label) for domain in (release.domain_from, release.domain_to)]
    return [
        [words("sheet.speaks", _("May speak")), speaker_text(words, release)],
        [words("sheet.talk_to", _("May talk to")), recipient_text(words, release.recipient, release.recipient_role)],
        [words("sheet.way", _("Direction")), words.choice("direction", Direction(release.direction))],
        [words("sheet.purpose", _("What for")), f"{purpose}. {release.purpose_text}".strip(". ")],
        [words("sheet.domains", _("Part of the law")), " → ".join(domains)],
    ]


def recipient_text(words: Words, recipient: Organisation, role: str) -> str:
    """Name the office with the role that may read there."""
    return f"{recipient} ({words.choice('role', Role(role))})" if role else str(recipient)


def speaker_text(words: Words, release: ConfidentialityRelease) -> str:
    """Name who is released: the professional in person, and whether the case team may speak too (s. 203 StGB)."""
    user = User.objects.filter(pk=release.released_user_id).first() if release.released_user_id else None
    name = user.display_name if user else ""
    organisation = str(release.released_organisation)
    if not name:
        return organisation
    if release.team_may_speak:
        return words("sheet.team", _("%(name)s and the case team, %(organisation)s")) % {
            "name": name,
            "organisation": organisation,
        }
    return words("sheet.only", _("only %(name)s, %(organisation)s")) % {"name": name, "organisation": organisation}


def ticked(words: Words, declaration: Declaration) -> list[dict[str, Any]]:
    """Return every box with what was ticked."""
    special = _special(words, declaration.special_categories)
    if isinstance(declaration, Consent):
        return [_yes(words, agreed=not declaration.refused, again=declaration.follow_up_contact), special]
    title = words("sheet.know", _("What they may know"))
    return [_boxes(words, "facet", title, RELEASABLE, declaration.facets), special]
