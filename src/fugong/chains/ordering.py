"""The order of resuming: a campaign's rows as the optimiser takes them, and its plan kept as rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.chains import edges
from fugong.chains.models import OrderEntry, ResumingOrder
from fugong.places.models import Campaign
from fugong.planning.budget import Budget
from fugong.planning.errors import Unfit
from fugong.planning.ordering.problem import Candidate, Limits, Link, Order
from fugong.policy.loaded import for_version
from fugong.registry import facts
from fugong.registry.models import Enrolment, Enterprise
from fugong.resumption.models import Resumption
from fugong.workflow.moves import move

CLOCK: Any = gettext_lazy("the optimiser")
SECONDS = 20.0
CHUNK = 5_000
PHASES = ("gather", "plan", "keep", "done")


class Input:
    """What is planned with. `names`: key of each candidate → enterprise; partners outside have none."""

    def __init__(self, order: ResumingOrder) -> None:
        self.candidates: list[Candidate] = []
        self.links: list[Link] = []
        self.areas: dict[int, str] = {}
        self.unknown = 0
        self._gather(order.campaign, for_version(order.pack_version))
        self.limits = _limits(order.limits)

    def _gather(self, campaign: Campaign, pack: Any) -> None:
        rules = pack.chains.order
        states = dict(Resumption.objects.filter(campaign=campaign).values_list("enterprise", "state"))
        for pk, known, area in _known(campaign):
            self.areas[pk] = area
            output = -(-int(known["output_value"] or 0) // edges.DAYS)
            self.unknown += not output
            state = "resumed" if states.get(pk) in ("resumed", "exempt") else "waiting"
            masks = (known["staff"] or 0) * rules.masks_per_head * rules.mask_days
            risk = pack.chains.risk_of(known) if state == "waiting" and rules.risk else 0
            self.candidates.append(Candidate(edges.key_of(pk), output, masks, 1, risk, state))
        self._join(campaign)

    def _join(self, campaign: Campaign) -> None:
        """Links that the customer can't do without; a partner outside that stands still, and a supply that is interrupted,
        block whoever needs them."""
        graph = edges.whole(campaign)
        there = {each.key for each in self.candidates}
        for edge in graph.edges:
            if edge.supplier == edge.customer or edge.customer not in there:
                continue
            supplier = graph.nodes[edge.supplier]
            if edge.broken is not None and (supplier.stands != "stopped" or supplier.partner):
                self._outside(f"i{edge.broken}", there)
                self.links.append(Link(f"i{edge.broken}", edge.customer))
            elif edge.critical and not edge.waits and (supplier.partner is None or supplier.stands == "stopped"):
                self._outside(edge.supplier, there)
                self.links.append(Link(edge.supplier, edge.customer))

    def _outside(self, key: str, there: set[str]) -> None:
        if key not in there:
            self.candidates.append(Candidate(key, 0, 0, 0, 0, "outside"))
            there.add(key)


def _known(campaign: Campaign) -> Any:
    """(id, facts, area) of every enterprise of the campaign."""
    mine = Enrolment.objects.filter(campaign=campaign, enterprise_id=OuterRef("pk"))
    rows = facts.with_facts(Enterprise.objects.filter(enrolments__campaign=campaign), campaign).annotate(
        enrolled_segments=Subquery(mine.values("segments")), enrolled_group=Subquery(mine.values("group"))
    )
    for pk, known in facts.read(rows.order_by("pk"), "enrolled_segments", "enrolled_group"):
        yield pk, known, known["jurisdiction"]


def _limits(given: dict[str, Any]) -> Limits:
    """What was entered, by wave: masks at hand in the first, what comes in in each."""
    waves = int(given["waves"])

    def each(name: str) -> tuple[int, ...] | None:
        return None if given.get(name) is None else (int(given[name]),) * waves

    masks = None
    if given.get("masks") is not None:
        coming = int(given.get("masks_a_wave") or 0)
        masks = (int(given["masks"]), *(coming,) * (waves - 1))
    return Limits(waves, masks, each("checks"), each("risk_a_wave"), given.get("risk_each"))


def run(number: int) -> None:
    """Works an order out, telling how far it is; what makes no sense is kept as its failure. Called by the job."""
    order = (
        ResumingOrder.objects.select_related("campaign__jurisdiction", "campaign__pack_version", "pack_version")
        .filter(pk=number, state="running").first()
    )  # fmt: skip
    if order is None:
        return
    from fugong.planning import order_resumption  # the solvers take a while to load

    began = time.monotonic()
    try:
        _progress(order, 0)
        given = Input(order)
        _progress(order, 1)
        most = for_version(order.pack_version).chains.order.most
        plan = order_resumption(given.candidates, given.links, given.limits, most=most, budget=Budget(SECONDS))
        _progress(order, 2)
        keep(order, given, plan, lambda: time.monotonic() - began)
    except Unfit as unfit:
        _fail(order, _("These limits can’t be planned with: %(why)s") % {"why": unfit})
    except Exception:
        _fail(
            order, _("Something went wrong while it was worked out. Try again, or ask whoever looks after the system.")
        )
        raise


def _progress(order: ResumingOrder, phase: int) -> None:
    ResumingOrder.objects.filter(pk=order.pk, state="running").update(done=phase, phase=PHASES[phase])


def _fail(order: ResumingOrder, why: str) -> None:
    with transaction.atomic():
        order.refresh_from_db(fields=["state"])
        if order.state == "running":
            move(order, "fail", by=None, as_name=CLOCK, set={"failure": why[:500]})


@transaction.atomic
def keep(order: ResumingOrder, given: Input, plan: Order, seconds: Callable[[], float]) -> None:
    """The plan as rows: every enterprise that is approved in a wave, waits, or is blocked."""
    locked = ResumingOrder.objects.select_for_update(no_key=True).filter(pk=order.pk, state="running").first()
    if locked is None:
        return  # dropped meanwhile
    OrderEntry.objects.bulk_create(_entries(order, given, plan), batch_size=CHUNK)
    result = {
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "ended": plan.ended,
        "released": list(plan.released),
        "most": {"releases": plan.most.releases, "bound": plan.most.bound, "ended": plan.most.ended, "n": len(plan.most.keys)},
        "counts": {
            "candidates": len(given.areas), "links": len(given.links), "approve": len(plan.approvals),
            "waits": len(plan.waits), "blocked": len(plan.blocked), "unknown": given.unknown,
            "running": sum(each.state == "resumed" for each in given.candidates),
        },
    }  # fmt: skip
    values = {"result": result, "done": 4, "phase": "done", "seconds": round(seconds(), 2)}
    move(order, "finish", by=None, as_name=CLOCK, set=values, approve=len(plan.approvals))


def _entries(order: ResumingOrder, given: Input, plan: Order) -> list[OrderEntry]:
    top = set(plan.most.keys)
    rows = []
    # by what hangs on them: a supplier comes before whoever waits for it, in the same wave too
    ranked = sorted(plan.approvals, key=lambda each: (each.period, -each.behind))
    for place, each in enumerate(ranked, 1):
        rows.append(
            OrderEntry(
                **_whose(order, given, each.key), kind="approve", place=place, wave=each.period + 1, releases=each.releases,
                behind=each.behind, code=each.reason.code, data=dict(each.reason.data), is_top=each.key in top,
            )
        )  # fmt: skip
    for kind, unmet in (("waits", plan.waits), ("blocked", plan.blocked)):
        for one in unmet:
            rows.append(
                OrderEntry(
                    **_whose(order, given, one.subject), kind=kind, behind=plan.behind.get(one.subject, 0),
                    code=one.rule, data=dict(one.data), is_top=one.subject in top,
                )
            )  # fmt: skip
    return rows


def _whose(order: ResumingOrder, given: Input, key: str) -> dict[str, Any]:
    pk = int(key[1:])
    return {"order": order, "enterprise_id": pk, "area_code": given.areas[pk]}
