"""What pages show of a case: its items with photos before and after, its papers, its chain, and what this person may do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from fugong.inspections.models import Evidence
from fugong.ledger.models import Event
from fugong.rectification import naming
from fugong.rectification.models import Appeal, Finding, Notice, StopWork
from fugong.workflow.moves import open_arrows


def items(rows: Iterable[Any]) -> list[Any]:
    """Items of a paper (or bare findings as items), each with names and its files before and after."""
    found = list(rows)
    findings = [row.finding for row in found]
    before, after = photos(findings)
    for row in found:
        naming.named(row.finding)
        row.before, row.after = before[row.finding.pk], after[row.finding.pk]
    return found


def photos(findings: Sequence[Finding]) -> tuple[dict[int, list[Any]], dict[int, list[Any]]]:
    """Finding → files before, files after; the visit's own photos of the item stand among those before."""
    before: dict[int, list[Any]] = defaultdict(list)
    after: dict[int, list[Any]] = defaultdict(list)
    by_place = {(each.visit_id, each.item): each.pk for each in findings if each.visit_id}
    visits = {each.visit_id for each in findings if each.visit_id}
    for evidence in Evidence.objects.filter(visit__in=visits, kind="photo") if visits else ():
        key = by_place.get((evidence.visit_id, evidence.item))
        if key is not None:
            evidence.is_evidence = True  # type: ignore[attr-defined]
            before[key].append(evidence)
    from fugong.rectification.models import Proof

    for proof in Proof.objects.filter(finding__in=[each.pk for each in findings]).order_by("pk"):
        (before if proof.stage == "before" else after)[proof.finding_id].append(proof)
    return before, after


def notice_items(notice: Notice) -> list[Any]:
    rows = notice.items.select_related("finding__pack_version", "finding__found_by", "answered_by").order_by("order")
    return items(rows)


def stop_items(stop: StopWork) -> list[Any]:
    rows = stop.items.select_related("finding__pack_version", "finding__found_by").order_by("pk")
    return items(rows)


def chain(enterprise_id: int, campaign_id: int, findings: Sequence[Finding]) -> list[Any]:
    """All papers over these findings, the first first: notices and stop-work orders."""
    keys = [each.pk for each in findings]
    notices = Notice.objects.filter(items__finding__in=keys).distinct()
    orders = StopWork.objects.filter(items__finding__in=keys).distinct()
    papers: list[Any] = [*notices.select_related("campaign"), *orders.select_related("campaign")]
    return sorted(papers, key=lambda each: each.issued_at if isinstance(each, Notice) else each.proposed_at)


def story(paper: Notice | StopWork, findings: Sequence[Finding], papers: Sequence[Any]) -> QuerySet[Event]:
    """What happened to the whole case: its findings, its papers, their extensions and objections."""
    from django.db.models import Q

    about = Q(subject_kind="finding", subject_key__in=[str(each.pk) for each in findings])
    for each in papers:
        about |= Q(subject_kind=each.event_kind, subject_key=str(each.pk))
    notices = [each.pk for each in papers if isinstance(each, Notice)]
    orders = [each.pk for each in papers if isinstance(each, StopWork)]
    appeals = Appeal.objects.filter(Q(notice__in=notices) | Q(order__in=orders)).values_list("pk", flat=True)
    about |= Q(subject_kind="appeal", subject_key__in=[str(key) for key in appeals])
    from fugong.rectification.models import Extension

    asked = Extension.objects.filter(notice__in=notices).values_list("pk", flat=True)
    about |= Q(subject_kind="extension", subject_key__in=[str(key) for key in asked])
    quiet = ("finding.notice", "finding.stop", "finding.close", "finding.unstop", "finding.annul")
    return Event.objects.filter(about, enterprise_id=paper.enterprise_id).exclude(verb__in=quiet)


def moves(case: Any, user: Any) -> set[str]:
    """The arrows that this person could take now, by key."""
    return {arrow.key for arrow in open_arrows(case, user)}
