"""Pages of documents: upload, look at as pictures, download with right and read row."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages, idempotency
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.access.rules import opened_facets
from chancennetz.core import time
from chancennetz.documents import actions, queries, storage
from chancennetz.documents import content as contents
from chancennetz.documents.constants import DocumentKind
from chancennetz.documents.forms import UploadForm
from chancennetz.documents.models import Document
from chancennetz.documents.rules import Refused
from chancennetz.ui import feedback, pages
from chancennetz.ui.parts import Crumb


def _document(file_id: uuid.UUID, document_id: uuid.UUID, *, removed: bool = False) -> Document:
    document = queries.find_document(file_id, document_id, removed=removed)
    if document is None:
        raise Http404
    return document


@declare.in_file(Facet.DOCUMENT, write=Action.CREATE)
def document_list(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The documents of a family, with the form for a new one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if earlier := idempotency.claim(request):
            return redirect(earlier)
        if form.is_valid():
            data = form.cleaned_data
            try:
                actions.upload(
                    by=request.actor,
                    file=request.file,
                    content=data["content"].read(),
                    title=data["title"],
                    kind=DocumentKind(data["kind"]),
                )
            except Refused as refused:
                form.add_error("content", str(refused))
            else:
                address = reverse("documents:list", args=[file_id])
                idempotency.remember(request, address)
                feedback.confirm(request, _("Document saved."))
                return redirect(address)
    may_add = Facet.DOCUMENT in opened_facets(request.actor, request.facts, time.now(), Action.CREATE)
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Documents")),
        "documents": queries.documents_of(file_id),
        "file": request.file,
        "form": form if may_add else None,
    }
    return render(request, "documents/list.html", context, status=422 if form.errors else 200)


@declare.in_file(Facet.DOCUMENT)
def document_show(request: FileRequest, file_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """A document, page by page as pictures."""
    document = _document(file_id, document_id)
    context = {
        "breadcrumb": file_pages.crumbs(
            request, Crumb(_("Documents"), reverse("documents:list", args=[file_id])), document.title
        ),
        "document": document,
        "file": request.file,
        "pages": range(document.pages),
        "may_export": Facet.DOCUMENT in opened_facets(request.actor, request.facts, time.now(), Action.EXPORT),
        "may_end": Facet.DOCUMENT in opened_facets(request.actor, request.facts, time.now(), Action.END),
    }
    return render(request, "documents/show.html", context)


@declare.in_file(Facet.DOCUMENT)
def document_page(request: FileRequest, file_id: uuid.UUID, document_id: uuid.UUID, page: int) -> HttpResponse:
    """One page as a picture; 404 for one that is not there or cannot be drawn safely."""
    document = _document(file_id, document_id)
    try:
        picture = contents.page_picture(storage.read(file_id, document.stored_as), document.media_type, page)
    except (IndexError, Refused) as error:
        raise Http404 from error
    return HttpResponse(picture, content_type="image/jpeg" if document.media_type == "image/jpeg" else "image/png")


@declare.in_file(Facet.DOCUMENT, read=Action.EXPORT)
def document_download(request: FileRequest, file_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """The document itself, as a download."""
    document = _document(file_id, document_id)
    response = HttpResponse(actions.hand_out(by=request.actor, document=document), content_type=document.media_type)
    ending = "pdf" if document.media_type == "application/pdf" else "jpg"
    response["Content-Disposition"] = f'attachment; filename="{request.file.number}-{document.kind}.{ending}"'
    return response


@declare.in_file(Facet.DOCUMENT, read=Action.END, write=Action.END)
def document_remove(request: FileRequest, file_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """Put a document aside, with undo."""
    document = _document(file_id, document_id)
    if request.method == "POST":
        actions.remove(by=request.actor, document=document)
        undo = reverse("documents:bring_back", args=[file_id, document_id])
        feedback.confirm(request, _("Document put aside."), undo_url=undo)
        return redirect("documents:list", file_id=file_id)
    return pages.confirm(
        request,
        title=_("Put this document aside?"),
        text=document.title,
        action=_("Put aside"),
        cancel_url=reverse("documents:show", args=[file_id, document_id]),
    )


@declare.in_file(Facet.DOCUMENT, write=Action.END)
@require_POST
def document_bring_back(request: FileRequest, file_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """Undo putting aside."""
    actions.bring_back(by=request.actor, document=_document(file_id, document_id, removed=True))
    feedback.confirm(request, _("The document is back."))
    return redirect("documents:list", file_id=file_id)
