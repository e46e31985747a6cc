"""What whoever handles services has to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.models import Posting
from fugong.registry.todo import Todo
from fugong.services.lists import AT_OFFICE
from fugong.services.models import ServiceApplication


@todo.register
def to_decide(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Applications that lie at an office whose post the person holds, or with the person."""
    offices = campaign.pack.services.offices
    if not offices or not user.holds(Permission.SERVICE_HANDLE):
        return
    posts = set(Posting.objects.filter(campaign=campaign, user=user, until=None).values_list("post", flat=True))
    own = [office.key for office in offices if not office.post or office.post in posts]
    rows: Any = ServiceApplication.objects.visible_to(user, Permission.SERVICE_HANDLE).filter(campaign=campaign)
    rows = rows.filter(Q(handler=None) | Q(handler=user), state__in=AT_OFFICE, office__in=own).order_by("due_at", "pk")
    for row in todo.first(rows.select_related("enterprise", "handler")):
        row.campaign = campaign
        said = _("Accept: %(service)s") if row.state == "submitted" else _("Decide: %(service)s")
        url = reverse("services:application", args=[campaign.key, row.pk])
        late = row.due_at is not None and row.due_at < clock.now()
        yield Todo(row.due_at, row.applicant, said % {"service": row.service_name}, url, row.enterprise, late)
