"""What follows from a frozen day, and what the roll-up shows of others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max

from fugong.accounts.models import User
from fugong.core import languages
from fugong.exchange import content
from fugong.exchange.actions import sending
from fugong.exchange.models import Received
from fugong.figures import freezing, rollup
from fugong.figures.models import Freeze
from fugong.figures.rollup import Source

OLDEST = dt.timedelta(days=7)
"""Figures older than this aren't shown beside a day any more."""


def send(kept: Freeze) -> None:
    """A frozen day goes to the peers that take it."""
    sending.enqueue(kept)


if send not in freezing.followers:
    freezing.followers.append(send)


@rollup.register
def received(user: User | None, day: dt.date) -> Iterable[Source]:
    """The latest figures of each campaign that a peer sent, up to that day. Two queries."""
    rows = Received.objects.filter(is_current=True, day__lte=day, day__gt=day - OLDEST)
    rows = rows if user is None else rows.visible_to(user)
    last = rows.order_by().values("peer", "campaign_key").annotate(last=Max("day"))
    wanted = {(row["peer"], row["campaign_key"], row["last"]) for row in last}
    found = rows.filter(day__in={each[2] for each in wanted}).select_related("peer").order_by("area", "pk")
    for each in found:
        if (each.peer_id, each.campaign_key, each.day) in wanted:
            yield Source(
                f"{each.peer_id}:{each.campaign_key}", languages.pick(each.names), each.area, each.day,
                content.shown(each.said), is_own=False, frozen_at=each.frozen_at, origin=each.peer.name,
                received_at=each.received_at, receipt=each.receipt_number, moved=len(each.moved),
            )  # fmt: skip
