"""Forms of "Show only if …": the question that decides, and what has to be answered to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancennetz.assessments.constants import QuestionKind
from chancennetz.assessments.definition import Question, Section, Test, possible_answers, text
from chancennetz.assessments.wording import choices_of
from chancennetz.formeditor import conditions
from chancennetz.formeditor.conditions import Asks
from chancennetz.formeditor.editing import Data
from chancennetz.formeditor.forms.editing import EditForm, as_number
from chancennetz.ui.fields import set_choices
from chancennetz.ui.widgets import Chips, RadioChips

_EVERY, _SOME = "every", "some"


class AskForm(forms.Form):
    """Which earlier question decides? Its answers come on the next page."""

    ask = forms.ChoiceField(label=_("Which question decides?"))

    def __init__(self, *args: Any, asked: Sequence[tuple[Section, Question]], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for section, question in asked:
            groups.setdefault(text(section.title, language), []).append((question.key, text(question.label, language)))
        set_choices(self, "ask", [("", gettext("Please choose")), *groups.items()])


class ConditionForm(EditForm):
    """What has to be answered to the question that decides. Only what its kind allows is asked."""

    how = forms.ChoiceField(label=_("When is it shown?"), widget=RadioChips)
    answers = forms.MultipleChoiceField(label=_("Which answers?"), widget=Chips)
    at_least = forms.DecimalField(label=_("At least"), required=False, max_digits=12)
    at_most = forms.DecimalField(label=_("At most"), required=False, max_digits=12)
    group = forms.ChoiceField(
        label=_("How does it belong to the others?"),
        choices=[(_EVERY, _("It must hold in any case")), (_SOME, _("Of several, one is enough"))],
        widget=RadioChips,
    )

    def __init__(
        self, *args: Any, question: Question, test: Test | None, asks_group: bool, language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.question, self.test = question, test
        listed, number = bool(possible_answers(question)), question.kind is QuestionKind.NUMBER
        these = gettext("with certain answers") if listed else gettext("with a number from … to …")
        ways = [(Asks.THESE, these)] if listed or number else []
        ways += [(Asks.ANSWERED, gettext("with any answer")), (Asks.UNANSWERED, gettext("without an answer"))]
        set_choices(self, "how", [(one.value, words) for one, words in ways])
        self._listed(listed, language)
        for name in ("at_least", "at_most"):
            if number:
                self._limit(name)
            else:
                del self.fields[name]
        if not asks_group:
            del self.fields["group"]

    def _listed(self, listed: bool, language: str) -> None:
        if not listed:
            del self.fields["answers"]
            return
        set_choices(self, "answers", choices_of(self.question, language))
        field = self.fields["answers"]
        field.help_text = gettext("One of them is enough.")
        field.required = not self.is_bound or self.data.get("how") == Asks.THESE
        field.error_messages["required"] = gettext("Please choose at least one answer.")

    def _limit(self, name: str) -> None:
        """A limit outside of what can be answered would never hold, or always."""
        low, high = self.question.min, self.question.max
        self.fields[name] = forms.DecimalField(
            label=self.fields[name].label, required=False, max_digits=12, min_value=low, max_value=high
        )

    @staticmethod
    def values_of(question: Question, test: Test | None, *, some: bool) -> dict[str, Any]:
        """Return the initial values."""
        found: dict[str, Any] = {"group": _SOME if some else _EVERY}
        if test is None:
            can_list = possible_answers(question) or question.kind is QuestionKind.NUMBER
            return found | {"how": (Asks.THESE if can_list else Asks.ANSWERED).value}
        limits = {"at_least": test.at_least, "at_most": test.at_most}
        return found | limits | {"how": conditions.asks(test).value, "answers": conditions.chosen(question, test)}

    def clean(self) -> dict[str, Any]:
        """A number needs at least one limit, and both in their order."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        is_right = "at_least" in self.fields and not {"at_least", "at_most"} & set(self.errors)
        if is_right and data.get("how") == Asks.THESE:
            self._check_limits(data)
        return data

    def _check_limits(self, data: Mapping[str, Any]) -> None:
        low, high = data.get("at_least"), data.get("at_most")
        if low is None and high is None:
            self.add_error("at_least", gettext("Please enter at least one of the two numbers."))
        if low is not None and high is not None and low > high:
            self.add_error("at_most", gettext("This is smaller than the number above."))

    @property
    def condition(self) -> Data:
        """Return the condition as data."""
        data = self.cleaned_data
        ends = (as_number(data.get("at_least")), as_number(data.get("at_most")))
        return conditions.write(self.question, self.test, Asks(data["how"]), data.get("answers", []), ends)

    def some(self, otherwise: bool) -> bool:
        """Tell whether it is one of those of which one suffices."""
        group = self.cleaned_data.get("group")
        return otherwise if not group else group == _SOME
