"""The administrator's pages: how the channels do, robots, the SMS gateway, dead letters."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fugong.accounts.pages import PageRequest, page
from fugong.accounts.permissions import Permission as P
from fugong.channels import kinds, lists
from fugong.channels.actions import receivers as actions
from fugong.channels.models import Channel, Delivery, DeliveryState, Gateway, Robot, RobotKind
from fugong.core import clock, kept, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign

LANGUAGES = (("zh", "中文"), ("en", "English"), ("ja", "日本語"), ("ko", "한국어"))
ROBOTS, DELIVERIES = 100, 15


@page(P.CHANNEL_MANAGE)
@require_safe
def channels(request: PageRequest) -> HttpResponse:
    """Each channel and robot with what waits and what failed."""
    seen = Delivery.objects.visible_to(request.user)
    rows = seen.filter(state__in=[DeliveryState.WAITING, DeliveryState.DEAD])
    counting = rows.order_by().values_list("channel", "state").annotate(n=Count("pk"))
    counts = kept.lately(
        "channels.open",
        lambda: kept.asked(rows),
        lambda: {(channel, state): n for channel, state, n in counting},
        lambda held: sum(held.values()),
    )
    robots = Robot.objects.visible_to(request.user).filter(removed_at=None).select_related("campaign")
    robots = robots.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
        dead=Count("deliveries", filter=Q(deliveries__state=DeliveryState.DEAD)),
        last_sent=Max("deliveries__ended_at", filter=Q(deliveries__state=DeliveryState.SENT)),
    )
    context = {
        "states": [_state(channel, counts) for channel in Channel],
        "robots": Page.placed(robots.order_by("campaign__key", "name", "pk"), ROBOTS, request.GET.get("after", "")),
        "gateway": Gateway.objects.filter(removed_at=None).first(),
        "may_all": request.user.scope(P.CHANNEL_MANAGE).everything,
        "now": clock.now(),
    }
    return render(request, "channels/channels.html", context)


def _state(channel: Channel, counts: dict[tuple[str, str], int]) -> dict[str, Any]:
    on = {
        Channel.EMAIL: settings.EMAIL_ON,
        Channel.PUSH: settings.WEB_PUSH,
        Channel.SMS: Gateway.objects.filter(removed_at=None).exists,
        Channel.ROBOT: True,
    }[channel]
    return {
        "key": channel,
        "name": channel.label,
        "on": on() if callable(on) else on,
        "waiting": counts.get((channel, DeliveryState.WAITING), 0),
        "dead": counts.get((channel, DeliveryState.DEAD), 0),
    }


@page(P.CHANNEL_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_robot(request: PageRequest) -> HttpResponse:
    """Enter a group's robot."""
    campaigns = Campaign.objects.visible_to(request.user, P.CHANNEL_MANAGE).open()
    if request.method == "POST":
        campaign = get_object_or_404(campaigns, key=_text(request, "campaign"))
        try:
            robot = actions.add_robot(
                campaign=campaign,
                kind=_text(request, "kind"),
                url=_text(request, "url"),
                by=request.user,
                **_given(request),
            )
        except Refused as refused:
            return _robot_form(request, None, refused, campaigns)
        messages.success(request, _("The robot was entered. Send a test message to see whether it speaks."))
        return redirect("channels:robot", robot.pk)
    return _robot_form(request, None, None, campaigns)


@page(P.CHANNEL_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def robot(request: PageRequest, pk: int) -> HttpResponse:
    """One robot: its last messages, and its form."""
    found = _robot(request, pk)
    if request.method == "POST":
        try:
            actions.change_robot(robot=found, url=_text(request, "url"), by=request.user, **_given(request))
        except Refused as refused:
            return _robot_form(request, found, refused)
        messages.success(request, _("Kept."))
        return redirect("channels:robot", pk)
    return _robot_form(request, found, None)


@page(P.CHANNEL_MANAGE)
@require_POST
def robot_trial(request: PageRequest, pk: int) -> HttpResponse:
    """Has it say something."""
    actions.try_robot(robot=_robot(request, pk), by=request.user)
    messages.info(request, _("The test message is on its way. Reload this page in a moment to see what came of it."))
    return redirect("channels:robot", pk)


@page(P.CHANNEL_MANAGE)
@require_POST
def robot_pause(request: PageRequest, pk: int) -> HttpResponse:
    """Keeps its messages waiting, or lets them go on."""
    actions.pause_robot(robot=_robot(request, pk), paused=request.POST.get("paused") == "1", by=request.user)
    return redirect("channels:robot", pk)


@page(P.CHANNEL_MANAGE)
@require_POST
def robot_removal(request: PageRequest, pk: int) -> HttpResponse:
    """Takes it away."""
    actions.remove_robot(robot=_robot(request, pk), by=request.user)
    messages.success(request, _("The robot was removed."))
    return redirect("channels:channels")


@page(P.CHANNEL_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def gateway(request: PageRequest) -> HttpResponse:
    """The SMS gateway's form."""
    found = Gateway.objects.filter(removed_at=None).first()
    refused: Refused | None = None
    if request.method == "POST":
        try:
            actions.set_gateway(values=request.POST.dict(), by=request.user)
            messages.success(request, _("Kept."))
            return redirect("channels:gateway")
        except Refused as fault:
            refused = fault
    context = {
        "gateway": found,
        "values": _values(request, found, refused),
        "faults": {each.where: each.message for each in refused.faults} if refused else {},
        "fault": refused.message if refused and not refused.faults else "",
        "methods": ("POST", "GET", "PUT"),
        "body_kinds": (("json", "JSON"), ("form", _("Form")), ("text", _("Plain text"))),
        "may_all": request.user.scope(P.CHANNEL_MANAGE).everything,
    }
    return render(request, "channels/gateway.html", context, status=refused.status if refused else 200)


def _values(request: PageRequest, found: Gateway | None, refused: Refused | None) -> dict[str, Any]:
    """What stands in the fields: what was typed, else what is kept; of secrets nothing."""
    if refused is not None:
        return {name: request.POST.get(name, "") for name in actions.GATEWAY_FIELDS}
    kept = found or Gateway()
    return {name: getattr(kept, name) for name in actions.GATEWAY_FIELDS if name not in ("url", "headers", "body")}


@page(P.CHANNEL_MANAGE)
@require_POST
def gateway_state(request: PageRequest) -> HttpResponse:
    """Pauses the gateway, lets it go on, or removes it."""
    found = get_object_or_404(Gateway, removed_at=None)
    step = request.POST.get("step")
    if step == "remove":
        actions.remove_gateway(gateway=found, by=request.user)
    else:
        actions.pause_gateway(gateway=found, paused=step == "pause", by=request.user)
    return redirect("channels:gateway")


@page(P.CHANNEL_MANAGE)
@require_safe
def letters(request: PageRequest) -> HttpResponse:
    """What couldn't be delivered, and why."""
    channel = request.GET.get("channel", "")
    rows = Delivery.objects.visible_to(request.user).filter(state=DeliveryState.DEAD)
    rows = rows.filter(channel=channel) if channel in Channel.values else rows
    rows = rows.select_related("message", "robot", "address", "person", "campaign")
    context = {
        "rows": lists.newest_first(rows, request.GET.get("after", "")),
        "channel": channel,
        "channels": Channel.choices,
    }
    return render(request, "channels/letters.html", context)


@page(P.CHANNEL_MANAGE)
@require_POST
def resending(request: PageRequest) -> HttpResponse:
    """Sends dead letters again: one, or all that the filter names."""
    named = numbers.asked_many(request.POST.getlist("letter"))
    channel = request.POST.get("channel", "")
    if request.POST.get("which") == "all":
        done = actions.resend(by=request.user, channel=channel if channel in Channel.values else "")
    else:
        done = actions.resend(by=request.user, letters=named)
    words = ngettext("%(n)s message is sent again.", "%(n)s messages are sent again.", done)
    messages.success(request, words % {"n": done})
    return redirect("channels:letters")


def _robot(request: PageRequest, pk: int) -> Robot:
    seen = Robot.objects.visible_to(request.user).filter(removed_at=None)
    return get_object_or_404(seen.select_related("campaign__pack_version", "campaign__jurisdiction"), pk=pk)


def _text(request: PageRequest, name: str) -> str:
    return request.POST.get(name, "")


def _given(request: PageRequest) -> dict[str, Any]:
    given: dict[str, Any] = {name: _text(request, name) for name in ("name", "secret", "group", "language")}
    return given | {"only": request.POST.getlist("only")}


def _robot_form(
    request: PageRequest, found: Robot | None, refused: Refused | None, campaigns: Any = ()
) -> HttpResponse:
    """The page of one robot, or of a new one; refused, with what was typed."""
    kept = found or Robot()
    names = ("name", "group", "language", "kind")
    sent = found.deliveries.select_related("message") if found else None
    values = {name: _text(request, name) if refused else getattr(kept, name) for name in names}
    context = {
        "robot": found,
        "values": values | {"campaign": _text(request, "campaign")},
        "only": request.POST.getlist("only") if refused else kept.kinds,
        "campaigns": campaigns,
        "robot_kinds": RobotKind.choices,
        "languages": LANGUAGES,
        "kinds": [each for each in kinds.every() if each.shown],
        "faults": {each.where: each.message for each in refused.faults} if refused else {},
        "fault": refused.message if refused and not refused.faults else "",
        "deliveries": Page.newest(sent, DELIVERIES, request.GET.get("after", "")) if found else None,
        "now": clock.now(),
    }
    return render(request, "channels/robot.html", context, status=refused.status if refused else 200)
