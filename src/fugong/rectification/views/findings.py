"""One finding; and the inspector's phone after a visit: what is open here, and the notice in two taps."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import acted, faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import clock, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.rectification import naming, proofs, shown
from fugong.rectification.access import holds
from fugong.rectification.actions import findings, notices, stops
from fugong.rectification.models import Finding, Notice, StopWork
from fugong.rectification.telling import case_url
from fugong.rectification.views.access import enterprise_of, files, finding_of, moment
from fugong.registry.models import Enterprise

OTHERS = 20


@campaign_page(Permission.INSPECTION_VIEW)
@require_GET
def finding(request: PageRequest, campaign: Campaign, finding: int) -> HttpResponse:
    """What was found, how it was and is, the times before, its papers."""
    return _page(request, campaign, finding_of(request, campaign, finding))


@campaign_page(Permission.RECTIFICATION_ISSUE)
@require_POST
def photos(request: PageRequest, campaign: Campaign, finding: int) -> HttpResponse:
    """Adds photos or videos."""
    found, stage = finding_of(request, campaign, finding), request.POST.get("stage", "before")
    given = files(request, "photos")

    def keep() -> None:
        for name, content in given:
            findings.add_photo(finding=found, stage=stage, name=name, content=content, by=request.user)

    return _acted(request, campaign, found, keep, lambda: _("Kept."))


@campaign_page(Permission.RECTIFICATION_ISSUE)
@require_POST
def correction(request: PageRequest, campaign: Campaign, finding: int) -> HttpResponse:
    """Put right on the spot."""
    found = finding_of(request, campaign, finding)
    note, given = request.POST.get("note", ""), files(request, "photos")
    return _acted(
        request, campaign, found,
        lambda: findings.correct(finding=found, by=request.user, note=note, photos=given),
        lambda: _("Recorded: put right on the spot."),
    )  # fmt: skip


@campaign_page(Permission.RECTIFICATION_ISSUE)
@require_POST
def dropping(request: PageRequest, campaign: Campaign, finding: int) -> HttpResponse:
    """It was none."""
    found = finding_of(request, campaign, finding)
    reason = request.POST.get("reason", "")
    return _acted(
        request, campaign, found, lambda: findings.drop(finding=found, reason=reason, by=request.user),
        lambda: _("The finding is dropped."),
    )  # fmt: skip


def _acted(request: PageRequest, campaign: Campaign, found: Finding, do: Any, said: Any) -> HttpResponse:
    return acted(
        request, do, said, lambda: ("rectification:finding", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, finding_of(request, campaign, found.pk), refusal),
    )  # fmt: skip


def _page(request: PageRequest, campaign: Campaign, found: Finding, refusal: Refused | None = None) -> HttpResponse:
    before, after = shown.photos([found])
    same = Finding.objects.filter(campaign=campaign, enterprise=found.enterprise)
    same = same.filter(item=found.item) if found.item else same.filter(item="", title__iexact=found.title)
    may, others = shown.moves(found, request.user), same.exclude(pk=found.pk).select_related("found_by")
    context = {
        "campaign": campaign,
        "finding": naming.named(found),
        "enterprise": found.enterprise,
        "before": before[found.pk],
        "after": after[found.pk],
        "others": Page.placed(others.order_by("-found_at", "-pk"), OTHERS, request.GET.get("others", "")),
        "papers": shown.chain(found.enterprise_id, campaign.pk, [found]),
        "may_correct": "correct" in may and found.route != "stop",
        "may_drop": "drop" in may and found.found_by_id != request.user.pk,
        "may_add": not found.is_final and holds(request.user, Permission.RECTIFICATION_ISSUE, found.enterprise),
        "may_show": found.state in ("corrected", "closed")
        and holds(request.user, Permission.VISIT_RECORD, found.enterprise),
        "accept": proofs.ACCEPT,
        "events": history.of(request, "finding", found.pk),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "rectification/finding.html", context, status=refusal.status if refusal else 200)


# -- at the enterprise --------------------------------------------------------------------------------------------


@campaign_page(Permission.RECTIFICATION_ISSUE)
@require_GET
def there(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """What is open at an enterprise, ticked already; one tap reads the notice through, the next issues it."""
    return _there(request, campaign, enterprise_of(request, campaign, enterprise))


@campaign_page(Permission.RECTIFICATION_ISSUE)
@require_POST
def recording(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """Records a finding by hand."""
    where, post = enterprise_of(request, campaign, enterprise), request.POST
    given = files(request, "photos")
    return acted(
        request,
        lambda: findings.record(
            campaign=campaign, enterprise=where, by=request.user, item=post.get("item", ""), title=post.get("title", ""),
            aspect=post.get("aspect", "") if not post.get("item") else "", note=post.get("note", ""),
            severity=post.get("severity", ""), photos=given,
        ),
        lambda: _("The finding is recorded."),
        lambda: ("rectification:there", campaign.key, where.pk),
        lambda refusal: _there(request, campaign, where, refusal),
    )  # fmt: skip


@campaign_page(Permission.RECTIFICATION_ISSUE)
@require_POST
def issuing(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """Issues the notice over the ticked findings."""
    where = enterprise_of(request, campaign, enterprise)
    chosen = _chosen(request, campaign, where)
    demands = {each.pk: request.POST.get(f"d-{each.pk}", "") for each in chosen}
    made: list[Notice] = []
    return acted(
        request,
        lambda: made.append(
            notices.issue(
                campaign=campaign, enterprise=where, findings=chosen, by=request.user, demands=demands,
                deadline=moment(request, "deadline"),
            )
        ),
        lambda: _("Notice %(number)s is issued. Have it signed for.") % {"number": made[0].number},
        lambda: case_url(made[0]),
        lambda refusal: _there(request, campaign, where, refusal),
    )  # fmt: skip


@campaign_page(Permission.STOP_WORK_PROPOSE)
@require_POST
def proposing(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """Proposes to stop work over the ticked findings."""
    where = enterprise_of(request, campaign, enterprise)
    chosen, made = _chosen(request, campaign, where), list[StopWork]()
    grounds = request.POST.get("grounds", "")
    return acted(
        request,
        lambda: made.append(
            stops.propose(campaign=campaign, enterprise=where, findings=chosen, grounds=grounds, by=request.user)
        ),
        lambda: _("The stop to work is proposed. A second person decides."),
        lambda: case_url(made[0]),
        lambda refusal: _there(request, campaign, where, refusal),
    )


def _chosen(request: PageRequest, campaign: Campaign, where: Enterprise) -> list[Finding]:
    keys = numbers.asked_many(request.POST.getlist("finding"), 100)
    rows = Finding.objects.visible_to(request.user, Permission.RECTIFICATION_ISSUE)
    return list(rows.filter(campaign=campaign, enterprise=where, pk__in=keys))


def _there(request: PageRequest, campaign: Campaign, where: Enterprise, refusal: Refused | None = None) -> HttpResponse:
    if not holds(request.user, Permission.RECTIFICATION_ISSUE, where):
        raise Http404
    rows = Finding.objects.filter(campaign=campaign, enterprise=where, state="open")
    open_: list[Any] = list(rows.select_related("pack_version", "found_by").order_by("-found_at"))
    before, after = shown.photos(open_)
    posted = request.method == "POST"
    for row in open_:
        naming.named(row)
        row.before, row.after = before[row.pk], after[row.pk]
        row.ticked = str(row.pk) in request.POST.getlist("finding") if posted else row.route != "on_the_spot"
        row.demand = request.POST.get(f"d-{row.pk}", "")
    section = campaign.pack.rectification
    latest = campaign.pack.due(clock.now(), section.notice.within)
    papers = Notice.objects.filter(campaign=campaign, enterprise=where, state__in=("issued", "answered", "appealed"))
    orders = StopWork.objects.filter(campaign=campaign, enterprise=where)
    context = {
        "campaign": campaign,
        "enterprise": where,
        "findings": open_,
        "notices": papers.select_related("campaign"),
        "stops": orders.filter(state__in=("proposed", "in_force", "answered", "verified")).select_related("campaign"),
        "items": [(aspect, list(items)) for aspect, items in _items(campaign)],
        "aspects": naming.aspect_choices(campaign),
        "severities": [(each.key, each.name) for each in section.severities],
        "latest": f"{clock.local(latest):%Y-%m-%dT%H:%M}",
        "deadline": request.POST.get("deadline") or f"{clock.local(latest):%Y-%m-%dT%H:%M}",
        "accept": proofs.ACCEPT,
        "refusal": refusal,
        "faults": faults(refusal),
        "typed": request.POST,
    }
    return render(request, "rectification/there.html", context, status=refusal.status if refusal else 200)


def _items(campaign: Campaign) -> list[tuple[str, list[tuple[str, str]]]]:
    """Aspects with their items, to choose from."""
    found: dict[str, list[tuple[str, str]]] = {}
    names = naming.aspect_names(campaign.pack)
    for key, (_checklist, aspect, item) in naming.items_of(campaign.pack).items():
        found.setdefault(aspect, []).append((key, str(item.name)))
    return [(str(names[aspect]), items) for aspect, items in found.items()]
