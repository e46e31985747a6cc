"""Own keys, peers, what was sent, what was received."""

from fugong.exchange.models.messages import Dispatch, DispatchState, Received
from fugong.exchange.models.peers import OwnKey, Peer

__all__ = ["Dispatch", "DispatchState", "OwnKey", "Peer", "Received"]
