"""One page for every import: choose a file, see what would happen, confirm. Nothing is written before that.

Between the dry run and the confirmation the file travels in the page itself (compressed), so nothing lies around on the
server, and the confirmed import checks it anew.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.imports import ImportReport
from chancennetz.ui import feedback, parts
from chancennetz.ui.tables import Column, Table

Text = str | Promise
MOST_BYTES = 10 * 1024 * 1024
#: What may come back with the confirmation, compressed; below Django's limit for a form.
MOST_PACKED = 3 * 1024 * 1024


class UploadForm(forms.Form):
    """A file to be checked."""

    name = ""
    file = forms.FileField(label=pgettext_lazy("import", "File"), allow_empty_file=True)

    def clean_file(self) -> bytes:
        """Return the content; refuse what is too large for a page."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 10 MB. Please import it with the command line."))
        self.name = str(upload.name)
        data: bytes = upload.read()
        if len(pack(data)) > MOST_PACKED:
            raise forms.ValidationError(_("This file is too large for the page. Please use the command line."))
        return data


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Words and addresses of an import page. `run` takes the content and whether it is a dry run."""

    title: Text
    lead: Text
    run: Callable[[bytes, bool], ImportReport]
    done_url: str
    accept: str
    rules: Sequence[Text] = ()
    breadcrumb: Sequence[parts.Crumb] = field(default_factory=tuple)


class _Defects(Table):
    caption = gettext_lazy("What has to be mended")
    columns = (
        Column("row", gettext_lazy("Row"), kind="number"),
        Column("field", pgettext_lazy("import", "Place"), head=True),
        Column("message", gettext_lazy("What is wrong")),
        Column("cure", gettext_lazy("What helps")),
    )
    filename = "defects"
    files = False
    page_size = 200


def pack(data: bytes) -> str:
    """Return the content as text for a hidden field."""
    return base64.b64encode(zlib.compress(data, 6)).decode()


def unpack(text: str) -> bytes:
    """Return the content of a hidden field. Raises ImportDefects when it was damaged on the way or is too large."""
    try:
        decoder = zlib.decompressobj()
        data = decoder.decompress(base64.b64decode(text, validate=True), MOST_BYTES)
        if decoder.unconsumed_tail or not decoder.eof:
            raise zlib.error("incomplete")
    except (binascii.Error, zlib.error, ValueError) as error:
        defect = Defect(None, "", _("The file did not arrive whole."), _("Please choose it again."))
        raise ImportDefects([defect]) from error
    return data


def _show(request: HttpRequest, page: ImportPage, status: int = 200, **more: object) -> HttpResponse:
    form = more.pop("form", None) or UploadForm()
    assert isinstance(form, UploadForm)  # noqa: S101 - made here
    form.fields["file"].widget.attrs["accept"] = page.accept
    return render(
        request, "ui/import.html", {"page": page, "form": form, "breadcrumb": page.breadcrumb, **more}, status=status
    )


def import_page(request: HttpRequest, page: ImportPage) -> HttpResponse:
    """Serve the page: GET shows the form, POST with a file tries it, POST with `packed` does it."""
    if request.method != "POST":
        return _show(request, page)
    if "packed" in request.POST:
        return _carry_out(request, page)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, page, 422, form=form)
    data = form.cleaned_data["file"]
    try:
        report = page.run(data, True)
    except ImportDefects as error:
        return _show(request, page, 422, defects=_Defects(error.defects, request), count=len(error.defects))
    return _show(request, page, report=report, packed=pack(data), name=form.name)


def _carry_out(request: HttpRequest, page: ImportPage) -> HttpResponse:
    try:
        report = page.run(unpack(request.POST["packed"]), False)
    except ImportDefects as error:
        return _show(request, page, 422, defects=_Defects(error.defects, request), count=len(error.defects))
    words = ngettext("%(count)s record imported.", "%(count)s records imported.", report.changes)
    feedback.confirm(request, words % {"count": report.changes})
    return redirect(page.done_url)
