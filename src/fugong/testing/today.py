"""What a specialist's phone takes along for the day: the shifts, the sizes of tubes and what their codes look like, the key by which
people's codes are read. Nobody's name."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, codes
from fugong.places.models import Campaign
from fugong.testing.models import Shift, ShiftPost, Tube

MOST = 60


def of(campaign: Campaign, user: User) -> dict[str, Any]:
    """Today's shifts, one's own first; and their open tubes with how many people are in each."""
    own = ShiftPost.objects.filter(shift=OuterRef("pk"), specialist__user=user)
    rows = Shift.objects.visible_to(user, Permission.SAMPLE_TAKE).filter(
        campaign=campaign, day=clock.today(), state__in=["planned", "open"]
    )
    rows = rows.annotate(mine=Exists(own)).select_related("point").order_by("-mine", "begins_at", "pk")[:MOST]
    shifts = list(rows)
    tubes: dict[int, list[dict[str, Any]]] = {}
    for tube in Tube.objects.filter(shift__in=shifts, state="collecting").order_by("pk"):
        tubes.setdefault(tube.shift_id, []).append({"code": tube.code, "size": tube.size, "filled": tube.filled})
    return {
        "day": clock.today(),
        "campaign": campaign.pk,
        "key": codes.public_key(),
        "tubes": campaign.pack.testing.tubes.model_dump(include={"reads", "shapes", "check"}),
        "shifts": [_shift(campaign, shift, tubes.get(shift.pk, [])) for shift in shifts],
    }


def _shift(campaign: Campaign, shift: Any, tubes: list[dict[str, Any]]) -> dict[str, Any]:
    test = campaign.pack.testing.test(shift.test)
    return {
        "id": shift.pk,
        "point": shift.point.name,
        "state": shift.state,
        "mine": shift.mine,
        "begins_at": shift.begins_at,
        "ends_at": shift.ends_at,
        "test": test.name.by_language if test else {"zh": shift.test},
        "sizes": list(test.pools) if test else [1],
        "tubes": tubes,
    }
