"""The code on the screen of a session: six digits that change, made of the session's secret and the moment."""

import hashlib
import hmac
import string
import unicodedata

from fugong.core import clock
from fugong.training.models import Session

SECONDS = 30
"""So long one code stands."""


def of(session: Session, ago: int = 0) -> str:
    """The code of this half minute, or of `ago` half minutes before."""
    step = int(clock.now().timestamp()) // SECONDS - ago
    said = hmac.new(session.secret.encode(), f"{session.pk}.{step}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(said[:6], 'big') % 1_000_000:06d}"


def fits(session: Session, code: str) -> bool:
    """Whether a typed code is that of now, or was until just now: people type slowly, and in full-width digits too."""
    typed = "".join(sign for sign in unicodedata.normalize("NFKC", code) if sign in string.digits)
    return any(hmac.compare_digest(typed, of(session, ago)) for ago in (0, 1, 2))
