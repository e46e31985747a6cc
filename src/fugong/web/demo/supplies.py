"""The demo's supplies: what was found and handed out up to the published totals, what is under way, what waits for a signature.

What was handed out in the days before is written as rows, each with its movements in the stock ledger; what still moves is done
by the same actions as in life.
"""

import datetime as dt
import random
from collections import defaultdict
from typing import Any

from django.db.models import F

from fugong.accounts.models import User
from fugong.core import clock, copying
from fugong.ledger.recording import record, record_many
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.resumption.models import Standing
from fugong.resumption.signatures import Signature
from fugong.supplies import booking, needing
from fugong.supplies.actions import allocations, deliveries, needs, offers, stock
from fugong.supplies.actions.stock import Arrival
from fugong.supplies.booking import Part, Step, Stock
from fugong.supplies.models import Allocation, Delivery, Line, Share
from fugong.supplies.models.stock import ASIDE, FIRM, STORE, WAY, Place
from fugong.supplies.sharing import Asked
from fugong.web.demo import names, population
from fugong.web.demo.staffing import Staff

STROKES = (((18, 60), (50, 22), (80, 70), (120, 28), (165, 66), (220, 30)),)
WISHES = ("新增夜班，库存不足两天", "返岗人员增加", "近期有外地员工到岗", "消杀频次提高")
SELLERS = ("康安医疗器械", "恒瑞劳保用品", "万众供应链", "利群商贸", "海诺卫生材料")
USUAL: dict[str, Any] = {
    "found": [
        {"item": "masks", "kind": "upper", "supplier": "市工信局调拨", "pieces": 40_000, "price": "1.80"},
        {"item": "masks", "kind": "donation", "supplier": "爱心企业捐赠", "pieces": 20_000, "price": "2.00"},
    ],
    "handed": [{"firms": 60, "ago": 3, "goods": {"masks": 48_000}}],
}
"""Of a place that published no number."""
SIGNED = 6
"""So many of those who share by need sign before somebody's eyes; what the others got is written as rows."""
SOME = 60
"""Enterprises among whom is shared today."""


def provide(campaign: Campaign, staff: Staff, working: list[Enterprise], rng: random.Random) -> None:
    """Finds, shares and brings supplies."""
    if not campaign.pack.supplies.items or not working:
        return
    said = population.specification(campaign.pack_version.key).get("supplies", USUAL)
    life = _Life(campaign, staff, working, rng)
    for each in said["found"]:
        life.find(each)
    for each in said.get("handed", ()):
        life.hand_out(each)
    for each in said.get("shared", ()):
        life.share(each)
    life.offer()
    life.ask()
    life.go_on()


class _Life:
    """One place's supplies."""

    def __init__(self, campaign: Campaign, staff: Staff, working: list[Enterprise], rng: random.Random) -> None:
        self.campaign, self.staff, self.working, self.rng = campaign, staff, working, rng
        self.section = campaign.pack.supplies
        self.desk: User = staff.desk
        self.lots = 0
        rows = Standing.objects.filter(campaign=campaign, day=clock.today())
        self.heads = dict(rows.values_list("enterprise", "staff_back"))

    def find(self, what: dict[str, Any], ago: int = 8) -> None:
        """Something that was offered, chosen and came into the stores."""
        with clock.showing(clock.now() - dt.timedelta(days=ago, minutes=self.rng.randrange(300))):
            offer = self._offered(what)
            offer = offers.choose(offer=offer, reason="到货最快", by=self.desk)
            stores = [each.key for each in self.section.stores]
            item, left = self.section.item(what["item"]), offer.pieces
            for place, store in enumerate(stores):
                pieces = left if place + 1 == len(stores) else left * 3 // 5 // item.box * item.box
                if pieces:
                    last = clock.today() + dt.timedelta(days=what.get("lasts", 300)) if item.expires else None
                    self.lots += 1
                    arrival = Arrival(pieces, store, f"{clock.today():%y%m%d}-{self.lots:02d}", last)
                    stock.arrive(offer=offer, arrival=arrival, by=self.desk)
                left -= pieces

    def _offered(self, what: dict[str, Any]) -> Any:
        values = {
            name: str(what.get(name, ""))
            for name in ("item", "kind", "supplier", "pieces", "price", "ready_on", "note")
        }
        return offers.put(campaign=self.campaign, values=values, by=self.desk)

    def hand_out(self, what: dict[str, Any]) -> None:
        """An allocation of days before: confirmed, brought, signed for, as rows."""
        with clock.showing(clock.now() - dt.timedelta(days=what["ago"])):
            moment, row = clock.now(), self._allocation(list(what["goods"]))
            firms = self._firms(what)
            made = self._deliveries(row, firms, moment)
            shares, booked = self._shares(row, made, what["goods"], moment)
            copying.write(shares)
            for kind, frm, to in (("set_aside", STORE, ASIDE), ("pick", ASIDE, WAY), ("deliver", WAY, FIRM)):
                booking.book_many(self.campaign, kind, self._steps(booked, frm, to), by=self.desk)
            record("supply_allocation.confirm", row, by=self.staff.leader, enterprises=len(firms))
            record_many(
                "supply_delivery.deliver", made, by=self.desk, data=[{"signed": each.signed_name} for each in made]
            )

    def _allocation(self, items: list[str]) -> Allocation:
        return Allocation.objects.create(
            campaign=self.campaign, area_code=self.campaign.jurisdiction.code, pack_version=self.campaign.pack_version,
            number=Allocation.objects.filter(campaign=self.campaign).count() + 1, items=items, asked=Asked(tuple(items)).kept(),
            proposed_at=clock.now() - dt.timedelta(hours=3), proposed_by=self.desk, hands=[self.desk.pk],
            decided_at=clock.now() - dt.timedelta(hours=2), decided_by=self.staff.leader, state="done",
            state_since=clock.now(),
        )  # fmt: skip

    def _firms(self, what: dict[str, Any]) -> list[Enterprise]:
        """Those at work first; where more were served, others of the place follow."""
        chosen = [each for each in self.working if not what.get("tags") or set(what["tags"]) & set(each.tags)]
        if len(chosen) < what["firms"]:
            known = {each.pk for each in chosen}
            rest = needing.candidates(self.campaign).exclude(pk__in=known).order_by("pk")
            chosen += list(rest[: what["firms"] - len(chosen)])
        return sorted(chosen[: what["firms"]], key=lambda each: each.pk)

    def _deliveries(self, row: Allocation, firms: list[Enterprise], moment: dt.datetime) -> list[Delivery]:
        return copying.write(
            Delivery(
                campaign=self.campaign, allocation=row, enterprise=firm, area_code=firm.area_code,
                pack_version=self.campaign.pack_version, number=f"{row.number}-{place}", state="received", state_since=moment,
                picked_at=moment, picked_by=self.desk, delivered_at=moment, delivered_by=self.desk, received_at=moment,
                signed_name=names.person(self.rng),
            )
            for place, firm in enumerate(firms, 1)
        )  # fmt: skip

    def _shares(
        self, row: Allocation, made: list[Delivery], goods: dict[str, int], moment: dt.datetime
    ) -> tuple[list[Share], dict[int, list[tuple[str, Any]]]]:
        """Each enterprise gets a box of everything, the rest by heads; what it is worth goes with it."""
        stores = {each.key: booking.place(self.campaign, STORE, each.key) for each in self.section.stores}
        stock_ = Stock(stores.values(), goods)
        shares, booked = [], defaultdict(list)
        weights = [self.heads.get(each.enterprise_id, 0) or 20 for each in made]
        for item, pieces in goods.items():
            box = self.section.item(item).box
            boxes = [1 + more for more in population.share(pieces // box - len(made), weights)]
            for delivery, count, heads in zip(made, boxes, weights, strict=True):
                share = Share(
                    campaign=self.campaign, allocation=row, delivery=delivery, enterprise=delivery.enterprise,
                    area_code=delivery.area_code, item=item, tier=1, heads=heads, target=count * box, on_hand=0,
                    asked=count * box, pieces=count * box, planned=count * box, code="full", data={"norm": "0", "days": 0},
                    delivered_at=moment,
                )  # fmt: skip
                for key, part in self._taken(stock_, stores, item, count * box):
                    share.fen += part.fen
                    share.sources[key] = share.sources.get(key, 0) + part.pieces
                    booked[delivery.pk].append((key, part))
                shares.append(share)
        self.by_delivery = {each.pk: each for each in made}
        return shares, booked

    @staticmethod
    def _taken(stock_: Stock, stores: dict[str, Any], item: str, pieces: int) -> list[tuple[str, Any]]:
        found, left = [], pieces
        for key, place in stores.items():
            here = min(left, stock_.pieces(place, item))
            if here:
                found += [(key, part) for part in stock_.take(place, item, here)]
                left -= here
        if left:
            raise ValueError(f"{left} pieces of {item} are lacking.")
        return found

    def _steps(self, booked: dict[int, list[tuple[str, Any]]], frm: str, to: str) -> list[tuple[Delivery, list[Step]]]:
        keys = {key for parts in booked.values() for key, _part in parts}
        at = {
            (kind, key): booking.place(self.campaign, kind, key) for kind in (frm, to) if kind != FIRM for key in keys
        }
        home = self._homes() if to == FIRM else {}
        return [
            (
                delivery := self.by_delivery[number],
                [
                    Step(at[frm, key], home[delivery.enterprise_id] if to == FIRM else at[to, key], part)
                    for key, part in parts
                ],
            )
            for number, parts in booked.items()
        ]

    def _homes(self) -> dict[int | None, Place]:
        """Enterprise (id) → the place of what it was brought."""
        whose = {each.enterprise_id for each in self.by_delivery.values()}
        rows = Place.objects.filter(campaign=self.campaign, kind=FIRM, enterprise__in=whose)
        there = {row.enterprise_id: row for row in rows}
        missing = sorted(whose - there.keys())
        made = copying.write(Place(campaign=self.campaign, kind=FIRM, enterprise_id=firm) for firm in missing)
        return there | {row.enterprise_id: row for row in made}

    def share(self, what: dict[str, Any]) -> None:
        """Shared by need with the plan's reasons, signed by the leader, brought and signed for."""
        with clock.showing(clock.now() - dt.timedelta(days=what["ago"])):
            firms = self._short(what["item"], what["firms"])
            asked = Asked((what["item"],), {what["item"]: what["pieces"]}, enterprises=tuple(firms), floor_days=0)
            row = allocations.propose(campaign=self.campaign, asked=asked, by=self.desk)
            row = allocations.confirm(allocation=row, by=self.staff.leader)
            made = list(row.deliveries.select_related("enterprise").order_by("pk"))
            if not self.section.photo:
                self._brought(made[SIGNED:])
                made = made[:SIGNED]
            for place, delivery in enumerate(made):
                self._bring(delivery, received=place % 3 != 0)

    def _brought(self, made: list[Delivery]) -> None:
        """Brought, signed for and received, as rows."""
        self.by_delivery = {each.pk: each for each in made}
        aside = Line.objects.filter(movement__delivery__in=made, place__kind=ASIDE, pieces__gt=0).select_related(
            "batch", "place"
        )
        booked = defaultdict(list)
        for line in aside.annotate(delivery=F("movement__delivery")).order_by("pk"):
            booked[line.delivery].append((line.place.key, Part(line.batch_id, line.batch.item, line.pieces, line.fen)))
        for kind, frm, to in (("pick", ASIDE, WAY), ("deliver", WAY, FIRM)):
            booking.book_many(self.campaign, kind, self._steps(booked, frm, to), by=self.desk)
        moment = clock.now()
        for each in made:
            each.signed_name = names.person(self.rng)
        Delivery.objects.bulk_update(made, ["signed_name"])
        Delivery.objects.filter(pk__in=self.by_delivery).update(
            picked_at=moment, picked_by=self.desk, delivered_at=moment, delivered_by=self.desk, received_at=moment,
            state="received", state_since=moment, due_at=None, clock_kind="", clock_started_at=None, next_rung_at=None,
        )  # fmt: skip
        Share.objects.filter(delivery__in=made).update(delivered_at=moment)
        for verb, way in (
            ("pick", ("waiting", "picked")),
            ("deliver", ("picked", "delivered")),
            ("receive", ("delivered", "received")),
        ):
            said = [{"signed": each.signed_name} if verb == "deliver" else {} for each in made]
            by: Any = None if verb == "receive" else self.desk  # that it is all there, the enterprise says
            record_many(
                f"supply_delivery.{verb}", made, by=by, as_name="企业联络员", data=said, moves=[way] * len(made)
            )

    def _short(self, item: str, count: int) -> list[int]:
        """The enterprises (ids) that lack most of an item, of those at work; ones that a visitor can be first."""
        rows = needing.candidates(self.campaign).filter(pk__in=[each.pk for each in self.working])
        found = needing.of(self.campaign, [self.section.item(item)], rows)
        found = [each for each in found if each.lacking > 4 * each.item.box]
        found.sort(key=lambda each: (not self.staff.liaisons[each.enterprise.pk].is_demo, each.tier, -each.lacking))
        return [each.enterprise.pk for each in found[:count]]

    def _bring(self, delivery: Delivery, *, received: bool) -> None:
        officer = next(
            (user for (_post, firm), user in self.staff.assigned.items() if firm == delivery.enterprise_id), None
        )
        by = officer if officer is not None and delivery.may_move(officer, "supply.deliver") else self.desk
        row = deliveries.pick(delivery=delivery, by=by)
        signed = Signature(names.person(self.rng), STROKES, 260, 110)
        if self.section.photo:
            return
        row = deliveries.deliver(delivery=row, signature=signed, photos=[], by=by)
        if received:
            deliveries.receive(delivery=row, by=self.staff.liaisons[row.enterprise_id])

    def offer(self) -> None:
        """Quotes of this morning, to compare."""
        item = self.section.items[0]
        with clock.showing(clock.now() - dt.timedelta(hours=5)):
            for place, (seller, price) in enumerate(zip(SELLERS[:3], ("2.60", "2.35", "2.20"), strict=True)):
                ready = clock.today() + dt.timedelta(days=1 + 2 * place)
                self._offered({
                    "item": item.key, "kind": "purchase", "supplier": seller, "pieces": 20_000 * (place + 1), "price": price,
                    "ready_on": ready.isoformat(), "note": "可分批送货" if place == 0 else "",
                })  # fmt: skip
            self._offered(
                {"item": "disinfectant", "kind": "donation", "supplier": "区慈善总会", "pieces": 300, "price": "12"}
            )

    def ask(self) -> None:
        """Requests of today: of enterprises, and one by telephone."""
        firms = self._shown_first()[:4]
        for place, firm in enumerate(firms):
            item = self.section.items[place % 2]
            with clock.showing(clock.now() - dt.timedelta(hours=2, minutes=17 * place)):
                needs.ask(
                    campaign=self.campaign, enterprise=firm, item=item.key, pieces=item.box * (20 + 10 * place),
                    reason=WISHES[place], by=self.desk if place == 3 else self.staff.liaisons[firm.pk],
                    caller=names.person(self.rng) if place == 3 else "",
                )  # fmt: skip

    def _shown_first(self) -> list[Enterprise]:
        """Those at work, ones that a visitor can be first."""
        return sorted(self.working, key=lambda each: not self.staff.liaisons[each.pk].is_demo)

    def go_on(self) -> None:
        """What is under way today, what waits for the second signature, a batch that is to be used up."""
        usual = self.section.item("masks") is not None
        self.find(
            {"item": "thermometers", "kind": "purchase", "supplier": SELLERS[1], "pieces": 60, "price": "268"}, ago=1
        )
        given = {
            "item": "disinfectant",
            "kind": "society",
            "supplier": "志愿者协会",
            "pieces": 200,
            "price": "11",
            "lasts": 24,
        }
        self.find(given, ago=1)
        some = tuple(sorted(each.pk for each in self._shown_first()[:SOME]))
        with clock.showing(clock.now() - dt.timedelta(hours=4)):
            asked = Asked(("thermometers",), {"thermometers": 12}, enterprises=some)
            row = allocations.propose(campaign=self.campaign, asked=asked, by=self.desk)
            row = allocations.confirm(allocation=row, by=self.staff.leader)
            for delivery in row.deliveries.order_by("pk")[:3]:
                deliveries.pick(delivery=delivery, by=self.desk)
        item = "masks" if usual else self.section.items[0].key
        self.find({"item": item, "kind": "purchase", "supplier": SELLERS[4], "pieces": 12_000, "price": "2.10"}, ago=1)
        with clock.showing(clock.now() - dt.timedelta(hours=1)):
            allocations.propose(
                campaign=self.campaign, asked=Asked((item, "disinfectant"), enterprises=some), by=self.desk
            )
