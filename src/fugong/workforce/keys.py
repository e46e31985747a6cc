"""The keys of people's files: made, opened, thrown away. Without its key a file can't be read by anybody.

A key is 32 random bytes, wrapped under the installation's data key. Keys live in a table of their own, which no backup holds.
"""

import os
from collections.abc import Mapping
from typing import Any

import orjson

from fugong.core import crypto

KEY = "workforce_datakey.sealed"
FILE = "workforce_person.sealed"


def new() -> tuple[bytes, bytes]:
    """(key, the same wrapped for the table)."""
    key = os.urandom(32)
    return key, crypto.seal(key.hex(), KEY)


def unwrapped(sealed: bytes) -> bytes:
    """A key from the table. Raises crypto.Unreadable."""
    return bytes.fromhex(crypto.unseal(bytes(sealed), KEY))


def seal(key: bytes, what: Mapping[str, Any]) -> bytes:
    """A file's contents under its own key."""
    return crypto.seal(orjson.dumps(what).decode(), FILE, key)


def unseal(key: bytes, sealed: bytes) -> dict[str, Any]:
    """The contents of a file. Raises crypto.Unreadable where the key is another one."""
    found: dict[str, Any] = orjson.loads(crypto.unseal(bytes(sealed), FILE, key))
    return found


def index(key: bytes, plain: str, column: str) -> bytes:
    """A blind index under the campaign's own key: 16 bytes. Once that key is gone, nobody can be found by number."""
    return crypto.blind_index(plain, f"{column}:{key.hex()}")
