"""Signing by link: how names and numbers are compared, and how often someone may fail."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.core import clock, crypto
from fugong.core.errors import TooMany
from fugong.resumption.models import SigningLink, SigningTry

TAIL = re.compile(r"[0-9A-Z]{4}")
"""The last four signs: digits, X at the end of a Chinese number, letters of a passport's."""


def normal_name(name: str) -> str:
    """A name as it is compared: one width, no space around or doubled, dots of names alike."""
    plain = unicodedata.normalize("NFKC", name).replace("・", "·").replace("•", "·").replace("．", "·")
    return " ".join(plain.split())


def normal_tail(identity: str) -> str:
    """The last four signs of an identity number, as they are compared."""
    return "".join(unicodedata.normalize("NFKC", identity).upper().split())[-4:]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `failures` within `window`."""

    failures: int
    window: dt.timedelta


PER_NAME = Limit(5, dt.timedelta(hours=1))
PER_ADDRESS = Limit(10, dt.timedelta(minutes=10))
PER_LINK = Limit(200, dt.timedelta(hours=1))
"""A whole workforce signs by one link, often from one address: only failures count."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Failed attempts by one link. Address and name are kept as keyed digests."""

    link: SigningLink
    address: str
    name: str

    @staticmethod
    def oldest() -> dt.datetime:
        """What is older counts for no limit."""
        return clock.now() - max(limit.window for limit in (PER_NAME, PER_ADDRESS, PER_LINK))

    def guard(self) -> None:
        """Raises TooMany where a limit is reached."""
        recent = SigningTry.objects.filter(link=self.link)
        for limit, whose in (
            (PER_NAME, Q(name_index=self._name)),
            (PER_ADDRESS, Q(address_index=self._address)),
            (PER_LINK, Q()),
        ):
            if recent.filter(whose, at__gt=clock.now() - limit.window).count() >= limit.failures:
                raise TooMany(_("Too many attempts. Wait a while, then try again, or ask whoever gave you the code."))

    def failed(self) -> None:
        """Counts one more."""
        SigningTry.objects.create(link=self.link, address_index=self._address, name_index=self._name, at=clock.now())

    @property
    def _address(self) -> bytes:
        return crypto.blind_index(self.address, "signing:address")

    @property
    def _name(self) -> bytes:
        return crypto.blind_index(self.name, f"signing:name:{self.link.pk}")
