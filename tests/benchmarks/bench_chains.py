"""The order of resuming as the desk has it: from the rows of the database to a plan in rows, put in force.

`bin/bench chains` makes 5,000 enterprises with 20,000 supply links in the plain place. FUGONG_ENTERPRISES, FUGONG_LINKS: other sizes.
"""

from __future__ import annotations

import os
import random
import time
from typing import Any

from benchmarks.house import database, tidy

ENTERPRISES = int(os.environ.get("FUGONG_ENTERPRISES", "5000"))
LINKS = int(os.environ.get("FUGONG_LINKS", "20000"))
MOST = 30.0  # seconds, end to end


def furnish(cast: Any) -> None:
    from fugong.core import clock
    from fugong.registry import search, segments
    from fugong.registry.models import Enterprise, SupplyLink
    from fugong.resumption.models import Resumption
    from ground.cast import credit_code

    dice = random.Random(5)
    river, now = cast.river, clock.now()
    firms = Enterprise.objects.bulk_create(
        Enterprise(
            name=f"测试企业{n}", uscc=credit_code(10_000 + n), jurisdiction=river.jurisdiction, area_code=river.area_code,
            sector="C3921", output_value=dice.randrange(1_000_000, 900_000_000), staff_total=dice.randrange(10, 900),
            staff_outside=dice.randrange(0, 120), search_terms=search.terms(f"测试企业{n}"), created_at=now, changed_at=now,
        )
        for n in range(ENTERPRISES)
    )  # fmt: skip
    pairs: dict[tuple[int, int], None] = {}
    while len(pairs) < LINKS:
        supplier, customer = sorted(dice.sample(range(ENTERPRISES), 2))
        pairs[supplier, customer] = None
    SupplyLink.objects.bulk_create(
        SupplyLink(supplier=firms[one], customer=firms[other], what="部件", critical=True) for one, other in pairs
    )
    segments.refresh(campaign=cast.campaign)
    done = [firm.pk for firm in dice.sample(firms, ENTERPRISES // 5)]
    Resumption.objects.filter(enterprise__in=done).update(state="resumed", resumed_on=clock.today())


def run() -> dict[str, Any]:
    """Seconds from the desk's question to an order in force; seconds for bottlenecks and a drawing."""
    from django.conf import settings
    from django.utils import translation

    from fugong.chains import drawing, edges, ordering
    from fugong.chains.actions import orders
    from fugong.chains.models import ResumingOrder
    from fugong.core import clock
    from fugong.resumption.models import Resumption
    from ground.cast import NOON, PACKS, build

    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, PACKS]
    with clock.showing(NOON), translation.override("en"):
        cast = build()
        furnish(cast)
        tidy()
        limits = {"waves": 14, "masks": 200_000, "masks_a_wave": 60_000, "checks": 250}
        began, busy = time.perf_counter(), time.process_time()
        made = orders.ask(campaign=cast.campaign, limits=limits, by=cast.desk)
        ordering.run(made.pk)
        order = ResumingOrder.objects.get(pk=made.pk)
        orders.confirm(order=order, by=cast.leader)
        took, worked = time.perf_counter() - began, time.process_time() - busy
        assert Resumption.objects.filter(campaign=cast.campaign, priority=1).exists()
        began = time.perf_counter()
        graph = edges.whole(cast.campaign, cast.desk)
        found = edges.bottlenecks(graph)
        drawn = drawing.draw(edges.around(graph, [found[0].node.key], 2, 200))
        return {
            "took": took, "worked": worked, "result": order.result, "boxes": len(drawn.boxes),
            "drawn": time.perf_counter() - began,
        }  # fmt: skip


def main() -> None:
    with database():
        found = run()
    result = found["result"]
    counts = result["counts"]
    print(
        f"order of resuming, {counts['candidates']} enterprises, {counts['links']} links: {found['took']:.1f} s "
        f"({found['worked']:.1f} s of processor; at most {MOST:.0f}), gap {result['gap']:.2%}, ended {result['ended']}, "
        f"{counts['approve']} approved; bottlenecks and a drawing of {found['boxes']}: {found['drawn']:.1f} s"
    )


if __name__ == "__main__":
    main()
