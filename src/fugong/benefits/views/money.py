"""Where the money of benefits stands, on one page: each number opens its rows."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.benefits import lists
from fugong.benefits import money as sums
from fugong.benefits.views.policies import strip
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page


@campaign_page(P.BENEFIT_VIEW)
@require_GET
def money(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """What is left, asked for, granted and paid: by policy, by who pays, by segment."""
    policies = lists.policies(request.user, campaign)
    rows = sums.by_policy(request.user, campaign, policies)
    for row in rows:
        row.policy.money = strip(row.policy)
    context = {
        "campaign": campaign, "rows": rows, "totals": sums.totals(request.user, campaign), "left": sums.left(rows),
        "payers": sums.by_payer(request.user, campaign, policies), "segments": sums.by_segment(request.user, campaign),
    }  # fmt: skip
    return render(request, "benefits/money.html", context)
