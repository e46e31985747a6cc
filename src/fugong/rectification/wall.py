"""What the wall shows of putting right: notices whose time has passed, with who issued them; stop-works in the morning and evening."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock, walls
from fugong.core.walls import Asked, Face, Late, Line, Tile
from fugong.places.models import Campaign
from fugong.rectification.models import Notice, StopWork
from fugong.rectification.models.stop import STANDING
from fugong.rectification.telling import case_url

MOST = 5


def putting_right(asked: Asked) -> Face | None:
    """Notices open and late, stop-works in force, with the enterprises that stand still."""
    late, stopped = (asked.values.value(key) for key in ("rectification.overdue", "stop_works.in_force"))
    if late is None:
        return None  # of that past day nothing was frozen of them
    numbers = (
        asked.number("rectification.open", _("Notices open")),
        asked.number("rectification.overdue", _("Overdue"), tone="danger" if late else "success"),
        asked.number("stop_works.in_force", _("Work stopped"), tone="danger" if stopped else "success"),
    )
    return Face(numbers, () if asked.is_past else tuple(_stopped(asked)), nothing=_("No work is stopped."))


def _stopped(asked: Asked) -> Iterator[Line]:
    rows = StopWork.objects.visible_to(asked.user).filter(campaign=asked.campaign, state__in=STANDING)
    for row in rows.select_related("enterprise", "campaign").order_by("-pk")[:MOST]:
        yield Line(row.enterprise.name, row.state_name, case_url(row), "danger", group=_("Work stopped"))


walls.register(
    Tile(
        key="rectification", name=gettext_lazy("Putting right"), icon="shield-check", order=55, show=putting_right,
        standard=False,
        changes=("rectification.notices", "rectification.closed", "stop_works.in_force"),
        decides=("stop_works.proposed",),
    )
)  # fmt: skip


@walls.overdue("rectification.overdue")
def late_notices(campaign: Campaign, user: Any, most: int) -> Iterator[Late]:
    """Notices that the enterprise let pass, with the officer who has to look again."""
    rows = Notice.objects.visible_to(user).filter(campaign=campaign, state="issued", due_at__lt=clock.now())
    for row in rows.select_related("enterprise", "campaign", "issued_by").order_by("due_at", "pk")[:most]:
        yield Late(row.enterprise.name, _("Rectification notice"), row.issued_by.name, row.due_at, case_url(row))
