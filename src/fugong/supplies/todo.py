"""What supplies ask of a person: to sign, to answer, to bring, to clear up, to use up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import Todo
from fugong.supplies import lists
from fugong.supplies.access import keeps
from fugong.supplies.models import Allocation, Delivery, Need


@todo.register
def to_sign(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Allocations that wait for the second signature, of those that this person had no hand in."""
    if not campaign.pack.supplies.items or not keeps(user, campaign, Permission.SUPPLY_CONFIRM):
        return
    rows = Allocation.objects.filter(campaign=campaign, state="proposed").exclude(hands__contains=[user.pk])
    for row in todo.first(rows.select_related("campaign__pack_version").order_by("pk")):
        title = _("Allocation %(number)s: %(items)s") % {"number": row.number, "items": "、".join(row.item_names)}
        url = reverse("supplies:allocation", args=[campaign.key, row.pk])
        yield Todo(None, title, _("Look at it and sign, as the second person"), url, None, False)


@todo.register
def to_answer(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Requests that wait."""
    if not campaign.pack.supplies.items or not keeps(user, campaign):
        return
    rows: Any = Need.objects.visible_to(user, Permission.SUPPLY_KEEP).filter(campaign=campaign, state="asked")
    for row in todo.first(rows.select_related("enterprise", "campaign__pack_version").order_by("due_at", "pk")):
        words = _("Asks for %(pieces)s × %(item)s") % {"pieces": row.pieces, "item": row.item_name}
        url = reverse("supplies:needs_of", args=[campaign.key, row.item]) + "?tab=asked"
        late = row.due_at is not None and row.due_at < clock.now()
        yield Todo(row.due_at, row.enterprise.name, words, url, row.enterprise, late)


@todo.register
def to_bring(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Deliveries to the enterprises that the person serves; for whoever keeps supplies, what is disputed as well."""
    if not campaign.pack.supplies.items or not user.holds(Permission.SUPPLY_DELIVER):
        return
    rows: Any = Delivery.objects.visible_to(user, Permission.SUPPLY_DELIVER).filter(campaign=campaign)
    is_keeper = keeps(user, campaign)
    if is_keeper:
        rows = rows.filter(state="disputed")
    else:
        served = user.assignments.filter(campaign=campaign, until=None).values("enterprise")
        rows = rows.filter(state__in=["waiting", "picked"], enterprise__in=served)
    for row in todo.first(rows.select_related("enterprise").order_by("due_at", "pk")):
        words = (
            _("Says that something is missing")
            if row.state == "disputed"
            else _("Bring supplies and have them signed for")
        )
        url = reverse("supplies:delivery", args=[campaign.key, row.pk])
        late = row.due_at is not None and row.due_at < clock.now() and row.state != "disputed"
        yield Todo(row.due_at, row.enterprise.name, words, url, row.enterprise, late)


@todo.register
def to_use_up(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Batches whose last day is near."""
    if not campaign.pack.supplies.items or not keeps(user, campaign):
        return
    if n := len(lists.expiring(campaign)):
        words = ngettext("%(n)s batch has to be used up", "%(n)s batches have to be used up", n) % {"n": n}
        yield Todo(
            None,
            _("Goods and supplies"),
            words,
            reverse("supplies:overview", args=[campaign.key]) + "#expiring",
            None,
            False,
        )
