"""Look-backs that are recorded as visits, on the phone too: what they saw of a notice or an order stands on its page, ready to be
confirmed. An order is never verified by a visit alone: lifting takes two people, and each of them says so.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.inspections.models import Visit, VisitItem
from fugong.inspections.models.visit import Kind
from fugong.rectification import naming
from fugong.rectification.actions.look_backs import Seen
from fugong.rectification.arrows import STOP_WORK
from fugong.rectification.models import Notice, NoticeItem, StopWork, StopWorkItem

LONGEST = 500
"""Signs of a look-back's note."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a visit saw of one item of a paper."""

    seen: Seen
    visit: Visit


@dataclass(frozen=True, slots=True)
class Ready:
    """What a look-back at an order would say by what the visits saw; empty where they didn't see the whole."""

    outcome: Literal["right", "wrong", ""] = ""
    note: str = ""


def sights(paper: Notice | StopWork, items: Sequence[NoticeItem] | Sequence[StopWorkItem]) -> dict[int, Sight]:
    """Item (its number in the database) → what the latest look-back saw of it since the paper was issued, or last looked at.

    Look-backs by those who may not look again at this paper say nothing; nor does a fault that was seen before the enterprise
    said that it is put right.
    """
    since = _since(paper)
    if since is None:
        return {}
    by_key: dict[str, list[int]] = defaultdict(list)
    for item in items:
        by_key[item.finding.item].append(item.pk)
    by_key.pop("", None)
    rows = VisitItem.objects.filter(
        visit__kind=Kind.LOOK_BACK,
        visit__campaign=paper.campaign_id,
        visit__enterprise=paper.enterprise_id,
        visit__finished_at__gt=since,
        item__in=by_key,
    ).exclude(visit__by__in=paper.barred_from_look_back())
    found = {}
    for row in rows.select_related("visit__by", "visit__campaign").order_by("visit__finished_at", "visit_id", "pk"):
        if row.passed is not None:
            sight = Sight(Seen(row.passed or row.corrected, row.note[:300]), row.visit)
            found.update(dict.fromkeys(by_key[row.item], sight))
    return {key: sight for key, sight in found.items() if not _outdated(sight, paper)}


def ready(items: Sequence[StopWorkItem], seen: Mapping[int, Sight]) -> Ready:
    """All of it put right; or something of it not; or not all of it looked at yet."""
    wrong = any(not sight.seen.right for sight in seen.values())
    if not items or not (wrong or all(item.pk in seen for item in items)):
        return Ready()
    said = [_words(item, seen[item.pk]) for item in items if item.pk in seen]
    return Ready("wrong" if wrong else "right", " ".join(said)[:LONGEST])


def _since(paper: Notice | StopWork) -> dt.datetime | None:
    """From when on a visit says something about the paper; None where it isn't to be looked at now."""
    if isinstance(paper, Notice):
        return paper.issued_at
    if paper.state not in STOP_WORK.arrow("verify").frm or paper.decided_at is None:
        return None
    last = paper.look_backs.order_by("-at").first()
    return max(paper.decided_at, last.at) if last else paper.decided_at


def _outdated(sight: Sight, paper: Notice | StopWork) -> bool:
    answered = paper.answered_at
    return not sight.seen.right and answered is not None and sight.visit.finished_at <= answered


def _words(item: StopWorkItem, sight: Sight) -> str:
    values = {
        "day": date_format(clock.local(sight.visit.finished_at), "SHORT_DATETIME_FORMAT"),
        "what": naming.item_name(item.finding),
        "remark": sight.seen.remark,
    }
    if sight.seen.right:
        words = _("%(what)s: found put right on the visit (%(day)s). %(remark)s")
    else:
        words = _("%(what)s: found not put right on the visit (%(day)s). %(remark)s")
    return (words % values).strip()
