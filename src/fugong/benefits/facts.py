"""What is known of enterprises when they are matched: their own facts, what other rooms count of them, what was said for benefits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from hashlib import md5
from typing import TYPE_CHECKING, Any

import orjson
from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum

from fugong.benefits.models import SaidFact
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import facts as registry_facts
from fugong.registry.models import Enrolment, Enterprise
from fugong.resumption.models import Resumption, Standing
from fugong.transport import planner
from fugong.transport.models import Claim as CoachClaim
from fugong.transport.models import Share
from fugong.workforce.models import Employment

if TYPE_CHECKING:
    from fugong.benefits.inforce import InForce

HERE = ("arrived", "closed")
LIST = 5_000
"""So many enterprises are read at once."""
NOTHING = "-"
"""The short of nothing counted."""
Known = dict[int, dict[str, Any]]


def read(campaign: Campaign, also: Iterable[str] = ()) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    """(id, facts) of all enterprises of the campaign, list by list. `also`: further facts that are asked for."""
    from fugong.benefits import inforce

    policies = inforce.of(campaign)
    rows = Enterprise.objects.filter(enrolments__campaign=campaign, closed_on=None).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    for at in range(0, len(ids), LIST):
        yield of_some(campaign, ids[at : at + LIST], policies, also)


def of_some(
    campaign: Campaign, ids: Sequence[int], policies: Sequence[InForce], also: Iterable[str] = ()
) -> list[tuple[int, dict[str, Any]]]:
    """(id, facts) of those among these enterprises that are open and in the campaign."""
    mine = Enrolment.objects.filter(campaign=campaign, enterprise_id=OuterRef("pk"))
    rows: Any = Enterprise.objects.filter(enrolments__campaign=campaign, closed_on=None, pk__in=ids)
    rows = registry_facts.with_facts(rows.order_by("pk"), campaign).annotate(
        enrolled_segments=Subquery(mine.values("segments")), enrolled_group=Subquery(mine.values("group"))
    )
    wanted = {name[0] for name in (*needed(policies), *also)}
    found = list(registry_facts.read(rows, "enrolled_segments", "enrolled_group"))
    keys = [key for key, _facts in found]
    counted = of_others(campaign, keys, wanted)
    said = _said(campaign, keys) if "b" in wanted else {}
    return [(key, {**facts, **counted[key], "b": said.get(key, {})}) for key, facts in found]


def of_one(
    campaign: Campaign, enterprise: Enterprise, policies: Sequence[InForce], also: Iterable[str] = ()
) -> dict[str, Any]:
    """The facts of one enterprise; `also`: those that a policy reads that isn't in force any more."""
    for _key, known in of_some(campaign, [enterprise.pk], policies, also):
        return known
    return {"trips": [], "w": {}, "c": {}, "b": {}}


def needed(policies: Sequence[InForce]) -> set[str]:
    """The facts that policies read; `t.` stands for trips."""
    found: set[str] = set()
    for each in policies:
        found |= set(each.rule.names) | ({"t."} if each.says.for_each or each.says.gives == "coach" else set())
    return found


def of_others(campaign: Campaign, ids: list[int], wanted: Iterable[str]) -> Known:
    """What other rooms count of each."""
    found: Known = {key: {"w": {}, "c": {}, "trips": []} for key in ids}
    if "w" in wanted:
        _workers(campaign, ids, found)
    if "c" in wanted or "t" in wanted:
        _coaches(campaign, ids, found)
    return found


def digest_of(counted: Mapping[str, Any]) -> str:
    """What other rooms counted of an enterprise, in short: another where anything of it differs."""
    parts = (counted.get("w") or {}, counted.get("c") or {}, counted.get("trips") or [])
    if not any(parts):
        return NOTHING
    return md5(orjson.dumps(parts, default=str, option=orjson.OPT_SORT_KEYS), usedforsecurity=False).hexdigest()


def _workers(campaign: Campaign, ids: list[int], found: Known) -> None:
    day = Standing.objects.filter(campaign=campaign, day__lte=clock.today()).aggregate(day=Max("day"))["day"]
    if day is not None:
        rows = Standing.objects.filter(campaign=campaign, day=day, enterprise_id__in=ids)
        for key, staff, back, outside, resumed in rows.values_list(
            "enterprise_id", "staff_total", "staff_back", "staff_outside", "resumed"
        ):
            found[key]["w"] |= {"staff": staff, "back": back, "back_outside": outside, "resumed": resumed}
    since = Resumption.objects.filter(campaign=campaign, enterprise_id__in=ids).exclude(resumed_on=None)
    for key, resumed_on in since.values_list("enterprise_id", "resumed_on"):
        found[key]["w"] |= {"resumed_on": str(resumed_on)}
    people = Employment.objects.current().filter(campaign=campaign, enterprise_id__in=ids).order_by()
    examined = Q(person__negatives__gt=0) | Q(person__is_positive=True)
    for row in people.values("enterprise_id").annotate(files=Count("pk"), examined=Count("pk", filter=examined)):
        found[row["enterprise_id"]]["w"] |= {"files": row["files"], "examined": row["examined"]}
    for each in found.values():
        each["w"].setdefault("files", 0)
        each["w"].setdefault("examined", 0)


def _coaches(campaign: Campaign, ids: list[int], found: Known) -> None:
    shares = Share.objects.filter(campaign=campaign, enterprise_id__in=ids, trip__state__in=HERE)
    alone = Share.objects.order_by().filter(trip=OuterRef("trip")).values("trip").annotate(n=Count("pk")).values("n")
    claims = CoachClaim.objects.exclude(state__in=("withdrawn", "refused"))
    claimed = set(claims.filter(campaign=campaign, enterprise_id__in=ids).values_list("trip_id", "enterprise_id"))
    for share in shares.select_related("trip").annotate(together=Subquery(alone)).order_by("trip__arrived_at", "pk"):
        trip = share.trip
        about = planner.trip_facts(
            people=share.brought, outside=min(share.outside, share.brought), reported_at=share.reported_at,
            departs_at=trip.departed_at or trip.departs_at, metres=trip.metres, cost=share.fen, alone=share.together == 1,
            carried=True,
        )  # fmt: skip
        day = clock.local(trip.arrived_at or trip.arrives_at).date()
        paid = (trip.pk, share.enterprise_id) in claimed
        found[share.enterprise_id]["trips"].append(
            {**about, "id": trip.pk, "day": day, "yuan": Fraction(share.fen, 100), "claimed": paid}
        )
    back = claims.filter(campaign=campaign, enterprise_id__in=ids, state__in=("granted", "paid")).order_by()
    paid_back = dict(back.values("enterprise_id").annotate(n=Sum("amount")).values_list("enterprise_id", "n"))
    for key, each in found.items():
        trips = each["trips"]
        each["c"] = {
            "trips": len(trips), "people": sum(trip["people"] for trip in trips),
            "outside": sum(trip["outside"] for trip in trips), "yuan": sum((trip["yuan"] for trip in trips), Fraction(0)),
            "paid_back": Fraction(paid_back.get(key) or 0, 100),
        }  # fmt: skip


def _said(campaign: Campaign, ids: list[int]) -> Known:
    kinds = {fact.key: fact.kind for fact in campaign.pack.benefits.facts}
    found: Known = {}
    rows = SaidFact.objects.filter(campaign=campaign, enterprise_id__in=ids)
    for key, name, value in rows.values_list("enterprise_id", "key", "value"):
        if name in kinds:
            found.setdefault(key, {})[name] = as_fact(kinds[name], value)
    return found


def as_fact(kind: str, value: Any) -> Any:
    """A kept value as conditions and sums read it."""
    if kind == "money":
        return Fraction(int(value), 100)
    return Fraction(str(value)) if kind == "decimal" else value
