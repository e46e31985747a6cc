"""Allocations: proposed by one person, changed by hand within limits, confirmed by another; then stock is set aside."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record, record_many
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.supplies import booking, people, sharing, telling
from fugong.supplies.access import keeps
from fugong.supplies.actions.held import held, must_keep
from fugong.supplies.booking import Step, Stock
from fugong.supplies.models import Allocation, Delivery, Need, Share
from fugong.supplies.models.stock import ASIDE
from fugong.supplies.sharing import Asked, Given, Proposal
from fugong.workflow.moves import move

LOCK = 0x46555331


@transaction.atomic
def propose(*, campaign: Campaign, asked: Asked, by: User) -> Allocation:
    """Keeps a plan as a proposal: nothing moves before somebody else confirms it. Raises Refused where nobody would get any."""
    must_keep(campaign, by)
    if asked.levers and not asked.levers.why:
        raise refuse("why", _("Say why other values than the pack’s are used."))
    plan = sharing.propose(campaign, asked)
    _guard_gives(campaign, asked, plan)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, campaign.pk])
    last = Allocation.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
    row = Allocation.objects.create(
        campaign=campaign, area_code=campaign.jurisdiction.code, pack_version=campaign.pack_version, number=last + 1,
        items=list(asked.items), asked=asked.kept(), left=plan.left, lacking=plan.lacking, unmet=plan.unmet,
        enterprise=_alone(plan), proposed_at=clock.now(), proposed_by=by, hands=[by.pk], state=Allocation.workflow.initial,
        state_since=clock.now(),
    )  # fmt: skip
    _write(row, plan)
    event = record(
        "supply_allocation.propose", row, by=by, reason=asked.levers.why if asked.levers else "", enterprises=_served(plan),
        pieces=_pieces(plan),
    )  # fmt: skip
    whom = people.confirmers(campaign, [by.pk])
    telling.allocation(row, whom, lambda: _("Sign for allocation %(number)s") % {"number": row.number}, event)
    return row


def _guard_gives(campaign: Campaign, asked: Asked, plan: Proposal) -> None:
    if plan.gives:
        return
    section, key = campaign.pack.supplies, asked.items[0]
    item = section.item(key)
    raise refuse(
        "item",
        _("Not one whole box can be shared: %(there)s %(item)s can be given out, %(lacking)s are lacking, a box has %(box)s.")
        % {"there": plan.there[key], "item": section.item_name(key), "lacking": plan.lacking[key], "box": item.box},
        code="nothing_to_share",
    )  # fmt: skip


def _alone(plan: Proposal) -> Enterprise | None:
    """The one enterprise that it is for, if it is for one."""
    firms = {each.wants.enterprise.pk: each.wants.enterprise for each in plan.shares}
    return next(iter(firms.values())) if len(firms) == 1 else None


def _served(plan: Proposal) -> int:
    return len({each.wants.enterprise.pk for each in plan.shares if each.pieces})


def _pieces(plan: Proposal) -> int:
    return sum(each.pieces for each in plan.shares)


def _write(row: Allocation, plan: Proposal) -> None:
    Share.objects.bulk_create((_share(row, each) for each in plan.shares), batch_size=2_000)


def _share(row: Allocation, each: Given) -> Share:
    wants = each.wants
    return Share(
        campaign=row.campaign, allocation=row, enterprise=wants.enterprise, area_code=wants.enterprise.area_code,
        item=wants.item.key, tier=wants.tier, heads=wants.heads, target=each.target, on_hand=each.on_hand,
        asked=wants.asked, pieces=each.pieces, planned=each.pieces, code=each.code, data=each.data, sources=each.sources,
    )  # fmt: skip


@transaction.atomic
def share_anew(*, allocation: Allocation, by: User) -> Allocation:
    """The same question over what is there now: the nearest plan that can be kept. What was changed by hand is planned again."""
    must_keep(allocation.campaign, by)
    row = held(allocation)
    _must_wait(row)
    asked = Asked.read(row.asked)
    plan = sharing.propose(row.campaign, asked)
    _guard_gives(row.campaign, asked, plan)
    row.shares.all().delete()
    _write(row, plan)
    row.left, row.lacking, row.unmet, row.hands = plan.left, plan.lacking, plan.unmet, sorted({*row.hands, by.pk})
    row.save(update_fields=["left", "lacking", "unmet", "hands"])
    record("supply_allocation.share_anew", row, by=by, enterprises=_served(plan), pieces=_pieces(plan))
    return row


@transaction.atomic
def change(*, share: Share, pieces: int | None, why: str, by: User) -> Share:
    """Another number by hand, in whole boxes, within what there is. Whoever changes it can't confirm it."""
    must_keep(share.campaign, by)
    row = held(share.allocation)
    _must_wait(row)
    kept = Share.objects.select_for_update().get(pk=share.pk)
    section = row.campaign.pack.supplies
    item = section.item(kept.item)
    if item is None or pieces is None or pieces < 0 or pieces % item.box:
        box = item.box if item else 1
        raise refuse("pieces", _("Whole boxes only: 0, or a multiple of %(box)s.") % {"box": box})
    if not why.strip():
        raise refuse("why", _("Say why."))
    kept.sources = _sources(row, kept, pieces)
    was, kept.pieces, kept.why = kept.pieces, pieces, why.strip()[:200]
    kept.save(update_fields=["pieces", "why", "sources"])
    row.hands, row.left = sorted({*row.hands, by.pk}), _left(row)
    row.save(update_fields=["hands", "left"])
    record(
        "supply_allocation.change", row, by=by, reason=kept.why, enterprise=kept.enterprise_id, item=kept.item, was=was,
        pieces=pieces,
    )  # fmt: skip
    return kept


def _sources(row: Allocation, kept: Share, pieces: int) -> dict[str, int]:
    """Store → pieces, first where it was to come from. Raises Refused where there is less than that."""
    free = booking.free(row.campaign, [kept.item])
    for other in row.shares.filter(item=kept.item).exclude(pk=kept.pk):
        for key, taken in other.sources.items():
            free[kept.item, key] = free.get((kept.item, key), 0) - taken
    box = row.campaign.pack.supplies.item(kept.item).box
    there = {key: max(0, n) // box * box for (_item, key), n in free.items()}
    if pieces > sum(there.values()):
        raise refuse(
            "pieces", _("There are only %(n)s left: give somebody else fewer first.") % {"n": sum(there.values())}
        )
    found, left = {}, pieces
    for key in sorted(there, key=lambda key: (key not in kept.sources, -there[key], key)):
        taken = min(left, there[key])
        if taken:
            found[key], left = taken, left - taken
    return found


def _left(row: Allocation) -> dict[str, int]:
    free = booking.free(row.campaign, row.items)
    given: dict[str, int] = defaultdict(int)
    for share in row.shares.all():
        given[share.item] += share.pieces
    return {key: sum(n for (item, _store), n in free.items() if item == key) - given[key] for key in row.items}


def _must_wait(row: Allocation) -> None:
    if row.state != "proposed":
        raise Conflict(_("This allocation was decided already. Reload the page."))


@transaction.atomic
def confirm(*, allocation: Allocation, by: User) -> Allocation:
    """The second signature: goods are set aside, each enterprise's delivery begins. Raises Conflict where stock is less now."""
    must_be_open(allocation.campaign)
    row = held(allocation)
    _must_be_second(row, by)
    shares = list(row.shares.filter(pieces__gt=0).select_related("enterprise").order_by("enterprise_id", "pk"))
    if not shares:
        raise refuse("allocation", _("Nobody gets anything by it: take it back."))
    event = move(row, "confirm", by=by, set={"decided_at": clock.now(), "decided_by": by}, enterprises=len(shares))
    deliveries = _deliveries(row, shares, by)
    _set_aside(row, shares, deliveries, by)
    _grant(row, shares, by)
    told = [row.proposed_by]
    telling.allocation(row, told, lambda: _("Allocation %(number)s is confirmed") % {"number": row.number}, event)
    coming = list(deliveries.values())
    telling.enterprises(coming, lambda: _("Supplies are on their way to you"), event, kind=telling.COMING, but=by)
    return row


def _must_be_second(row: Allocation, by: User) -> None:
    if not keeps(by, row.campaign, Permission.SUPPLY_CONFIRM):
        raise NotAllowed(_("Only those who confirm supplies for the whole campaign can do this."))
    if by.pk in row.hands:
        raise NotAllowed(_("You proposed or changed this yourself: a second person has to sign."))


def _deliveries(row: Allocation, shares: list[Share], by: User) -> dict[int, Delivery]:
    pack = row.campaign.pack
    due = pack.due(clock.now(), pack.supplies.deliver_within)
    firms = list({share.enterprise_id: share.enterprise for share in shares}.values())
    made = Delivery.objects.bulk_create(
        Delivery(
            campaign=row.campaign, allocation=row, enterprise=firm, area_code=firm.area_code, pack_version=row.campaign.pack_version,
            number=f"{row.number}-{place}", state=Delivery.workflow.initial, state_since=clock.now(), due_at=due,
            next_rung_at=due, clock_kind="deliver", clock_started_at=clock.now(),
        )
        for place, firm in enumerate(firms, 1)
    )  # fmt: skip
    record_many("supply_delivery.begin", made, by=by)
    return {each.enterprise_id: each for each in made}


def _set_aside(row: Allocation, shares: list[Share], deliveries: dict[int, Delivery], by: User) -> None:
    """Takes the batches that expire first, store by store, and moves them to what is set aside there."""
    keys = sorted({key for share in shares for key in share.sources})
    stores = {key: booking.store(row.campaign, key) for key in keys}
    aside = {key: booking.place(row.campaign, ASIDE, key) for key in keys}
    stock = Stock(stores.values(), row.items)
    steps: dict[int, list[Step]] = defaultdict(list)
    for share in shares:
        share.fen, share.delivery = 0, deliveries[share.enterprise_id]
        for key, pieces in sorted(share.sources.items()):
            for part in stock.take(stores[key], share.item, pieces):
                share.fen += part.fen
                steps[share.enterprise_id].append(Step(stores[key], aside[key], part))
    booked = [(deliveries[firm], found) for firm, found in steps.items()]
    booking.book_many(row.campaign, "set_aside", booked, by=by)
    Share.objects.bulk_update(shares, ["fen", "delivery"], batch_size=1_000)


def _grant(row: Allocation, shares: list[Share], by: User) -> None:
    """Requests that are answered by it."""
    by_firm = {(share.enterprise_id, share.item): share for share in shares}
    open_ = Need.objects.select_for_update(of=("self",)).filter(
        campaign=row.campaign, state="asked", item__in=row.items, enterprise__in=[firm for firm, _item in by_firm]
    )
    for need in open_.select_related("campaign__pack_version", "enterprise").order_by("pk"):
        share = by_firm.get((need.enterprise_id, need.item))
        if share is not None:
            move(need, "grant", by=None, as_name=by.name, set={"share": share}, pieces=share.pieces)


@transaction.atomic
def reject(*, allocation: Allocation, reason: str, by: User) -> Allocation:
    """Not so: nothing moves, and whoever proposed it hears why."""
    row = held(allocation)
    _must_be_second(row, by)
    values: dict[str, Any] = {"decided_at": clock.now(), "decided_by": by}
    event = move(row, "reject", by=by, reason=reason[:300], set=values)
    told = [row.proposed_by]
    telling.allocation(row, told, lambda: _("Allocation %(number)s isn’t confirmed") % {"number": row.number}, event)
    return row


@transaction.atomic
def withdraw(*, allocation: Allocation, reason: str, by: User) -> Allocation:
    """It was a mistake."""
    must_keep(allocation.campaign, by)
    row = held(allocation)
    move(row, "withdraw", by=by, reason=reason[:300])
    return row


def end(allocation: Allocation, by: User) -> None:
    """Handed out, once no delivery of it is under way any more."""
    under_way = Q(state__in=["waiting", "picked"])
    row = held(allocation)
    if row.state == "confirmed" and not Delivery.objects.filter(under_way, allocation=row).exists():
        move(row, "end", by=None, as_name=by.name)
