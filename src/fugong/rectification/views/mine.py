"""The enterprise's phone: what is wrong, until when; answered item by item with photos before and after."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import acted, faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.ledger.models import Event
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.rectification import naming, proofs, shown
from fugong.rectification.actions import appeals, extensions, notices, stops
from fugong.rectification.models import Finding, Notice, Proof, StopWork
from fugong.rectification.views.access import files, own
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise

OPEN = ("issued", "answered", "appealed")
PAST, SPOTTED = 50, 50


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_GET
def papers(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Everything that the inspections brought: what presses first."""
    where = {"campaign": campaign, "enterprise": enterprise}
    rows = Notice.objects.filter(**where).order_by("-issued_at", "-pk")
    orders = StopWork.objects.filter(**where).exclude(number="")
    spotted = Finding.objects.filter(**where, state__in=("open", "corrected")).select_related("pack_version")
    pointed_out = Page.newest(spotted, SPOTTED, request.GET.get("spotted", ""))
    for row in pointed_out.rows:
        naming.named(row)
    context = {
        **where,
        "open": list(rows.filter(state__in=OPEN)),
        "past": Page.placed(rows.exclude(state__in=OPEN), PAST, request.GET.get("after", "")),
        "stops": list(orders),
        "spotted": pointed_out,
    }
    return render(request, "rectification/mine/papers.html", context)


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_GET
def notice(request: PageRequest, campaign: Campaign, enterprise: Enterprise, rectification: int) -> HttpResponse:
    """One notice."""
    return notice_page(request, own(Notice, campaign, enterprise, rectification))


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_POST
def answer(request: PageRequest, campaign: Campaign, enterprise: Enterprise, rectification: int) -> HttpResponse:
    """Sends the answers; photos chosen on the same form are kept first, so that none is lost when an item lacks words."""
    found: Notice = own(Notice, campaign, enterprise, rectification)

    def send() -> None:
        for item in found.items.filter(outcome="").select_related("finding"):
            for name, content in files(request, f"p-{item.pk}"):
                notices.attach(finding=item.finding, name=name, content=content, by=request.user)
        notices.answer(notice=found, answers=_answers(request, found), by=request.user)

    return acted(
        request, send, lambda: _("Your answer is sent. Somebody comes to look again."),
        lambda: ("rectification:mine_notice", campaign.key, enterprise.pk, found.pk),
        lambda refusal: notice_page(request, found, refusal),
    )  # fmt: skip


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_POST
def photos(request: PageRequest, campaign: Campaign, enterprise: Enterprise, finding: int) -> HttpResponse:
    """Adds photos to one item."""
    found: Finding = own(Finding, campaign, enterprise, finding)
    given = files(request, "photos")

    def keep() -> None:
        for name, content in given:
            notices.attach(finding=found, name=name, content=content, by=request.user)

    return acted(
        request, keep, lambda: _("The photo is kept. Send the answer when every item is done."),
        lambda: _paper_of(found), lambda refusal: _again(request, found, refusal),
    )  # fmt: skip


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_POST
def photo_removal(request: PageRequest, campaign: Campaign, enterprise: Enterprise, proof: UUID) -> HttpResponse:
    """Takes out a photo that wasn't sent yet."""
    rows = Proof.objects.filter(finding__campaign=campaign, finding__enterprise=enterprise, uid=proof)
    row = or_404(rows.select_related("finding__campaign", "finding__enterprise").first())
    finding = row.finding
    return acted(
        request, lambda: notices.detach(proof=row, by=request.user), lambda: _("Taken out."),
        lambda: _paper_of(finding), lambda refusal: _again(request, finding, refusal),
    )  # fmt: skip


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_GET
def stop(request: PageRequest, campaign: Campaign, enterprise: Enterprise, stop_work: int) -> HttpResponse:
    """One order to stop work."""
    return stop_page(request, own(StopWork, campaign, enterprise, stop_work))


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_POST
def stop_answer(request: PageRequest, campaign: Campaign, enterprise: Enterprise, stop_work: int) -> HttpResponse:
    """Says that everything is put right."""
    found: StopWork = own(StopWork, campaign, enterprise, stop_work)

    def send() -> None:
        for item in found.items.select_related("finding"):
            for name, content in files(request, f"p-{item.pk}"):
                notices.attach(finding=item.finding, name=name, content=content, by=request.user)
        stops.answer(stop=found, text=request.POST.get("text", ""), by=request.user)

    return acted(
        request, send, lambda: _("Sent. Somebody comes to look again."),
        lambda: ("rectification:mine_stop_work", campaign.key, enterprise.pk, found.pk),
        lambda refusal: stop_page(request, found, refusal),
    )  # fmt: skip


def notice_page(request: PageRequest, found: Notice, refusal: Refused | None = None) -> HttpResponse:
    """The notice as its enterprise sees it."""
    items, wrong = shown.notice_items(found), faults(refusal)
    for item in items:
        item.typed = request.POST.get(f"a-{item.pk}", item.answer)
        item.fault = wrong.get(f"a-{item.pk}")
        item.photo_fault = wrong.get(f"p-{item.pk}")
    pack = for_version(found.pack_version)
    rules = pack.rectification.extensions
    granted = found.extensions.filter(state="granted").count()
    until = appeals.until(found)
    running = found.state == "issued" and found.due_at is not None and clock.now() <= found.due_at
    asked = found.extensions.order_by("-pk").first()
    appeal = found.appeals.exclude(state="taken_back").first()
    context = {
        "campaign": found.campaign,
        "enterprise": found.enterprise,
        "notice": found,
        "items": items,
        "needs_photos": pack.rectification.proofs.photos,
        "said": found.content["languages"].get("zh", {}),
        "asked": asked,
        "may_ask": running and granted < rules.times and not (asked and asked.state == "asked"),
        "latest": f"{clock.local(extensions.latest(found)):%Y-%m-%dT%H:%M}" if rules.times else "",
        "appeal": appeal,
        "may_appeal": appeal is None and until is not None and clock.now() < until and not found.is_final,
        "appeal_until": until,
        "events": history.page(request, _story(found, [item.finding for item in items])),
        "accept": proofs.ACCEPT,
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "rectification/mine/notice.html", context, status=refusal.status if refusal else 200)


def stop_page(request: PageRequest, found: StopWork, refusal: Refused | None = None) -> HttpResponse:
    """The order as its enterprise sees it. A proposal that nobody ordered isn't shown."""
    or_404(found.number or None)
    items = shown.stop_items(found)
    until = appeals.until(found)
    appeal = found.appeals.exclude(state="taken_back").first()
    context = {
        "campaign": found.campaign,
        "enterprise": found.enterprise,
        "stop": found,
        "items": items,
        "needs_photos": for_version(found.pack_version).rectification.proofs.photos,
        "appeal": appeal,
        "may_appeal": appeal is None and until is not None and clock.now() < until and found.stands,
        "appeal_until": until,
        "events": history.page(request, _story(found, [item.finding for item in items])),
        "accept": proofs.ACCEPT,
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "rectification/mine/stop.html", context, status=refusal.status if refusal else 200)


def _story(paper: Any, findings: list[Finding]) -> QuerySet[Event]:
    """What happened to this paper; proposals are the authority's own business."""
    own = ("stop_work.propose", "stop_work.escalate", "appeal.escalate")
    return shown.story(paper, findings, [paper]).exclude(verb__in=own)


def _answers(request: PageRequest, found: Notice) -> dict[int, str]:
    return {key: request.POST.get(f"a-{key}", "") for key in found.items.values_list("pk", flat=True)}


def _open_paper(finding: Finding) -> Any:
    item = finding.stop_work_items.filter(order__state="in_force").select_related("order").first()
    if item is not None:
        return item.order
    on_notice = finding.notice_items.select_related("notice").order_by("-pk").first()
    return or_404(on_notice).notice


def _paper_of(finding: Finding) -> tuple[Any, ...]:
    paper = _open_paper(finding)
    name = "mine_stop_work" if isinstance(paper, StopWork) else "mine_notice"
    return (f"rectification:{name}", finding.campaign.key, finding.enterprise_id, paper.pk)


def _again(request: PageRequest, finding: Finding, refusal: Refused) -> HttpResponse:
    paper = _open_paper(finding)
    return stop_page(request, paper, refusal) if isinstance(paper, StopWork) else notice_page(request, paper, refusal)
