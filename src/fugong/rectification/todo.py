"""What putting right asks of a person: look-backs, decisions about time, objections and stops, findings without a notice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.rectification.models import Appeal, Example, Extension, Finding, Notice, StopWork
from fugong.rectification.telling import case_url
from fugong.registry import todo
from fugong.registry.models import Enterprise
from fugong.registry.todo import MOST, Todo


@todo.register
def look_backs(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Notices that were answered or are overdue, of which the person may look again."""
    if not user.holds(Permission.RECTIFICATION_ISSUE):
        return
    rows = Notice.objects.visible_to(user, Permission.RECTIFICATION_ISSUE).filter(campaign=campaign)
    rows = rows.filter(Q(state="answered") | Q(state="issued", due_at__lt=clock.now()))
    rows = rows.exclude(issued_by=user).exclude(found_by__contains=[user.pk])
    for row in todo.first(rows.select_related("enterprise", "campaign").order_by("due_at", "pk")):
        yield _of(row, row.due_at, _("Look again: notice %(number)s") % {"number": row.number})
    orders = StopWork.objects.visible_to(user, Permission.RECTIFICATION_ISSUE).filter(
        campaign=campaign, state="answered"
    )
    orders = orders.exclude(proposed_by=user).exclude(decided_by=user).exclude(found_by__contains=[user.pk])
    for row in todo.first(orders.select_related("enterprise", "campaign").order_by("due_at", "pk")):
        yield _of(row, row.due_at, _("Look again: stop-work order %(number)s") % {"number": row.number})


@todo.register
def without_notice(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Findings of the person's own that are open: a notice is to be issued, or they are to be put right."""
    if not user.holds(Permission.RECTIFICATION_ISSUE):
        return
    rows = Finding.objects.visible_to(user, Permission.RECTIFICATION_ISSUE)
    rows = rows.filter(campaign=campaign, state="open", found_by=user).order_by()
    grouped = list(rows.values("enterprise").annotate(n=Count("pk"), first=Min("found_at")).order_by("first")[:MOST])
    names = Enterprise.objects.in_bulk([row["enterprise"] for row in grouped])
    for row in grouped:
        enterprise = names[row["enterprise"]]
        words = ngettext("%(n)s finding without a notice", "%(n)s findings without a notice", row["n"]) % {
            "n": row["n"]
        }
        url = reverse("rectification:there", args=[campaign.key, enterprise.pk])
        yield Todo(None, enterprise.name, words, url, enterprise, False)


@todo.register
def stops_to_decide(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Proposals to sign and orders to lift."""
    if not user.holds(Permission.STOP_WORK_DECIDE):
        return
    rows = StopWork.objects.visible_to(user, Permission.STOP_WORK_DECIDE).filter(campaign=campaign)
    rows = rows.filter(Q(state="proposed") | Q(state="verified")).exclude(proposed_by=user).exclude(verified_by=user)
    for row in todo.first(rows.select_related("enterprise", "campaign").order_by("due_at", "pk")):
        lift = row.state == "verified"
        words = _("Lift stop-work order %(number)s?") % {"number": row.number} if lift else _("Does work have to stop?")
        yield _of(row, row.due_at, words)


@todo.register
def to_decide(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """More time that was asked for, and objections."""
    if user.holds(Permission.RECTIFICATION_ISSUE):
        asked = Extension.objects.visible_to(user, Permission.RECTIFICATION_ISSUE).filter(
            campaign=campaign, state="asked"
        )
        asked = asked.exclude(notice__issued_by=user).exclude(asked_by=user)
        for each in todo.first(
            asked.select_related("notice__campaign", "notice__enterprise", "enterprise").order_by("pk")
        ):
            yield _of(each.notice, each.due_at, _("More time for %(number)s?") % {"number": each.notice.number})
    if not (user.holds(Permission.RECTIFICATION_ISSUE) or user.holds(Permission.STOP_WORK_DECIDE)):
        return
    deciders = (Permission.RECTIFICATION_ISSUE, Permission.STOP_WORK_DECIDE)
    theirs = [Appeal.objects.all().seen(user, each) for each in deciders if user.holds(each)]
    appeals = Appeal.objects.visible_to(user).filter(reduce(or_, theirs), campaign=campaign, state="filed")
    related = ("notice__campaign", "notice__enterprise", "order__campaign", "order__enterprise", "enterprise")
    for appeal in appeals.select_related(*related).order_by("due_at", "pk")[:MOST]:
        if appeal.may_move(user, Permission.RECTIFICATION_ISSUE):
            paper = appeal.paper
            yield _of(paper, appeal.due_at, _("Decide the objection to %(number)s") % {"number": paper.number})


@todo.register
def examples_to_check(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Examples that others proposed."""
    if not user.holds(Permission.NOTICE_PUBLISH):
        return
    rows = Example.objects.visible_to(user, Permission.NOTICE_PUBLISH).filter(campaign=campaign, state="proposed")
    for row in todo.first(rows.exclude(proposed_by=user).select_related("enterprise").order_by("pk")):
        url = reverse("rectification:example", args=[campaign.key, row.pk])
        yield Todo(
            None,
            row.enterprise.name,
            _("Check the example “%(title)s”") % {"title": row.title},
            url,
            row.enterprise,
            False,
        )


@todo.register
def climbed(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Late notices that the ladder brought before a post of the person's."""
    from fugong.registry.models import Posting

    posts = set(Posting.objects.filter(campaign=campaign, user=user, until=None).values_list("post", flat=True))
    ladder = campaign.pack.rectification.escalation
    mine = [place for place, rung in enumerate(ladder) if rung.to in posts]
    if not mine:
        return
    rows = Notice.objects.visible_to(user).filter(
        campaign=campaign, state__in=("issued", "answered"), rung__gte=mine[0] + 2
    )
    for row in todo.first(
        rows.select_related("enterprise", "campaign").order_by(F("due_at").asc(nulls_last=True), "pk")
    ):
        yield _of(row, row.due_at, _("Late and brought before you: %(number)s") % {"number": row.number})


def _of(paper: Any, due: Any, what: str) -> Todo:
    late = due is not None and due < clock.now()
    return Todo(due, paper.enterprise.name, what, case_url(paper), paper.enterprise, late)
