"""The review of the wordings."""

from __future__ import annotations

from django.urls import reverse

from chancennetz.consent.models import ConsentText
from tests.consentforms.test_pages import signed_in
from tests.universe import Universe


def test_a_wording_is_reviewed_by_a_person(universe: Universe) -> None:
    client = signed_in(universe, "dora")
    text = ConsentText.objects.get(kind="release", language="ar")
    assert text.reviewed_on is None
    page = client.get(reverse("consentforms:text", args=[text.pk])).content.decode()
    assert 'dir="rtl"' in page
    assert client.post(reverse("consentforms:text", args=[text.pk])).status_code == 302
    assert ConsentText.objects.get(pk=text.pk).reviewed_on is not None
    anna = signed_in(universe, "anna")
    assert anna.get(reverse("consentforms:texts")).status_code == 200
    assert anna.post(reverse("consentforms:text", args=[text.pk])).status_code == 404
