"""Look-backs that are recorded as visits, on the phone too: what they saw of a notice stands on its page, ready to be confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass

from fugong.inspections.models import Visit, VisitItem
from fugong.inspections.models.visit import Kind
from fugong.rectification.actions.look_backs import Seen
from fugong.rectification.models import Notice, NoticeItem


@dataclass(frozen=True, slots=True)
class Sight:
    """What a visit saw of one item of a notice."""

    seen: Seen
    visit: Visit


def sights(notice: Notice, items: Sequence[NoticeItem]) -> dict[int, Sight]:
    """Item (its number in the database) → what the latest look-back saw of it since the notice was issued.

    Look-backs by those who may not look again at this notice say nothing.
    """
    by_key = {item.finding.item: item.pk for item in items if item.finding.item}
    rows = VisitItem.objects.filter(
        visit__kind=Kind.LOOK_BACK,
        visit__campaign=notice.campaign_id,
        visit__enterprise=notice.enterprise_id,
        visit__finished_at__gt=notice.issued_at,
        item__in=by_key,
    ).exclude(visit__by__in=notice.barred_from_look_back())
    found = {}
    for row in rows.select_related("visit__by", "visit__campaign").order_by("visit__finished_at", "visit_id", "pk"):
        if row.passed is not None:
            found[by_key[row.item]] = Sight(Seen(row.passed or row.corrected, row.note[:300]), row.visit)
    return found
