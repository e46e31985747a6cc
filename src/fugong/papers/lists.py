"""Papers of one case, and how many of many cases are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q

from fugong.accounts.models import User
from fugong.accounts.pages import or_404
from fugong.core import clock
from fugong.papers import access
from fugong.papers.models import THERE, Paper


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the papers that a case can't do without: how many, how many are there, promised, and promised for a day gone by; `until`
    is the first day by which a promised one is due.
    """

    needed: int = 0
    there: int = 0
    promised: int = 0
    late: int = 0
    until: dt.date | None = None

    @property
    def missing(self) -> int:
        """Those without which the case can't go on."""
        return self.needed - self.there - self.promised

    def __str__(self) -> str:
        return f"{self.there} / {self.needed}"


def of(case: Any) -> list[Paper]:
    """The case's papers in the order in which they were asked for, with their files."""
    rows = Paper.objects.filter(case_kind=case.event_kind, case_id=case.pk).select_related("judged_by")
    found = list(rows.prefetch_related("files"))
    for row in found:
        row.campaign = case.campaign
    return found


def seen(user: User, campaign: str, pk: int) -> tuple[Paper, Any]:
    """The paper and its case, where the person sees the case. Raises Http404."""
    paper = or_404(Paper.objects.filter(campaign__key=campaign, pk=pk).select_related("campaign__jurisdiction").first())
    case = (
        access.get(paper.case_kind).find(user, paper.campaign, paper.case_id) if access.known(paper.case_kind) else None
    )
    return paper, or_404(case)


def missing(case: Any) -> list[Paper]:
    """Those without which the case can't go on: needed, not there, not promised."""
    return [paper for _case, paper in missing_in([case])]


def missing_in(cases: Sequence[Any]) -> list[tuple[Any, Paper]]:
    """The same of several cases of one kind, case by case, in one statement: (case, paper)."""
    known = {case.pk: case for case in cases}
    rows = Paper.objects.filter(case_kind__in={case.event_kind for case in cases}, case_id__in=list(known))
    waiting: dict[int, list[Paper]] = {}
    for row in rows.order_by("pk"):
        if row.is_missing:
            row.campaign = known[row.case_id].campaign
            waiting.setdefault(row.case_id, []).append(row)
    return [(case, paper) for case in cases for paper in waiting.get(case.pk, ())]


def counts(kind: str, ids: Iterable[int]) -> dict[int, Counts]:
    """For each of these cases that asks for papers; one statement."""
    promised = Q(state="promised")
    rows = Paper.objects.filter(case_kind=kind, case_id__in=list(ids), needed=True).order_by().values("case_id")
    counted = rows.annotate(
        needed=Count("pk"), there=Count("pk", filter=Q(state__in=THERE)), promised=Count("pk", filter=promised),
        late=Count("pk", filter=promised & Q(promised_until__lt=clock.today())), until=Min("promised_until", filter=promised),
    )  # fmt: skip
    return {
        row["case_id"]: Counts(row["needed"], row["there"], row["promised"], row["late"], row["until"])
        for row in counted
    }


def counted(rows: Iterable[Paper]) -> Counts:
    """Of papers that were read already."""
    needed = [row for row in rows if row.needed]
    days = [row.promised_until for row in needed if row.state == "promised" and row.promised_until]
    late = sum(day < clock.today() for day in days)
    return Counts(len(needed), sum(row.is_there for row in needed), len(days), late, min(days, default=None))


def together(found: Iterable[Counts]) -> Counts:
    """Of several cases as of one."""
    each = list(found)
    days = [one.until for one in each if one.until]
    needed, there, promised, late = (
        sum(getattr(one, name) for one in each) for name in ("needed", "there", "promised", "late")
    )
    return Counts(needed, there, promised, late, min(days, default=None))
