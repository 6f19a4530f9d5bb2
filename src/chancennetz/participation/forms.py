"""Forms of participation: begin, another module, leave."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chancennetz.ui.fields import day_field, set_choices
from chancennetz.ui.widgets import Chips, RadioChips


class EnrolForm(forms.Form):
    """A person begins in the programme."""

    person = forms.ChoiceField(label=_("Who?"), widget=RadioChips)
    entry_on = day_field(_("First day"))
    modules = forms.MultipleChoiceField(label=_("Modules"), widget=Chips, required=False)

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[uuid.UUID, str]],
        modules: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "person", [(str(one), name) for one, name in people])
        set_choices(self, "modules", list(modules))


class ModuleForm(forms.Form):
    """A participant begins another module."""

    module = forms.ChoiceField(label=_("Module"), widget=RadioChips)
    start = day_field(_("From"))

    def __init__(self, *args: Any, modules: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "module", list(modules))


class LeaveForm(forms.Form):
    """A participant leaves."""

    exit_on = day_field(_("Last day"))
