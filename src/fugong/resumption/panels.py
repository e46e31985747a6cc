"""What the enterprise's page shows of its return to work."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register
from fugong.resumption import lists, measured, rules
from fugong.resumption.actions import commitments
from fugong.resumption.actions.promises import KIND
from fugong.resumption.models import EmployeeCommitment, Filing, Promise, Resumption, Verification
from fugong.workflow.moves import open_arrows

FILINGS, CHECKS = 20, 8

MOVES = {
    "suspend": ("suspension", _("Suspend")),
    "suspend_apart": ("own-suspension", _("Suspend for a reason of its own")),
    "release": ("release", _("Lift the suspension")),
    "release_exempt": ("release", _("Lift the suspension")),
    "exempt": ("exemption", _("Exempt from filing")),
    "include": ("inclusion", _("End the exemption")),
}
"""Arrow → (end of its address, name of its button)."""


def record(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Where the enterprise stands, and what this person may do about it."""
    row = Resumption.objects.visible_to(request.user).filter(campaign=campaign, enterprise=enterprise).first()
    if row is None:
        return None
    may_edit = may(request.user, Permission.RESUMPTION_EDIT, enterprise)
    batches = {each.key: each.name for each in campaign.pack.resumption.batches}
    return {
        "resumption": row,
        "batch": batches.get(row.batch, ""),
        "lines": row.lines.all(),
        "may_edit": may_edit,
        "moves": [MOVES[arrow.key] for arrow in open_arrows(row, request.user) if arrow.key in MOVES]
        if may_edit
        else [],
        "today": clock.today(),
    }


def filings(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Its filings, newest first."""
    if not may(request.user, Permission.FILING_VIEW, enterprise):
        return None
    rows = Filing.objects.filter(campaign=campaign, enterprise=enterprise, filed_at__isnull=False)
    taken: list[Any] = list(lists.with_steps(rows.order_by("-pk"))[: FILINGS + 1])
    found = taken[:FILINGS]
    for filing in found:
        for step in filing.open_steps:
            step.post_name, step.name = rules.post_name(step), rules.step_name(step)
    return {"filings": found, "more": len(taken) > FILINGS}


def promises(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Both commitments, and the authority's own promises beside them."""
    if not may(request.user, Permission.COMMITMENT_VIEW, enterprise):
        return None
    asks = campaign.pack.resumption.commitments
    roster = EmployeeCommitment.objects.filter(campaign=campaign, enterprise=enterprise)
    words = {promise.key: promise.text for promise in asks.authority}
    made: list[Any] = list(Promise.objects.filter(campaign=campaign, enterprise=enterprise).order_by("-made_at")[:6])
    of_filings = [int(promise.about_key) for promise in made if promise.about_kind == KIND]
    numbers = dict(Filing.objects.filter(pk__in=of_filings).values_list("pk", "number")) if of_filings else {}
    for promise in made:
        promise.words = words.get(promise.key, promise.key)
        promise.filing = numbers.get(int(promise.about_key), "") if promise.about_kind == KIND else ""
    return {
        "asks": asks,
        "signed": commitments.signed(campaign, enterprise),
        "total": roster.count(),
        "signed_count": roster.exclude(signed_at=None).count(),
        "promises": made,
    }


def checks(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Checklists that were filled in, with what wasn't met and what was measured."""
    rows = Verification.objects.visible_to(request.user).filter(campaign=campaign, enterprise=enterprise)
    rows = rows.select_related("by", "team", "pack_version").prefetch_related("answers")
    visits = Page.placed(rows, CHECKS, request.GET.get("checks", ""))
    for visit in visits.rows:
        visit.told = [row for row in answers_of(visit) if row.answer == "no" or row.figure]
    return {"visits": visits} if visits.rows or not visits.is_first else None


def answers_of(visit: Verification) -> list[Any]:
    """A check's answers, each with the item's name as the list stood then, its number with the unit, and the limits it is beyond."""
    items = {item.key: item for item in for_version(visit.pack_version).resumption.checklist(visit.checklist).items}
    rows: list[Any] = list(visit.answers.all())
    for row in rows:
        item = items.get(row.item)
        row.item_name = str(item.name) if item else row.item
        row.figure = measured.shown(item, row.value) if item else measured.plain(row.value)
        row.limits = measured.limits(item) if item and measured.outside(item, row.value) else ""
    return rows


register(Panel("resumption", 10, "resumption/panels/record.html", record, column="narrow"))
register(Panel("filings", 20, "resumption/panels/filings.html", filings))
register(Panel("commitments", 30, "resumption/panels/commitments.html", promises, column="narrow"))
register(Panel("checks", 40, "resumption/panels/checks.html", checks))
