"""Examples: proposed from an enterprise, checked and published, read by those for whom they are."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import acted, faults
from fugong.accounts.pages import PageRequest, or_404, page
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Refused, refuse
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.rectification import lists, naming, proofs, shown
from fugong.rectification.actions import examples as actions
from fugong.rectification.arrows import EXAMPLE
from fugong.rectification.models import Example, Finding
from fugong.rectification.views.access import enterprise_of, files
from fugong.registry.mine import mine_page
from fugong.registry.models import Enterprise


@campaign_page(Permission.INSPECTION_VIEW)
@require_GET
def examples(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Examples of the campaign, the newest first; those to be checked stand on top."""
    rows = Example.objects.visible_to(request.user).filter(campaign=campaign).select_related("enterprise")
    state = request.GET.get("state", "")
    rows = rows.filter(state=state) if state else rows.exclude(state__in=("declined", "withdrawn"))
    found = lists.page(rows.order_by("-proposed_at", "-pk"), "proposed_at", request.GET.get("after", ""))
    _with_pictures(found.rows)
    context = {"campaign": campaign, "page": found, "states": EXAMPLE.states.items(), "state": state}
    return render(request, "rectification/examples.html", context)


@campaign_page(Permission.INSPECTION_VIEW)
@require_GET
def staff_example(request: PageRequest, campaign: Campaign, example: int) -> HttpResponse:
    """One example, and whether to publish it."""
    return _page(request, example)


@page(Permission.INSPECTION_VIEW)
@require_GET
def example(request: PageRequest, example: int) -> HttpResponse:
    """One example, for whoever may read it."""
    return _page(request, example)


@campaign_page(Permission.NOTICE_PUBLISH)
@require_POST
def decision(request: PageRequest, campaign: Campaign, example: int) -> HttpResponse:
    """Publishes, declines, withdraws."""
    found = or_404(Example.objects.visible_to(request.user).filter(campaign=campaign, pk=example).first())
    outcome, opinion = request.POST.get("outcome", ""), request.POST.get("opinion", "")

    def decide() -> Any:
        match outcome:
            case "publish":
                return actions.publish(example=found, by=request.user, opinion=opinion)
            case "decline":
                return actions.decline(example=found, by=request.user, reason=opinion)
            case "withdraw":
                return actions.withdraw(example=found, by=request.user, reason=opinion)
        raise refuse("outcome", _("Choose what to do."))

    said = {
        "publish": _("Published. Those for whom it is were told."),
        "decline": _("It isn't published."),
        "withdraw": _("Withdrawn."),
    }
    return acted(
        request, decide, lambda: said[outcome], lambda: ("rectification:example", campaign.key, found.pk),
        lambda refusal: _page(request, found.pk, refusal),
    )  # fmt: skip


@campaign_page(Permission.VISIT_RECORD)
@require_http_methods(["GET", "POST"])
def proposing(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """Proposes an example from an enterprise; `?finding=` takes along what was put right, with its photos."""
    where = enterprise_of(request, campaign, enterprise)
    key = request.POST.get("finding") or request.GET.get("finding") or ""
    rows = Finding.objects.visible_to(request.user).filter(campaign=campaign, enterprise=where)
    finding = rows.select_related("pack_version").filter(pk=numbers.asked(key)).first()
    if request.method == "GET":
        return _form(request, campaign, where, finding)
    post = request.POST
    before, after = files(request, "before"), files(request, "after")
    return acted(
        request,
        lambda: actions.propose(
            campaign=campaign, enterprise=where, title=post.get("title", ""), text=post.get("text", ""), by=request.user,
            kind="corrected" if finding else "good", finding=finding, segments=post.getlist("segments"),
            named="named" in post, before=before, after=after,
        ),
        lambda: _("The example is proposed. Somebody else checks it."),
        lambda: ("rectification:examples", campaign.key),
        lambda refusal: _form(request, campaign, where, finding, refusal),
    )  # fmt: skip


@mine_page(Permission.RECTIFICATION_ANSWER)
@require_GET
def mine_examples(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> HttpResponse:
    """Published examples for this enterprise's segments."""
    rows = Example.objects.readable_to(request.user).filter(campaign=campaign, state="published")
    found = lists.page(
        rows.select_related("enterprise").order_by("-proposed_at", "-pk"), "proposed_at", request.GET.get("after", "")
    )
    _with_pictures(found.rows)
    context = {"campaign": campaign, "enterprise": enterprise, "page": found}
    return render(request, "rectification/mine/examples.html", context)


def _with_pictures(rows: list[Any]) -> None:
    from django.db.models import prefetch_related_objects

    prefetch_related_objects(rows, "files")
    for row in rows:
        kept = [each for each in row.files.all() if each.is_picture]
        row.picture = next((each for each in kept if each.stage == "after"), kept[0] if kept else None)


def _page(request: PageRequest, key: int, refusal: Refused | None = None) -> HttpResponse:
    rows = Example.objects.readable_to(request.user).filter(pk=key)
    found = or_404(rows.select_related("enterprise", "campaign__pack_version", "proposed_by", "decided_by").first())
    kept = list(found.files.all())
    names = {each.key: str(each.name) for each in found.campaign.pack.registry.segments}
    staff = request.user.is_staff_member
    context = {
        "campaign": found.campaign,
        "example": found,
        "staff": staff,
        "before": [each for each in kept if each.stage == "before"],
        "after": [each for each in kept if each.stage == "after"],
        "segments": [names.get(each, each) for each in found.segments],
        "shows_name": found.named or (staff and Example.objects.visible_to(request.user).filter(pk=key).exists()),
        "decides": shown.moves(found, request.user) & {"publish", "decline", "withdraw"},
        "own": found.proposed_by_id == request.user.pk,
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "rectification/example.html", context, status=refusal.status if refusal else 200)


def _form(
    request: PageRequest, campaign: Campaign, where: Enterprise, finding: Finding | None, refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "campaign": campaign,
        "enterprise": where,
        "finding": naming.named(finding) if finding else None,
        "segments": [(each.key, each.name) for each in campaign.pack.registry.segments],
        "chosen": request.POST.getlist("segments"),
        "accept": proofs.ACCEPT,
        "faults": faults(refusal),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "rectification/example_form.html", context, status=refusal.status if refusal else 200)
