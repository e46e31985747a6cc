"""Sharing stock out by `planning.allocate`: what is needed and what lies where go in, who gets how much and why comes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from fugong.core import numbers
from fugong.core.errors import Fault, Refused, refuse
from fugong.places.models import Campaign
from fugong.planning import Budget, Claim, Item, Spot, Stock, allocate
from fugong.planning.allocation import Grant
from fugong.supplies import booking, needing
from fugong.supplies.levers import Levers
from fugong.supplies.needing import Wants
from fugong.supplies.policy import SupplyItem

SECONDS = 8.0
MOST_TARGET = 10_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shared among whom. `most`: item → at most so many pieces; without, all that can be shared."""

    items: tuple[str, ...] = ()
    most: Mapping[str, int] = field(default_factory=dict)
    area: str = ""
    segment: str = ""
    group: str = ""
    only_asked: bool = False
    floor_days: int = 0
    enterprises: tuple[int, ...] = ()
    levers: Levers = field(default_factory=Levers)

    @classmethod
    def of(cls, campaign: Campaign, query: Any) -> Asked:
        """As a form says it. Raises Refused at what isn't right."""
        section = campaign.pack.supplies
        chosen = tuple(dict.fromkeys(key for key in query.getlist("item") if section.item(key)))
        faults, most = [], {}
        for key in chosen:
            if text := str(query.get(f"most-{key}", "")).strip():
                pieces = numbers.asked(text, MOST_TARGET * 10)
                if not pieces:
                    faults.append(Fault(f"most-{key}", _("Write a whole number of pieces, 1 or more.")))
                most[key] = pieces or 0
        floor = str(query.get("floor_days", "")).strip()
        days = section.floor_days if not floor else numbers.asked(floor, 60)
        if days is None:
            faults.append(Fault("floor_days", _("Write a number of days from 0 to %(most)s.") % {"most": 60}))
        levers = Levers()
        try:
            levers = Levers.of(section, chosen, query)
        except Refused as refused:
            faults += refused.faults
        if faults:
            raise Refused(faults[0].message, fields=faults)
        words = {name: str(query.get(name, ""))[:60] for name in ("area", "segment", "group")}
        firms = tuple(numbers.asked_many(query.getlist("enterprise"), 5_000))
        only = bool(query.get("only_asked"))
        return cls(chosen, most, **words, only_asked=only, floor_days=days or 0, enterprises=firms, levers=levers)

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "items": list(self.items), "most": dict(self.most), "area": self.area, "segment": self.segment,
            "group": self.group, "only_asked": self.only_asked, "floor_days": self.floor_days,
            "enterprises": list(self.enterprises), "levers": self.levers.kept(),
        }  # fmt: skip

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Asked:
        lists = {"items": tuple(kept["items"]), "enterprises": tuple(kept["enterprises"])}
        return cls(**{**kept, **lists, "levers": Levers.read(kept.get("levers"))})

    @property
    def untried(self) -> Asked:
        """The same by the pack's own values."""
        return replace(self, levers=Levers())


@dataclass(frozen=True, slots=True)
class Given:
    """What an enterprise gets of an item, and why: `code` and `data` are the plan's."""

    wants: Wants
    target: int
    on_hand: int
    pieces: int
    sources: dict[str, int]
    code: str
    data: dict[str, Any]


@dataclass(slots=True)
class Proposal:
    """A plan: by item what each gets; `left` of the stock, what is still `lacking`, floors that can't be reached."""

    given: dict[str, list[Given]] = field(default_factory=dict)
    there: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    lacking: dict[str, int] = field(default_factory=dict)
    unmet: list[dict[str, Any]] = field(default_factory=list)

    @property
    def shares(self) -> list[Given]:
        return [each for rows in self.given.values() for each in rows]

    @property
    def gives(self) -> bool:
        """Whether anybody gets anything."""
        return any(each.pieces for each in self.shares)


def propose(campaign: Campaign, asked: Asked, user: Any = None, permission: Any = None) -> Proposal:
    """Shares the stock; the same rows give the same plan. Raises Refused where there is nothing to share, or nobody."""
    section = campaign.pack.supplies
    items = [asked.levers.item(item) for key in asked.items if (item := section.item(key)) is not None]
    if not items:
        raise refuse("item", _("Choose what is to be shared."))
    rows = needing.candidates(campaign, user, permission)
    if asked.enterprises:
        rows = rows.filter(pk__in=asked.enterprises)
    rows = needing.narrowed(rows, area=asked.area, segment=asked.segment, group=asked.group, campaign=campaign)
    wanted: dict[str, list[Wants]] = defaultdict(list)
    for wants in needing.of(campaign, items, rows):
        if (wants.asked or not asked.only_asked) and (wants.target or wants.asked):
            wanted[wants.item.key].append(wants)
    free = booking.free(campaign, asked.items)
    done = Proposal()
    for item in items:
        _share(campaign, item, wanted[item.key], free, asked, done)
    if not any(done.given.values()):
        raise refuse("item", _("Nobody among them needs this: nothing is to be shared."))
    return done


def _share(
    campaign: Campaign, item: SupplyItem, wanted: Sequence[Wants], free: Mapping[tuple[str, str], int], asked: Asked,
    done: Proposal,
) -> None:  # fmt: skip
    stocks = _stocks(campaign, item, free, asked.most.get(item.key))
    done.there[item.key] = sum(pieces for pieces in stocks.values())
    if not wanted:
        done.given[item.key], done.left[item.key], done.lacking[item.key] = [], done.there[item.key], 0
        return
    days = item.days if item.use == "daily" else 1
    by_key = {str(wants.enterprise.pk): wants for wants in wanted}
    targets = {key: min(MOST_TARGET, _target(wants)) for key, wants in by_key.items()}
    spots = _spots(campaign)
    claims = [
        Claim(
            key, targets[key], tier=asked.levers.rank(campaign.pack.supplies, wants.tier), on_hand={item.key: _on_hand(wants)},
            asked={} if wants.asked is None else {item.key: wants.asked}, spot=_spot(wants, spots),
        )
        for key, wants in by_key.items()
    ]  # fmt: skip
    plan = allocate(
        [Item(item.key, Fraction(1, days), days, item.box)],
        [Stock(item.key, pieces, place) for place, pieces in stocks.items()],
        claims, spots or None, floor_days=min(asked.floor_days, days) if days > 1 else 0, budget=Budget(SECONDS),
    )  # fmt: skip
    done.given[item.key] = [_given(grant, by_key[grant.enterprise], item, campaign, asked) for grant in plan.grants]
    done.left[item.key] = plan.left[item.key]
    done.lacking[item.key] = sum(max(0, each.wants.lacking - each.pieces) for each in done.given[item.key])
    done.unmet += [
        {"enterprise": int(each.subject), "item": item.key, "missing": each.data["missing"]} for each in plan.unmet
    ]


def _stocks(
    campaign: Campaign, item: SupplyItem, free: Mapping[tuple[str, str], int], most: int | None
) -> dict[str, int]:
    """Key of a store → pieces that may be shared, whole boxes; at most so many in all."""
    left = most if most is not None else sum(free.values())
    found = {}
    for store in campaign.pack.supplies.stores:
        pieces = min(left, free.get((item.key, store.key), 0)) // item.box * item.box
        found[store.key] = pieces
        left -= pieces
    return found


def _target(wants: Wants) -> int:
    """Pieces that its cover is measured by: the norm's; where there is none, what it asked for."""
    return wants.target or wants.asked or 1


def _on_hand(wants: Wants) -> int:
    """Where no norm says what it needs, what it asked for is on top of what it has."""
    return wants.on_hand if wants.target else 0


def _spots(campaign: Campaign) -> dict[str, Spot]:
    """Where the stores are; nothing where one of them isn't known, or there is only one."""
    stores = campaign.pack.supplies.stores
    known = {
        each.key: Spot(each.longitude, each.latitude)
        for each in stores
        if each.latitude is not None and each.longitude is not None
    }
    return known if len(known) == len(stores) > 1 else {}


def _spot(wants: Wants, spots: Mapping[str, Spot]) -> Spot:
    firm = wants.enterprise
    if not spots or firm.latitude is None or firm.longitude is None:
        return next(iter(spots.values()), Spot())
    return Spot(firm.longitude, firm.latitude)


def _given(grant: Grant, wants: Wants, item: SupplyItem, campaign: Campaign, asked: Asked) -> Given:
    data = {name: str(value) if isinstance(value, Fraction) else value for name, value in grant.reason.data.items()}
    data |= {"days": item.days if item.use == "daily" else 0, "norm": str(wants.norm), "asked": wants.asked}
    data |= _tried(campaign, asked.levers, wants, data)
    sources = {place: boxes * item.box for place, boxes in grant.sources}
    return Given(wants, grant.target, grant.on_hand, grant.pieces, sources, grant.reason.code, data)


def _tried(campaign: Campaign, levers: Levers, wants: Wants, data: dict[str, Any]) -> dict[str, Any]:
    """What the sentences of a share need beside the plan's own figures, where values were tried: the pack's, and who else is
    served when it is."""
    section = campaign.pack.supplies
    found: dict[str, Any] = {}
    if wants.item.key in levers.norms or wants.item.key in levers.days:
        usual = section.item(wants.item.key) or wants.item
        found["pack"] = {"norm": str(wants.pack_norm), "days": usual.days if usual.use == "daily" else 0}
    if levers.ranks:
        found["alike"] = levers.served(section, levers.rank(section, wants.tier))
        if "before" in data:
            found["before_alike"] = levers.served(section, int(data["before"]))
    return found
