"""What time does: an application that nobody decides climbs; a pass is reminded of before its end, and then over."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.core import clock, dates
from fugong.ledger.recording import record
from fugong.passes import telling
from fugong.passes.models import Pass, PassApplication
from fugong.policy.loaded import for_version
from fugong.registry import concerned
from fugong.workflow import deadlines
from fugong.workflow.deadlines import Firing
from fugong.workflow.moves import move_many

CLOCK: Any = _("the clock")  # put into words when it is recorded


def late(application: Any, rung: int, was_due: dt.datetime) -> dt.datetime | None:
    """Rung 1: it is late, who decides hears of it. Each further one: the pack's next post is told."""
    pack = for_version(application.pack_version)
    ladder = pack.passes.escalation
    title = lambda: gettext("Late: %(enterprise)s waits for a pass") % {"enterprise": application.enterprise}  # noqa: E731
    said = {"by": None, "as_name": CLOCK, "was_due": was_due.isoformat()}
    if rung == 1:
        event = record("pass_application.overdue", application, **said)
        telling.deciders(application, pack.passes.kind(application.kind), title, event)
    elif rung - 2 < len(ladder):
        to = ladder[rung - 2].to
        event = record("pass_application.escalate", application, to_post=to, **said)
        whom = concerned.in_post(application.campaign, to, application.enterprise)
        telling.deciders(application, None, title, event, whom=whom)
    following = ladder[rung - 1] if rung - 1 < len(ladder) else None
    return pack.due(application.due_at, following.after) if following and application.due_at else None


def end(firings: Sequence[Firing]) -> Mapping[int, "dt.datetime | None"]:
    """Rung 1: it ends soon, the enterprise is told. Rung 2: its last day is over."""
    now = clock.now()
    over = [one.case for one in firings if one.rung > 1 or (one.case.due_at and one.case.due_at <= now)]
    move_many(over, "expire", as_name=CLOCK, set={"ended_at": now})
    gone = {each.pk for each in over}
    soon = [one.case for one in firings if one.case.pk not in gone]
    for each in soon:
        event = record("pass.ends_soon", each, by=None, as_name=CLOCK, until=each.until.isoformat())
        telling.enterprise(each, partial(_ends, each), event)
    return {each.pk: each.due_at for each in soon}


def _ends(row: Pass) -> str:
    return gettext("The pass of %(subject)s ends on %(day)s") % {"subject": row.subject, "day": dates.shown(row.until)}


def _passes() -> Any:
    return Pass.objects.select_related("campaign__pack_version", "pack_version", "enterprise")


def _applications() -> Any:
    return PassApplication.objects.select_related("campaign__pack_version", "pack_version", "enterprise")


deadlines.register(deadlines.Ladder(PassApplication, deadlines.each(late), _applications))
deadlines.register(deadlines.Ladder(Pass, end, _passes))
