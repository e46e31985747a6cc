"""What follows when an enterprise has to stop work, and when it may begin again: its passes are suspended, and given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.passes import telling
from fugong.passes.models import Pass
from fugong.resumption import hanging
from fugong.workflow.moves import move

if TYPE_CHECKING:
    from fugong.places.models import Campaign
    from fugong.registry.models import Enterprise


@transaction.atomic
def stop(*, campaign: Campaign, enterprise: Enterprise, reason: str, as_name: str) -> int:
    """Suspends or withdraws the enterprise's passes, as the pack says of each kind; returns how many. A repeat changes nothing."""
    rows = _rows(campaign, enterprise, "valid")
    touched, event = 0, None
    for row in rows:
        kind = campaign.pack.passes.kind(row.kind)
        how = kind.on_stop if kind else "suspend"
        if how == "keep":
            continue
        values = {"why": reason.strip()[:300]}
        if how == "withdraw":
            values |= {"ended_at": clock.now()}  # type: ignore[dict-item]
        event = move(
            row, "suspend" if how == "suspend" else "fall", by=None, as_name=as_name, reason=reason, set=values
        )
        touched += 1
    if touched and event is not None:
        title = lambda: _("Work has to stop: your passes don’t hold until it may begin again")  # noqa: E731
        telling.enterprise(rows[0], title, event, urgent=True)
    return touched


@transaction.atomic
def release(*, campaign: Campaign, enterprise: Enterprise, as_name: str) -> int:
    """Gives suspended passes back where the pack says so and their days aren't over; returns how many."""
    rows = _rows(campaign, enterprise, "suspended")
    given, event = 0, None
    for row in rows:
        kind = campaign.pack.passes.kind(row.kind)
        if kind is None or not kind.gives_back or row.until < clock.today():
            continue
        event = move(row, "give_back", by=None, as_name=as_name, set={"why": ""})
        given += 1
    if given and event is not None:
        telling.enterprise(rows[0], lambda: _("Your passes hold again"), event)
    return given


def _rows(campaign: Campaign, enterprise: Enterprise, state: str) -> list[Pass]:
    rows = Pass.objects.select_for_update(of=("self",)).filter(campaign=campaign, enterprise=enterprise, state=state)
    return list(rows.select_related("campaign__pack_version", "enterprise", "pack_version").order_by("pk"))


def follow(campaign: Campaign, enterprise: Enterprise, is_stopped: bool, reason: str, as_name: str) -> None:
    """What the record of resumption calls."""
    if not campaign.pack.passes.given:
        return
    if is_stopped:
        stop(campaign=campaign, enterprise=enterprise, reason=reason, as_name=as_name)
    else:
        release(campaign=campaign, enterprise=enterprise, as_name=as_name)


def register() -> None:
    """Has passes follow the enterprise's record."""
    hanging.register(follow)
