"""The desk: what lies where, what expires, what is short; one store with its batches; the ledger."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts import undoing
from fugong.accounts.acting import faults
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import clock, numbers
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.policy.shapes import by_key
from fugong.supplies import exports, lists
from fugong.supplies.access import keeps, sees_all
from fugong.supplies.actions import stock as actions
from fugong.supplies.lists import Wanted
from fugong.supplies.models import Allocation, Delivery, Movement
from fugong.supplies.models.stock import MOVES
from fugong.supplies.views.access import VIEW, acted, number, status

KEEP = Permission.SUPPLY_KEEP
FEW, SOONEST = 8, 20
"""Shown on the first page: of what waits for a signature or was asked for, and of the batches to be used up."""


@campaign_page(VIEW)
@require_GET
def overview(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """What lies where, how many are short of what, what expires, what waits."""
    section = campaign.pack.supplies
    rows: list[Any] = lists.lying(campaign)
    short = lists.short(request.user, campaign)
    asked = lists.requests(request.user, campaign)
    proposed: Any = Allocation.objects.filter(campaign=campaign, state="proposed")
    expiring = lists.expiring(campaign, SOONEST + 1)
    moving: Any = Delivery.objects.visible_to(request.user, VIEW).filter(campaign=campaign)
    context = {
        "campaign": campaign,
        "rows": [(row, short.value[row.item.key]) for row in rows],
        "short_as_of": short.as_of,
        "stores": section.stores,
        "asked": asked.filter(pk__in=asked.values("pk")[:FEW]),
        "proposed": proposed.select_related("proposed_by", "campaign__pack_version").order_by("proposed_at", "pk")[
            :FEW
        ],
        "to_sign": proposed.count(),
        "waiting": moving.filter(state="waiting").count(),
        "under_way": moving.filter(state="picked").count(),
        "disputed": moving.filter(state="disputed").count(),
        "expiring": expiring[:SOONEST],
        "more_expiring": len(expiring) > SOONEST,
        "today": clock.today(),
        "keeps": keeps(request.user, campaign),
        "sees_all": sees_all(request.user, campaign),
    }
    return render(request, "supplies/overview.html", context)


@campaign_page(VIEW)
@require_GET
def store(request: PageRequest, campaign: Campaign, store: str) -> HttpResponse:
    """One store: its batches, what expires first first."""
    return _store(request, campaign, store)


def _store(request: PageRequest, campaign: Campaign, key: str, refusal: Refused | None = None) -> HttpResponse:
    here = or_404(by_key(campaign.pack.supplies.stores).get(key))
    rows: list[Any] = lists.in_store(campaign, key)
    for row in rows:
        row.counted = request.POST.get(f"counted-{row.batch_id}", row.pieces)
    context = {
        "campaign": campaign,
        "store": here,
        "others": [each for each in campaign.pack.supplies.stores if each.key != key],
        "rows": rows,
        "keeps": keeps(request.user, campaign),
        "sees_all": sees_all(request.user, campaign),
        "refusal": refusal,
        "faults": faults(refusal),
        "typed": request.POST,
    }
    return render(request, "supplies/store.html", context, status=status(refusal))


@campaign_page(KEEP)
@require_POST
def counting(request: PageRequest, campaign: Campaign, store: str) -> HttpResponse:
    """What was counted; fields that were left empty weren't."""
    said = {name[8:]: request.POST.get(name, "").strip() for name in request.POST if name.startswith("counted-")}
    counted = {batch: numbers.asked(text) for key, text in said.items() if text and (batch := numbers.asked(key))}
    made: list[Any] = []
    return acted(
        request,
        lambda: made.append(
            actions.count(
                campaign=campaign, store=store, counted=counted, reason=request.POST.get("reason", ""), by=request.user
            )
        ),
        lambda: _("The differences are booked.") if made[0] else _("Everything is as the ledger says."),
        lambda: ("supplies:store", campaign.key, store),
        lambda refusal: _store(request, campaign, store, refusal),
    )


@campaign_page(KEEP)
@require_POST
def transfer(request: PageRequest, campaign: Campaign, store: str) -> HttpResponse:
    """Pieces of a batch go to another store."""
    what: dict[str, Any] = {"batch": number(request, "batch") or 0, "pieces": number(request, "pieces")}
    to = request.POST.get("to", "")
    made: list[Movement] = []
    return acted(
        request,
        lambda: made.append(actions.transfer(campaign=campaign, **what, frm=store, to=to, by=request.user)),
        lambda: _("Moved to the other store."),
        lambda: ("supplies:store", campaign.key, store),
        lambda refusal: _store(request, campaign, store, refusal),
        undo=lambda: undoing.offer(
            kind="supply_movement.transfer",
            by=request.user,
            about=made[0],
            campaign=campaign.pk,
            **what,
            frm=to,
            to=store,
        ),
    )


def _booked_back(by: User, given: dict[str, Any]) -> Movement:
    """What was booked stays booked; the same pieces go back by a movement of their own."""
    return actions.transfer(campaign=Campaign.objects.get(pk=given.pop("campaign")), **given, by=by)


undoing.register("supply_movement.transfer", _booked_back)


@campaign_page(KEEP)
@require_POST
def disposal(request: PageRequest, campaign: Campaign, store: str) -> HttpResponse:
    """Pieces that expired or were spoilt."""
    return acted(
        request,
        lambda: actions.throw(
            campaign=campaign, batch=number(request, "batch") or 0, store=store, pieces=number(request, "pieces"),
            reason=request.POST.get("reason", ""), by=request.user,
        ),
        lambda: _("Booked as thrown away."),
        lambda: ("supplies:store", campaign.key, store),
        lambda refusal: _store(request, campaign, store, refusal),
    )  # fmt: skip


@campaign_page(VIEW)
@require_GET
def ledger(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Every movement, the newest first."""
    wanted = Wanted.of(request.GET)
    found = lists.page(lists.with_lines(lists.movements(request.user, campaign, wanted)), request.GET.get("after", ""))
    for row in found.rows:
        row.campaign = campaign
        row.ways = _ways(row, campaign)
    section = campaign.pack.supplies
    context = {
        "campaign": campaign,
        "wanted": wanted,
        "page": found,
        "items": section.items,
        "stores": section.stores,
        "kinds": MOVES.items(),
        "sees_all": sees_all(request.user, campaign),
    }
    return render(request, "supplies/ledger.html", context)


def _ways(movement: Any, campaign: Campaign) -> list[dict[str, Any]]:
    """From where to where, batch by batch: the two lines of each as one."""
    lines: list[Any] = list(movement.lines.all())
    for line in lines:
        line.place.campaign = line.batch.campaign = campaign
    gets = [line for line in lines if line.pieces > 0]
    loses = [line for line in lines if line.pieces < 0]
    found = []
    for line in gets:
        out = next((each for each in loses if each.batch_id == line.batch_id and each.pieces == -line.pieces), None)
        if out is not None:
            loses.remove(out)
        found.append({
            "batch": line.batch, "pieces": line.pieces, "fen": line.fen, "to": line.place.name,
            "frm": out.place.name if out else "",
        })  # fmt: skip
    return found


@campaign_page(VIEW)
@require_GET
def ledger_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same as a sheet, a row for each line."""
    return exports.ledger(request.user, campaign, Wanted.of(request.GET))


@campaign_page(VIEW)
@require_GET
def stock_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """What lies in the stores, batch by batch."""
    return exports.stock(request.user, campaign)
