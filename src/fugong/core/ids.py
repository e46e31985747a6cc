"""Identifiers: time-ordered UUIDs for what travels, short secrets for links."""

import secrets
import time
import uuid

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is mistaken for another sign


def uuid7() -> uuid.UUID:
    """A UUID that sorts by the time it was made (RFC 9562, version 7)."""
    milliseconds = time.time_ns() // 1_000_000
    chance = secrets.randbits(74)  # asked of the kernel once
    value = (milliseconds << 80) | (0x7 << 76) | (chance >> 62 << 64) | (0b10 << 62) | (chance & ((1 << 62) - 1))
    return uuid.UUID(int=value)


def link_token() -> str:
    """An unguessable token for a link (130 bits)."""
    return "".join(ALPHABET[sign & 31] for sign in secrets.token_bytes(26))
