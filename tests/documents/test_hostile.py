"""Hostile uploads: every one is refused or made harmless, within three seconds of a processor and 300 MB."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from chancennetz.access.context import working_as
from chancennetz.documents import content, sandbox, workshop
from chancennetz.documents.constants import MAX_PAGES, MAX_PIXELS
from chancennetz.documents.models import Document
from chancennetz.documents.rules import Refused
from tests.documents import hostile
from tests.universe import Universe


def test_there_are_enough_of_them() -> None:
    assert len(list(hostile.all_files())) >= 60


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_refused(name: str) -> None:
    with pytest.raises(Refused) as caught:
        content.prepare(hostile.REFUSED[name]())
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("name", hostile.NEUTRALISED)
def test_refused_or_made_harmless(name: str) -> None:
    make, gone = hostile.NEUTRALISED[name]
    hostile_bytes = make()
    assert all(word in hostile_bytes for word in gone), "the attack must be in the file, else this test shows nothing"
    try:
        kept = content.prepare(hostile_bytes)
    except Refused:
        return
    assert [word for word in gone if word in kept.content] == []
    if kept.media_type == "image/jpeg":
        assert dict(Image.open(io.BytesIO(kept.content)).getexif()) == {}
    else:
        assert [word for word in workshop.ACTIVE if word in kept.content] == []
        assert len(pypdfium2.PdfDocument(kept.content)) == kept.pages


@pytest.mark.parametrize("name", [name for name in hostile.NEUTRALISED if name.startswith("pdf")])
def test_what_was_kept_is_shown_or_refused(name: str) -> None:
    make, _gone = hostile.NEUTRALISED[name]
    try:
        kept = content.prepare(make())
        picture = content.page_picture(kept.content, kept.media_type, 0)
    except Refused:
        return
    shown = Image.open(io.BytesIO(picture))
    assert max(shown.size) <= content.LONGEST_SIDE


#: Runs one task as the sandbox does, and tells seconds of a processor and the highest memory in KiB.
_MEASURED = """
import json, pathlib, resource, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit:
    pass
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    status = pathlib.Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    sys.stderr.write("\\n" + json.dumps([used.ru_utime + used.ru_stime, peak]))
"""


@pytest.mark.parametrize("name", [name for name, _make in hostile.all_files()])
def test_no_file_costs_more_than_three_seconds_and_300_megabytes(name: str) -> None:
    hostile_bytes = dict(hostile.all_files())[name]()
    if hostile_bytes.startswith(b"%PDF-"):
        task = ("copy_pages", {"pages": MAX_PAGES, "width": content.PAGE_WIDTH, "side": content.LONGEST_SIDE})
    else:
        task = ("paint", {"pixels": MAX_PIXELS, "side": content.LONGEST_SIDE})
    command = [sys.executable, "-I", "-c", _MEASURED, workshop.__file__, task[0], json.dumps(task[1])]
    done = subprocess.run(command, input=hostile_bytes, capture_output=True, check=False)
    if done.returncode < 0:
        return  # ended by its limit, which is what the limit is for
    seconds, peak = json.loads(done.stderr.splitlines()[-1])
    assert seconds <= workshop.MOST_SECONDS
    assert peak * 1024 <= workshop.MOST_MEMORY


def test_a_workshop_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "workshop.py"
    script.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(sandbox, "_WORKSHOP", script)
    monkeypatch.setattr(sandbox, "PATIENCE", 0.3)
    with pytest.raises(Refused, match="sicher"):
        sandbox.run("paint", b"x")


def test_the_workshop_cannot_write_files(tmp_path: Path) -> None:
    script = "import runpy, sys; runpy.run_path(sys.argv[1])['limit'](); open(sys.argv[2], 'wb', 0).write(b'x' * 10)"
    command = [sys.executable, "-I", "-c", script, workshop.__file__, str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode != 0
    assert (tmp_path / "out").read_bytes() == b""


@pytest.mark.django_db
@pytest.mark.parametrize("name", hostile.NAMES)
def test_a_name_is_only_a_name(universe: Universe, settings: object, tmp_path: Path, name: str) -> None:
    settings.UPLOADS_DIR = tmp_path / "uploads"  # type: ignore[attr-defined]
    (tmp_path / "uploads").mkdir()
    file = universe.open_file("anna")
    client = Client()
    client.force_login(universe.users["anna"])
    upload = SimpleUploadedFile("x", hostile.picture())
    upload._name = name  # Django itself shortens names; an attacker's client does not
    address = reverse("documents:list", args=[file.pk])
    response = client.post(address, {"content": upload, "title": "Brief", "kind": "letter"})
    assert response.status_code in {302, 422}
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and tmp_path / "uploads" not in path.parents]
    assert outside == []
    with working_as(universe.actor("anna")):
        documents = list(Document.objects.filter(file=file))
    for document in documents:
        shown = client.get(reverse("documents:download", args=[file.pk, document.pk]))
        assert shown["Content-Disposition"] == f'attachment; filename="{file.number}-letter.jpg"'
        assert shown["X-Content-Type-Options"] == "nosniff"
