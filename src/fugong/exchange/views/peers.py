"""The administrator's pages: own key, other installations, what went out and what came in."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404, page
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused, refuse
from fugong.core.paging import Page
from fugong.exchange.actions import peers as actions
from fugong.exchange.actions import sending
from fugong.exchange.models import Dispatch, Peer, Received
from fugong.places.models import Campaign

MANAGE = Permission.INSTALLATION_MANAGE
SHOWN = 50


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def exchange(request: PageRequest) -> HttpResponse:
    """All peers; posted: one more."""
    if request.method == "GET":
        return _exchange(request)
    post, made = request.POST, []
    return acting.acted(
        request,
        lambda: made.append(actions.add(**_given(post), by=request.user)),
        lambda: _("Added. Compare the fingerprints by telephone before anything is sent."),
        lambda: ("exchange:peer", made[0].pk),
        lambda refusal: _exchange(request, refusal),
        shown=acting.OR_TOO_LATE,
    )


def _exchange(request: PageRequest, refusal: Refused | None = None) -> HttpResponse:
    rows = Peer.objects.filter(removed_at=None).annotate(
        waiting=Count("dispatches", filter=Q(dispatches__state="waiting"), distinct=True),
        dead=Count("dispatches", filter=Q(dispatches__state="dead"), distinct=True),
    )
    context = {
        "peers": list(rows[:200]), "own": actions.current(), "campaigns": _campaigns(), "typed": request.POST,
        "chosen": request.POST.getlist("campaigns"), "refusal": refusal, "faults": acting.faults(refusal),
    }  # fmt: skip
    return render(request, "exchange/exchange.html", context, status=refusal.status if refusal else 200)


@page(MANAGE)
@require_POST
def key(request: PageRequest) -> HttpResponse:
    """A new key of our own."""
    return acting.acted(
        request, lambda: actions.renew(by=request.user),
        lambda: _("A new key signs from now on. Hand it over to every peer: until then they take nothing."),
        lambda: ("exchange:exchange",), lambda refusal: _exchange(request, refusal),
    )  # fmt: skip


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def peer(request: PageRequest, peer: int) -> HttpResponse:
    """One peer; posted: changed."""
    found = _peer(peer)
    if request.method == "GET":
        return _shown(request, found)
    post = request.POST
    do = lambda: actions.change(peer=found, **_given(post), paused=bool(post.get("paused")), by=request.user)  # noqa: E731
    return _done(request, found, do, _("Kept."))


@page(MANAGE)
@require_POST
def removal(request: PageRequest, peer: int) -> HttpResponse:
    """Nothing goes there and nothing is taken from it any more."""
    found = _peer(peer)
    return acting.acted(
        request, lambda: actions.remove(peer=found, by=request.user), lambda: _("Removed. What was received stays."),
        lambda: ("exchange:exchange",), lambda refusal: _shown(request, found, refusal),
    )  # fmt: skip


@page(MANAGE)
@require_POST
def sending_now(request: PageRequest, peer: int) -> HttpResponse:
    """A frozen day is sent."""
    found, post = _peer(peer), request.POST

    def do() -> None:
        day, campaign = (
            dates.asked(post.get("day")),
            _campaigns().filter(pk=numbers.asked(post.get("campaign")) or 0).first(),
        )
        if day is None or campaign is None:
            raise refuse("day", _("Choose a campaign and a day."))
        sending.send_day(peer=found, campaign=campaign, day=day, by=request.user)

    return _done(request, found, do, _("It goes out within a minute."))


@page(MANAGE)
@require_POST
def another_try(request: PageRequest, dispatch: int) -> HttpResponse:
    """A dead letter goes out once more."""
    found = or_404(Dispatch.objects.filter(pk=dispatch, peer__removed_at=None).select_related("peer").first())
    return _done(
        request, found.peer, lambda: sending.again(dispatch=found, by=request.user), _("It goes out within a minute.")
    )


@page(MANAGE)
@require_GET
def received(request: PageRequest, received: int) -> HttpResponse:
    """Figures that came in: who signed what when, the receipt, what a correction moved."""
    rows = Received.objects.select_related("peer", "supersedes")
    found = or_404(rows.filter(pk=received).first())
    moved = Page.placed(found.moved, SHOWN, request.GET.get("after", ""))
    context = {"found": found, "receipt": bytes(found.receipt).decode(), "moved": moved}
    return render(request, "exchange/received.html", context)


def _done(request: PageRequest, found: Peer, do: Any, said: Any) -> HttpResponse:
    return acting.acted(
        request, do, lambda: said, lambda: ("exchange:peer", found.pk), lambda refusal: _shown(request, found, refusal),
        shown=acting.OR_TOO_LATE,
    )  # fmt: skip


def _shown(request: PageRequest, found: Peer, refusal: Refused | None = None) -> HttpResponse:
    kept = {str(key) for key in found.campaigns.values_list("pk", flat=True)}
    changing = request.method == "POST" and "key" in request.POST
    context = {
        "found": found, "campaigns": _campaigns(), "chosen": request.POST.getlist("campaigns") if changing else kept,
        "typed": request.POST if changing else {"name": found.name, "url": found.url, "key": _written(found), "area": found.area},
        "sent": Page.newest(found.dispatches.select_related("campaign"), SHOWN, request.GET.get("sent", "")),
        "came": Page.newest(found.received, SHOWN, request.GET.get("came", "")), "today": clock.today(), "refusal": refusal,
        "faults": acting.faults(refusal),
    }  # fmt: skip
    return render(request, "exchange/peer.html", context, status=refusal.status if refusal else 200)


def _written(found: Peer) -> str:
    from fugong.exchange import keys

    return keys.written(bytes(found.public))


def _peer(pk: int) -> Peer:
    return or_404(Peer.objects.filter(pk=pk, removed_at=None).first())


def _campaigns() -> Any:
    return Campaign.objects.filter(is_drill=False).select_related("jurisdiction").order_by("jurisdiction__code", "key")


def _given(post: Any) -> dict[str, Any]:
    chosen = numbers.asked_many(post.getlist("campaigns"))
    return {
        "name": post.get("name", ""), "url": post.get("url", ""), "key": post.get("key", "")[:200],
        "area": post.get("area", ""), "campaigns": list(_campaigns().filter(pk__in=chosen)),
    }  # fmt: skip
