"""Forms of the editor: the head of a form, a section, a question with its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.assessments.constants import SECTION_FACETS, QuestionKind
from chancennetz.assessments.definition import Form, Question, Section, possible_answers, text
from chancennetz.assessments.wording import choices_of
from chancennetz.casework.constants import LifeArea
from chancennetz.formeditor.editing import OptionRow
from chancennetz.ui.fields import set_choices
from chancennetz.ui.widgets import Chips

_LONGEST = 2000
#: Empty rows below the answers that are there.
_MORE_OPTIONS = 3
_MOST_OPTIONS = 60


def _words(label: Any, *, required: bool = False, help_text: Any = "", rows: int = 0) -> forms.CharField:
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=required, max_length=_LONGEST, help_text=help_text, widget=widget)


def _both(name: str, words: Mapping[str, str] | None) -> dict[str, str]:
    """Return the initial values of a text in German and English."""
    return {f"{name}_de": (words or {}).get("de", ""), f"{name}_en": (words or {}).get("en", "")}


class EditForm(forms.Form):
    """A form that knows which state of the draft its reader saw."""

    mark = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class HeadForm(EditForm):
    """Title and introduction."""

    title_de = _words(_("Title"), required=True)
    title_en = _words(_("Title in English"))
    lead_de = _words(_("Introduction"), rows=2)
    lead_en = _words(_("Introduction in English"), rows=2)

    @staticmethod
    def values_of(form: Form) -> dict[str, Any]:
        """Return the initial values."""
        return _both("title", form.title) | _both("lead", form.lead)


class SectionEditForm(EditForm):
    """A page of the form."""

    title_de = _words(_("Title"), required=True)
    title_en = _words(_("Title in English"))
    lead_de = _words(_("Introduction"), rows=2)
    lead_en = _words(_("Introduction in English"), rows=2)
    area = forms.ChoiceField(label=_("Life area"), required=False, choices=[("", _("none")), *LifeArea.choices])
    facet = forms.ChoiceField(
        label=_("With which part of the file are the answers released?"),
        choices=[(one.value, one.label) for one in SECTION_FACETS],
        help_text=_("Health and benefits have parts of their own: whoever may read the assessment does not see them."),
    )
    first_de = _words(_("First question"), required=True, help_text=_("More questions and its kind come afterwards."))
    first_en = _words(_("First question in English"))

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["first_de"], self.fields["first_en"]

    @staticmethod
    def values_of(section: Section) -> dict[str, Any]:
        """Return the initial values."""
        own = {"area": section.area or "", "facet": section.facet.value}
        return _both("title", section.title) | _both("lead", section.lead) | own

    @property
    def values(self) -> dict[str, Any]:
        """Return what `editing.change_section` takes."""
        data = dict(self.cleaned_data)
        words = {"de": data.get("first_de", ""), "en": data.get("first_en", "")}
        # The part that holds assessments anyhow is the default of a definition and is left out.
        facet = "" if data["facet"] == "intake" else data["facet"]
        return data | {"first": {name: said for name, said in words.items() if said}, "facet": facet}


class QuestionEditForm(EditForm):
    """A question. Settings that do not fit its kind are left out when it is saved."""

    label_de = _words(_("Question"), required=True)
    label_en = _words(_("Question in English"))
    help_de = _words(_("Help below the question"))
    help_en = _words(_("Help in English"))
    kind = forms.ChoiceField(label=_("How is it answered?"), choices=QuestionKind.choices)
    required = forms.BooleanField(label=_("Must be answered before the form is finished"), required=False)
    dont_know = forms.BooleanField(label=_("“Don't know” can be chosen too"), required=False)
    urgent = forms.MultipleChoiceField(
        label=_("Which answers cannot wait?"),
        required=False,
        widget=Chips,
        help_text=_("They stand on top of the assessment. Answers you add now can be chosen the next time."),
    )
    section = forms.ChoiceField(label=_("In which section?"))
    min = forms.DecimalField(label=_("Smallest value"), required=False, max_digits=12)
    max = forms.DecimalField(label=_("Largest value"), required=False, max_digits=12)
    left_de = _words(_("What the smallest step means"))
    left_en = _words(_("What the smallest step means, in English"))
    right_de = _words(_("What the largest step means"))
    right_en = _words(_("What the largest step means, in English"))

    def __init__(
        self, *args: Any, form: Form, section: str, question: Question | None, language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        titles = [(one.key, text(one.title, language)) for one in form.sections]
        set_choices(self, "section", titles)
        self.fields["section"].initial = section
        known = list(question.options) if question is not None else []
        self.option_keys = [one.key for one in known] + [""] * min(_MORE_OPTIONS, _MOST_OPTIONS - len(known))
        for number, key in enumerate(self.option_keys):
            words = known[number].label if key else {}
            self._add_option(number, words)
        answers = possible_answers(question) if question is not None else []
        if question is None or not answers:
            del self.fields["urgent"]
        else:
            said = dict(choices_of(question, language))
            set_choices(self, "urgent", [(one, said.get(one, one)) for one in answers])

    def _add_option(self, number: int, words: Mapping[str, str]) -> None:
        names = {"number": number + 1}
        for language, label in (("de", gettext("Answer %(number)s")), ("en", gettext("Answer %(number)s in English"))):
            field = _words(label % names)
            field.initial = words.get(language, "")
            self.fields[f"option_{number}_{language}"] = field
        self.fields[f"place_{number}"] = forms.IntegerField(
            label=gettext("Place of answer %(number)s") % names, initial=number + 1, required=False, min_value=1,
            max_value=99,
        )  # fmt: skip

    @staticmethod
    def values_of(question: Question) -> dict[str, Any]:
        """Return the initial values."""
        found: dict[str, Any] = {"kind": question.kind.value, "urgent": list(question.urgent_if)}
        for name in ("label", "help", "left", "right"):
            found |= _both(name, getattr(question, name))
        for name in ("required", "dont_know", "min", "max"):
            found[name] = getattr(question, name)
        return found

    def groups(self) -> Iterator[tuple[str, str, bool]]:
        """Yield heading, names of the fields, and whether the part stands open."""
        said = {"min", "max", "left_de", "right_de"} & {name for name in self.fields if self[name].value()}
        options = [name for name in self.fields if name.startswith(("option_", "place_"))]
        order = sorted(options, key=lambda name: int(name.split("_")[1]))
        yield gettext("Answers to choose from"), " ".join(order), bool(self["kind"].value() in {"choice", "several"})
        scale = "min max left_de left_en right_de right_en"
        yield gettext("Numbers and scales"), scale, bool(said) or self["kind"].value() in {"scale", "number"}

    @property
    def main(self) -> str:
        """The names of the fields that every question has."""
        words = ("label_de", "label_en", "help_de", "help_en")
        rest = ("kind", "required", "dont_know", "urgent", "section")
        return " ".join(name for name in (*words, *rest) if name in self.fields)

    @property
    def values(self) -> dict[str, Any]:
        """Return what `editing.change_question` takes."""
        data = dict(self.cleaned_data)
        rows: list[tuple[int, int, OptionRow]] = []
        for number, key in enumerate(self.option_keys):
            words = (data[f"option_{number}_de"], data[f"option_{number}_en"])
            rows.append((data[f"place_{number}"] or number + 1, number, (key, *words)))
        data["options"] = [row for _place, _number, row in sorted(rows)]
        data["urgent"] = data.get("urgent", [])
        for name in ("min", "max"):
            data[name] = as_number(data[name])
        return data


def as_number(value: Decimal | None) -> int | float | None:
    """Return a typed number as a definition keeps it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
