"""Signatures (Ed25519, RFC 8032) with the seed of the key ring: heads and closed months of the log, certificates."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def public_key(seed: bytes) -> str:
    """Return the public key that belongs to a seed, as hex digits; it may be given to everybody."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def sign(seed: bytes, message: bytes) -> str:
    """Sign a message; returns hex digits."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message).hex()


def is_signed(key: str, signature: str, message: bytes) -> bool:
    """Tell whether a message was signed with the seed of this public key and not changed since."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
