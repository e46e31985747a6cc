"""Grants without asking: proposed for all who match, looked at, signed by a second person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.benefits.actions import awards as actions
from fugong.benefits.models import Award
from fugong.benefits.models.claim import written
from fugong.benefits.views.access import acted, award_of, policy_of, status
from fugong.benefits.views.policies import _policy
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise
from fugong.workflow.moves import open_arrows

SHOWN = 200


@campaign_page(P.BENEFIT_MANAGE)
@require_POST
def proposal(request: PageRequest, campaign: Campaign, benefit_policy: str) -> HttpResponse:
    """To all who match."""
    found = policy_of(request, campaign, benefit_policy)
    made: list[Award] = []
    return acted(
        request, lambda: made.append(actions.propose(policy=found, by=request.user)),
        lambda: _("Proposed. Somebody else signs now."), lambda: ("benefits:award", campaign.key, made[0].pk),
        lambda refusal: _policy(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.BENEFIT_DECIDE)
@require_GET
def award(request: PageRequest, campaign: Campaign, benefit_award: int) -> HttpResponse:
    """Who would get how much."""
    return _award(request, campaign, award_of(request, campaign, benefit_award))


def _award(request: PageRequest, campaign: Campaign, found: Award, refusal: Refused | None = None) -> HttpResponse:
    says = found.version.says
    page = Page.placed(found.rows, SHOWN, request.GET.get("after", ""))
    firms = Enterprise.objects.visible_to(request.user, P.BENEFIT_VIEW).in_bulk([key for key, _quantity in page.rows])
    context = {
        "campaign": campaign, "found": found, "says": says, "total": written(says, found.total),
        "rows": [(firms[key], written(says, quantity)) for key, quantity in page.rows if key in firms], "page": page,
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "is_own": found.proposed_by_id == request.user.pk, "refusal": refusal,
        "events": history.of(request, "benefit_award", found.pk),
    }  # fmt: skip
    return render(request, "benefits/award.html", context, status=status(refusal))


@campaign_page(P.BENEFIT_DECIDE)
@require_POST
def confirmation(request: PageRequest, campaign: Campaign, benefit_award: int) -> HttpResponse:
    """The second person signs."""
    found = award_of(request, campaign, benefit_award)
    words = ngettext("Granted to %(n)s enterprise.", "Granted to %(n)s enterprises.", found.many) % {"n": found.many}
    return acted(
        request, lambda: actions.confirm(award=found, by=request.user), lambda: words,
        lambda: ("benefits:award", campaign.key, found.pk), lambda refusal: _award(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.BENEFIT_MANAGE)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, benefit_award: int) -> HttpResponse:
    """Nothing is granted by it."""
    found = award_of(request, campaign, benefit_award)
    return acted(
        request, lambda: actions.drop(award=found, by=request.user), lambda: _("Dropped."),
        lambda: ("benefits:policy", campaign.key, found.policy.key),
        lambda refusal: _award(request, campaign, found, refusal),
    )  # fmt: skip
