"""Suspending many at once and releasing them: whom it would reach, how far it is, what became of it."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import acted, faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core.errors import Refused
from fugong.core.ids import uuid7
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import lists as enterprises
from fugong.registry import lists_said
from fugong.resumption import lists
from fugong.resumption.actions import suspensions as actions
from fugong.resumption.models import JointSuspension, Resumption
from fugong.resumption.views.access import suspension_of
from fugong.workflow.moves import open_arrows

STAYING = 30
"""So many of those still suspended are named; the list of enterprises has them all."""


@campaign_page(Permission.RESUMPTION_EDIT)
@require_GET
def suspensions(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """What was suspended together, the newest first."""
    rows = JointSuspension.objects.visible_to(request.user).filter(campaign=campaign)
    rows = rows.select_related("asked_by", "lifted_by").annotate(still=Count("records"))
    page = Page.newest(rows, lists.PAGE, request.GET.get("after", ""))
    return render(request, "resumption/suspensions/list.html", {"campaign": campaign, "page": page})


@campaign_page(Permission.RESUMPTION_EDIT)
@require_http_methods(["GET", "POST"])
def suspension_opening(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Whom it would reach, by the filters of the list of enterprises; posted, it begins."""
    if request.method == "GET":
        return _opening(request, campaign)
    made: list[JointSuspension] = []
    return acted(
        request,
        lambda: made.append(
            actions.suspend(
                campaign=campaign, wanted=enterprises.Wanted.of(request.GET), reason=request.POST.get("reason", ""),
                by=request.user, uid=_uid(request),
            )
        ),
        lambda: _("Enterprises are being suspended.") if made[0].is_moving else _("The enterprises are suspended."),
        lambda: ("resumption:suspension", campaign.key, made[0].pk),
        lambda refusal: _opening(request, campaign, refusal),
    )  # fmt: skip


def _opening(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    wanted = enterprises.Wanted.of(request.GET)
    context = {
        "campaign": campaign,
        "whom": lists_said.said(campaign, wanted),
        "preview": actions.preview(campaign, wanted, request.user),
        "typed": request.POST.get("reason", ""),
        "uid": _uid(request) or uuid7(),
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "resumption/suspensions/opening.html", context, status=refusal.status if refusal else 200)


def _uid(request: PageRequest) -> UUID | None:
    """The form's own number; None where it bears none."""
    try:
        return UUID(request.POST.get("uid", ""))
    except ValueError:
        return None


@campaign_page(Permission.RESUMPTION_EDIT)
@require_GET
def suspension(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One of them: how far it is, who is suspended still, what happened."""
    return _page(request, campaign, suspension_of(request, campaign, pk))


@campaign_page(Permission.RESUMPTION_EDIT)
@require_GET
def suspension_progress(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """How far it is; when it is done, the browser loads the page anew."""
    found = suspension_of(request, campaign, pk)
    if not found.is_moving:
        done = HttpResponse(status=204)
        done["HX-Refresh"] = "true"
        return done
    return render(request, "resumption/suspensions/progress.html", _progress(campaign, found))


@campaign_page(Permission.RESUMPTION_EDIT)
@require_POST
def suspension_lifting(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """Releases all who are suspended by it still."""
    found = suspension_of(request, campaign, pk)
    done: list[JointSuspension] = []
    return acted(
        request,
        lambda: done.append(
            actions.lift(suspension=found, reason=request.POST.get("reason", ""), by=request.user),
        ),
        lambda: _("The suspension is being lifted.") if done[0].is_moving else _("The enterprises are released."),
        lambda: ("resumption:suspension", campaign.key, pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )


def _progress(campaign: Campaign, found: JointSuspension) -> dict[str, Any]:
    still = found.records.count()
    lifting = found.state == "lifting"
    done, total = (found.released, found.released + still) if lifting else (found.suspended, found.expected)
    return {"campaign": campaign, "found": found, "still": still, "done": min(done, total), "total": total}


def _page(
    request: PageRequest, campaign: Campaign, found: JointSuspension, refusal: Refused | None = None
) -> HttpResponse:
    staying = Resumption.objects.visible_to(request.user).filter(together=found).select_related("enterprise")
    context = {
        **_progress(campaign, found),
        "staying": staying.order_by("pk")[:STAYING] if found.lifted_at else [],
        "may_lift": any(arrow.key == "lift" for arrow in open_arrows(found, request.user)),
        "events": history.of(request, found.event_kind, found.pk),
        "typed": request.POST.get("reason", ""),
        "refusal": refusal,
        "faults": faults(refusal),
    }
    return render(request, "resumption/suspensions/one.html", context, status=refusal.status if refusal else 200)
