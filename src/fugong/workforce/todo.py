"""What people's health asks of those who look after it today."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import Todo
from fugong.workforce.models import Erasure, HealthCase


@todo.register
def cases(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Health cases that nobody looks after, and the person's own."""
    if not user.holds(Permission.HEALTH_HANDLE):
        return
    rows = HealthCase.objects.visible_to(user, Permission.HEALTH_HANDLE).filter(campaign=campaign)
    rows = rows.filter(state="open") | rows.filter(state__in=["taken", "referred"], taken_by=user)
    for case in todo.first(rows.select_related("enterprise").order_by("due_at")):
        yield Todo(
            due_at=case.due_at,
            title=case.enterprise.name if case.enterprise else _("Health case"),
            detail=_("Fever or symptoms: somebody has to look"),
            url=reverse("workforce:health_case", args=[campaign.key, case.pk]),
            enterprise=case.enterprise,
            overdue=bool(case.due_at and case.due_at < clock.now()),
        )


@todo.register
def certificates(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Erasure certificates that wait for this person's signature."""
    if not user.holds(Permission.ERASURE_SIGN):
        return
    rows = Erasure.objects.visible_to(user).filter(campaign=campaign).exclude(state="issued").exclude(first_signer=user)
    for each in todo.first(rows.order_by("pk")):
        yield Todo(
            due_at=None,
            title=_("Erasure certificate"),
            detail=_("Certificate %(n)s waits for your signature") % {"n": each.number},
            url=reverse("workforce:erasure", args=[campaign.key, each.pk]),
            enterprise=None,
            overdue=False,
        )
