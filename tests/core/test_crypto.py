"""Envelope encryption: known answers, binding to the place, destruction, rotation."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from chancennetz.core import crypto, keyring
from chancennetz.core.models import DataKey

KEY = bytes(range(32))
NONCE = bytes(12)


def test_known_answer_of_aes_256_gcm() -> None:
    # Test case 14 of the GCM specification (McGrew, Viega): zero key, zero IV, 16 zero bytes, no associated data.
    sealed = crypto.seal(bytes(32), bytes(16), "", nonce=bytes(12))
    assert sealed[13:].hex() == "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919"


def test_known_answer_of_hkdf() -> None:
    # Computed by two plain HMACs as RFC 5869 says: changing the derivation would make every blind index unfindable.
    assert crypto.derive(KEY, "blind-index:name").hex()[:16] == "8a525b870f1d7335"


@given(st.text(max_size=200))
def test_what_is_sealed_opens_again(text: str) -> None:
    plain = text.encode("utf-8", "surrogatepass")
    assert crypto.unseal(KEY, crypto.seal(KEY, plain, "t.c.1"), "t.c.1") == plain


@pytest.mark.parametrize(
    ("key", "place", "flip"),
    [(bytes(32), "t.c.1", 0), (KEY, "t.c.2", 0), (KEY, "t.c.1", 1), (KEY, "other.c.1", 0)],
)
def test_another_key_place_or_bit_does_not_open(key: bytes, place: str, flip: int) -> None:
    sealed = bytearray(crypto.seal(KEY, b"Geheim", "t.c.1", nonce=NONCE))
    sealed[-1] ^= flip
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(key, bytes(sealed), place)


def test_blind_index_is_stable_signed_64_bit_and_different_per_column() -> None:
    name, phonetic = crypto.blind_index("name", "mueller"), crypto.blind_index("phonetic", "mueller")
    assert name == crypto.blind_index("name", "mueller")
    assert name != phonetic
    assert -(2**63) <= name < 2**63


def test_pseudonyms_of_two_purposes_cannot_be_joined() -> None:
    assert crypto.pseudonym("esf", "42") != crypto.pseudonym("evaluation", "42")


@pytest.mark.django_db
def test_a_destroyed_key_opens_nothing_any_more() -> None:
    subject = uuid.uuid4()
    with crypto.key_cache():
        crypto.data_key(subject, create=True)
        crypto.destroy_key(subject)
        with pytest.raises(crypto.Unreadable, match="deleted"):
            crypto.data_key(subject)
    assert bytes(DataKey.objects.get(pk=subject).wrapped) == b""


@pytest.mark.django_db
def test_rotation_rewraps_every_key_and_may_be_run_again(settings: object, tmp_path: object) -> None:
    settings.SECRETS_DIR = tmp_path  # type: ignore[attr-defined]
    keyring.ensure(tmp_path)  # type: ignore[arg-type]
    subjects = [uuid.uuid4() for _ in range(7)]
    before = [crypto.data_key(subject, create=True) for subject in subjects]
    assert keyring.add_wrapping_key(tmp_path) == "k2"  # type: ignore[arg-type]
    mine = DataKey.objects.filter(subject_id__in=subjects)
    DataKey.objects.exclude(subject_id__in=subjects).delete()
    assert crypto.rewrap_all() == 7
    assert set(mine.values_list("key_id", flat=True)) == {"k2"}
    assert [crypto.data_key(subject) for subject in subjects] == before
    assert crypto.rewrap_all() == 0


@pytest.mark.django_db
def test_many_keys_are_opened_with_one_query(django_assert_num_queries: object) -> None:
    subjects = [uuid.uuid4() for _ in range(20)]
    crypto.create_keys(subjects)
    with crypto.key_cache(), django_assert_num_queries(1):  # type: ignore[operator]
        crypto.preload_keys(subjects)
        for subject in subjects:
            crypto.data_key(subject)


@pytest.mark.parametrize("content", ["", "{}", '{"active": "k9", "wrapping": {}, "index": "", "signing": ""}'])
def test_a_damaged_keyring_says_what_to_do(tmp_path: object, content: str) -> None:
    (tmp_path / keyring.FILE_NAME).write_text(content)  # type: ignore[operator]
    with pytest.raises(ImproperlyConfigured, match=r"[Rr]estore"):
        keyring.read(tmp_path)  # type: ignore[arg-type]
