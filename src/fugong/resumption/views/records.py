"""Officers' moves on an enterprise's record, and filing together."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused, refuse
from fugong.core.ids import uuid7
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Park
from fugong.resumption import deciders, lists, rules
from fugong.resumption.actions import filings, records, verifications
from fugong.resumption.models import Filing, FilingStep, JointFiling
from fugong.resumption.views import checklists
from fugong.resumption.views.access import joint_of, resumption_of
from fugong.resumption.views.mine import day_from

PARKS_OFFERED = 200
"""So many are offered while somebody types; each other one is found by its name."""

MOVES = {
    "suspension": records.suspend,
    "own-suspension": records.suspend_apart,
    "release": records.release,
    "exemption": records.exempt,
    "inclusion": records.include,
}


@campaign_page(Permission.FILING_VIEW)
@require_POST
def record_move(request: PageRequest, campaign: Campaign, enterprise: int, move: str) -> HttpResponse:
    """Suspends, releases, exempts, or ends an exemption, for a reason."""
    if move not in MOVES:
        raise Http404
    row = resumption_of(request, campaign, enterprise)
    MOVES[move](resumption=row, reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, _("%(enterprise)s: %(state)s.") % {"enterprise": row.enterprise, "state": row.state_name})
    return redirect("registry:enterprise", campaign.key, enterprise)


@campaign_page(Permission.FILING_VIEW)
@require_POST
def first_day(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """An officer saw or heard that the enterprise is at work again."""
    row = resumption_of(request, campaign, enterprise)
    records.observe(resumption=row, first_day=day_from(request, "first_day"), by=request.user)
    messages.success(request, _("The first day is recorded."))
    return redirect("registry:enterprise", campaign.key, enterprise)


@campaign_page(Permission.RESUMPTION_EDIT)
@require_http_methods(["GET", "POST"])
def batches(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Resuming batch by batch: how far each is, and the first day of those that are approved."""
    if request.method == "POST":
        done = records.resume_batch(
            campaign=campaign,
            batch=request.POST.get("batch", ""),
            first_day=day_from(request, "first_day"),
            by=request.user,
        )
        said = ngettext("%(n)s enterprise resumed.", "%(n)s enterprises resumed.", len(done)) % {"n": len(done)}
        messages.success(request, said)
        return redirect("resumption:batches", campaign.key)
    context = {"campaign": campaign, "batches": records.batches(request.user, campaign)}
    return render(request, "resumption/filings/batches.html", context)


@campaign_page(Permission.FILING_VIEW)
@require_GET
def joints(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Filings made together, and the parks for which one can be opened."""
    return _joints_page(request, campaign)


def _joints_page(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    rows = JointFiling.objects.visible_to(request.user, Permission.FILING_VIEW).filter(campaign=campaign)
    parks = _parks(campaign).exclude(pk__in=rows.filter(closed_at=None).values("park"))
    may_open = request.user.holds(Permission.RESUMPTION_EDIT) and campaign.pack.resumption.together.allowed
    context = {
        "campaign": campaign,
        "page": Page.newest(rows.select_related("park", "opened_by"), lists.PAGE, request.GET.get("after", "")),
        "parks": list(parks[:PARKS_OFFERED]) if may_open else [],
        "may_open": may_open,
        "typed": request.POST.get("park", ""),
        "refusal": refusal,
        "together": campaign.pack.resumption.together,
    }
    return render(request, "resumption/filings/joints.html", context, status=refusal.status if refusal else 200)


def _parks(campaign: Campaign) -> "QuerySet[Park]":
    rows = Park.objects.filter(jurisdiction__prefix__startswith=campaign.jurisdiction.prefix)
    return rows.select_related("jurisdiction")


def _park_of(campaign: Campaign, typed: str) -> Park:
    """The one park that `name`, `name · area`, a piece of the name or its number means. Raises Refused where none or several do."""
    text, parks = typed.strip(), _parks(campaign)
    name, _dot, area = (part.strip() for part in text.rpartition(" · "))
    exact = Q(name=text) | Q(name=name, jurisdiction__name=area) | Q(pk=numbers.asked(text) or 0)
    found = list(parks.filter(exact)[:2]) or (list(parks.filter(name__icontains=text)[:2]) if text else [])
    if len(found) == 1:
        return found[0]
    if found:
        raise refuse("park", _("Several parks or buildings fit: write more of the name."))
    raise refuse("park", _("No park or building fits: look at the name."))


@campaign_page(Permission.RESUMPTION_EDIT)
@require_POST
def joint_opening(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Opens filing together for a park."""
    try:
        park = _park_of(campaign, request.POST.get("park", ""))
    except Refused as refusal:
        return _joints_page(request, campaign, refusal)
    joint = filings.open_joint(campaign=campaign, park=park, by=request.user)
    return redirect("resumption:joint", campaign.key, joint.pk)


@campaign_page(Permission.RESUMPTION_EDIT)
@require_POST
def joint_closing(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Takes no further tenants."""
    filings.close_joint(joint=joint_of(request, campaign, pk), by=request.user)
    return redirect("resumption:joint", campaign.key, pk)


@campaign_page(Permission.FILING_VIEW)
@require_GET
def joint(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One joint filing: its tenants, and what can be done for all of them."""
    return _joint_page(request, campaign, joint_of(request, campaign, pk))


@campaign_page(Permission.FILING_VIEW)
@require_POST
def joint_decision(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One decision for all whose turn is this person's."""
    found = joint_of(request, campaign, pk)
    try:
        done = filings.decide_together(
            joint=found, outcome=request.POST.get("outcome", ""), by=request.user,
            opinion=request.POST.get("opinion", ""),
        )  # fmt: skip
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return _joint_page(request, campaign, found, refusal)
    messages.success(request, ngettext("%(n)s filing decided.", "%(n)s filings decided.", len(done)) % {"n": len(done)})
    return redirect("resumption:joint", campaign.key, pk)


@campaign_page(Permission.FILING_VIEW)
@require_http_methods(["GET", "POST"])
def joint_visit(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One visit that serves all tenants whose open step is this person's."""
    found = joint_of(request, campaign, pk)
    steps = _checklist_steps(request, found)
    if not steps:
        raise Http404
    asked = filings.definition(steps[0].filing, steps[0])
    assert asked is not None  # only steps that the route knows are among them
    circumstances = rules.of_filing(steps[0].filing)
    checklist = circumstances.pack.resumption.checklist(asked.checklist)
    refusal = None
    if request.method == "POST":
        try:
            verifications.record_joint_visit(
                steps=steps, checklist=asked.checklist, answers=checklists.answers_from(request), by=request.user,
                note=request.POST.get("note", ""),
            )  # fmt: skip
        except Refused as fault:
            refusal = fault
        else:
            messages.success(request, _("Recorded for every tenant."))
            return redirect("resumption:joint", campaign.key, pk)
    context = {
        "campaign": campaign,
        "joint": found,
        "steps": steps,
        "checklist": checklist,
        "aspects": checklists.lines(circumstances, checklist, request, refusal),
        "refusal": refusal,
        "uid": uuid7(),
    }
    return render(request, "resumption/filings/visit.html", context, status=refusal.status if refusal else 200)


def _joint_page(
    request: PageRequest, campaign: Campaign, found: JointFiling, refusal: Refused | None = None
) -> HttpResponse:
    rows = Filing.objects.visible_to(request.user).filter(joint=found).exclude(state__in=["replaced", "draft"])
    steps = deciders.open_steps(request.user, campaign).filter(filing__joint=found)
    context = {
        "campaign": campaign,
        "joint": found,
        "tenants": lists.page(rows.order_by("filed_at", "pk"), request.GET.get("after", "")),
        "many": rows.count(),
        "mine": steps.count(),
        "may_visit": bool(_checklist_steps(request, found)),
        "together": campaign.pack.resumption.together,
        "refusal": refusal,
    }
    return render(request, "resumption/filings/joint.html", context, status=refusal.status if refusal else 200)


def _checklist_steps(request: PageRequest, found: JointFiling) -> list[FilingStep]:
    """The open joint steps that are this person's and fill a checklist, all of the same place in the route."""
    steps = deciders.open_steps(request.user, found.campaign).filter(filing__joint=found)
    rows = list(
        steps.select_related("filing__pack_version", "filing__enterprise", "filing__campaign").order_by("order", "pk")
    )
    fitting = [(step, filings.definition(step.filing, step)) for step in rows]
    joint_ = [step for step, asked in fitting if asked and asked.joint and asked.checklist]
    return [step for step in joint_ if step.place == joint_[0].place]
