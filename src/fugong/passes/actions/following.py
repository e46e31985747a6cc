"""What follows when an enterprise has to stop work, and when it may begin again: its passes are suspended, and given back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.passes import telling
from fugong.passes.models import Pass
from fugong.resumption import hanging
from fugong.workflow.moves import move_many

if TYPE_CHECKING:
    from fugong.places.models import Campaign
    from fugong.registry.models import Enterprise


@transaction.atomic
def stop(*, campaign: Campaign, enterprises: Sequence[Enterprise], reason: str, as_name: str) -> int:
    """Suspends or withdraws the enterprises' passes, as the pack says of each kind; returns how many. A repeat changes nothing."""
    by_way: dict[str, list[Pass]] = {"suspend": [], "withdraw": [], "keep": []}
    for row in _rows(campaign, enterprises, "valid"):
        kind = campaign.pack.passes.kind(row.kind)
        by_way[kind.on_stop if kind else "suspend"].append(row)
    why = {"why": reason.strip()[:300]}
    touched = move_many(by_way["suspend"], "suspend", as_name=as_name, reason=reason, set=why)
    fallen: dict[str, Any] = {**why, "ended_at": clock.now()}
    touched += move_many(by_way["withdraw"], "fall", as_name=as_name, reason=reason, set=fallen)
    title = lambda: _("Work has to stop: your passes don’t hold until it may begin again")  # noqa: E731
    telling.enterprises([*by_way["suspend"], *by_way["withdraw"]], title, urgent=True)
    return touched


@transaction.atomic
def release(*, campaign: Campaign, enterprises: Sequence[Enterprise], as_name: str) -> int:
    """Gives suspended passes back where the pack says so and their days aren't over; returns how many."""
    given, today = [], clock.today()
    for row in _rows(campaign, enterprises, "suspended"):
        kind = campaign.pack.passes.kind(row.kind)
        if kind is not None and kind.gives_back and row.until >= today:
            given.append(row)
    move_many(given, "give_back", as_name=as_name, set={"why": ""})
    telling.enterprises(given, lambda: _("Your passes hold again"))
    return len(given)


def _rows(campaign: Campaign, enterprises: Sequence[Enterprise], state: str) -> list[Pass]:
    keys = [each.pk for each in enterprises]
    rows = Pass.objects.select_for_update(of=("self",)).filter(campaign=campaign, enterprise__in=keys, state=state)
    return list(rows.select_related("campaign__pack_version", "enterprise", "pack_version").order_by("pk"))


def follow(campaign: Campaign, enterprises: Sequence[Enterprise], is_stopped: bool, reason: str, as_name: str) -> None:
    """What the record of resumption calls."""
    if not campaign.pack.passes.given:
        return
    if is_stopped:
        stop(campaign=campaign, enterprises=enterprises, reason=reason, as_name=as_name)
    else:
        release(campaign=campaign, enterprises=enterprises, as_name=as_name)


def register() -> None:
    """Has passes follow the enterprise's record."""
    hanging.register(follow)
