"""Pages of forms through the client: changing one as a file, what is refused, who may open them."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from chancennetz.assessments import queries
from chancennetz.assessments.constants import FormState
from chancennetz.assessments.models import FormDefinition
from tests.assessments.test_pages import sign_in, text_of
from tests.assessments.world import World


def test_changing_a_form_as_the_project_lead(client: Client, world: World) -> None:
    sign_in(client, world, "paul")
    current = world.form()
    exported = client.get(reverse("formeditor:form_toml", args=[current.id])).content.decode()
    changed = exported.replace("Was soll in einem halben Jahr anders sein?", "Was soll bis zum Sommer anders sein?")
    upload = reverse("formeditor:form_import")
    answer = client.post(upload, {"file": SimpleUploadedFile("form.toml", changed.encode())})
    packed = re.search(r'name="packed"[^>]*value="([^"]+)"', answer.content.decode())
    assert packed is not None
    assert FormDefinition.objects.filter(key="anamnesis").count() == 1
    assert client.post(upload, {"packed": packed[1]}).url == reverse("formeditor:forms")
    draft = FormDefinition.objects.get(key="anamnesis", state=FormState.DRAFT)
    compared = text_of(client.get(reverse("formeditor:form_compare", args=[draft.id])))
    assert "Frage „Was soll bis zum Sommer anders sein?“" in compared
    assert "questions[" not in compared
    assert "bis zum Sommer" in compared
    assert "bis zum Sommer" in text_of(client.get(reverse("formeditor:form", args=[draft.id])))
    client.post(reverse("formeditor:form_publish", args=[draft.id]))
    assert world.form().id == draft.id
    json_text = client.get(reverse("formeditor:form_json", args=[draft.id])).content
    assert b"bis zum Sommer" in json_text
    client.post(reverse("formeditor:form_retire", args=[draft.id]))
    assert [row.key for row in queries.forms_in_use()] == ["competences"]


def test_a_broken_file_is_answered_with_place_and_cure(client: Client, world: World) -> None:
    sign_in(client, world, "paul")
    question = b'[[sections.questions]]\nkey = "q"\nkind = "foto"\nlabel = "?"\n'
    broken = b'key = "x"\ntitle = "X"\n[[sections]]\nkey = "s"\ntitle = "S"\n' + question
    answer = client.post(reverse("formeditor:form_import"), {"file": SimpleUploadedFile("x.toml", broken)})
    assert answer.status_code == 422
    assert "sections[s].questions[q].kind" in text_of(answer)
    for content in (b"\x00", b"\xff", b"{", b"[" * 9000, b"key = 1"):
        answer = client.post(reverse("formeditor:form_import"), {"file": SimpleUploadedFile("x.toml", content)})
        assert answer.status_code == 422


def test_who_may_open_the_pages_of_forms(client: Client, world: World) -> None:
    form = world.form().id
    for name, sees, changes in (("paul", 200, 200), ("admin", 200, 200), ("anna", 200, 404), ("jan", 404, 404)):
        sign_in(client, world, name)
        assert client.get(reverse("formeditor:forms")).status_code == sees, name
        assert client.get(reverse("formeditor:form", args=[form])).status_code == sees, name
        assert client.get(reverse("formeditor:form_import")).status_code == changes, name
        assert client.get(reverse("formeditor:form_toml", args=[form])).status_code == changes, name
