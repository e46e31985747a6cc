"""A place where people need masks: the cast, people back at work, offers, stock, what is shared."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from fugong.core import clock
from fugong.registry.models import Enrolment
from fugong.resumption import standings
from fugong.resumption.models import Standing
from fugong.resumption.signatures import Signature
from fugong.supplies.actions import allocations, deliveries, needs, offers, stock
from fugong.supplies.actions.stock import Arrival
from fugong.supplies.models import Allocation, Balance, Batch, Delivery, Need, Offer
from fugong.supplies.sharing import Asked
from ground.cast import Cast

SIGNED = Signature("王工", (((1, 1), (20, 30), (40, 10)),), 100, 60)


@dataclass
class Stage:
    """The cast, and what may be done with it."""

    cast: Cast

    @property
    def campaign(self) -> Any:
        return self.cast.campaign

    @property
    def river(self) -> Any:
        return self.cast.river

    @property
    def shop(self) -> Any:
        return self.cast.shop

    @property
    def hill(self) -> Any:
        return self.cast.hill

    @property
    def liaison(self) -> Any:
        return self.cast.liaison

    @property
    def desk(self) -> Any:
        return self.cast.desk

    @property
    def leader(self) -> Any:
        return self.cast.leader

    @property
    def today(self) -> dt.date:
        return clock.today()

    def at_work(self, river: int = 100, shop: int = 10, hill: int = 40, stock: int | None = None) -> None:
        """So many are back at each, who report so many masks."""
        standings.refresh(campaign=self.campaign, day=self.today)
        for firm, heads in ((self.river, river), (self.shop, shop), (self.hill, hill)):
            rows = Standing.objects.filter(campaign=self.campaign, enterprise=firm, day=self.today)
            assert rows.update(staff_back=heads, stock=stock), Enrolment.objects.count()

    def offered(self, pieces: int = 1_000, item: str = "masks", by: Any = None, **values: Any) -> Offer:
        given = {
            "kind": "purchase",
            "item": item,
            "supplier": "康安医疗",
            "pieces": str(pieces),
            "price": "2.35",
            **values,
        }
        return offers.put(campaign=self.campaign, values=given, by=by or self.desk)

    def stocked(
        self, pieces: int = 1_000, item: str = "masks", store: str = "main", lot: str = "", expires_on: Any = None,
        **values: Any,
    ) -> Batch:  # fmt: skip
        """Goods that were bought and lie in a store."""
        offer = self.offered(pieces, item, **values)
        offer = offers.choose(offer=offer, reason="soonest", by=self.desk)
        return stock.arrive(offer=offer, arrival=Arrival(pieces, store, lot, expires_on), by=self.desk)

    def asked(self, pieces: int = 300, item: str = "masks", firm: Any = None, by: Any = None, **values: Any) -> Need:
        given = {"reason": "new shift", **values}
        return needs.ask(
            campaign=self.campaign,
            enterprise=firm or self.river,
            item=item,
            pieces=pieces,
            by=by or self.liaison,
            **given,
        )

    def proposed(self, *items: str, by: Any = None, **said: Any) -> Allocation:
        return allocations.propose(campaign=self.campaign, asked=Asked(items or ("masks",), **said), by=by or self.desk)

    def confirmed(self, *items: str, **said: Any) -> Allocation:
        return allocations.confirm(allocation=self.proposed(*items, **said), by=self.leader)

    def brought(self, delivery: Delivery | None = None) -> Delivery:
        """A delivery that somebody signed for."""
        row = delivery or self.confirmed().deliveries.get(enterprise=self.river)
        row = deliveries.pick(delivery=row, by=self.desk)
        return deliveries.deliver(delivery=row, signature=SIGNED, photos=[], by=self.desk)

    def lies(self, kind: str, item: str = "masks", **where: Any) -> int:
        """Pieces at places of a kind."""
        rows = Balance.objects.filter(campaign=self.campaign, place__kind=kind, item=item, **where)
        return rows.aggregate(n=Sum("pieces"))["n"] or 0

    def later(self, **span: float) -> Any:
        return clock.showing(clock.now() + dt.timedelta(**span))


def sums_are_zero(campaign: Any) -> bool:
    """Nothing appeared and nothing vanished: over all places, pieces and fen of each batch sum to zero."""
    rows = Balance.objects.filter(campaign=campaign).order_by().values("batch")
    return all(row["n"] == 0 and row["f"] == 0 for row in rows.annotate(n=Sum("pieces"), f=Sum("fen")))


def build(cast: Cast) -> Stage:
    return Stage(cast)
