"""What the wall shows of notices: the last ones, how many they reached, how many confirmed them."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fugong.accounts.permissions import Permission as P
from fugong.core import walls
from fugong.core.walls import Asked, Face, Line, Number, Tile
from fugong.outreach import tallies
from fugong.outreach.models import NoticeReceipt, NoticeVersion
from fugong.outreach.tallies import Tally

MOST = 5


def notices(asked: Asked) -> Face | None:
    """The last notices in force; of a past day the numbers that were frozen."""
    if not asked.user.holds(P.NOTICE_VIEW):
        return None
    if asked.is_past:
        return _frozen(asked)
    seen = NoticeReceipt.objects.visible_to(asked.user).filter(campaign=asked.campaign)
    sent = Exists(seen.order_by().filter(version=OuterRef("pk")))
    rows = NoticeVersion.objects.filter(sent, notice__campaign=asked.campaign, state="published")
    rows = rows.select_related("notice")
    versions = list(rows.prefetch_related("texts").order_by("-published_at", "-pk")[:MOST])
    counted = tallies.of_versions([each.pk for each in versions], seen)
    lines = tuple(_line(asked, each, counted[each.pk]) for each in versions if each.pk in counted)
    found = [counted[each.pk] for each in versions if each.pk in counted]
    asks = [counted[each.pk] for each in versions if each.pk in counted and each.notice.asks]
    url = reverse("outreach:notices", args=[asked.campaign.key])
    numbers = (
        Number(
            pgettext("of notices", "Reached"), _percent(sum(t.opened for t in found), sum(t.sent for t in found)), url
        ),
        Number(_("Confirmed"), _percent(sum(t.confirmed for t in asks), sum(t.sent for t in asks)), url),
    )
    return Face(numbers if lines else (), lines, nothing=_("No notice was sent yet."), url=url)


def _line(asked: Asked, version: Any, tally: Tally) -> Line:
    done = tally.confirmed if version.notice.asks else tally.opened
    url = reverse("outreach:notice_receipts", args=[asked.campaign.key, version.notice_id])
    words = _("reached %(opened)s of %(sent)s, confirmed %(confirmed)s")
    if not version.notice.asks:
        words = _("reached %(opened)s of %(sent)s")
    detail = words % {"opened": tally.opened, "sent": tally.sent, "confirmed": tally.confirmed}
    return Line(str(version), _percent(done, tally.sent), url, detail=detail, share=done / tally.sent)


def _percent(part: int, whole: int) -> str | None:
    return f"{part * 100 // whole}%" if whole else None


def _frozen(asked: Asked) -> Face | None:
    sent, opened = (asked.values.value(key) for key in ("notices.sent", "notices.opened"))
    wanted, confirmed = (asked.values.value(key) for key in ("notices.asked", "notices.confirmed"))
    if sent is None:
        return None
    return Face(
        (
            Number(pgettext("of notices", "Reached"), _percent(opened or 0, sent)),
            Number(_("Confirmed"), _percent(confirmed or 0, wanted or 0)),
        )
    )


walls.register(
    Tile(key="notices", name=gettext_lazy("Notices: reached and confirmed"), icon="news", order=40, show=notices)
)
