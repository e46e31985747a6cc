"""Personal data at rest: sealed with AES-256-GCM (or SM4-GCM by setting), found again by a keyed blind index.

A sealed value is `version byte · 12-byte nonce · ciphertext and tag`; `context` is bound to it, so that a value
copied into another row or column does not open there.
"""

import functools
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

AES, SM4 = b"\x01", b"\x02"


class Unreadable(ValueError):
    """The sealed bytes were altered, moved, or sealed under another key."""


def _key(purpose: str, size: int) -> bytes:
    return _derived(settings.DATA_KEY, purpose, size)


@functools.lru_cache(maxsize=1_024)
def _derived(data_key: bytes, purpose: str, size: int) -> bytes:
    """Kept, because lists seal 100,000 numbers with one key."""
    return hmac.new(data_key, purpose.encode(), hashlib.sha256).digest()[:size]


@functools.lru_cache(maxsize=4)
def _own_cipher(key: bytes) -> AESGCM:
    """Kept for the installation's own key: to make one takes longer than to seal a cell."""
    return AESGCM(key)


def seal(plain: str, context: str, key: bytes | None = None) -> bytes:
    """Encrypts `plain`; `context` names the column it belongs to. `key` (32 bytes) is for what has a key of its own."""
    nonce = os.urandom(12)
    if settings.DATA_CIPHER == "sm4":
        encryptor = Cipher(algorithms.SM4(key[:16] if key else _key("seal-sm4", 16)), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(context.encode())
        body = encryptor.update(plain.encode()) + encryptor.finalize()
        return SM4 + nonce + body + encryptor.tag
    cipher = AESGCM(key) if key else _own_cipher(_key("seal-aes", 32))
    return AES + nonce + cipher.encrypt(nonce, plain.encode(), context.encode())


def unseal(sealed: bytes, context: str, key: bytes | None = None) -> str:
    """Decrypts what `seal` made under the same context and key, whichever cipher it was sealed with."""
    version, nonce, body = sealed[:1], sealed[1:13], sealed[13:]
    try:
        if version == AES:
            return AESGCM(key or _key("seal-aes", 32)).decrypt(nonce, body, context.encode()).decode()
        if version == SM4:
            small = key[:16] if key else _key("seal-sm4", 16)
            decryptor = Cipher(algorithms.SM4(small), modes.GCM(nonce, body[-16:])).decryptor()
            decryptor.authenticate_additional_data(context.encode())
            return (decryptor.update(body[:-16]) + decryptor.finalize()).decode()
    except InvalidTag:
        pass
    raise Unreadable(f"A sealed value of {context} can't be opened: it was altered, or the data key is another one.")


def blind_index(plain: str, context: str) -> bytes:
    """A keyed digest by which an equal value is found without opening any (16 bytes)."""
    return hmac.digest(_key(f"index:{context}", 32), plain.strip().upper().encode(), "sha256")[:16]


def mask(plain: str, head: int = 3, tail: int = 4) -> str:
    """`13812345678` as `138****5678`; short texts keep only their first sign."""
    if len(plain) <= head + tail:
        return plain[:1] + "*" * max(len(plain) - 1, 0)
    return plain[:head] + "*" * (len(plain) - head - tail) + plain[-tail:]
