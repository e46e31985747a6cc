"""An officer enters or changes a policy: fields, what it would do before anybody publishes it, then the second signature."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.benefits import writing
from fugong.benefits.actions import policies as actions
from fugong.benefits.models import Policy, Version
from fugong.benefits.views.access import acted, policy_of, status
from fugong.benefits.views.policies import previewed
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

FIELD_OF = {
    "amount.per": "per", "amount.percent": "percent", "amount.tiers": "tiers", "amount.by_date": "by_date",
    "amount.fixed": "fixed", "amount": "fixed",
}  # fmt: skip


@campaign_page(P.BENEFIT_MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A policy that the pack doesn't have."""
    return _entering(request, campaign, None)


@campaign_page(P.BENEFIT_MANAGE)
@require_http_methods(["GET", "POST"])
def change(request: PageRequest, campaign: Campaign, benefit_policy: str) -> HttpResponse:
    """Another version of one."""
    return _entering(request, campaign, policy_of(request, campaign, benefit_policy))


def _entering(request: PageRequest, campaign: Campaign, policy: Policy | None) -> HttpResponse:
    before = policy.current.content if policy is not None and policy.current is not None else {}
    typed: Any = request.POST if request.method == "POST" else writing.typed_of(before)

    def content() -> dict[str, Any]:
        found = writing.kept(writing.content_of(typed), before)
        return found | ({"key": policy.key} if policy is not None else {})

    if request.method == "GET":
        return _form(request, campaign, policy, typed)
    if request.POST.get("do") != "propose":
        try:
            said = content()
            preview = actions.preview(campaign=campaign, content=said)
        except Refused as refusal:
            return _form(request, campaign, policy, typed, refusal)
        shown = previewed(request, campaign, actions.checked(campaign, said), preview)
        return _form(request, campaign, policy, typed, **shown)
    made: list[Version] = []
    return acted(
        request,
        lambda: made.append(
            actions.propose(
                campaign=campaign, content=content(), note=request.POST.get("why", ""), by=request.user, policy=policy
            )
        ),
        lambda: _("Entered. Somebody else publishes it."),
        lambda: ("benefits:version", campaign.key, made[0].pk),
        lambda refusal: _form(request, campaign, policy, typed, refusal),
    )


def _form(
    request: PageRequest,
    campaign: Campaign,
    policy: Policy | None,
    typed: Any,
    refusal: Refused | None = None,
    **more: Any,
) -> HttpResponse:
    section = campaign.pack.benefits
    facts = sorted((name, str(kind.label)) for name, kind in section.trip_scope.facts.items())
    context = {
        "campaign": campaign, "policy": policy, "typed": typed, "refusal": refusal, "faults": _at_fields(refusal),
        "departments": campaign.pack.places.departments, "facts": facts, "languages": writing.LANGUAGES,
        "coach_rules": section.transport.reimbursements, **more,
    }  # fmt: skip
    return render(request, "benefits/entering.html", context, status=status(refusal))


def _at_fields(refusal: Refused | None) -> dict[str, str]:
    """Mistakes at the field of the page that they are about."""
    found: dict[str, str] = {}
    for where, message in faults(refusal).items():
        name = field_of(where)
        found[name] = f"{found[name]} {message}" if name in found else message
    return found


def field_of(where: str) -> str:
    """`caps.firm` → cap_firm, `clauses[a].when` → clauses, `amount.tiers[0].by` → tiers."""
    plain = where.split("[")[0]
    if plain.startswith("caps."):
        return f"cap_{plain.split('.')[1]}"
    for start, name in FIELD_OF.items():
        if plain == start or plain.startswith(f"{start}."):
            return name
    root = plain.split(".")[0]
    return f"{root}_zh" if root in writing.TEXTS else root
