"""What pages and the API show of groups and threads, read in few queries however many rows there are."""

import datetime as dt
import hashlib
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from fugong.core import clock, numbers
from fugong.core.languages import current
from fugong.core.paging import Page
from fugong.outreach import activity, hours
from fugong.outreach.faces import Face
from fugong.outreach.models import (
    ChatGroup,
    Membership,
    Post,
    PostFile,
    PostText,
    PublishedAnswer,
    Reading,
    Seat,
    Thread,
)
from fugong.registry import search
from fugong.resumption.models import Report, Standing

PAGE = 30
POSTS = 100
WAITING = 200
FRESH = dt.timedelta(days=30)
"""What is older doesn't count as unread."""
MOST_UNREAD = 99
TABS = ("all", "open", "mine", "answered", *activity.counted())
"""The tabs, and behind them what the numbers of the activity count."""


# -- groups -------------------------------------------------------------------------------------------------------


def group_page(face: Face, after: str = "") -> Page:
    """Some groups of a face, the oldest first."""
    rows = face.groups if (last := numbers.asked(after)) is None else face.groups.filter(pk__gt=last)
    page = Page.of(list(rows.select_related("campaign__pack_version")[: PAGE + 1]), PAGE, after)
    _dress_groups(face, page.rows)
    return page


def groups(face: Face) -> list[Any]:
    """All groups of a face."""
    found: list[Any] = list(face.groups.select_related("campaign__pack_version"))
    _dress_groups(face, found)
    return found


def _dress_groups(face: Face, found: list[Any]) -> None:
    """Gives each group `members_count`, `waiting` (open questions), `unread`, `muted`, `last_at` and its address."""
    ids = [group.pk for group in found]
    counts = dict(
        Membership.objects.filter(group__in=ids, until=None).order_by().values_list("group").annotate(Count("pk"))
    )
    waiting = _by_group(face.threads.filter(group__in=ids, state="open"))
    unread = _by_group(unseen(face).filter(group__in=ids))
    quiet = set(Seat.objects.filter(user=face.user, group__in=ids, muted=True).values_list("group", flat=True))
    last = dict(
        Thread.objects.filter(group__in=ids)
        .order_by("group", "-last_post")
        .distinct("group")
        .values_list("group", "last_at")
    )
    for group in found:
        group.members_count = counts.get(group.pk, 0)
        group.waiting = waiting.get(group.pk, 0)
        group.unread = min(unread.get(group.pk, 0), MOST_UNREAD)
        group.muted = group.pk in quiet
        group.last_at = last.get(group.pk)
        group.url = face.url("group", group.key)


def _by_group(threads: Any) -> dict[int, int]:
    return dict(threads.order_by().values_list("group").annotate(Count("pk")))


def unseen(face: Face) -> Any:
    """Threads of a face with posts that the person hasn't seen."""
    fresh = face.threads.filter(last_at__gt=clock.now() - FRESH)
    seat = Seat.objects.filter(user=face.user, group=OuterRef("group")).values("seen")
    read = Reading.objects.filter(user=face.user, thread=OuterRef("pk"), seen__gte=OuterRef("last_post"))
    return fresh.filter(~Exists(read), last_post__gt=Coalesce(Subquery(seat), 0))


def _with_seen(threads: Any, face: Face) -> Any:
    read = Reading.objects.filter(user=face.user, thread=OuterRef("pk")).values("seen")
    seat = Seat.objects.filter(user=face.user, group=OuterRef("group")).values("seen")
    return threads.annotate(seen=Greatest(Coalesce(Subquery(read), 0), Coalesce(Subquery(seat), 0)))


# -- threads of a group -------------------------------------------------------------------------------------------


def threads(face: Face, group: ChatGroup, *, tab: str = "all", text: str = "", after: str = "") -> Any:
    """The threads of a group in their order. Waiting ones: asked in the hour first, then the oldest; others: the latest first."""
    rows = face.threads.filter(group=group)
    if tab == "open":
        rows = rows.filter(state="open")
    elif tab == "answered":
        rows = rows.filter(state="answered")
    elif tab in activity.counted():
        rows = activity.rows(rows, tab)
    elif tab == "mine":
        rows = rows.filter(
            Q(begun_by=face.user) | Q(enterprise=face.enterprise) if face.enterprise else Q(posts__by=face.user)
        )
        rows = rows if face.enterprise else rows.distinct()
    if text:
        said = Post.objects.filter(search.matching(text), thread=OuterRef("pk"), removed_at=None)
        rows = rows.filter(Exists(said))
    if tab != "open" and (last := numbers.asked(after)) is not None:
        rows = rows.filter(last_post__lt=last)
    rows = _with_seen(rows, face).select_related("group", "enterprise", "begun_by")
    if tab == "open":
        in_hour = Case(When(hour="", then=Value(True)), default=Value(False), output_field=BooleanField())
        return rows.order_by(in_hour, "begun_at", "pk")
    return rows.order_by("-last_post")


def pinned(face: Face, group: ChatGroup) -> list[Any]:
    """The threads that stand on top."""
    rows = face.threads.filter(group=group, pinned_at__isnull=False).select_related("group", "enterprise", "begun_by")
    return list(rows.order_by("-pinned_at")[:10])


def page_of(rows: Any, tab: str, after: str = "") -> tuple[list[Any], str | None]:
    """One page of threads and the key of the next one; of the waiting ones, of which there should be few, a long one."""
    if tab == "open":
        page = Page.placed(rows, WAITING, after)
        return page.rows, page.next_key
    found = list(rows[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].last_post) if len(found) > PAGE else None


def dress(face: Face, rows: list[Any]) -> list[Any]:
    """Gives each thread its address, and whether it holds anything new for the person."""
    for thread in rows:
        thread.url = face.url("thread", thread.group.key, thread.pk)
        thread.is_new = thread.last_post > getattr(thread, "seen", 0)
        thread.is_own = face.enterprise is not None and thread.enterprise_id == face.enterprise.pk
    return rows


def stamp(face: Face, rows: list[Any], *more: Any) -> str:
    """A short text that changes whenever what is shown changes."""
    parts = [
        face.user.pk,
        current(),
        clock.today(),
        *more,
        *((row.pk, row.changed, getattr(row, "seen", 0)) for row in rows),
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


# -- one thread ---------------------------------------------------------------------------------------------------


def posts(thread: Thread, *, before: str = "") -> tuple[list[Any], bool]:
    """The posts of a thread, oldest first: the last POSTS of them, or those before the number `before`; whether more come before."""
    rows = Post.objects.filter(thread=thread)
    if (first := numbers.asked(before)) is not None:
        rows = rows.filter(pk__lt=first)
    rows = rows.select_related("by", "enterprise", "removed_by").prefetch_related(
        Prefetch("files", PostFile.objects.order_by("pk")), Prefetch("texts", PostText.objects.order_by("language"))
    )
    found = list(rows.order_by("-pk")[: POSTS + 1])
    return found[:POSTS][::-1], len(found) > POSTS


# -- answers ------------------------------------------------------------------------------------------------------


def answers(user: Any, campaign: Any, text: str = "") -> Any:
    """Published answers in which every fragment of `text` occurs, the newest first."""
    rows = PublishedAnswer.objects.visible_to(user).current().filter(campaign=campaign)
    return rows.filter(search.matching(text)).order_by("-pk") if text else rows.order_by("-pk")


def similar_answers(user: Any, campaign: Any, text: str, most: int = 5) -> list[PublishedAnswer]:
    """Published answers that share the most pairs of signs with what somebody is about to ask."""
    wanted = set(search.pairs(search.squeeze(text)[:400]))
    if not wanted:
        return []
    rows = answers(user, campaign).filter(search_terms__overlap=sorted(wanted))[:200]
    scored = [(len(wanted & set(row.search_terms)), row) for row in rows]
    least = max(2, len(wanted) // 4)
    good = sorted((each for each in scored if each[0] >= least), key=lambda each: (-each[0], -each[1].pk))
    return [row for _score, row in good[:most]]


# -- reports, out of the group ------------------------------------------------------------------------------------


def report_today(face: Face) -> dict[str, Any] | None:
    """Where the enterprise stands with today's report; None where none is owed."""
    if face.enterprise is None:
        return None
    asked = {"campaign_id": face.campaign.pk, "enterprise_id": face.enterprise.pk, "day": clock.today()}
    if Report.objects.filter(**asked).exists():
        return {"done": True}
    standing = Standing.objects.filter(**asked).values_list("expected", flat=True).first()
    owed = standing if standing is not None else _resumed(face)
    return {"done": False} if owed else None


def _resumed(face: Face) -> bool:
    from fugong.resumption.models import Resumption

    asked = bool(face.campaign.pack.resumption.daily_report.fields)
    rows = Resumption.objects.filter(campaign=face.campaign, enterprise=face.enterprise, state="resumed", exemption="")
    return asked and rows.exists()


def report_counts(face: Face, group: ChatGroup) -> dict[str, int]:
    """How many of the group's members owe today's report, and how many of them have sent it."""
    members = Membership.objects.filter(group=group, until=None)
    day = Standing.objects.filter(
        campaign=face.campaign, day=clock.today(), enterprise__in=members.values("enterprise")
    )
    counts = day.order_by().aggregate(
        owed=Count("enterprise_id", filter=Q(expected=True)),
        sent=Count("enterprise_id", filter=Q(expected=True, reported_at__isnull=False)),
    )
    return {**counts, "missing": counts["owed"] - counts["sent"]}


def presence(face: Face, group: ChatGroup | None = None) -> dict[str, Any]:
    """The hour that runs or comes, and who is online besides whoever looks."""
    from fugong.outreach import people

    rule = group.rule if group is not None else None
    among = people.officers(group) if group is not None else None
    sitting = hours.coming(face.campaign, rule)
    return {
        "sitting": sitting,
        "online": [each for each in hours.online(face.campaign, among) if each.pk != face.user.pk],
        "roster": hours.roster(face.campaign, sitting) if sitting else [],
    }
