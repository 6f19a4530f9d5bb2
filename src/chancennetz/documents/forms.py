"""Form of an upload."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from chancennetz.documents.constants import DocumentKind
from chancennetz.ui.widgets import RadioChips


class UploadForm(forms.Form):
    """A photo of a letter, or a PDF."""

    content = forms.FileField(
        label=_("Photo or PDF"),
        help_text=_("JPG, PNG, WEBP or PDF, up to 20 MB. We remove the place where a photo was taken."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )
    title = forms.CharField(label=_("What is it?"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=DocumentKind.choices, initial=DocumentKind.LETTER, widget=RadioChips
    )
