"""What the inspection groups bring to a meeting: their reports of the day, faults by aspect, what is late, who stopped work; and
good practice that was proposed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.core import clock, dates
from fugong.inspections.models import Visit
from fugong.meetings import agenda
from fugong.meetings.agenda import MOST, SHOWN, Matter
from fugong.meetings.models import Item, Meeting
from fugong.rectification import naming
from fugong.rectification.models import Example, Finding, Notice, StopWork
from fugong.registry.models import Team

OPEN_FINDING = ("open", "noticed", "stopped")
OPEN_ORDER = ("proposed", "in_force", "answered", "verified")
NAMED = 12


def inspections(meeting: Meeting) -> Iterator[Matter]:
    """Each group's report; then aspect by aspect, the worst first: what was found that day, notices overdue, stop-works."""
    if meeting.enterprise_id is None:
        yield from _reports(meeting)
    names = {key: str(name) for key, name in naming.aspect_names(meeting.campaign.pack).items()}
    by_aspect: dict[str, list[Matter]] = defaultdict(list)
    weight: Counter[str] = Counter()
    for aspect, found in _of_the_day(meeting).items():
        weight[aspect] += len(found)
        by_aspect[aspect].append(_of_aspect(meeting, aspect, names, found))
    for source in (_orders, _overdue):
        for aspect, matter in source(meeting, names):
            weight[aspect] += 1
            by_aspect[aspect].append(matter)
    for aspect, _many in weight.most_common():
        yield from by_aspect[aspect]


def _reports(meeting: Meeting) -> Iterator[Matter]:
    """One for each group that went out on the day of the meeting."""
    day = clock.local(meeting.starts_at).date()
    rows = Visit.objects.filter(campaign=meeting.campaign, day=day, team__isnull=False).order_by()
    counted = rows.values("team").annotate(
        visits=Count("pk"), firms=Count("enterprise", distinct=True), faults=Sum("failed"), corrected=Sum("corrected")
    )
    told = {row["team"]: row for row in counted}
    where = reverse("inspections:visits", args=[meeting.campaign.key])
    for team in Team.objects.filter(pk__in=told).order_by("pk")[:MOST]:
        row = told[team.pk]
        yield Matter(
            key=f"team:{team.pk}", title=_("%(group)s reports") % {"group": team}, cluster=_("Reports of the groups"),
            detail=_("%(visits)s visits to %(firms)s enterprises, %(faults)s faults, %(corrected)s put right on the spot")
            % {key: row[key] or 0 for key in ("visits", "firms", "faults", "corrected")},
            url=f"{where}?{urlencode({'team': str(team.pk), 'since': day.isoformat(), 'until': day.isoformat()})}",
        )  # fmt: skip


def _of_the_day(meeting: Meeting) -> dict[str, list[Finding]]:
    """Aspect → what was found on the day of the meeting."""
    day = clock.local(meeting.starts_at).date()
    rows = _narrowed(meeting, Finding.objects.filter(found_at__gte=clock.at(day), found_at__lt=clock.at(day + _DAY)))
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in rows.exclude(state="dropped").select_related("enterprise").order_by("pk"):
        found[finding.aspect].append(finding)
    return found


def _of_aspect(meeting: Meeting, aspect: str, names: dict[str, str], found: list[Finding]) -> Matter:
    items = naming.items_of(meeting.campaign.pack)
    said = Counter(str(items[each.item][2].name) if each.item in items else each.title for each in found)
    firms = list(dict.fromkeys(each.enterprise.name for each in found))
    numbers = {
        "n": len(found), "firms": len(firms), "open": sum(each.state in OPEN_FINDING for each in found),
        "repeats": sum(each.is_repeat for each in found),
    }  # fmt: skip
    name = names.get(aspect, aspect) or _("Without an aspect")
    lines = [
        ngettext(
            "%(n)s finding of the day at %(firms)s enterprises: %(open)s open, %(repeats)s found before",
            "%(n)s findings of the day at %(firms)s enterprises: %(open)s open, %(repeats)s found before",
            len(found),
        )
        % numbers,
        _("、").join(f"{what} × {many}" if many > 1 else what for what, many in said.most_common(NAMED)),
        _("、").join(firms[:NAMED]),
    ]
    where = reverse("rectification:findings", args=[meeting.campaign.key])
    return Matter(
        key=f"aspect:{aspect}", title=_("%(aspect)s: found that day") % {"aspect": name}, cluster=name, detail="\n".join(lines),
        url=f"{where}?{urlencode({'tab': 'all', 'aspect': aspect})}",
    )  # fmt: skip


def _orders(meeting: Meeting, names: dict[str, str]) -> Iterator[tuple[str, Matter]]:
    """Stop-works that wait for the second person, or hold."""
    rows = _narrowed(meeting, StopWork.objects.filter(state__in=OPEN_ORDER))
    rows = rows.select_related("enterprise").prefetch_related("items__finding").order_by("proposed_at", "pk")
    for stop in rows[:MOST]:
        aspect = _first({item.finding.aspect for item in stop.items.all()}, names)
        title = (
            _("%(enterprise)s: stop-work order %(number)s") if stop.number else _("%(enterprise)s: stop-work proposed")
        )
        yield aspect, Matter(
            key=f"stop_work:{stop.pk}", title=(title % {"enterprise": stop.enterprise, "number": stop.number})[:200],
            detail=f"{stop.state_name} · {stop.grounds[:SHOWN]}", cluster=_heading(aspect, names),
            url=reverse("rectification:stop_work", args=[meeting.campaign.key, stop.pk]), enterprise=stop.enterprise,
        )  # fmt: skip


def _overdue(meeting: Meeting, names: dict[str, str]) -> Iterator[tuple[str, Matter]]:
    """Notices whose enterprise is late, or that wait too long to be looked at again."""
    rows = _narrowed(meeting, Notice.objects.filter(state__in=["issued", "answered"], due_at__lt=clock.now()))
    for notice in rows.select_related("enterprise").order_by("due_at", "pk")[:MOST]:
        aspect = _first(set(notice.aspects), names)
        due = dates.shown_short_moment(notice.due_at) if notice.due_at else "—"
        yield aspect, Matter(
            key=f"rectification_notice:{notice.pk}",
            title=(
                _("%(enterprise)s: %(number)s is overdue")
                % {"enterprise": notice.enterprise, "number": notice.number}
            )[:200],
            detail=_("%(state)s · due %(due)s") % {"state": notice.state_name, "due": due},
            cluster=_heading(aspect, names), enterprise=notice.enterprise,
            url=reverse("rectification:notice", args=[meeting.campaign.key, notice.pk]),
        )  # fmt: skip


def examples(meeting: Meeting) -> Iterator[Matter]:
    """Good practice that was proposed from visits and waits to be published."""
    who = _("Proposed by %(who)s")
    rows = _narrowed(meeting, Example.objects.filter(state="proposed"))
    for example in rows.select_related("enterprise", "proposed_by").order_by("proposed_at", "pk")[:MOST]:
        yield Matter(
            key=f"example:{example.pk}", title=f"{example.title} ({example.enterprise})"[:200],
            detail="\n".join((example.text[:SHOWN], who % {"who": example.proposed_by.name})),
            cluster=_("Good practice"), enterprise=example.enterprise,
            url=reverse("rectification:example", args=[meeting.campaign.key, example.pk]),
        )  # fmt: skip


_DAY = dt.timedelta(days=1)


def _narrowed(meeting: Meeting, rows: Any) -> Any:
    rows = rows.filter(campaign=meeting.campaign)
    return rows.filter(enterprise=meeting.enterprise_id) if meeting.enterprise_id else rows


def _first(aspects: set[str], names: dict[str, str]) -> str:
    """Of several aspects, the one that the place's lists name first."""
    return next((key for key in names if key in aspects), "")


def _heading(aspect: str, names: dict[str, str]) -> str:
    return names.get(aspect, "") or _("Without an aspect")


def _over(state_of: Any) -> Any:
    """A carried matter of these rows is over once none of them is left."""
    return lambda item: not state_of(item).exists()


def _findings_left(item: Item) -> Any:
    return Finding.objects.filter(campaign=item.campaign_id, aspect=item.about[1], state__in=OPEN_FINDING)


agenda.register("inspections", inspections)
agenda.register("examples", examples)
agenda.register_end("team", lambda item: True)  # each day has its own report
agenda.register_end("aspect", _over(_findings_left))
agenda.register_end("stop_work", _over(lambda item: StopWork.objects.filter(pk=item.about[1], state__in=OPEN_ORDER)))
agenda.register_end(
    "rectification_notice",
    _over(lambda item: Notice.objects.filter(pk=item.about[1], state__in=["issued", "answered", "appealed"])),
)
agenda.register_end("example", _over(lambda item: Example.objects.filter(pk=item.about[1], state="proposed")))
