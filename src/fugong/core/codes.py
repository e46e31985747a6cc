"""Codes that people show: signed here, read by anybody who has the public key, without network.

A code is Base64 (for addresses) of `version 1 · kind · campaign (4 bytes) · number (8) · last moment, Unix seconds (4)` and its
ES256 signature (64 bytes, as WebCrypto and JOSE write it). It holds no name, no document number, nothing about
health. The key is derived from the installation's data key, as the one for pushing is: nothing more to keep, to back up or to lose.

For a camera that fails there is a short code to be typed: the number and a check that only we can make.
"""

import base64
import binascii
import datetime as dt
import functools
import hashlib
import hmac
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from django.conf import settings

from fugong.core import clock

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve's group (FIPS 186-5)
VERSION = 1
BODY = struct.Struct("!BBIQI")
SIGNATURE = 64
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none that could be taken for another
CHECKS = 5  # signs of a short code's check: one guess in 33 million fits
READ_AS = str.maketrans("OILU", "011V")


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says."""

    kind: int
    campaign: int
    number: int
    until: dt.datetime


class BadCode(ValueError):
    """It isn't one of ours: `reason` is form, signature or expired."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sign(*, kind: int, campaign: int, number: int, until: dt.datetime) -> str:
    """The code, about 110 signs."""
    body = BODY.pack(VERSION, kind, campaign, number, int(until.timestamp()))
    r, s = decode_dss_signature(_key(settings.DATA_KEY).sign(body, ec.ECDSA(hashes.SHA256())))
    return _text(body + r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def read(text: str) -> Code:
    """What a code says. Raises BadCode."""
    try:
        raw = base64.b64decode(text.strip() + "=" * (-len(text.strip()) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadCode("form") from None
    if len(raw) != BODY.size + SIGNATURE or raw[0] != VERSION:
        raise BadCode("form")
    body, signature = raw[: BODY.size], raw[BODY.size :]
    halves = (int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    try:
        _key(settings.DATA_KEY).public_key().verify(encode_dss_signature(*halves), body, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise BadCode("signature") from None
    _version, kind, campaign, number, until = BODY.unpack(body)
    if until < clock.now().timestamp():
        raise BadCode("expired")
    return Code(kind, campaign, number, dt.datetime.fromtimestamp(until, dt.UTC))


def public_key() -> str:
    """The public key for WebCrypto (`raw`, P-256), in Base64 for addresses."""
    point = _key(settings.DATA_KEY).public_key()
    return _text(point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint))


def short(*, kind: int, campaign: int, number: int) -> str:
    """`1K4-7Q2ZD`: the number and its check, to be typed."""
    return f"{_base32(number)}-{_check(kind, campaign, number)}"


def read_short(text: str, *, kind: int, campaign: int) -> int:
    """The number of a short code. Raises BadCode."""
    cleaned = "".join(sign for sign in text.upper().translate(READ_AS) if sign.isalnum())
    digits, check = cleaned[:-CHECKS], cleaned[-CHECKS:]
    if not digits or len(digits) > 12 or set(cleaned) - set(SIGNS):
        raise BadCode("form")
    number = functools.reduce(lambda sum_, sign: sum_ * 32 + SIGNS.index(sign), digits, 0)
    if not hmac.compare_digest(check, _check(kind, campaign, number)):
        raise BadCode("signature")
    return number


def _base32(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 32)
        text = SIGNS[rest] + text
    return text.rjust(3, "0")


def _check(kind: int, campaign: int, number: int) -> str:
    secret = hmac.new(settings.DATA_KEY, b"short-codes", hashlib.sha256).digest()
    said = hmac.new(secret, BODY.pack(VERSION, kind, campaign, number, 0), hashlib.sha256).digest()
    return "".join(SIGNS[byte % 32] for byte in said[:CHECKS])


@functools.lru_cache(maxsize=4)
def _key(data_key: bytes) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(hmac.new(data_key, b"signed-codes", hashlib.sha512).digest(), "big")
    return ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
