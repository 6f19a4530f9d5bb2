"""Backups can be read with the private key only, and no change to them goes unnoticed."""

from __future__ import annotations

import io

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from chancennetz.core import sealed_stream
from chancennetz.core.sealed_stream import CHUNK, SealBroken, SealedReader, SealedWriter

KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = X25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def seal(content: bytes, *, pieces: int = 1000) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, KEY.public_key(), {"made_at": "2026-11-21"})
    for start in range(0, len(content), pieces):
        writer.write(content[start : start + pieces])
    writer.finish()
    return file.getvalue()


def unseal(sealed: bytes, key: X25519PrivateKey = KEY) -> bytes:
    reader = SealedReader(io.BytesIO(sealed), key)
    content = reader.read()
    reader.finish()
    return content


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
def test_what_was_sealed_comes_back(size: int) -> None:
    content = bytes(index % 251 for index in range(size))
    assert unseal(seal(content, pieces=300_000)) == content


def test_reading_in_pieces_gives_the_same() -> None:
    content = b"abc" * CHUNK
    reader = SealedReader(io.BytesIO(seal(content, pieces=CHUNK)), KEY)
    assert reader.read(5) == b"abcab"
    assert reader.read(CHUNK) == content[5 : CHUNK + 5]
    assert reader.read() == content[CHUNK + 5 :]
    assert reader.read(1) == b""


def test_the_content_is_not_in_the_file() -> None:
    assert b"canary" not in seal(b"canary" * 100)


def test_two_seals_of_the_same_content_differ() -> None:
    assert seal(b"same") != seal(b"same")


def test_another_key_cannot_read() -> None:
    with pytest.raises(SealBroken, match="sealed for the key"):
        unseal(seal(b"secret"), OTHER_KEY)


def test_header_is_readable_without_key() -> None:
    header = sealed_stream.read_header(io.BytesIO(seal(b"x")))
    assert header["made_at"] == "2026-11-21"
    assert header["recipient"] == sealed_stream.fingerprint(KEY.public_key())


def test_a_changed_header_is_noticed() -> None:
    with pytest.raises(SealBroken, match="damaged or has been changed"):
        unseal(seal(b"secret").replace(b"2026-11-21", b"2026-11-22"))


def test_every_changed_byte_is_noticed() -> None:
    sealed = seal(b"secret")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealBroken):
            unseal(bytes(changed))


def test_every_cut_is_noticed() -> None:
    sealed = seal(b"secret")
    for end in range(len(sealed)):
        with pytest.raises(SealBroken):
            unseal(sealed[:end])


def test_a_dropped_last_chunk_is_noticed() -> None:
    sealed = seal(bytes(2 * CHUNK), pieces=CHUNK)
    last = CHUNK + 16 + 4
    with pytest.raises(SealBroken, match="cut off"):
        unseal(sealed[:-last])


def test_swapped_chunks_are_noticed() -> None:
    sealed = seal(bytes(3 * CHUNK), pieces=CHUNK)
    size = CHUNK + 16 + 4
    head, chunks = sealed[: -3 * size], sealed[-3 * size :]
    with pytest.raises(SealBroken):
        unseal(head + chunks[size : 2 * size] + chunks[:size] + chunks[2 * size :])


def test_more_after_the_end_is_noticed() -> None:
    with pytest.raises(SealBroken, match="goes on after its end"):
        unseal(seal(b"secret") + b"x")


@pytest.mark.parametrize("pem", [b"", b"nonsense", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_wrong_key_file_is_named(pem: bytes) -> None:
    with pytest.raises(SealBroken, match="backup key"):
        sealed_stream.public_key(pem)
    with pytest.raises(SealBroken, match="backup key"):
        sealed_stream.private_key(pem)
