"""Tasks: mine, those I asked for, late ones; each with its date, its proof and its story."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import NotAllowed, Refused
from fugong.demands import actions, exports, files, lists, words
from fugong.demands.actions.tasks import GIVERS
from fugong.demands.models import Task
from fugong.demands.views.deeds import take
from fugong.demands.views.demand import day, person
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import colleagues
from fugong.workflow.moves import open_arrows

TABS = (
    ("mine", gettext_lazy("To be done by me")),
    ("asked", gettext_lazy("Asked for by me")),
    ("overdue", gettext_lazy("Overdue")),
    ("open", gettext_lazy("All open")),
    ("all", gettext_lazy("All")),
)


@campaign_page(P.DEMAND_VIEW)
@require_GET
def tasks(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Tasks by date."""
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in lists.TASK_TABS else "all" if tab == "climbed" else "mine"
    text = request.GET.get("text", "").strip()[: lists.LONGEST]
    page = lists.page(lists.tasks(request.user, campaign, tab, text), request.GET.get("after", ""), by="deadline")
    for row in page.rows:
        row.tone = words.TASK_TONES.get(row.state, "secondary")
    context = {
        "campaign": campaign,
        "tab": tab,
        "text": text,
        "tabs": TABS,
        "page": page,
        "may_give": any(request.user.holds(each) for each in GIVERS),
        "may_export": request.user.holds(P.REGISTRY_EXPORT),
    }
    return render(request, "demands/tasks/list.html", context)


@campaign_page(P.REGISTRY_EXPORT)
@require_GET
def tasks_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The same list as a sheet."""
    if not request.user.holds(P.DEMAND_VIEW):
        raise Http404
    tab = request.GET.get("tab", "all")
    return exports.tasks(
        request.user, campaign, tab if tab in lists.TASK_TABS else "all", request.GET.get("text", "").strip()
    )


@campaign_page(P.DEMAND_VIEW)
@require_http_methods(["GET", "POST"])
def task_giving(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Gives a task that comes from no demand."""
    if not any(request.user.holds(each) for each in GIVERS):
        raise NotAllowed(_("You can't give tasks here."))
    refusal = None
    if request.method == "POST":
        try:
            task = actions.give(
                campaign=campaign, what=request.POST.get("what", ""), by=request.user,
                owner=person(campaign, request.POST.get("owner", "")) or request.user,
                deadline=day(request.POST.get("deadline", "")),
            )  # fmt: skip
        except Refused as fault:
            refusal = fault
        else:
            messages.success(request, _("Given as task %(number)s.") % {"number": task.number})
            return redirect("demands:task", campaign.key, task.pk)
    context = {
        "campaign": campaign,
        "people": colleagues.offered(campaign),
        "proposed": clock.local(campaign.pack.due(clock.now(), campaign.pack.demands.tasks.within)).date(),
        "refusal": refusal,
        "faults": {fault.where: fault.message for fault in refusal.faults} if refusal else {},
        "typed": request.POST,
    }
    return render(request, "demands/tasks/give.html", context, status=refusal.status if refusal else 200)


@campaign_page(P.DEMAND_VIEW)
@require_GET
def task(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """One task."""
    return _page(request, _find(request, campaign, pk))


@campaign_page(P.DEMAND_VIEW)
@require_POST
def task_deed(request: PageRequest, campaign: Campaign, pk: int, deed: str) -> HttpResponse:
    """Reports it done, confirms, sends back, changes the date or owner, drops."""
    refused = take(request, deed, DEEDS, lambda: _find(request, campaign, pk), _page)
    return refused or redirect("demands:task", campaign.key, pk)


def _finish(request: PageRequest, found: Task) -> str:
    actions.finish(task=found, proof=request.POST.get("proof", ""), by=request.user, attached=files.uploaded(request))
    return _("Reported as done. Whoever asked confirms it.")


def _confirm(request: PageRequest, found: Task) -> str:
    actions.confirm_task(task=found, by=request.user)
    return _("Confirmed.")


def _return(request: PageRequest, found: Task) -> str:
    actions.return_task(task=found, reason=request.POST.get("reason", ""), by=request.user)
    return _("Sent back.")


def _postpone(request: PageRequest, found: Task) -> str:
    actions.postpone(
        task=found, reason=request.POST.get("reason", ""), deadline=day(request.POST.get("deadline", "")),
        owner=person(found.campaign, request.POST.get("owner", "")), by=request.user,
    )  # fmt: skip
    return _("Changed.")


def _drop(request: PageRequest, found: Task) -> str:
    actions.drop_task(task=found, reason=request.POST.get("reason", ""), by=request.user)
    return _("Dropped.")


DEEDS: dict[str, Callable[[PageRequest, Task], str]] = {
    "proof": _finish,
    "confirmation": _confirm,
    "return": _return,
    "date": _postpone,
    "dropping": _drop,
}


def _find(request: PageRequest, campaign: Campaign, pk: int) -> Task:
    rows = Task.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    found: Task | None = rows.select_related(
        "campaign__pack_version", "campaign__jurisdiction", "owner", "asked_by", "confirmed_by", "demand", "enterprise",
        "pack_version",
    ).first()  # fmt: skip
    if found is None:
        raise Http404
    return found


def _page(request: PageRequest, found: Task, refusal: Refused | None = None) -> HttpResponse:
    found.tone = words.TASK_TONES.get(found.state, "secondary")  # type: ignore[attr-defined]
    deeds = {arrow.key for arrow in open_arrows(found, request.user)}
    context = {
        "campaign": found.campaign,
        "task": found,
        "deeds": deeds,
        "proofs": found.proofs.all(),
        "people": colleagues.offered(found.campaign) if "postpone" in deeds else None,
        "events": history.of(request, "task", found.pk),
        "accept": files.ACCEPT,
        "refusal": refusal,
        "faults": {fault.where: fault.message for fault in refusal.faults} if refusal else {},
        "typed": request.POST if refusal else {},
    }
    return render(request, "demands/tasks/task.html", context, status=refusal.status if refusal else 200)
