"""Notices as a group shows them: what its enterprise has yet to confirm, and how many members have confirmed what they were sent."""

from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse

from fugong.accounts.permissions import Permission
from fugong.outreach.faces import Face
from fugong.outreach.models import ChatGroup, Membership, NoticeReceipt, NoticeVersion

MOST = 3
"""How many notices stand in a group; all of them stand in the list of notices."""


def to_confirm(face: Face) -> list[dict[str, Any]]:
    """Notices in force that ask the enterprise to confirm, and to which it hasn't."""
    if face.enterprise is None or not face.user.holds(Permission.NOTICE_VIEW):
        return []
    rows = _current(NoticeReceipt.objects.filter(enterprise=face.enterprise, campaign=face.campaign, confirmed_at=None))
    rows = rows.select_related("version").prefetch_related("version__texts").order_by("-pk")
    base = [face.campaign.key, face.enterprise.pk]
    return [
        {"title": str(row.version), "url": reverse("outreach:mine_notice", args=[*base, row.notice_id])}
        for row in rows[:MOST]
    ]


def confirmed(face: Face, group: ChatGroup) -> list[dict[str, Any]]:
    """The latest notices sent to members that the officer sees: how many got each, how many confirmed it."""
    if not face.user.holds(Permission.NOTICE_VIEW):
        return []
    members = Membership.objects.filter(group=group, until=None).values("enterprise")
    rows = _current(NoticeReceipt.objects.visible_to(face.user).filter(campaign=face.campaign, enterprise__in=members))
    counted = list(
        rows.order_by()
        .values("notice", "version")
        .annotate(sent=Count("pk"), confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)))
        .order_by("-version")[:MOST]
    )
    versions = NoticeVersion.objects.filter(pk__in=[row["version"] for row in counted]).prefetch_related("texts")
    titles = {version.pk: str(version) for version in versions} if counted else {}
    return [
        {
            **row,
            "title": titles[row["version"]],
            "url": reverse("outreach:notice_receipts", args=[face.campaign.key, row["notice"]]),
        }
        for row in counted
    ]


def _current(receipts: Any) -> Any:
    """Receipts of versions in force that ask for a confirmation, of enterprises and not of people by name."""
    return receipts.filter(reader=None, notice__asks=True, version__state="published", notice__current=F("version"))
