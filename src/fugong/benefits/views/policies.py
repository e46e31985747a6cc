"""Policies: the list with what is left, one policy with its matches, its versions, the second signature."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.benefits import exports, lists, shown
from fugong.benefits.access import over_place
from fugong.benefits.actions import policies as actions
from fugong.benefits.actions.policies import Preview
from fugong.benefits.lists import Wanted
from fugong.benefits.models import Award, Policy, Version
from fugong.benefits.models.claim import written
from fugong.benefits.models.match import OUTCOMES
from fugong.benefits.views.access import acted, policy_of, status, version_of
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.ledger.models import Event
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise
from fugong.workflow.moves import open_arrows

VERSIONS, AWARDS = 20, 10


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def policies(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """All policies of the place: how many match, what is asked for, what is left."""
    rows: list[Any] = lists.policies(request.user, campaign)
    for row in rows:
        row.money = strip(row)
    waiting = (
        Version.objects.visible_to(request.user).filter(campaign=campaign, state="proposed").select_related("policy")
    )
    context = {
        "campaign": campaign, "rows": rows, "waiting": waiting.order_by("-pk"), "title": campaign.pack.benefits.title,
        "may_manage": over_place(request.user, P.BENEFIT_MANAGE, campaign), "may_decide": request.user.holds(P.BENEFIT_DECIDE),
        "has_facts": bool(campaign.pack.benefits.facts),
    }  # fmt: skip
    return render(request, "benefits/policies.html", context)


def strip(policy: Policy) -> dict[str, Any]:
    """The budget of a policy in words: in all, granted, left, and how much of it in per cent."""
    says = policy.says
    share = min(100, policy.given * 100 // policy.budget) if policy.budget else 0
    return {
        "given": written(says, policy.given), "budget": "" if policy.budget is None else written(says, policy.budget),
        "left": "" if policy.left is None else written(says, policy.left), "share": share,
        "is_low": policy.budget is not None and share >= 90,
    }  # fmt: skip


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def policy(request: PageRequest, campaign: Campaign, benefit_policy: str) -> HttpResponse:
    """One policy."""
    return _policy(request, campaign, policy_of(request, campaign, benefit_policy))


def _policy(request: PageRequest, campaign: Campaign, found: Policy, refusal: Refused | None = None) -> HttpResponse:
    says = found.says
    manages = over_place(request.user, P.BENEFIT_MANAGE, campaign)
    waits = Award.objects.filter(policy=found, state="proposed").first()
    awards = Award.objects.filter(policy=found) if request.user.holds(P.BENEFIT_DECIDE) else Award.objects.none()
    versions = found.versions.select_related("entered_by", "decided_by")
    context = {
        "campaign": campaign, "found": found, "says": says, "money": strip(found), "version": found.current,
        "columns": lists.outcomes(request.user, found, "", lambda total: written(says, total)),
        "versions": Page.placed(versions.order_by("-number"), VERSIONS, request.GET.get("versions", "")),
        "events": _events(request, found), "department": _department(campaign, says.department), "refusal": refusal,
        "may_manage": manages, "may_end": found.is_in_force and over_place(request.user, P.BENEFIT_DECIDE, campaign),
        "may_award": manages and found.is_in_force and says.without_asking and waits is None, "award": waits,
        "awards": lists.page(awards.order_by("-pk"), request.GET.get("awards", ""), AWARDS),
        "typed": request.POST, "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "benefits/policy.html", context, status=status(refusal))


def _events(request: PageRequest, found: Policy) -> Page:
    keys = [str(key) for key in found.versions.values_list("pk", flat=True)]
    return history.page(request, Event.objects.filter(subject_kind="benefit_version", subject_key__in=keys))


def _department(campaign: Campaign, key: str) -> Any:
    return next((each.name for each in campaign.pack.places.departments if each.key == key), "")


@campaign_page(P.BENEFIT_DECIDE)
@require_POST
def ending(request: PageRequest, campaign: Campaign, benefit_policy: str) -> HttpResponse:
    """Nothing more is given by it."""
    found = policy_of(request, campaign, benefit_policy)
    return acted(
        request, lambda: actions.end(policy=found, reason=request.POST.get("reason", ""), by=request.user),
        lambda: _("Ended. What was granted stays."), lambda: ("benefits:policies", campaign.key),
        lambda refusal: _policy(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def matches(request: PageRequest, campaign: Campaign, benefit_policy: str) -> HttpResponse:
    """Who gets it, who nearly does, who doesn't, and why."""
    found, wanted = policy_of(request, campaign, benefit_policy), Wanted.of(request.GET)
    says = found.says
    page = lists.ranked(lists.matches(request.user, found, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.why = shown.because(campaign, says, "no" if row.outcome == "near" else row.outcome, row.clause, row.detail)
        row.shown = written(says, row.quantity) if row.quantity else ""
        near = row.detail.get("near")
        row.near = shown.in_near(campaign, says, shown.Near(*near)) if near else ""
    context = {
        "campaign": campaign, "found": found, "says": says, "wanted": wanted, "page": page, "sorts": lists.SORTS.items(),
        "columns": lists.outcomes(request.user, found, wanted.state, lambda total: written(says, total)),
    }  # fmt: skip
    return render(request, "benefits/matches.html", context)


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def matches_sheet(request: PageRequest, campaign: Campaign, benefit_policy: str) -> Any:
    """The list as a sheet."""
    found = policy_of(request, campaign, benefit_policy)
    return exports.matches(lists.matches(request.user, found, Wanted.of(request.GET)), campaign, found)


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def version(request: PageRequest, campaign: Campaign, benefit_version: int) -> HttpResponse:
    """What a version says; while it waits, what it would do."""
    return _version(request, campaign, version_of(request, campaign, benefit_version))


def _version(request: PageRequest, campaign: Campaign, found: Version, refusal: Refused | None = None) -> HttpResponse:
    says, preview = found.says, None
    if found.state == "proposed" and request.user.holds(P.BENEFIT_DECIDE):
        preview = actions.preview(campaign=campaign, content=found.content)
    context = {
        "campaign": campaign, "found": found, "says": says, "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "is_own": found.entered_by_id == request.user.pk, "department": _department(campaign, says.department),
        "before": found.policy.current if found.policy.current_id != found.pk else None, "refusal": refusal,
        **previewed(request, campaign, says, preview),
        "events": history.of(request, "benefit_version", found.pk),
    }  # fmt: skip
    return render(request, "benefits/version.html", context, status=status(refusal))


def previewed(request: PageRequest, campaign: Campaign, says: Any, preview: Preview | None) -> dict[str, Any]:
    """What a preview shows: only enterprises that the person sees are named."""
    if preview is None:
        return {"preview": None}
    firms = Enterprise.objects.visible_to(request.user, P.BENEFIT_VIEW).in_bulk([key for key, _n in preview.first])
    budget = says.caps.all
    limit = None if budget is None else int(budget * (100 if says.is_money else 1))
    return {
        "preview": preview,
        "preview_counts": [(OUTCOMES[key], preview.counts[key], key) for key in OUTCOMES if key in preview.counts],
        "preview_total": written(says, preview.total),
        "preview_first": [(firms[key], written(says, n)) for key, n in preview.first if key in firms],
        "preview_short": written(says, preview.total - limit) if limit is not None and preview.total > limit else "",
    }


@campaign_page(P.BENEFIT_DECIDE)
@require_POST
def publication(request: PageRequest, campaign: Campaign, benefit_version: int) -> HttpResponse:
    """The second person signs."""
    found = version_of(request, campaign, benefit_version)
    return acted(
        request, lambda: actions.publish(version=found, by=request.user),
        lambda: _("Published. Every enterprise is matched anew."),
        lambda: ("benefits:policy", campaign.key, found.policy.key),
        lambda refusal: _version(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.BENEFIT_MANAGE)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, benefit_version: int) -> HttpResponse:
    """It isn't wanted after all."""
    found = version_of(request, campaign, benefit_version)
    return acted(
        request, lambda: actions.drop(version=found, by=request.user), lambda: _("Dropped."),
        lambda: ("benefits:policies", campaign.key), lambda refusal: _version(request, campaign, found, refusal),
    )  # fmt: skip
