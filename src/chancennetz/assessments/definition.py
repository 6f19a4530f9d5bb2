"""What a form is made of: sections and questions as data, so that a county changes them without code.

docs/handbuch/assessments.md lists every setting. `formeditor` makes forms from files and checks each as a whole.
Pure: no database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from django.utils.translation import get_language
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StringConstraints,
)

from chancennetz.access.constants import Facet
from chancennetz.assessments.constants import FormAbout, QuestionKind
from chancennetz.casework.constants import LifeArea
from chancennetz.core.text import clean_text

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[a-z]{2,4})?$")]
Wording = Annotated[str, AfterValidator(clean_text), StringConstraints(min_length=1, max_length=2000)]
Number = Annotated[StrictInt | StrictFloat, Field(allow_inf_nan=False)]


def _as_text(value: Any) -> Any:
    """Take a plain text as the German one."""
    return {"de": value} if isinstance(value, str) else value


Text = Annotated[dict[Language, Wording], BeforeValidator(_as_text)]
CHOICES = frozenset({QuestionKind.CHOICE, QuestionKind.SEVERAL})
COUNTED = frozenset({QuestionKind.NUMBER, QuestionKind.SCALE})


class _Part(BaseModel):
    """A part of a definition: unknown settings are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Test(_Part):
    """Asks whether an earlier question was answered in a certain way. Every setting that is given must hold."""

    __test__ = False  # no test of pytest

    question: Key
    is_: Annotated[tuple[str, ...], Field(alias="is", max_length=60)] = ()
    at_least: Number | None = None
    at_most: Number | None = None
    answered: StrictBool | None = None


class _Conditional(_Part):
    """Something that is shown only under conditions: all of `show_if`, and at least one of `show_if_any`.

    What is `hidden` is not asked at all and stays in the form to be brought back.
    """

    show_if: Annotated[tuple[Test, ...], Field(max_length=20)] = ()
    show_if_any: Annotated[tuple[Test, ...], Field(max_length=20)] = ()
    hidden: StrictBool = False

    @property
    def tests(self) -> tuple[Test, ...]:
        """Every condition, of both kinds."""
        return (*self.show_if, *self.show_if_any)


class Option(_Part):
    """One of the answers to choose from."""

    key: Key
    label: Text


class Question(_Conditional):
    """A question. `urgent_if` names answers that must not wait; `left` and `right` are the ends of a scale."""

    key: Key
    kind: QuestionKind
    label: Text
    help: Text | None = None
    required: StrictBool = False
    options: Annotated[tuple[Option, ...], Field(max_length=60)] = ()
    min: Number | None = None
    max: Number | None = None
    left: Text | None = None
    right: Text | None = None
    dont_know: StrictBool = False
    urgent_if: Annotated[tuple[str, ...], Field(max_length=20)] = ()

    @property
    def steps(self) -> range:
        """The steps of a scale."""
        return range(int(self.min if self.min is not None else 1), int(self.max if self.max is not None else 5) + 1)


class Section(_Conditional):
    """A page of a form. `facet` says with which part of the file its answers are released."""

    key: Key
    title: Text
    lead: Text | None = None
    area: LifeArea | None = None
    facet: Facet = Facet.INTAKE
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=80)]


class Form(_Part):
    """A whole form. With `completes_assessment`, finishing it at the beginning ends the phase of assessment."""

    key: Key
    title: Text
    lead: Text | None = None
    about: FormAbout = FormAbout.FAMILY
    completes_assessment: StrictBool = False
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=40)]

    def questions(self) -> Iterator[tuple[Section, Question]]:
        """Yield every question with its section, in order."""
        for section in self.sections:
            for question in section.questions:
                yield section, question

    def visible(self) -> Form:
        """Return the form as it is asked: without what is hidden, and without sections in which nothing is left."""
        left = []
        for section in self.sections:
            questions = tuple(one for one in section.questions if not one.hidden)
            if questions and not section.hidden:
                left.append(section.model_copy(update={"questions": questions}))
        return self.model_copy(update={"sections": tuple(left)})

    def section(self, key: str) -> Section | None:
        """Return a section by its key."""
        return next((one for one in self.sections if one.key == key), None)

    def languages(self) -> list[str]:
        """Return the languages in which at least the title exists; German first."""
        return sorted(self.title, key=lambda language: (language != "de", language))

    def as_data(self) -> dict[str, Any]:
        """Return what is stored and exported: settings that keep their default are left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def text(words: Mapping[str, str] | None, language: str) -> str:
    """Return a text in a language, else in German, else in any."""
    if not words:
        return ""
    return words.get(language) or words.get("de") or next(iter(words.values()))


def page_language() -> str:
    """Return the language of the page that is being made."""
    return (get_language() or "de").split("-")[0]


def possible_answers(question: Question) -> list[str]:
    """Return the answers a question can have, as they stand in conditions; empty when they cannot be listed."""
    found: list[str] = []
    if question.kind is QuestionKind.YES_NO:
        found = ["yes", "no"]
    elif question.kind in CHOICES:
        found = [option.key for option in question.options]
    elif question.kind is QuestionKind.SCALE:
        found = [str(step) for step in question.steps]
    return [*found, "unknown"] if found and question.dont_know else found
