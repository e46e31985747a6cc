"""What a pass says to a gate: COSE_Sign1 (RFC 9052) over a small CBOR map, signed with ES256, as Base45 for a QR code.

`FG1:` and the Base45 (RFC 9285) of `18([<<{1: -7, 4: kid}>>, {}, payload, signature])`. The payload is a map with the numbers
below as keys. There is one way to write each code: CBOR is canonical, `s` of a signature is the smaller of its two values, so that
nothing but what was signed is ever read. No name, no number of a document, nothing about health stands in it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import cbor2
import segno
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

PREFIX = "FG1:"
SIGN1 = 18  # CBOR tag
ES256 = -7
ALGORITHM, KEY_ID = 1, 4  # labels of COSE's headers
NUMBER, KIND, SUBJECT, ZONES, SINCE, UNTIL, CAMPAIGN = 1, 2, 3, 4, 5, 6, 7
LONGEST = 400  # signs; a QR code of version 13 at level Q holds 352
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
VALUES = {sign: value for value, sign in enumerate(SIGNS)}
SIGNING = ec.ECDSA(hashes.SHA256())


class BadPass(ValueError):
    """It isn't the code of a pass at all."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a code says; times are Unix seconds, `until` the first at which it no longer holds."""

    number: int
    kind: str
    subject: str
    zones: tuple[str, ...]
    since: int
    until: int
    campaign: int


@dataclass(frozen=True, slots=True)
class Read:
    """A code taken apart; nobody has looked at its signature yet."""

    said: Said
    kid: str
    signed: bytes
    signature: bytes


def write(said: Said, kid: str, private: ec.EllipticCurvePrivateKey) -> str:
    """The code, at most about 310 signs."""
    payload = cbor2.dumps(
        {
            NUMBER: said.number, KIND: said.kind, SUBJECT: said.subject, ZONES: list(said.zones), SINCE: said.since,
            UNTIL: said.until, CAMPAIGN: said.campaign,
        },
        canonical=True,
    )  # fmt: skip
    protected = cbor2.dumps({ALGORITHM: ES256, KEY_ID: bytes.fromhex(kid)}, canonical=True)
    while True:
        r, s = decode_dss_signature(private.sign(to_sign(protected, payload), SIGNING))
        signature = r.to_bytes(32, "big") + min(s, ORDER - s).to_bytes(32, "big")
        raw = cbor2.dumps(cbor2.CBORTag(SIGN1, [protected, {}, payload, signature]), canonical=True)
        if not (text := base45(raw)).endswith(" "):  # a space at the end is lost by whoever copies it: sign once more
            return PREFIX + text


def read(text: str) -> Read:
    """Takes a code apart. Raises BadPass."""
    text = text.strip()
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise BadPass
    raw = from_base45(text[len(PREFIX) :])
    try:
        tag = cbor2.loads(raw)
        protected, unprotected, payload, signature = tag.value
        header, said = cbor2.loads(protected), cbor2.loads(payload)
        again = cbor2.dumps(cbor2.CBORTag(SIGN1, [protected, {}, payload, signature]), canonical=True)
        kid = header[KEY_ID]
        exact = (
            tag.tag == SIGN1 and unprotected == {} and again == raw and cbor2.dumps(said, canonical=True) == payload
            and cbor2.dumps({ALGORITHM: ES256, KEY_ID: kid}, canonical=True) == protected and len(kid) == 4
            and isinstance(signature, bytes) and len(signature) == 64
        )  # fmt: skip
        if not exact:
            raise BadPass
        return Read(_said(said), kid.hex(), to_sign(protected, payload), signature)
    except BadPass:
        raise
    except Exception:  # whatever a decoder makes of noise
        raise BadPass from None


def _said(said: dict[int, Any]) -> Said:
    found = Said(said[NUMBER], said[KIND], said[SUBJECT], tuple(said[ZONES]), said[SINCE], said[UNTIL], said[CAMPAIGN])
    numbers = (found.number, found.since, found.until, found.campaign)
    texts = (found.kind, found.subject, *found.zones)
    if len(said) != 7 or any(type(each) is not int or each < 0 for each in numbers):
        raise BadPass
    if any(type(each) is not str for each in texts) or type(said[ZONES]) is not list:
        raise BadPass
    return found


def to_sign(protected: bytes, payload: bytes) -> bytes:
    """COSE's Sig_structure."""
    return cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)


def is_genuine(found: Read, public: ec.EllipticCurvePublicKey) -> bool:
    """Whether the key's owner signed it."""
    r, s = int.from_bytes(found.signature[:32], "big"), int.from_bytes(found.signature[32:], "big")
    if s > ORDER // 2:
        return False
    try:
        public.verify(encode_dss_signature(r, s), found.signed, SIGNING)
    except InvalidSignature:
        return False
    return True


# -- Base45 ---------------------------------------------------------------------------------------------------------


def base45(raw: bytes) -> str:
    """Two bytes as three signs, the last one alone as two."""
    signs = []
    for at in range(0, len(raw) - 1, 2):
        high, first = divmod(raw[at] << 8 | raw[at + 1], 2025)
        second, low = divmod(first, 45)
        signs += [SIGNS[low], SIGNS[second], SIGNS[high]]
    if len(raw) % 2:
        high, low = divmod(raw[-1], 45)
        signs += [SIGNS[low], SIGNS[high]]
    return "".join(signs)


def from_base45(text: str) -> bytes:
    """Raises BadPass."""
    try:
        values = [VALUES[sign] for sign in text]
    except KeyError:
        raise BadPass from None
    if len(values) % 3 == 1:
        raise BadPass
    raw = bytearray()
    for at in range(0, len(values) - 2, 3):
        number = values[at] + 45 * values[at + 1] + 2025 * values[at + 2]
        if number > 0xFFFF:
            raise BadPass
        raw += number.to_bytes(2, "big")
    if len(values) % 3:
        number = values[-2] + 45 * values[-1]
        if number > 0xFF:
            raise BadPass
        raw.append(number)
    return bytes(raw)


# -- as a drawing ---------------------------------------------------------------------------------------------------


def drawn(text: str) -> Any:
    """The QR code, error level Q."""
    return segno.make(text, error="q", micro=False, boost_error=False)


def svg(text: str) -> str:
    """For a page: black on white in every theme, since cameras read it."""
    return str(drawn(text).svg_inline(border=4, dark="#000", light="#fff", omitsize=True))


def svg_file(text: str) -> str:
    """For paper."""
    out = io.BytesIO()
    drawn(text).save(out, kind="svg", scale=4, border=2, xmldecl=False)
    return out.getvalue().decode()
