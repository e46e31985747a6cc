"""Questions: the list, one with what was said, taken, answered, handed over; asked by an officer for an enterprise."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission as P
from fugong.advice import choosing, exports, finding, lists
from fugong.advice.access import steers
from fugong.advice.actions import enquiries as actions
from fugong.advice.actions.publishing import may_publish
from fugong.advice.arrows import ENQUIRY
from fugong.advice.lists import Wanted
from fugong.advice.models import Adviser, Enquiry
from fugong.advice.views.access import acted, adviser_of, enquiry_of, enterprise_of, status
from fugong.core import numbers
from fugong.core.errors import Refused, refuse
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.workflow import pipeline
from fugong.workflow.moves import open_arrows

MOST_OTHERS = 40  # advisers to choose from, those to be asked first first


@campaign_page(P.ADVICE_VIEW)
@require_GET
def enquiries(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Questions, the newest first."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.enquiries(request.user, campaign, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.campaign = campaign
        row.question = next((turn.text for turn in row.turns.all()), "")
    every = lists.enquiries(request.user, campaign, Wanted(field=wanted.field, mine=wanted.mine))
    context = {
        "campaign": campaign, "wanted": wanted, "page": page, "rules": campaign.pack.advice,
        "columns": pipeline.strip(every, ENQUIRY, chosen=wanted.state), "steers": steers(request.user, campaign),
        "answers": request.user.holds(P.ADVICE_ANSWER),
    }  # fmt: skip
    return render(request, "advice/enquiries.html", context)


@campaign_page(P.ADVICE_VIEW)
@require_GET
def enquiries_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The list as a sheet."""
    return exports.enquiries(lists.enquiries(request.user, campaign, Wanted.of(request.GET)), campaign)


@campaign_page(P.ADVICE_ASK)
@require_http_methods(["GET", "POST"])
def new(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """An officer asks for an enterprise, perhaps while it telephones."""
    firm = enterprise_of(request, campaign, enterprise)

    def form(refusal: Refused | None = None) -> HttpResponse:
        context = {
            "campaign": campaign, "enterprise": firm, "rules": campaign.pack.advice, "typed": request.POST, "refusal": refusal,
            "faults": faults(refusal),
        }  # fmt: skip
        return render(request, "advice/enquiry_new.html", context, status=status(refusal))

    if request.method == "GET":
        return form()
    post, made = request.POST, []
    return acted(
        request,
        lambda: made.append(
            actions.ask(
                campaign=campaign, enterprise=firm, text=post.get("text", ""), field=post.get("field", ""),
                urgency=post.get("urgency", ""), via="telephone" if post.get("telephone") else "officer", by=request.user,
            )
        ),
        lambda: _("Asked."),
        lambda: ("advice:enquiry", campaign.key, made[0].pk),
        form,
    )  # fmt: skip


@campaign_page(P.ADVICE_VIEW)
@require_GET
def enquiry(request: PageRequest, campaign: Campaign, enquiry: int) -> HttpResponse:
    """One question."""
    return _enquiry(request, campaign, enquiry_of(request, campaign, enquiry))


def _enquiry(request: PageRequest, campaign: Campaign, found: Enquiry, refusal: Refused | None = None) -> HttpResponse:
    moves = {arrow.key for arrow in open_arrows(found, request.user)}
    own = found.adviser is not None and found.adviser.user_id == request.user.pk
    turns = list(found.turns.select_related("by"))
    others = [each for each in choosing.ranked(campaign, found.field, found.area_code) if each.pk != found.adviser_id]
    others = others[:MOST_OTHERS]
    context = {
        "campaign": campaign, "found": found, "turns": turns, "own": own, "others": others,
        "moves": moves - (set() if own else {"hand_over"}) - (set() if request.user.is_staff_member else {"assign"}),
        "similar": finding.similar(campaign, turns[-1].text if turns else "", most=3),
        "may_publish": found.state in ("answered", "confirmed") and may_publish(request.user, campaign, found.field),
        "events": history.of(request, "enquiry", found.pk), "typed": request.POST, "refusal": refusal,
        "faults": faults(refusal),
    }  # fmt: skip
    return render(request, "advice/enquiry.html", context, status=status(refusal))


def _done(request: PageRequest, campaign: Campaign, found: Enquiry, do: Any, said: Any) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("advice:enquiry", campaign.key, found.pk),
        lambda refusal: _enquiry(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.ADVICE_ANSWER)
@require_POST
def taking(request: PageRequest, campaign: Campaign, enquiry: int) -> HttpResponse:
    """It is mine."""
    found = enquiry_of(request, campaign, enquiry)
    return _done(request, campaign, found, lambda: actions.take(enquiry=found, by=request.user), _("It is yours now."))


@campaign_page(P.ADVICE_ANSWER)
@require_POST
def answer(request: PageRequest, campaign: Campaign, enquiry: int) -> HttpResponse:
    """The answer."""
    found, text = enquiry_of(request, campaign, enquiry), request.POST.get("text", "")
    do = lambda: actions.answer(enquiry=found, text=text, by=request.user)  # noqa: E731
    return _done(request, campaign, found, do, _("Answered. The enterprise was told."))


def _adviser(request: PageRequest, campaign: Campaign) -> Adviser:
    key = numbers.asked(request.POST.get("adviser"))
    if key is None:
        raise refuse("adviser", _("Choose an adviser."))
    return adviser_of(request, campaign, key)


@campaign_page(P.ADVICE_ANSWER)
@require_POST
def handing_over(request: PageRequest, campaign: Campaign, enquiry: int) -> HttpResponse:
    """Another adviser knows it better."""
    found, reason = enquiry_of(request, campaign, enquiry), request.POST.get("reason", "")
    do = lambda: actions.hand_over(enquiry=found, adviser=_adviser(request, campaign), reason=reason, by=request.user)  # noqa: E731
    return acted(
        request, do, lambda: _("Handed over to the other adviser."), lambda: ("advice:enquiry", campaign.key, found.pk),
        lambda refusal: _enquiry(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(P.ADVICE_ASK)
@require_POST
def assignment(request: PageRequest, campaign: Campaign, enquiry: int) -> HttpResponse:
    """The desk or an officer chooses."""
    found = enquiry_of(request, campaign, enquiry)
    do = lambda: actions.assign(enquiry=found, adviser=_adviser(request, campaign), by=request.user)  # noqa: E731
    return _done(request, campaign, found, do, _("The adviser was told."))


@campaign_page(P.ADVICE_ASK)
@require_POST
def confirmation(request: PageRequest, campaign: Campaign, enquiry: int) -> HttpResponse:
    """It helped, as the enterprise says."""
    found = enquiry_of(request, campaign, enquiry)
    return _done(request, campaign, found, lambda: actions.confirm(enquiry=found, by=request.user), _("Noted."))


@campaign_page(P.ADVICE_ASK)
@require_POST
def again(request: PageRequest, campaign: Campaign, enquiry: int) -> HttpResponse:
    """Asked again, as the enterprise says."""
    found, text = enquiry_of(request, campaign, enquiry), request.POST.get("text", "")
    return _done(
        request, campaign, found, lambda: actions.again(enquiry=found, text=text, by=request.user), _("Asked again.")
    )


@campaign_page(P.ADVICE_ASK)
@require_POST
def withdrawal(request: PageRequest, campaign: Campaign, enquiry: int) -> HttpResponse:
    """It isn't asked any more."""
    found = enquiry_of(request, campaign, enquiry)
    return _done(request, campaign, found, lambda: actions.withdraw(enquiry=found, by=request.user), _("Taken back."))
