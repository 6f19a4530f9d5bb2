"""Forms in which declarations are recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.consent import rules
from chancennetz.consent.constants import (
    RECIPIENT_ROLES,
    RELEASABLE,
    TEXT_LANGUAGES,
    ConsentForm,
    Direction,
    ReleasePurpose,
    SingleAuthority,
    SpecialCategory,
    TextKind,
    ToldHow,
)
from chancennetz.core import time
from chancennetz.core.catalogue import LegalDomain
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person
from chancennetz.ui.fields import set_choices, set_rows
from chancennetz.ui.widgets import Chips, RadioChips

_DOMAINS = [(one.value, one.label) for one in LegalDomain if one not in {LegalDomain.OPERATION, LegalDomain.STATISTICS}]
#: Chosen when the recipient does not work on the platform.
NOBODY_HERE = "nobody"


#: How a declaration is signed, in the order of the page.
SIGNING = (
    "guardian",
    "second_guardian",
    "single_authority",
    "authority_note",
    "language",
    "interpreter",
    "form",
    "signed_on",
    "scan",
)


class SignatureForm(forms.Form):
    """Who signed, when and how. Guardians are asked only when the law asks for them."""

    guardian = forms.ChoiceField(label=_("Signs as person with custody"), widget=RadioChips, required=False)
    second_guardian = forms.ChoiceField(label=_("Signs too (shared custody)"), widget=RadioChips, required=False)
    single_authority = forms.ChoiceField(
        label=_("Only one of the two signs, because"),
        choices=[("", _("both sign")), *SingleAuthority.choices],
        widget=forms.Select,
        required=False,
        help_text=_("Custody is shared. One signature is enough only for one of these reasons."),
    )
    authority_note = forms.CharField(
        label=_("What have you seen?"),
        max_length=500,
        required=False,
        help_text=_("For example: written authority of 3 May, seen in the original."),
    )
    form = forms.ChoiceField(
        label=_("How is it signed?"),
        choices=[
            (ConsentForm.PAPER.value, _("Signed on paper")),
            (ConsentForm.ELECTRONIC.value, _("Signs here on the tablet, on the next page")),
        ],
        widget=RadioChips,
    )
    signed_on = forms.DateField(label=_("Signed on"), initial=time.today)
    scan = forms.FileField(
        label=_("Photo or scan of the signed sheet"),
        required=False,
        help_text=_("It is kept encrypted among the documents. You can also add it later."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the sheet"),
        choices=list(TEXT_LANGUAGES.items()),
        widget=forms.Select,
        initial="de",
        help_text=_("The sheet is shown and printed in this language."),
    )
    interpreter = forms.CharField(
        label=_("Who interpreted?"), max_length=120, required=False, help_text=_("Name, or leave it empty.")
    )

    def __init__(
        self, *args: Any, signing: rules.Signing, custodians: Sequence[Person], may_have_guardian: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.custodians = list(custodians)
        self.fields["form"].initial = ConsentForm.PAPER
        # Whoever signs on the tablet signs today.
        self.fields["signed_on"].required = self.data.get("form") != ConsentForm.ELECTRONIC
        choices = [(str(one.pk), one.full_name) for one in custodians]
        wanted = signing.guardians or (1 if may_have_guardian else 0)
        for place, name in enumerate(("guardian", "second_guardian"), start=1):
            if place > wanted:
                del self.fields[name]
                continue
            set_choices(self, name, choices)
            self.fields[name].required = place <= signing.guardians
            if len(choices) >= place and place <= signing.guardians:
                self.fields[name].initial = choices[place - 1][0]
        if signing.guardians < 2:
            del self.fields["single_authority"], self.fields["authority_note"]
        else:
            self.fields["second_guardian"].required = False

    def clean(self) -> dict[str, Any]:
        """With shared custody the second person signs, unless a reason is chosen; on the tablet it is today."""
        data = super().clean() or self.cleaned_data
        if "single_authority" in self.fields:
            if not data.get("single_authority") and not data.get("second_guardian"):
                self.add_error("second_guardian", _("With shared custody both sign. Please enter the second person."))
            if data.get("single_authority"):
                data["second_guardian"] = ""
        if data.get("form") == ConsentForm.ELECTRONIC:
            data["signed_on"] = time.today()
        return data

    def signature(self) -> dict[str, Any]:
        """Return the values that the action takes."""
        data = self.cleaned_data
        by_id = {str(one.pk): one for one in self.custodians}
        return {
            "signed_on": data["signed_on"],
            "guardian": by_id.get(data.get("guardian", "")),
            "second_guardian": by_id.get(data.get("second_guardian", "")),
            "single_authority": data.get("single_authority", ""),
            "authority_note": data.get("authority_note", ""),
            "plain_language_shown": data["explained"],
            "form": ConsentForm(data["form"]),
            "language": data["language"],
            "interpreter": data["interpreter"],
        }


class ConsentGivenForm(SignatureForm):
    """Consent to processing."""

    special_categories = forms.MultipleChoiceField(
        label=_("May we also write down something about …"),
        help_text=_("Each one counts on its own. Tick only what the person has ticked on the sheet."),
        choices=SpecialCategory.choices,
        widget=Chips,
        required=False,
    )
    valid_to = forms.DateField(
        label=_("Last day"), required=False, help_text=_("Leave it empty when it holds until the counselling ends.")
    )
    follow_up_contact = forms.BooleanField(
        label=_("We may ask again after the counselling how things are going"), required=False
    )
    explained = forms.BooleanField(label=_("I have explained it in plain words, and the sheet is signed"))
    field_order = ("special_categories", *SIGNING)


class ReleaseForm(SignatureForm):
    """Release from confidentiality: everything that s. 67b(2) SGB X and s. 203 StGB ask for."""

    recipient = forms.ModelChoiceField(
        label=_("With whom may we talk?"), queryset=Organisation.objects.none(), empty_label=_("Please choose")
    )
    recipient_role = forms.ChoiceField(
        label=_("Who may read there?"),
        choices=[
            *((role.value, role.label) for role in Role if role in RECIPIENT_ROLES),
            (NOBODY_HERE, _("nobody on this platform: we talk or write")),
        ],
        widget=RadioChips,
    )
    direction = forms.ChoiceField(label=_("In which direction?"), choices=Direction.choices, widget=RadioChips)
    purpose = forms.ChoiceField(choices=ReleasePurpose.choices, widget=forms.HiddenInput)
    purpose_text = forms.CharField(
        label=_("Said more exactly: what for?"),
        max_length=500,
        required=False,
        help_text=_("For example: case conference on 3 December about child care."),
        widget=forms.Textarea({"rows": 2}),
    )
    facets = forms.MultipleChoiceField(
        label=_("What may they know?"), choices=[(facet.value, facet.label) for facet in RELEASABLE], widget=Chips
    )
    special_categories = forms.MultipleChoiceField(
        label=_("Also something about …"),
        help_text=_("Each one counts on its own. Health needs a tick here too."),
        choices=SpecialCategory.choices,
        widget=Chips,
        required=False,
    )
    valid_to = forms.DateField(label=_("Until when?"), help_text=_("Twelve months at most."))
    domain_from = forms.ChoiceField(
        label=_("From which part of the law"), choices=_DOMAINS, required=False, widget=forms.Select
    )
    domain_to = forms.ChoiceField(
        label=_("To which part of the law"),
        choices=[("", _("as usual for this office")), *_DOMAINS],
        required=False,
        widget=forms.Select,
    )
    team_may_speak = forms.ChoiceField(
        label=_("Who of us may speak?"),
        choices=[("team", _("I and the case team")), ("me", _("only I, in person"))],
        initial="team",
        widget=RadioChips,
        required=False,
    )
    children = forms.MultipleChoiceField(
        label=_("It holds for these children too"),
        help_text=_("Children below 15 whose only person with custody signs here."),
        widget=Chips,
        required=False,
    )
    copy_handed_over = forms.BooleanField(label=_("The person has a copy of the sheet"), required=False)
    explained = forms.BooleanField(label=_("I have explained it in plain words, and the sheet is signed"))
    field_order = (
        "recipient",
        "recipient_role",
        "direction",
        "purpose",
        "purpose_text",
        "facets",
        "special_categories",
        "valid_to",
        "domain_from",
        "domain_to",
        "team_may_speak",
        "children",
        *SIGNING,
    )

    def __init__(
        self, *args: Any, recipients: Any, children: Sequence[Person] = (), domain: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "recipient", recipients)
        self.fields["domain_from"].initial = domain
        self.young = list(children)
        if children:
            names = [(str(one.pk), one.full_name) for one in children]
            set_choices(self, "children", names)
        else:
            del self.fields["children"]
        self.fields["direction"].initial = Direction.ONE_WAY
        self.fields["valid_to"].initial = time.add_months(time.today(), 6)


class RefusalForm(forms.Form):
    """Somebody said no."""

    kind = forms.ChoiceField(label=_("Said no to"), choices=TextKind.choices, widget=RadioChips)
    recipient = forms.ModelChoiceField(
        label=_("In case of a release: to whom?"), queryset=Organisation.objects.none(), required=False
    )
    signed_on = forms.DateField(label=_("On"), initial=time.today)

    def __init__(self, *args: Any, recipients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "recipient", recipients)


class WithdrawalForm(forms.Form):
    """Somebody has thought again."""

    withdrawn_by = forms.ChoiceField(label=_("Who withdraws?"), widget=RadioChips)
    note = forms.CharField(
        label=_("Note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For example: on the telephone. A reason is not needed."),
    )

    all_to_recipient = forms.BooleanField(
        label=_("All releases of this person to this office end"),
        required=False,
        initial=True,
        help_text=_("There is more than one. Usually somebody who withdraws means all of them."),
    )

    def __init__(self, *args: Any, people: Sequence[Person], has_others: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_others:
            del self.fields["all_to_recipient"]
        set_choices(self, "withdrawn_by", [(str(one.pk), one.full_name) for one in people])
        self.fields["withdrawn_by"].initial = str(people[0].pk)


class ToldForm(forms.Form):
    """An office was told of a withdrawal."""

    how = forms.ChoiceField(label=_("How did you tell them?"), choices=ToldHow.choices, widget=RadioChips)
    told_on = forms.DateField(label=_("Told on"), initial=time.today)


class ScanForm(forms.Form):
    """The signed sheet."""

    content = forms.FileField(
        label=_("Photo or scan of the signed sheet"),
        help_text=_("JPG, PNG, WEBP or PDF, up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )
