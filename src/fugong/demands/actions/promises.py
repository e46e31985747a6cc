"""The authority's own promises about demands (answer within …), kept beside those about filings: one keeping rate for both."""

from django.db.models import QuerySet

from fugong.core import clock
from fugong.demands.models import Demand
from fugong.resumption.models import Promise

KIND = "demand"
MEASURED = ("demand.accepted", "demand.answered", "demand.confirmed")


def make(demand: Demand) -> None:
    """The pack's promises about a demand, each with its deadline. Parts of a split demand make none of their own."""
    if demand.parent_id is not None:
        return
    moment = clock.now()
    Promise.objects.bulk_create(
        [
            Promise(
                campaign_id=demand.campaign_id, enterprise_id=demand.enterprise_id, area_code=demand.area_code,
                key=promise.key, about_kind=KIND, about_key=str(demand.pk), made_at=moment,
                due_at=demand.pack.due(moment, promise.within),
            )
            for promise in demand.pack.resumption.commitments.authority
            if promise.measured in MEASURED
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def keep(demand: Demand, *events: str) -> None:
    """Marks the promises that these happenings fulfil; the first time counts."""
    authority = demand.pack.resumption.commitments.authority
    keys = [promise.key for promise in authority if promise.measured in events]
    if keys:
        _open(demand).filter(key__in=keys).update(kept_at=clock.now())


def drop(demand: Demand) -> None:
    """The ball is in the enterprise's court, or the case is over: what hasn't fallen due counts no more."""
    _open(demand).filter(due_at__gt=clock.now()).update(dropped_at=clock.now())


def _open(demand: Demand) -> "QuerySet[Promise]":
    return Promise.objects.filter(about_kind=KIND, about_key=str(demand.pk), kept_at=None, dropped_at=None)
