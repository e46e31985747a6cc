"""Numbers of demands and tasks: `D20200220-0007`, the seventh demand of its day in the campaign."""

from typing import Any

from django.db import connection
from django.db.models.functions import Length

from fugong.core import clock
from fugong.demands.models import Demand, Task

LOCKS = {"D": 0x46554713, "T": 0x46554714}
"""Advisory locks of those who give numbers, with the campaign's id."""
MODELS: dict[str, Any] = {"D": Demand, "T": Task}


def following(campaign_id: int, kind: str) -> str:
    """The next number; whoever else asks waits until this transaction ends."""
    begin = f"{kind}{clock.today():%Y%m%d}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS[kind], campaign_id])
    given = MODELS[kind].objects.filter(campaign=campaign_id, number__startswith=begin).exclude(number__contains="/")
    last = given.order_by(Length("number").desc(), "-number").values_list("number", flat=True).first()
    return f"{begin}{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"
