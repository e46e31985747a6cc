"""Who is asked: of the field and the area, on duty first, then who has the fewest open questions, then who waited longest."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Max, OuterRef, Q

from fugong.accounts.models import read_grants
from fugong.accounts.permissions import Permission as P
from fugong.advice.models import Adviser, Duty
from fugong.core import clock

if TYPE_CHECKING:
    from fugong.places.models import Campaign

OPEN = ("assigned", "taken")


def ranked(campaign: Campaign, field: str, area_code: str, *, but: Container[int] = ()) -> list[Adviser]:
    """Advisers who can be asked, the first to be asked first. Whoever has too much comes after all others."""
    moment = clock.now()
    on_duty = Duty.objects.filter(adviser=OuterRef("pk"), begins_at__lte=moment, ends_at__gt=moment)
    rows: Any = Adviser.objects.filter(campaign=campaign, until=None, fields__contains=[field], user__is_active=True)
    rows = rows.select_related("user").annotate(
        load=Count("enquiries", filter=Q(enquiries__state__in=OPEN)), last=Max("enquiries__owned_since"), now=Exists(on_duty)
    )  # fmt: skip
    most = campaign.pack.advice.most
    never = moment.replace(year=1970)
    near = [each for each in rows if each.pk not in but and area_code.startswith(each.area_code)]
    read_grants([each.user for each in near])
    found: list[Any] = [each for each in near if each.user.holds(P.ADVICE_ANSWER)]
    return sorted(
        found, key=lambda each: (each.load >= (each.most or most), not each.now, each.load, each.last or never, each.pk)
    )  # fmt: skip
