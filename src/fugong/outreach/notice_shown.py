"""What other rooms' pages show of notices: the door on the enterprise's home, the panel on its page, the officer's to-do, the ladder."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.paging import Page
from fugong.outreach.actions import receipts
from fugong.outreach.models import NoticeReceipt, NoticeSending, NoticeVersion
from fugong.places.models import Campaign
from fugong.registry import mine, todo
from fugong.registry.access import may
from fugong.registry.models import Assignment, Enterprise
from fugong.registry.panels import Panel, register
from fugong.registry.todo import MOST, Todo
from fugong.workflow import deadlines

IN_PANEL = 8


def unread_q() -> Q:
    """Receipts that still wait for their reader: in force, and neither confirmed nor, where nothing is asked, opened."""
    return Q(version__state="published") & (
        Q(notice__asks=True, confirmed_at=None) | Q(notice__asks=False, opened_at=None)
    )


@mine.register
def door(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> Iterator[mine.Door]:
    """To the enterprise's notices; it warns while one waits to be read."""
    rows = NoticeReceipt.objects.filter(campaign=campaign, enterprise=enterprise, reader=None)
    counted = rows.aggregate(unread=Count("pk", filter=unread_q()), total=Count("pk"))
    unread = counted["unread"]
    words = ngettext("%(n)s notice to read", "%(n)s notices to read", unread) % {"n": unread}
    yield mine.Door(
        icon="mail",
        title=_("Notices"),
        detail=words if unread else _("Everything is read.") if counted["total"] else _("None yet"),
        url=reverse("outreach:mine_notices", args=[campaign.key, enterprise.pk]),
        warns=bool(unread),
        first=bool(unread),
    )


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """What the enterprise was sent, what it has read."""
    if not may(request.user, Permission.NOTICE_VIEW, enterprise):
        return None
    rows = NoticeReceipt.objects.filter(campaign=campaign, enterprise=enterprise, reader=None)
    rows = rows.select_related("notice", "version").prefetch_related("version__texts")
    page = Page.newest(rows, IN_PANEL, request.GET.get("notices", ""))
    return {"receipts": page} if page.rows else None


register(Panel("notices", 45, "outreach/notices/panel.html", panel, column="narrow"))


@todo.register
def enterprises_to_press(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """“3 of my enterprises haven't confirmed …”: for officers, of the enterprises that they serve; once the time is up."""
    mine_ = Assignment.objects.filter(campaign=campaign, officer=user, until=None, enterprise=OuterRef("enterprise"))
    late = NoticeReceipt.objects.filter(unread_q(), Exists(mine_), campaign=campaign, reader=None, notice__asks=True)
    counted = late.order_by().values("version").annotate(firms=Count("enterprise"), due=Min("sending__due_at"))
    found = {row["version"]: row for row in counted[:MOST]}
    versions = NoticeVersion.objects.filter(pk__in=found).select_related("notice").prefetch_related("texts")
    for version in versions:
        row = found[version.pk]
        firms = row["firms"]
        words = ngettext(
            "%(n)s of my enterprises hasn't confirmed that it has read this",
            "%(n)s of my enterprises haven't confirmed that they have read this",
            firms,
        )
        url = reverse("outreach:notice_receipts", args=[campaign.key, version.notice_id])
        yield Todo(
            due_at=row["due"],
            title=version.title(),
            detail=words % {"n": firms},
            url=f"{url}?version={version.number}&state=open&mine=1",
            enterprise=None,
            overdue=row["due"] is not None and row["due"] < clock.now(),
        )


@todo.register
def own_notices(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Notices that were sent to this officer and aren't confirmed."""
    rows = NoticeReceipt.objects.filter(unread_q(), campaign=campaign, person=user)
    for receipt in rows.select_related("version__notice", "sending").prefetch_related("version__texts")[:MOST]:
        due = receipt.sending.due_at
        yield Todo(
            due_at=due,
            title=receipt.version.title(),
            detail=_("A notice for you: read it and confirm"),
            url=reverse("outreach:notice", args=[campaign.key, receipt.notice_id]),
            enterprise=None,
            overdue=due is not None and due < clock.now(),
        )


@todo.register
def to_check(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Notices that wait for a second pair of eyes."""
    if not user.holds(Permission.NOTICE_CHECK):
        return
    rows = NoticeVersion.objects.filter(state="checking", notice__campaign=campaign).exclude(submitted_by=user)
    for version in rows.select_related("notice__campaign").prefetch_related("texts")[:MOST]:
        if version.may_move(user, Permission.NOTICE_CHECK):
            url = reverse("outreach:notice", args=[campaign.key, version.notice_id])
            yield Todo(None, version.title(), _("A notice to check"), f"{url}?version={version.number}", None, False)


deadlines.register(deadlines.Ladder(NoticeSending, receipts.fire))
