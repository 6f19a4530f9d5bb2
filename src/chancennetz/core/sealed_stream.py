"""A file that only the holder of a private key can read, written and read as a stream.

Used for backups: the server holds the public key, so it cannot read its own old backups.

Layout: the line `chancennetz-sealed 1`, one line of JSON (the open header), then chunks. Each chunk is four bytes of
length and AES-256-GCM ciphertext. Key: X25519 between a key made for this file and the recipient's, through
HKDF-SHA256. Nonce: the chunk's number. Bound to each chunk: the header, the number, and whether it is the last one, so
that changing, swapping, dropping or cutting off chunks is noticed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

MAGIC = b"chancennetz-sealed 1\n"
CHUNK = 1024 * 1024
TAG = 16
LONGEST_HEADER = 64 * 1024
OWN_FIELDS = ("recipient", "sender")


class SealBroken(ValueError):
    """The file is damaged, cut off, of another kind, or sealed for another key."""


def public_key(pem: bytes) -> X25519PublicKey:
    """Read a public key. Raises SealBroken when it is none of ours."""
    try:
        key = load_pem_public_key(pem)
    except ValueError as error:
        raise SealBroken("This is no public backup key (PEM, X25519).") from error
    if not isinstance(key, X25519PublicKey):
        raise SealBroken("This is no public backup key (PEM, X25519).")
    return key


def private_key(pem: bytes) -> X25519PrivateKey:
    """Read a private key. Raises SealBroken when it is none of ours."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise SealBroken("This is no private backup key (PEM, X25519, without password).") from error
    if not isinstance(key, X25519PrivateKey):
        raise SealBroken("This is no private backup key (PEM, X25519, without password).")
    return key


def fingerprint(key: X25519PublicKey) -> str:
    """Return a short name of a public key."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def _cipher(secret: bytes, sender: bytes, recipient: bytes) -> AESGCM:
    derive = HKDF(hashes.SHA256(), length=32, salt=sender + recipient, info=b"chancennetz sealed stream 1")
    return AESGCM(derive.derive(secret))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound(header: bytes, number: int, *, last: bool) -> bytes:
    return hashlib.sha256(header).digest() + number.to_bytes(8, "big") + (b"\1" if last else b"\0")


class SealedWriter:
    """A writable stream. `finish()` writes the last chunk; without it the file cannot be read."""

    def __init__(self, file: BinaryIO, recipient: X25519PublicKey, header: dict[str, Any]) -> None:
        own = X25519PrivateKey.generate()
        sender, receiver = own.public_key().public_bytes_raw(), recipient.public_bytes_raw()
        full = header | {"recipient": fingerprint(recipient), "sender": base64.b64encode(sender).decode()}
        self._header = json.dumps(full, sort_keys=True).encode()
        self._cipher = _cipher(own.exchange(recipient), sender, receiver)
        self._file = file
        self._buffer = bytearray()
        self._number = 0
        file.write(MAGIC + self._header + b"\n")

    def write(self, content: bytes) -> int:
        """Take bytes; full chunks go to the file at once."""
        self._buffer += content
        while len(self._buffer) > CHUNK:  # the last chunk is never written before finish()
            self._write_chunk(bytes(self._buffer[:CHUNK]), last=False)
            del self._buffer[:CHUNK]
        return len(content)

    def finish(self) -> None:
        """Write the last chunk."""
        self._write_chunk(bytes(self._buffer), last=True)
        self._buffer.clear()

    def _write_chunk(self, plain: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number), plain, _bound(self._header, self._number, last=last))
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


def read_header(file: BinaryIO) -> dict[str, Any]:
    """Return the open header (not yet proven genuine) of a file standing at its beginning. Raises SealBroken."""
    return _parse(_raw_header(file))


def _raw_header(file: BinaryIO) -> bytes:
    if file.read(len(MAGIC)) != MAGIC:
        raise SealBroken("This is no sealed file of Chancennetz.")
    line = file.readline(LONGEST_HEADER)
    if not line.endswith(b"\n"):
        raise SealBroken("The file is cut off in its header.")
    return line[:-1]


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        header = json.loads(raw)
    except ValueError as error:
        raise SealBroken("The header of the file is damaged.") from error
    if not isinstance(header, dict) or not all(isinstance(header.get(name), str) for name in OWN_FIELDS):
        raise SealBroken("The header of the file is damaged.")
    return header


class SealedReader:
    """A readable stream of what was sealed. Every byte it gives is genuine; the end is proven by `finish()`."""

    def __init__(self, file: BinaryIO, key: X25519PrivateKey) -> None:
        self._raw = _raw_header(file)
        self.header = _parse(self._raw)
        recipient = key.public_key()
        if self.header["recipient"] != fingerprint(recipient):
            raise SealBroken(
                f"The file is sealed for the key {self.header['recipient']}, not for {fingerprint(recipient)}."
            )
        try:
            sender = base64.b64decode(self.header["sender"], validate=True)
            secret = key.exchange(X25519PublicKey.from_public_bytes(sender))
        except ValueError as error:
            raise SealBroken("The header of the file is damaged.") from error
        self._cipher = _cipher(secret, sender, recipient.public_bytes_raw())
        self._file = file
        self._buffer = b""
        self._number = 0
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes (all when negative), fewer only at the end. Raises SealBroken."""
        parts: list[bytes] = []
        missing = size
        while size < 0 or missing > 0:
            if not self._buffer and not self._next_chunk():
                break
            part = self._buffer if size < 0 else self._buffer[:missing]
            self._buffer = self._buffer[len(part) :]
            missing -= len(part)
            parts.append(part)
        return b"".join(parts)

    def finish(self) -> None:
        """Read what is left and prove that nothing was cut off. Raises SealBroken."""
        while self._next_chunk():
            self._buffer = b""

    def _next_chunk(self) -> bool:
        if self._ended:
            return False
        length = int.from_bytes(self._read_exactly(4), "big")
        if not TAG <= length <= CHUNK + TAG:
            raise SealBroken("The file is damaged.")
        sealed = self._read_exactly(length)
        self._buffer, self._ended = self._open(sealed)
        self._number += 1
        if self._ended and self._file.read(1):
            raise SealBroken("The file goes on after its end.")
        return bool(self._buffer) or not self._ended

    def _open(self, sealed: bytes) -> tuple[bytes, bool]:
        for last in (False, True):
            try:
                bound = _bound(self._raw, self._number, last=last)
                return self._cipher.decrypt(_nonce(self._number), sealed, bound), last
            except InvalidTag:
                continue
        raise SealBroken("The file is damaged or has been changed.")

    def _read_exactly(self, length: int) -> bytes:
        content = self._file.read(length)
        if len(content) != length:
            raise SealBroken("The file is cut off.")
        return content
