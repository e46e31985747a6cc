"""My notifications: where I can be reached, and what reaches me how."""

import json
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fugong.accounts.pages import PageRequest, page
from fugong.channels import hours, kinds, push, ways
from fugong.channels.actions import addresses, choices
from fugong.channels.models import Address, Channel, Choice, InboxEntry, Mode, Preference
from fugong.core.errors import Fault, Refused

SHOWN = (Channel.EMAIL, Channel.SMS, Channel.PUSH)
Kept = dict[tuple[str, str], str]


@page()
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: PageRequest) -> HttpResponse:
    """The page, and the choices that are sent from it."""
    if request.method != "POST":
        return _shown(request)
    given = request.POST
    try:
        choices.set_hours(
            by=request.user, **{name: given.get(name, "") for name in ("quiet_from", "quiet_until", "digest_at")}
        )
        choices.choose(choices=_chosen(request), by=request.user)
    except Refused as refused:
        return _shown(request, refused)
    messages.success(request, _("Kept."))
    return redirect("channels:mine")


def _chosen(request: PageRequest) -> dict[tuple[str, str], str]:
    """What the selects say: `choice:<kind>:<channel>`."""
    found = {}
    for name, mode in request.POST.items():
        if name.startswith("choice:"):
            kind, _colon, channel = name.removeprefix("choice:").rpartition(":")
            found[kind, channel] = str(mode)
    return found


@page()
@require_POST
def new_address(request: PageRequest) -> HttpResponse:
    """An e-mail address or number, to which a code goes."""
    try:
        address = addresses.add(
            channel=request.POST.get("channel", ""), value=request.POST.get("value", ""), by=request.user
        )
    except Refused as refused:
        return _shown(request, refused)
    if not address.in_use:
        messages.info(request, _("A code is on its way to %(address)s. Enter it below.") % {"address": address})
    return redirect("channels:mine")


@page()
@require_POST
def proof(request: PageRequest, pk: int) -> HttpResponse:
    """The code; or, without one, asking for another."""
    address = _own(request, pk)
    try:
        if request.POST.get("again"):
            addresses.send_code(address=address, by=request.user)
            messages.info(request, _("A code is on its way to %(address)s. Enter it below.") % {"address": address})
        else:
            addresses.verify(address=address, code=request.POST.get("code", ""), by=request.user)
            messages.success(request, _("%(address)s is yours. Messages will come there.") % {"address": address})
    except Refused as refused:
        return _shown(request, refused, code_of=pk)
    return redirect("channels:mine")


@page()
@require_POST
def removal(request: PageRequest, pk: int) -> HttpResponse:
    """Forgets an address."""
    addresses.remove(address=_own(request, pk), by=request.user)
    messages.success(request, _("The address was removed."))
    return redirect("channels:mine")


@page()
@require_POST
def subscription(request: PageRequest) -> HttpResponse:
    """The browser's push subscription, as its script sends it."""
    try:
        given = json.loads(request.body)
    except ValueError:
        given = None
    addresses.subscribe(subscription=given, by=request.user)
    return JsonResponse({})


@page()
@require_safe
def worker(request: PageRequest) -> HttpResponse:
    """The script that shows push messages: a worker of its own, beside that of the offline pages."""
    return render(request, "channels/worker.js", content_type="text/javascript")


def _own(request: PageRequest, pk: int) -> Address:
    found = Address.objects.filter(person=request.user, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _shown(request: PageRequest, refused: Refused | None = None, code_of: int = 0) -> HttpResponse:
    """The page; refused, with what was typed and the faults at their fields."""
    channels = [each for each in SHOWN if each in ways.open_channels()]
    own = Preference.objects.filter(person=request.user).first() or Preference()
    faults = (refused.faults or [Fault("", refused.message)]) if refused else []
    posted = request.POST if refused else {}
    rows, others = _rows(request, channels)
    context: dict[str, Any] = {
        "addresses": Address.objects.filter(person=request.user).order_by("channel", "pk"),
        "channels": channels,
        "entered": [each for each in channels if each != Channel.PUSH],
        "push_key": push.public_key() if settings.WEB_PUSH else "",
        "tables": (rows, others),
        "modes": Mode.choices,
        "usual": hours.of_place(None),
        "hours": {name: posted.get(name, getattr(own, name)) for name in ("quiet_from", "quiet_until", "digest_at")},
        "typed": posted.get("value", ""),
        "typed_channel": posted.get("channel", ""),
        "faults": {fault.where: fault.message for fault in faults},
        "fault": "" if refused is None or any(fault.where for fault in faults) else refused.message,
        "code_of": code_of,
    }
    return render(request, "channels/mine.html", context, status=refused.status if refused else 200)


def _rows(request: PageRequest, channels: list[Channel]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One row for each kind, the first for all others; in each a cell for each channel. Apart from them the rows of kinds of which
    nothing came to this person and nothing is chosen: who is told what, the rooms know only when they tell it.
    """
    kept = {(each.kind, each.channel): each.mode for each in Choice.objects.filter(person=request.user)}
    own = InboxEntry.objects.of(request.user).kinds() | {kind for kind, _channel in kept}
    shown = [each for each in kinds.every() if each.shown]
    row = partial(_row, request, channels, kept)
    first = [row("", _("Everything else")), *(row(each.key, each.name) for each in shown if each.key in own)]
    return first, [row(each.key, each.name) for each in shown if each.key not in own]


def _row(request: PageRequest, channels: list[Channel], kept: Kept, key: str, name: Any) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "urgent": bool(key) and kinds.get(key).urgent,
        "about": kinds.get(key).about if key else "",
        "cells": [
            {"channel": channel, "name": f"choice:{key}:{channel}", "mode": _wanted(request, kept, key, channel)}
            for channel in channels
        ],
    }


def _wanted(request: PageRequest, kept: Kept, key: str, channel: str) -> str:
    return request.POST.get(f"choice:{key}:{channel}", kept.get((key, channel), ""))
