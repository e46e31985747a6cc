"""The authority's own promises: made when a filing comes in, kept when it is answered; the keeping rate is counted from them."""

from django.db.models import Count, F, Q, QuerySet

from fugong.accounts.models import User
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.resumption.models import Filing, Promise

KIND = "filing"


def make(filing: Filing) -> None:
    """The pack's promises about a filing, each with its deadline. Made once for each version."""
    Promise.objects.bulk_create(given(filing), ignore_conflicts=True)


def given(filing: Filing) -> list[Promise]:
    """What is promised about a filing that came in at this moment, not yet in the database."""
    pack = for_version(filing.pack_version)
    moment = clock.now()
    return [
        Promise(
            campaign=filing.campaign,
            enterprise=filing.enterprise,
            area_code=filing.area_code,
            key=promise.key,
            about_kind=KIND,
            about_key=str(filing.pk),
            made_at=moment,
            due_at=pack.due(moment, promise.within),
        )
        for promise in pack.resumption.commitments.authority
        if promise.measured.startswith(f"{KIND}.")
    ]


def keep(filing: Filing, *events: str) -> None:
    """Marks the promises that these happenings fulfil; the first time counts."""
    authority = for_version(filing.pack_version).resumption.commitments.authority
    keys = [promise.key for promise in authority if promise.measured in events]
    _open(filing).filter(key__in=keys).update(kept_at=clock.now())


def drop(filing: Filing) -> None:
    """The ball is in the enterprise's court, or the case is over: what hasn't fallen due counts no more."""
    _open(filing).filter(due_at__gt=clock.now()).update(dropped_at=clock.now())


def rate(user: User, campaign: Campaign) -> tuple[int, int]:
    """(kept in time, all that were kept or fell due) among the promises that the person sees."""
    moment = clock.now()
    counted = Promise.objects.visible_to(user).filter(campaign=campaign, dropped_at=None)
    due = Q(kept_at__isnull=False) | Q(due_at__lte=moment)
    found = counted.aggregate(kept=Count("pk", filter=Q(kept_at__lte=F("due_at"))), due=Count("pk", filter=due))
    return found["kept"], found["due"]


def _open(filing: Filing) -> "QuerySet[Promise]":
    return Promise.objects.filter(about_kind=KIND, about_key=str(filing.pk), kept_at=None, dropped_at=None)
