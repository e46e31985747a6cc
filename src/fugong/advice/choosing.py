"""Who is asked: of the field and the area, on duty first, then who has the fewest open questions, then who waited longest."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Max, OuterRef, Q

from fugong.accounts.models import Grant
from fugong.accounts.permissions import Permission as P
from fugong.accounts.roles import roles_with
from fugong.advice.models import Adviser, Duty
from fugong.core import clock

if TYPE_CHECKING:
    from fugong.places.models import Campaign

OPEN = ("assigned", "taken")


def ranked(campaign: Campaign, field: str, area_code: str, *, but: Container[int] = ()) -> list[Adviser]:
    """Advisers who can be asked, the first to be asked first. Whoever has too much comes after all others."""
    moment = clock.now()
    on_duty = Duty.objects.filter(adviser=OuterRef("pk"), begins_at__lte=moment, ends_at__gt=moment)
    answers = Grant.objects.in_force().filter(user=OuterRef("user"), role__in=roles_with(P.ADVICE_ANSWER))
    around = [area_code[:length] for length in range(len(area_code) + 1)]
    rows: Any = Adviser.objects.filter(campaign=campaign, until=None, fields__contains=[field], user__is_active=True)
    rows = rows.filter(Exists(answers), area_code__in=around).select_related("user").annotate(
        load=Count("enquiries", filter=Q(enquiries__state__in=OPEN)), last=Max("enquiries__owned_since"), now=Exists(on_duty)
    )  # fmt: skip
    most = campaign.pack.advice.most
    never = moment.replace(year=1970)
    found: list[Any] = [each for each in rows if each.pk not in but]
    return sorted(
        found, key=lambda each: (each.load >= (each.most or most), not each.now, each.load, each.last or never, each.pk)
    )  # fmt: skip
