"""What training asks of a person: sessions to teach, appeals to decide, certificates that end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import Todo
from fugong.training.models import Appeal, Certificate, Session


@todo.register
def sessions(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Sessions of today and tomorrow that the person teaches, and for the desk those that nobody began or ended."""
    if not user.holds(P.TRAINING_TEACH):
        return
    moment = clock.now()
    rows = Session.objects.visible_to(user, P.TRAINING_TEACH).filter(
        campaign=campaign, state__in=("planned", "running")
    )
    wanted = Q(lecturer=user, begins_at__lt=moment + dt.timedelta(days=1))
    if user.holds(P.TRAINING_MANAGE):
        wanted |= Q(due_at__lt=moment)
    for row in todo.first(rows.filter(wanted).select_related("course").order_by("begins_at")):
        words = _("End the session") if row.state == "running" else _("Teach the session")
        url = reverse("training:session", args=[campaign.key, row.pk])
        yield Todo(row.begins_at, str(row.course), words, url, None, row.due_at is not None and row.due_at < moment)


@todo.register
def appeals(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Appeals about examinations."""
    if not user.holds(P.TRAINING_MANAGE):
        return
    rows = Appeal.objects.visible_to(user, P.TRAINING_MANAGE).filter(campaign=campaign, state="asked")
    for row in todo.first(rows.select_related("sitting__course", "enterprise").order_by("due_at", "pk")):
        late = row.due_at is not None and row.due_at < clock.now()
        url = reverse("training:appeal", args=[campaign.key, row.pk])
        yield Todo(row.due_at, str(row.sitting.course), _("Decide an appeal"), url, row.enterprise, late)


@todo.register
def ending(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Certificates that end within a week: one line for all."""
    if not user.holds(P.TRAINING_MANAGE) or not campaign.pack.training.is_used:
        return
    last = clock.today() + dt.timedelta(days=7)
    rows = Certificate.objects.visible_to(user, P.TRAINING_MANAGE).filter(
        campaign=campaign, state="valid", valid_until__lte=last
    )
    found = rows.aggregate(first=Min("due_at"), n=Count("pk"))
    if found["first"] is None:
        return
    url = reverse("training:certificates", args=[campaign.key]) + "?state=ending"
    words = _("%(n)s certificates end within a week") % {"n": found["n"]}
    yield Todo(found["first"], _("Certificates of qualification"), words, url, None, found["first"] < clock.now())
