"""Policy packs at the desk: who has which version, and many of them on paper."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission as P
from fugong.benefits import lists, printing
from fugong.benefits.lists import Wanted
from fugong.benefits.models import PolicyPack
from fugong.benefits.views.access import firm_of
from fugong.core import numbers
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

AT_ONCE = 100


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def packs(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """The latest of each enterprise, the newest first."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.packs(request.user, campaign, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.due = sum(1 for each in row.content if each[1] == "yes")
        row.nearly = sum(1 for each in row.content if each[1] in ("near", "missing"))
    context = {"campaign": campaign, "wanted": wanted, "page": page, "most": AT_ONCE}
    return render(request, "benefits/packs.html", context)


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def print_many(request: PageRequest, campaign: Campaign) -> FileResponse:
    """Those ticked, or the first of the list, in one PDF, each beginning on a page of its own."""
    rows = lists.packs(request.user, campaign, Wanted.of(request.GET))
    if chosen := numbers.ticked(request.GET.getlist("pack"), AT_ONCE):
        rows = rows.filter(pk__in=chosen)
    what = _("Enterprises’ policy packs")
    name = f"{what} {campaign.key}.pdf"
    return printing.answer(printing.pdf(campaign, list(rows[:AT_ONCE])), name)


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def pack_pdf(request: PageRequest, campaign: Campaign, enterprise: int) -> FileResponse:
    """One."""
    found = firm_of(request, campaign, enterprise)
    row = or_404(PolicyPack.objects.filter(campaign=campaign, enterprise=found, is_latest=True).first())
    return printing.answer(printing.pdf(campaign, [row]), printing.file_name(row))
