"""Uploads: what is taken, what is refused, and who may see it."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from pathlib import Path

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.core import crypto
from chancennetz.documents import actions, content, queries, storage
from chancennetz.documents.models import Document
from chancennetz.documents.rules import Refused
from tests.universe import Universe


@pytest.fixture(autouse=True)
def _uploads(settings: object, tmp_path: Path) -> None:
    settings.UPLOADS_DIR = tmp_path  # type: ignore[attr-defined]


def _photo(size: tuple[int, int] = (60, 40), kind: str = "JPEG") -> bytes:
    image = Image.new("RGB", size, (200, 30, 30))
    exif = image.getexif()
    exif[0x8825] = {1: "N", 2: (51.0, 32.0, 0.0)}  # position of the camera
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def _pdf(pages: int = 2) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _page in range(pages):
        document.new_page(200, 300)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_photo_is_painted_anew_without_the_position() -> None:
    prepared = content.prepare(_photo())
    assert prepared.media_type == "image/jpeg"
    assert dict(Image.open(io.BytesIO(prepared.content)).getexif()) == {}


def test_a_pdf_keeps_its_pages_and_each_becomes_a_picture() -> None:
    prepared = content.prepare(_pdf(3))
    assert prepared.pages == 3
    assert content.page_picture(prepared.content, prepared.media_type, 2).startswith(b"\x89PNG")
    with pytest.raises(IndexError):
        content.page_picture(prepared.content, prepared.media_type, 3)


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"PK\x03\x04zip",
        b"%PDF-1.7 broken",
        b"\xff\xd8\xff broken",
        b"\x89PNG\r\n\x1a\n broken",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"MZ\x90\x00",
        b"GIF89a",
    ],
)
def test_everything_else_is_refused_with_a_reason(hostile: bytes) -> None:
    with pytest.raises(Refused) as refused:
        content.prepare(hostile)
    assert len(str(refused.value)) > 20


def test_a_pixel_flood_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(Refused, match=r"pixels|Bildpunkte"):
        content.prepare(out.getvalue())


def test_the_file_on_disk_is_sealed_and_bound_to_its_name(universe: Universe, tmp_path: Path) -> None:
    file = universe.open_file("anna")
    anna = universe.actor("anna")
    with working_as(anna):
        document = actions.upload(by=anna, file=file, content=_pdf(), title="Bescheid")
        on_disk = next(tmp_path.glob("??/*"))
        assert b"%PDF" not in on_disk.read_bytes()
        assert storage.read(file.id, document.stored_as).startswith(b"%PDF")
        on_disk.rename(on_disk.with_name("0" * 32))
        with pytest.raises(crypto.Unreadable, match="not on disk"):
            storage.read(file.id, document.stored_as)


def test_orphans_are_swept(universe: Universe, tmp_path: Path) -> None:
    file = universe.open_file("anna")
    anna = universe.actor("anna")
    with working_as(anna):
        actions.upload(by=anna, file=file, content=_photo(), title="")
        storage.write(file.id, "ab" * 16, b"left behind by a crash")
    from chancennetz.core.actor import system_actor

    with working_as(system_actor()) as by:
        assert actions.sweep_orphans(by=by) == 0  # it may be an upload whose row is not committed yet
        assert actions.sweep_orphans(by=by, min_age=dt.timedelta(0)) == 1
        assert actions.sweep_orphans(by=by, min_age=dt.timedelta(0)) == 0


def _client(universe: Universe, name: str) -> Client:
    client = Client()
    client.force_login(universe.users[name])
    return client


def test_the_pages_from_upload_to_undo(universe: Universe) -> None:
    file = universe.open_file("anna")
    client = _client(universe, "anna")
    address = reverse("documents:list", args=[file.id])
    photo = SimpleUploadedFile("x.exe", _photo(), content_type="application/x-msdownload")
    answer = client.post(address, {"content": photo, "title": "Brief vom Amt", "kind": "letter"})
    assert answer.status_code == 302
    assert "Brief vom Amt" in client.get(address).content.decode()
    with working_as(universe.actor("anna")):
        document = Document.objects.get()
    arguments = [file.id, document.id]
    assert client.get(reverse("documents:show", args=arguments)).status_code == 200
    assert client.get(reverse("documents:page", args=[*arguments, 0]))["Content-Type"] == "image/jpeg"
    assert client.get(reverse("documents:page", args=[*arguments, 1])).status_code == 404
    download = client.get(reverse("documents:download", args=arguments))
    assert download["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(kind="export", subject_ids__contains=[file.id]).count() == 1
    client.post(reverse("documents:remove", args=arguments))
    with working_as(universe.actor("anna")):
        assert queries.documents_of(file.id) == []
    client.post(reverse("documents:bring_back", args=arguments))
    with working_as(universe.actor("anna")):
        assert len(queries.documents_of(file.id)) == 1


def test_a_refused_upload_keeps_the_form_and_says_why(universe: Universe) -> None:
    file = universe.open_file("anna")
    bad = SimpleUploadedFile("brief.pdf", b"<html>", content_type="application/pdf")
    page = _client(universe, "anna").post(
        reverse("documents:list", args=[file.id]), {"content": bad, "title": "Bleibt", "kind": "letter"}
    )
    assert page.status_code == 422
    assert "Bleibt" in page.content.decode()


@pytest.mark.parametrize("name", ["carla", "cora", "jan", "paul", "admin", "dora", "stefan"])
def test_nobody_else_finds_the_document(universe: Universe, name: str) -> None:
    file = universe.open_file("anna")
    anna = universe.actor("anna")
    with working_as(anna):
        document = actions.upload(by=anna, file=file, content=_photo(), title="Brief")
    client = _client(universe, name)
    for view in ("show", "download"):
        assert client.get(reverse(f"documents:{view}", args=[file.id, document.id])).status_code == 404
    assert client.get(reverse("documents:show", args=[file.id, uuid.uuid4()])).status_code == 404
