"""Web push: messages to browsers, sealed for each (RFC 8291) and signed by this installation (RFC 8292)."""

import base64
import functools
import hashlib
import hmac
import json
import os
import struct
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.channels import net
from fugong.channels.parcels import DEAD, RETRY, SENT, Outcome, Parcel, of_status
from fugong.channels.robots import CODES
from fugong.channels.words import cut
from fugong.core import clock

RECORD = 4_096
KEPT_SECONDS = 24 * 60 * 60  # how long a push service keeps a message for a browser that is away
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256


def send(parcel: Parcel) -> Outcome:
    """Pushes to one browser; never raises for what the push service does."""
    try:
        subscription = json.loads(str(parcel.receiver))
        endpoint = str(subscription["endpoint"])
        content = sealed(_payload(parcel), subscription["keys"]["p256dh"], subscription["keys"]["auth"])
    except (ValueError, KeyError, TypeError):
        return Outcome(DEAD, "not_there", "subscription")
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "high" if parcel.urgent else "normal",
        "Topic": parcel.uid.hex,
        "Authorization": authorization(endpoint),
    }
    try:
        answer = net.call(endpoint, headers=headers, body=content)
    except net.Failed as failed:
        return Outcome(DEAD if failed.code == "unsafe_address" else RETRY, failed.code, failed.detail)
    if answer.status == 413:
        return Outcome(DEAD, "too_long", "413")
    return of_status(answer.status) or Outcome(SENT)


def _payload(parcel: Parcel) -> bytes:
    with override(CODES.get(parcel.language, "zh-hans")):
        several = _("%(n)s new messages") % {"n": len(parcel.pieces)}
    title = parcel.first.title if len(parcel.pieces) == 1 else several
    url = parcel.first.url if len(parcel.pieces) == 1 else f"{settings.PUBLIC_URL}/inbox/"
    body = parcel.first.body if len(parcel.pieces) == 1 else "\n".join(piece.title for piece in parcel.pieces)
    told = {"title": cut(title, 120), "body": cut(body, 400), "url": url, "id": parcel.event[:200]}
    return json.dumps(told, ensure_ascii=False).encode()


def sealed(
    content: bytes, p256dh: str, auth: str, *, salt: bytes = b"", own: ec.EllipticCurvePrivateKey | None = None
) -> bytes:
    """One aes128gcm record that only the browser opens. ValueError where its key isn't one."""
    theirs_raw, secret = unpadded(p256dh), unpadded(auth)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs_raw)
    own, salt = own or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    own_raw = _point(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    material = _derived(shared, secret, b"WebPush: info\x00" + theirs_raw + own_raw, 32)
    key = _derived(material, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(material, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + struct.pack("!IB", RECORD, len(own_raw)) + own_raw
    return head + AESGCM(key).encrypt(nonce, content[: RECORD - 17 - len(head)] + b"\x02", None)


def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)


def authorization(endpoint: str) -> str:
    """Who we are, for the push service at `endpoint`: valid for 12 hours."""
    parts = urlsplit(endpoint)
    head = padded_off(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(clock.now().timestamp()) + 12 * 60 * 60,
        "sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}",
    }
    unsigned = f"{head}.{padded_off(json.dumps(claims).encode())}"
    r, s = decode_dss_signature(_own_key(settings.DATA_KEY).sign(unsigned.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={unsigned}.{padded_off(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={public_key()}"


def public_key() -> str:
    """What browsers are given when they subscribe."""
    return padded_off(_point(_own_key(settings.DATA_KEY).public_key()))


@functools.lru_cache(maxsize=4)
def _own_key(data_key: bytes) -> ec.EllipticCurvePrivateKey:
    """The installation's signing key, derived from the data key: nothing more to keep or to lose."""
    number = int.from_bytes(hmac.new(data_key, b"web-push", hashlib.sha512).digest(), "big")
    return ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def padded_off(raw: bytes) -> str:
    """Base64 for addresses, without its padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpadded(text: str) -> bytes:
    """The bytes of such a text."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
