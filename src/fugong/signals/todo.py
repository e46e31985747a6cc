"""What doubts ask of a person: those at their own enterprises; of the desk those that nobody has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.models import Assignment
from fugong.registry.todo import Todo
from fugong.signals.access import enters
from fugong.signals.arrows import OPEN
from fugong.signals.models import Doubt


@todo.register
def doubts(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Doubts to answer, and confirmed ones that nothing came of yet."""
    if not campaign.pack.signals.is_used or not user.holds(P.SIGNAL_ANSWER):
        return
    serving = Assignment.objects.filter(campaign=campaign, until=None, enterprise=OuterRef("enterprise"))
    rows: Any = Doubt.objects.visible_to(user, P.SIGNAL_ANSWER).filter(campaign=campaign, state__in=OPEN)
    found = rows.filter(Exists(serving.filter(officer=user)))
    if enters(user, campaign):  # each by its index, instead of all assignments for both
        either = found.order_by().values("pk").union(rows.filter(~Exists(serving)).order_by().values("pk"))
        found = Doubt.objects.filter(pk__in=either)
    now = clock.now()
    for row in todo.first(found.select_related("enterprise", "campaign__pack_version").order_by("due_at", "pk")):
        words = _("Answer the doubt") if row.state == "open" else _("Go there or correct the report")
        url = reverse("signals:doubt", args=[campaign.key, row.pk])
        yield Todo(row.due_at, row.rule_name, words, url, row.enterprise, row.due_at is not None and row.due_at < now)
