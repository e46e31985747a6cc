"""What an officer's phone takes along: the day's round, the enterprises with their stories, the checklists once.

Nothing of people's health and no telephone number is in it: it lies on a phone that may be lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.inspections import stories
from fugong.inspections.models import RoundStop, Swap, Visit
from fugong.inspections.words import reason
from fugong.places.models import Campaign
from fugong.policy.shapes import Text
from fugong.registry.facts import read, with_facts
from fugong.registry.models import Assignment, Enrolment, Enterprise
from fugong.resumption.checklist import Checklist, Item

MOST = 200  # enterprises
PAST = 3  # visits of each
ALONE = "spot_check"  # the kind of a visit that no round asks for


def of(campaign: Campaign, user: User) -> dict[str, Any]:
    """The day of one person in one campaign, in the reader's language; lists carry all languages."""
    stops = _stops(campaign, user)
    enterprises = _enterprises(campaign, user, stops)
    known = _facts(campaign, enterprises)
    offers = {each.pk: _offers(campaign, known[each.pk], stops.get(each.pk)) for each in enterprises}
    keys = sorted({key for each in offers.values() for offer in each for key in offer["checklists"]})
    lists = {each.key: each for each in campaign.pack.inspections.checklists if each.key in keys}
    return {
        "day": clock.today(),
        "made_at": clock.now(),
        "pack_version": campaign.pack_version_id,
        "checklists": {key: _list(each) for key, each in lists.items()},
        "enterprises": _shown(campaign, enterprises, known, offers, lists, stops),
        "round_page": reverse("inspections:round", args=[campaign.key]),
        "swaps_asked": _asked(campaign, user),
    }


def _asked(campaign: Campaign, user: User) -> list[str]:
    """The enterprises that colleagues ask the person to take over, from today on."""
    rows = Swap.objects.filter(
        to=user, state="asked", stop__round__campaign=campaign, stop__round__day__gte=clock.today()
    )
    return list(rows.order_by("pk").values_list("stop__enterprise__name", flat=True)[:MOST])


def _stops(campaign: Campaign, user: User) -> dict[int, RoundStop]:
    """Today's stops of the person's rounds, in order, by enterprise."""
    rows = RoundStop.objects.of(user).filter(round__campaign=campaign, round__day=clock.today(), passed_over="")
    rows = rows.exclude(round__state="dropped").select_related("round").order_by("round_id", "order", "pk")
    return {stop.enterprise_id: stop for stop in rows[:MOST]}


def _enterprises(campaign: Campaign, user: User, stops: dict[int, RoundStop]) -> list[Enterprise]:
    """Those of the round in its order, then the person's own others."""
    mine = Assignment.objects.filter(campaign=campaign, officer=user, until=None).values("enterprise")
    seen = Enterprise.objects.visible_to(user, Permission.VISIT_RECORD)
    own = seen.filter(pk__in=mine, area_code__startswith=campaign.jurisdiction.prefix).exclude(pk__in=stops)
    sent = {each.pk: each for each in _with_places(Enterprise.objects.filter(pk__in=stops))}
    return [*(sent[pk] for pk in stops), *_with_places(own.order_by("name", "pk"))[: MOST - len(stops)]]


def _with_places(rows: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    return rows.select_related("grid", "jurisdiction")


def _facts(campaign: Campaign, enterprises: Sequence[Enterprise]) -> dict[int, dict[str, Any]]:
    mine = Enrolment.objects.filter(campaign=campaign, enterprise_id=OuterRef("pk"))
    rows = with_facts(Enterprise.objects.filter(pk__in=[each.pk for each in enterprises]), campaign).annotate(
        enrolled_segments=Subquery(mine.values("segments")), enrolled_group=Subquery(mine.values("group"))
    )
    return dict(read(rows, "enrolled_segments", "enrolled_group"))


def _offers(campaign: Campaign, facts: dict[str, Any], stop: RoundStop | None) -> list[dict[str, Any]]:
    """The visits that can begin there: the round's own, or one for each list of an unplanned check."""
    if stop is not None and stop.checklists:
        return [{"kind": stop.kind, "checklists": list(stop.checklists)}]
    kind = stop.kind if stop is not None else ALONE
    return [{"kind": kind, "checklists": [each.key]} for each in campaign.pack.inspections.lists_for(kind, facts)[:4]]


def _list(checklist: Checklist) -> dict[str, Any]:
    return {
        "name": checklist.name.by_language,
        "aspects": [
            {"key": aspect.key, "name": aspect.name.by_language, "items": [_item(item) for item in aspect.items]}
            for aspect in checklist.aspects
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    said = {
        "key": item.key,
        "name": item.name.by_language,
        "help": _words(item.help),
        "evidence": item.evidence,
        "unit": _words(item.unit),
        "minimum": item.minimum,
        "maximum": item.maximum,
        "critical": item.critical,
        "on_fail": item.on_fail,
    }
    return {key: value for key, value in said.items() if value is not None and value is not False}  # 0 is a limit


def _words(text: Text | None) -> dict[str, str] | None:
    return text.by_language if text else None


def _shown(
    campaign: Campaign,
    enterprises: Sequence[Enterprise],
    known: dict[int, dict[str, Any]],
    offers: dict[int, list[dict[str, Any]]],
    lists: dict[str, Checklist],
    stops: dict[int, RoundStop],
) -> list[dict[str, Any]]:
    lines, past = stories.of(campaign, enterprises), _past(campaign, enterprises)
    found = []
    for at, each in enumerate(enterprises, 1):
        stop = stops.get(each.pk)
        asked = {key for offer in offers[each.pk] for key in offer["checklists"]}
        found.append(
            {
                "id": each.pk,
                "name": each.name,
                "address": each.address,
                "grid": str(each.grid) if each.grid else "",
                "staff": each.staff_total,
                "stop": stop.pk if stop else None,
                "order": at if stop else None,
                "expected": f"{clock.local(stop.expected_at):%H:%M}" if stop and stop.expected_at else "",
                "visited": bool(stop and stop.visit_id),
                "reasons": [reason(each) for each in stop.reasons] if stop else [],
                "lines": [{"tone": line.tone, "text": line.text} for line in lines[each.pk]],
                "visits": past[each.pk],
                "visits_offered": offers[each.pk],
                "leaves_out": _left_out(campaign, (lists[key] for key in asked if key in lists), known[each.pk]),
            }
        )
    return found


def _left_out(campaign: Campaign, lists: Iterable[Checklist], facts: dict[str, Any]) -> dict[str, list[str]]:
    """The items of each list that this enterprise isn't asked about."""
    section = campaign.pack.inspections
    left = {}
    for checklist in lists:
        asked = {item.key for item in section.items_for(checklist, facts)}
        left[checklist.key] = [item.key for item in checklist.items if item.key not in asked]
    return {key: items for key, items in left.items() if items}


def _past(campaign: Campaign, enterprises: Sequence[Enterprise]) -> dict[int, list[dict[str, Any]]]:
    """The last visits of each, the newest first."""
    nth = Window(RowNumber(), partition_by=F("enterprise_id"), order_by=[F("finished_at").desc(), F("pk").desc()])
    rows = Visit.objects.filter(campaign=campaign, enterprise__in=enterprises).annotate(nth=nth).filter(nth__lte=PAST)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.order_by("enterprise_id", "nth").values("enterprise_id", "day", "kind", "failed"):
        found[row.pop("enterprise_id")].append(row)
    return found
