"""Signatures: only lines reach the picture, and without one nothing is recorded on the tablet."""

from __future__ import annotations

import io
import json

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from chancennetz.access.context import working_as
from chancennetz.consent import actions, drawing
from chancennetz.consent.constants import TEXT_LANGUAGES, ConsentForm
from chancennetz.consent.models import Consent
from chancennetz.consent.rules.signatures import read_strokes
from tests.people.conftest import Family
from tests.universe import Universe

WAVE = [[[x, 100 + (x * 7) % 60] for x in range(100, 500, 10)]]


def test_a_signature_is_read_as_it_was_drawn() -> None:
    assert read_strokes(json.dumps(WAVE)) == (tuple((x, 100 + (x * 7) % 60) for x in range(100, 500, 10)),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[[]]",
        "nonsense",
        "{}",
        '"<svg onload=alert(1)>"',
        "[[[1, 2]]]",
        json.dumps([[[5, y] for y in range(100)]]),
        json.dumps([[[x, 2000] for x in range(0, 500, 10)]]),
        json.dumps([[[-x, 10] for x in range(0, 500, 10)]]),
        json.dumps([[[x, 1.5] for x in range(0, 500, 10)]]),
        json.dumps([[[x, True] for x in range(0, 500, 10)]]),
        json.dumps([[[x, "1"] for x in range(0, 500, 10)]]),
        json.dumps([[[x, 1, 1] for x in range(0, 500, 10)]]),
        json.dumps([[[x % 1000, 10] for x in range(9000)]]),
        json.dumps([[[1, 1]]] * 400),
        "[" * 100_000,
        "9" * 200_000,
        "null",
        "[[[NaN, 1]]]",
    ],
)
def test_what_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_strokes(text)
    assert list(caught.value.message_dict) == ["drawing"]


def test_the_picture_is_painted_by_us() -> None:
    picture = Image.open(io.BytesIO(drawing.picture(read_strokes(json.dumps(WAVE)))))
    assert (picture.format, picture.size) == ("PNG", (1000, 360))
    assert picture.getpixel((5, 5)) == (255, 255, 255)
    assert picture.getpixel((100, 100 + 700 % 60)) == (20, 24, 60)


def test_without_a_signature_nothing_is_recorded_on_the_tablet(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        with pytest.raises(ValidationError) as caught:
            actions.record_consent(by=family.by, file=family.file, person=family.mother, form=ConsentForm.ELECTRONIC)
        assert list(caught.value.message_dict) == ["form"]
        assert not Consent.objects.exists()


def test_every_language_says_the_same_boxes() -> None:
    import tomllib

    from chancennetz.consent import texts

    codes = {
        path.stem: {
            f"{group}.{code}": word.count("%(")
            for group, words in tomllib.loads(path.read_text(encoding="utf-8")).items()
            for code, word in words.items()
        }
        for path in texts.FOLDER.glob("labels_*.toml")
    }
    assert len(codes) == len(TEXT_LANGUAGES) - 2
    first = codes["labels_tr"]
    assert all(one == first for one in codes.values())
