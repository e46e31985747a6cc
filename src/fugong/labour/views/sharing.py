"""The desk: people to spare, agreements on shared staff, and who is short of labour beside who can lend."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock, dates, numbers
from fugong.core.errors import Refused
from fugong.core.paging import Page
from fugong.labour import exports, forms, lists, printing, short
from fugong.labour.access import MATCH, VIEW
from fugong.labour.actions import sharing as actions
from fugong.labour.arrows import LENDING
from fugong.labour.lists import Wanted
from fugong.labour.models import Lending, Spare
from fugong.labour.views.access import acted, case, cell, firm_of, form, listing, row_of, steps_of, taken
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Enterprise

PAGE = 20
SPARES = 50  # of those who can lend, before somebody asks for all
LENDING_STEPS = {
    "decline": lambda row, post, by: actions.decline(lending=row, reason=post.get("reason", ""), by=by),
    "return": lambda row, post, by: actions.send_home(lending=row, reason=post.get("reason", ""), by=by),
}
SPARE_STEPS = {"withdraw": lambda row, post, by: actions.withdraw(spare=row, by=by)}


@campaign_page(VIEW)
@require_GET
def sharing(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Agreements, the newest first; above them who can be spared."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.lendings(request.user, campaign, wanted), request.GET.get("after", ""))
    rows = []
    for row in page.rows:
        row.campaign = campaign
        signed = [
            word for word, at in ((_("lender"), row.lender_signed_at), (_("borrower"), row.borrower_signed_at)) if at
        ]
        rows.append(
            {
                "url": reverse("labour:lending", args=[campaign.key, row.pk]), "name": row.enterprise,
                "sub": f"→ {row.borrower}", "case": row, "cells": [
                    cell(_("Trade"), row.trade_name), cell(_("How many people"), row.people, number=True),
                    cell(pgettext("of a lending", "First day"), row.since), cell(_("Last day"), row.until),
                    cell(_("Signed by"), "、".join(map(str, signed)) or "—"),
                ],
            }
        )  # fmt: skip
    offered = lists.offers(request.user, campaign, wanted).filter(state="offered")
    offers = lists.page(offered, request.GET.get("offers", ""), PAGE)
    for each in offers.rows:
        each.campaign = campaign
    context = {
        "title": _("Shared staff"), "rows": rows, "page": page, "wanted": wanted, "name_head": _("Enterprises"),
        "actions": [(reverse("labour:shortage", args=[campaign.key]), "scale", _("Short of labour"), True)],
        "excel": reverse("labour:sharing_sheet", args=[campaign.key]), "search": _("Enterprise"), "offers": offers,
        "strip": lists.strip(Lending.objects.visible_to(request.user).filter(campaign=campaign), LENDING, wanted, "people"),
        "empty_icon": "signature", "empty_title": _("No agreement yet"),
        "empty_text": _("Enterprises offer whom they can spare; introduce them to those who are short of labour."),
    }  # fmt: skip
    return listing(request, campaign, context)


@campaign_page(VIEW)
@require_GET
def sharing_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The agreements as a sheet."""
    return exports.lendings(lists.lendings(request.user, campaign, Wanted.of(request.GET)), campaign)


@campaign_page(VIEW)
@require_http_methods(["GET", "POST"])
def spare_new(request: PageRequest, campaign: Campaign, enterprise: int) -> HttpResponse:
    """An officer offers an enterprise's people for it."""
    firm = firm_of(request, campaign, enterprise)

    def again(refusal: Refused | None) -> HttpResponse:
        context = {
            "campaign": campaign, "title": _("People whom %(enterprise)s can spare") % {"enterprise": firm},
            "up": (_("Shared staff"), reverse("labour:sharing", args=[campaign.key])), "submit": _("Offer them"),
        }  # fmt: skip
        return form(request, forms.spare(campaign.pack.labour), {"since": str(clock.today())}, context, refusal)

    if request.method == "GET":
        return again(None)
    return acted(
        request,
        lambda: actions.offer(campaign=campaign, enterprise=firm, values=request.POST, by=request.user),
        lambda: _("Offered."),
        lambda: ("labour:sharing", campaign.key),
        again,
    )


@campaign_page(VIEW)
@require_GET
def spare(request: PageRequest, campaign: Campaign, spare: int) -> HttpResponse:
    """One offer, and who took of it."""
    return _spare(request, row_of(request, Spare, campaign, spare))


def _spare(request: PageRequest, row: Spare, refusal: Refused | None = None) -> HttpResponse:
    seen = Lending.objects.visible_to(request.user).filter(spare=row)
    context = {
        "facts": [
            (_("Trade"), row.trade_name), (_("How many people"), row.people), (_("Promised or away"), row.lent),
            (pgettext("of a lending", "First day"), dates.shown(row.since)),
            (_("Last day"), dates.shown(row.until)), (_("Note"), row.note or "—"),
        ],
        "steps": steps_of(row, request.user, SPARE_STEPS), "lendings": seen.select_related("borrower").order_by("-pk"),
        "step_url": reverse("labour:spare_step", args=[row.campaign.key, row.pk]),
    }  # fmt: skip
    return case(request, "labour/spare.html", row, context, refusal)


@campaign_page(VIEW)
@require_POST
def spare_step(request: PageRequest, campaign: Campaign, spare: int) -> HttpResponse:
    """Withdraws an offer."""
    row = row_of(request, Spare, campaign, spare)
    return taken(
        request, row, SPARE_STEPS, lambda: ("labour:spare", campaign.key, row.pk),
        lambda refusal: _spare(request, row_of(request, Spare, campaign, spare), refusal),
    )  # fmt: skip


@campaign_page(VIEW)
@require_GET
def lending(request: PageRequest, campaign: Campaign, lending: int) -> HttpResponse:
    """One agreement."""
    return _lending(request, row_of(request, Lending, campaign, lending))


def lending_facts(row: Lending) -> list[tuple[Any, Any]]:
    """What an agreement says, as label and text."""
    row.spare.campaign = row.campaign
    return [
        (_("Enterprise that lends"), row.enterprise), (_("Enterprise that takes"), row.borrower),
        (_("Trade"), row.trade_name), (_("How many people"), row.people),
        (pgettext("of a lending", "First day"), dates.shown(row.since)),
        (_("Last day"), dates.shown(row.until)), *([(_("Returned on"), dates.shown(row.returned_on))] if row.returned_on else []),
    ]  # fmt: skip


def _lending(request: PageRequest, row: Lending, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "facts": lending_facts(row), "steps": steps_of(row, request.user, LENDING_STEPS),
        "step_url": reverse("labour:lending_step", args=[row.campaign.key, row.pk]),
        "paper_url": reverse("labour:lending_paper", args=[row.campaign.key, row.pk]),
    }  # fmt: skip
    return case(request, "labour/lending.html", row, context, refusal)


@campaign_page(VIEW)
@require_POST
def lending_step(request: PageRequest, campaign: Campaign, lending: int) -> HttpResponse:
    """Declines, or ends it early, for an enterprise."""
    row = row_of(request, Lending, campaign, lending)
    return taken(
        request, row, LENDING_STEPS, lambda: ("labour:lending", campaign.key, row.pk),
        lambda refusal: _lending(request, row_of(request, Lending, campaign, lending), refusal),
    )  # fmt: skip


@campaign_page(VIEW)
@require_GET
def lending_paper(request: PageRequest, campaign: Campaign, lending: int) -> HttpResponse:
    """The agreement as PDF, with both signatures as far as they are given."""
    return printing.answer(row_of(request, Lending, campaign, lending))


@campaign_page(MATCH)
@require_GET
def shortage(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Enterprises short of labour, each beside those that can lend and the seekers of its trades."""
    return _shortage(request, campaign)


def _shortage(request: PageRequest, campaign: Campaign, refusal: Refused | None = None) -> HttpResponse:
    wanted = Wanted.of(request.GET)
    rows = short.of(request.user, campaign, wanted.trade)
    gap, free = short.totals(request.user, campaign, wanted.trade)
    spares = list(short.spares(campaign, wanted.trade))
    after = numbers.asked(request.GET.get("after"), len(rows)) or 0  # by place: what says that they are short is no key
    following = str(after + PAGE) if len(rows) > after + PAGE else None
    page = Page(rows[after : after + PAGE], following, not after)
    short.beside(campaign, page.rows, None if wanted.trade else spares)
    shown = spares if request.GET.get("spare") == "all" else spares[:SPARES]
    offered: list[Any] = [*shown, *(fit.spare for row in page.rows for fit in row.fits)]
    known = Enterprise.objects.visible_to(request.user).filter(pk__in={each.enterprise_id for each in offered})
    seen = set(known.values_list("pk", flat=True))
    for each in offered:  # whoever serves one town introduces people of another, and learns whose with the agreement
        each.shown = each.enterprise.name if each.enterprise_id in seen else _("an enterprise outside your area")
    context = {
        "campaign": campaign, "rows": page.rows, "page": page, "firms": len(rows), "spares": shown,
        "more": len(spares) - len(shown),
        "wanted": wanted, "trades": campaign.pack.labour.trades,
        "gap": gap, "free": free, "is_cut": len(rows) >= short.MOST,
        "seen": seen,
        "refusal": refusal, "today": clock.today(), "may_share": campaign.pack.labour.shares,
    }  # fmt: skip
    return render(request, "labour/shortage.html", context, status=refusal.status if refusal else 200)


@campaign_page(MATCH)
@require_POST
def shortage_introductions(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Introduces an enterprise that can lend to one that is short: an agreement waits for both signatures."""
    number, other = numbers.asked(request.POST.get("spare")), numbers.asked(request.POST.get("borrower"))
    row = or_404(Spare.objects.filter(campaign=campaign, pk=number or 0, state="offered").first())
    firm = or_404(
        Enterprise.objects.visible_to(request.user, MATCH).filter(enrolments__campaign=campaign, pk=other or 0).first()
    )
    made: list[Lending] = []
    return acted(
        request,
        lambda: made.append(
            actions.propose(spare=row, borrower=firm, people=request.POST.get("people", ""), by=request.user)
        ),
        lambda: _("Introduced. Both enterprises were asked to sign."),
        lambda: ("labour:shortage", campaign.key),
        lambda refusal: _shortage(request, campaign, refusal),
    )
