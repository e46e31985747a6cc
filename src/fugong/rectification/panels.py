"""What other pages show of putting right: the enterprise's page, its home, the round and the phone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.inspections import rounds, stories
from fugong.inspections.rounds import Due
from fugong.inspections.stories import Line
from fugong.places.models import Campaign
from fugong.rectification import naming
from fugong.rectification.access import holds
from fugong.rectification.models import Example, Finding, Notice, StopWork
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register

OPEN_NOTICE = ("issued", "answered", "appealed")
OPEN_ORDER = ("proposed", "in_force", "answered", "verified")


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Orders, notices and findings of one enterprise."""
    if not may(request.user, Permission.INSPECTION_VIEW, enterprise):
        return None
    where = {"campaign": campaign, "enterprise": enterprise}
    findings = Finding.objects.filter(**where).select_related("pack_version").order_by("-found_at")
    return {
        "stops": StopWork.objects.filter(**where).order_by("-pk")[:5],
        "notices": Notice.objects.filter(**where).order_by("-issued_at")[:8],
        "findings": [naming.named(row) for row in findings[:8]],
        "may_find": holds(request.user, Permission.RECTIFICATION_ISSUE, enterprise),
    }


register(Panel("rectification", 45, "rectification/panels/enterprise.html", panel))


@mine.register
def door(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """What is to be put right, on the enterprise's home: on top while something is open."""
    where = {"campaign": campaign, "enterprise": enterprise}
    order = StopWork.objects.filter(**where, state__in=("in_force", "answered", "verified")).first()
    open_ = Notice.objects.filter(**where, state__in=OPEN_NOTICE)
    counts = open_.aggregate(n=Count("pk"), late=Count("pk", filter=Q(state="issued", due_at__lt=clock.now())))
    url = reverse("rectification:mine_papers", args=[campaign.key, enterprise.pk])
    title = _("To be put right")
    if order is not None:
        yield Door("player-stop", _("Work has to stop"), order.number, _order_url(order), warns=True, first=True)
    if counts["late"]:
        words = ngettext("%(n)s notice is overdue", "%(n)s notices are overdue", counts["late"]) % {"n": counts["late"]}
        yield Door("file-alert", title, words, url, warns=True, first=True)
    elif counts["n"]:
        words = ngettext("%(n)s notice is open", "%(n)s notices are open", counts["n"]) % {"n": counts["n"]}
        yield Door("file-alert", title, words, url, warns=True, first=True)
    else:
        yield Door("file-alert", title, _("Nothing is to be put right"), url)
    if Example.objects.filter(campaign=campaign, state="published").exists():
        yield Door(
            "bulb",
            _("Good examples"),
            _("How others do it"),
            reverse("rectification:mine_examples", args=[campaign.key, enterprise.pk]),
        )


def _order_url(order: StopWork) -> str:
    return reverse("rectification:mine_stop_work", args=[order.campaign.key, order.enterprise_id, order.pk])


@stories.register
def lines(campaign: Campaign, enterprises: Sequence[Enterprise]) -> Mapping[int, list[Line]]:
    """What whoever goes there should know: orders, notices with their deadline, what came back, open findings."""
    found: dict[int, list[Line]] = defaultdict(list)
    ids = [each.pk for each in enterprises]
    where = {"campaign": campaign, "enterprise__in": ids}
    for order in StopWork.objects.filter(**where, state__in=OPEN_ORDER):
        words = _("Stop work, %(state)s") % {"state": order.state_name}
        url = reverse("rectification:stop_work", args=[campaign.key, order.pk])
        found[order.enterprise_id].append(Line("danger", words, url))
    for notice in Notice.objects.filter(**where, state__in=OPEN_NOTICE).order_by("due_at"):
        late = notice.due_at is not None and notice.due_at < clock.now()
        words = _("Notice %(number)s: %(state)s, until %(due)s") % {
            "number": notice.number,
            "state": notice.state_name,
            "due": dates.shown_short_moment(notice.due_at or notice.deadline),
        }
        url = reverse("rectification:notice", args=[campaign.key, notice.pk])
        found[notice.enterprise_id].append(Line("danger" if late else "warning", words, url))
    rows = Finding.objects.filter(**where, state__in=("open", "noticed", "stopped")).select_related("pack_version")
    for finding in rows.order_by("-times", "-found_at")[:400]:
        name = naming.item_name(finding)
        words = _("Found %(n)s times: %(what)s") % {"n": finding.times, "what": name} if finding.times > 1 else name
        url = reverse("rectification:finding", args=[campaign.key, finding.pk])
        found[finding.enterprise_id].append(Line("warning" if finding.times > 1 else "secondary", words, url))
    return found


def _reason(number: str) -> str:
    with override("zh-hans"):  # kept with the round, whatever the language of whoever proposes it
        return _("look-back: %(number)s") % {"number": number}


@rounds.register_due
def due(campaign: Campaign, day: dt.date) -> Iterable[Due]:
    """Look-backs of the day: notices answered, or due by its end; never by who found or issued them."""
    end = clock.at(day + dt.timedelta(days=1))
    rows = Notice.objects.filter(campaign=campaign).filter(Q(state="answered") | Q(state="issued", due_at__lt=end))
    for notice in rows:
        late = notice.due_at is not None and notice.due_at < clock.now()
        reason = _reason(notice.number)
        yield Due(
            notice.enterprise_id, reason, 120 if late else 60, frozenset(notice.barred_from_look_back()), "look_back"
        )
    for order in StopWork.objects.filter(campaign=campaign, state="answered"):
        reason = _reason(order.number)
        yield Due(order.enterprise_id, reason, 150, frozenset(order.barred_from_look_back()), "look_back")
