"""Signing on the tablet and on paper: the whole sheet in the language of the person, a field per hand."""

from __future__ import annotations

import io
import json
import uuid

import pypdfium2
import pytest
from django.test import Client
from PIL import Image

from chancennetz.access.context import working_as
from chancennetz.consent import queries
from chancennetz.consent.constants import TEXT_LANGUAGES, TextKind
from chancennetz.consent.models import ConfidentialityRelease, Consent, Signature
from chancennetz.core import time
from chancennetz.documents import storage
from chancennetz.documents.models import Document
from chancennetz.people import actions as people_actions
from chancennetz.people.constants import RelationshipKind
from tests.consent.test_signature import WAVE
from tests.consentforms.test_pages import CONSENT_VALUES, at, release_values, signed_in
from tests.people.conftest import Family
from tests.universe import Universe


def _hidden(family: Family, person_id: uuid.UUID, strokes: object = WAVE) -> dict[str, str]:
    return {"step": "signed", f"drawing-{person_id}": json.dumps(strokes)}


def test_signing_a_release_on_the_tablet(universe: Universe, family: Family) -> None:
    client, address = signed_in(universe, "anna"), at(family, "release_for", family.mother.pk)
    values = release_values(universe, form="electronic", language="tr")
    asked = client.post(address, values)
    page = asked.content.decode()
    assert asked.status_code == 200
    for shown in ("Gizlilikten muafiyet", "Jobcenter Musterkreis", "Bitte geben Sie das Gerät weiter", 'lang="tr"'):
        assert shown in page
    assert "noch niemand freigegeben" in page
    with working_as(family.by):
        assert not ConfidentialityRelease.objects.exists()
    empty = client.post(address, values | {"step": "signed"})
    assert empty.status_code == 422
    assert "Eine Unterschrift fehlt" in empty.content.decode()
    back = client.post(address, values | {"step": "paper"})
    assert back.status_code == 200
    assert 'value="paper" checked' in back.content.decode()
    done = client.post(address, values | _hidden(family, family.mother.pk))
    assert done.status_code == 302, done.content.decode()
    _check_kept(client, family)


def _check_kept(client: Client, family: Family) -> None:
    with working_as(family.by):
        release = ConfidentialityRelease.objects.get()
        signature = Signature.objects.get()
        assert (signature.person_id, signature.declaration_id) == (family.mother.pk, release.pk)
        assert signature.sheet_hash == queries.sheet_hash(release)
        document = Document.objects.get(pk=signature.document_id)
        kept = storage.read(family.file.pk, document.stored_as)
        assert Image.open(io.BytesIO(kept)).format == "JPEG"
    assert "unverändert" in client.get(at(family, "show", release.pk)).content.decode()
    printed = client.get(at(family, "print", release.pk))
    pages = pypdfium2.PdfDocument(printed.content)
    kinds = [thing.type for page in pages for thing in page.get_objects()]
    assert kinds.count(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE) == 1


def test_young_person_and_mother_both_sign_on_the_tablet(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    with working_as(family.by):
        born = time.add_months(time.today(), -12 * 16)
        youth = people_actions.register_person(
            by=family.by, file=family.file, given_name="Ece", family_name="Yılmaz", birth_date=born, role="child"
        )
        people_actions.relate(
            by=family.by, file=family.file, person=family.mother, other=youth, kind=RelationshipKind.GUARDIAN
        )
    address = at(family, "give_for", youth.pk)
    values = CONSENT_VALUES | {"form": "electronic", "guardian": str(family.mother.pk)}
    page = client.post(address, values).content.decode()
    assert page.count("<canvas") == 2
    one = client.post(address, values | _hidden(family, youth.pk))
    assert one.status_code == 422
    both = client.post(address, values | _hidden(family, youth.pk) | _hidden(family, family.mother.pk))
    assert both.status_code == 302
    with working_as(family.by):
        assert Signature.objects.count() == 2
        assert Consent.objects.get().given_by == "both"


@pytest.mark.parametrize("language", list(TEXT_LANGUAGES))
def test_the_sheet_is_printed_in_every_language(universe: Universe, family: Family, language: str) -> None:
    client = signed_in(universe, "anna")
    kind = TextKind.PROCESSING if language in {"de", "ar"} else TextKind.RELEASE
    answer = client.get(at(family, "print_empty", family.mother.pk, kind.value) + f"?language={language}")
    pages = pypdfium2.PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert len(pages) == 2
    if language != "ar":  # Arabic letters come out of a PDF in their joined shapes, words in another order
        assert "Aylin Yılmaz" in text
        assert queries.present_text(kind, language).title.split()[0].strip(":") in text
