"""Ed25519: the installation's own keys, and what is signed with them."""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

RAW = 32  # bytes of a key
FIGURES, RECEIPT = b"fugong-figures/1\n", b"fugong-receipt/1\n"
"""What stands before every signed text, so that a receipt can never pass for figures."""


class BadKey(ValueError):
    """It isn't a public key."""


def fingerprint(public: bytes) -> str:
    """By which people compare a key over the telephone: 16 bytes of its SHA-256, in fours."""
    told = hashlib.sha256(public).hexdigest()[:32].upper()
    return " ".join(told[at : at + 4] for at in range(0, 32, 4))


def written(public: bytes) -> str:
    """The key as it is handed over: base64."""
    return base64.b64encode(public).decode()


def read(text: str) -> bytes:
    """A key as it was handed over. Raises BadKey."""
    try:
        raw = base64.b64decode("".join(text.split()), validate=True)
        Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        raise BadKey from None
    return raw


def to_sign(purpose: bytes, moment: int, body: bytes) -> bytes:
    """The exact bytes that are signed: what it is, when it was sent (Unix seconds), the body as it stands."""
    return purpose + str(moment).encode() + b"\n" + body


def sign(private: str, text: bytes) -> str:
    """The signature in base64. `private`: 32 bytes in hex."""
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private)).sign(text)).decode()


def is_genuine(public: bytes, signature: str, text: bytes) -> bool:
    """Whether the key's owner signed exactly this."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes(public)).verify(base64.b64decode(signature, validate=True), text)
    except (InvalidSignature, ValueError):
        return False
    return True
