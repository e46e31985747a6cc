"""A frozen day, and a peer that is this installation itself."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fugong.core import clock
from fugong.exchange import keys
from fugong.exchange.actions import peers
from fugong.exchange.models import Dispatch, Peer
from fugong.figures import freezing
from fugong.resumption import standings


@dataclass
class Stage:
    """The cast, the peer, and what may be done with them."""

    cast: Any
    peer: Peer

    def freeze(self, campaign: Any = None, day: dt.date | None = None) -> Any:
        found, today = campaign or self.cast.campaign, day or clock.today()
        standings.open_day(found, today)
        return freezing.freeze(campaign=found, day=today, by=None)

    def dispatch(self) -> Dispatch:
        return Dispatch.objects.latest("pk")

    def signed(self, body: bytes, *, private: str = "", moment: int | None = None) -> dict[str, str]:
        """What is given to the door: by the installation's own key, now, unless said otherwise."""
        own = peers.current()
        at = int(clock.now().timestamp()) if moment is None else moment
        signature = keys.sign(private or str(own.private), keys.to_sign(keys.FIGURES, at, body))
        return {"key": own.fingerprint, "moment": str(at), "signature": signature}


def build(cast: Any, url: str = "https://above.example") -> Stage:
    peer = peers.add(
        name="Upper",
        url=url,
        key=peers.current().written,
        area="990101",
        campaigns=[cast.campaign],
        by=cast.administrator,
    )
    return Stage(cast, peer)
