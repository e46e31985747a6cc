"""What follows from a visit: its faults become findings, and a fault that stops work is proposed to do so at once; a look-back
that finds everything put right closes the notice.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import dates
from fugong.inspections import completion
from fugong.inspections.models import Visit, VisitItem
from fugong.inspections.models.visit import Kind
from fugong.rectification import naming, visits
from fugong.rectification.access import holds
from fugong.rectification.actions import findings, look_backs, stops
from fugong.rectification.arrows import NOTICE
from fugong.rectification.models import Finding, Notice, StopWork


@completion.register
def find(visit: Visit, failed: Sequence[VisitItem], by: User) -> None:
    """A finding for each item that wasn't in order; those put right on the spot are recorded as such.

    An item that lies on an open notice already is the look-back's business, and isn't found a second time.
    """
    known = _on_paper(visit)
    found = [_finding(visit, item, by) for item in failed if item.item not in known]
    grave = [each for each in found if each.route == "stop" and each.state == "open"]
    if grave and not _order_holds(visit):
        with override("zh-hans"):  # kept and printed, whatever the inspector's language
            names = "; ".join(naming.item_name(each) for each in grave)
            grounds = _("Found on %(day)s: %(what)s") % {"day": dates.shown(visit.day), "what": names}
        stops.add_proposal(visit.campaign, visit.enterprise, grave, grounds, by, None)


@completion.register
def close(visit: Visit, failed: Sequence[VisitItem], by: User) -> None:
    """Notices of which a look-back found every item put right are closed by it. What it found wrong has consequences that
    the officer is asked about first, on the notice's page.
    """
    if visit.kind != Kind.LOOK_BACK or not holds(by, Permission.RECTIFICATION_ISSUE, visit.enterprise):
        return
    rows = Notice.objects.select_for_update(of=("self",)).select_related("campaign", "enterprise")
    rows = rows.filter(campaign=visit.campaign, enterprise=visit.enterprise, state__in=NOTICE.arrow("close").frm)
    for notice in rows.order_by("pk"):
        items = list(notice.items.filter(outcome="").select_related("finding"))
        sights = visits.sights(notice, items)
        seen = {key: sight.seen for key, sight in sights.items() if sight.visit == visit}
        if items and len(seen) == len(items) and all(each.right for each in seen.values()):
            look_backs.look_back(notice=notice, seen=seen, by=by, note=visit.note[:500])


def _finding(visit: Visit, item: VisitItem, by: User) -> Finding:
    return findings.record(
        campaign=visit.campaign, enterprise=visit.enterprise, by=by, item=item.item, checklist=item.checklist,
        aspect=item.aspect, note=item.note, on_fail=item.on_fail, found_at=visit.finished_at, corrected=item.corrected,
        pack_version=visit.pack_version, visit=visit,
    )  # fmt: skip


def _on_paper(visit: Visit) -> set[str]:
    rows = Finding.objects.filter(campaign=visit.campaign, enterprise=visit.enterprise)
    return set(rows.filter(state__in=("open", "noticed", "stopped")).exclude(item="").values_list("item", flat=True))


def _order_holds(visit: Visit) -> bool:
    rows = StopWork.objects.filter(campaign=visit.campaign, enterprise=visit.enterprise)
    return rows.filter(state__in=("in_force", "answered", "verified")).exists()
