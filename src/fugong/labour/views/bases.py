"""The desk: contingents of labour bases, from the question to the base to the day on which people are here."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.pages import PageRequest, or_404
from fugong.core import clock, crypto, dates
from fugong.core.errors import Refused, refuse
from fugong.core.paging import Page
from fugong.labour import exports, forms, lists
from fugong.labour.access import MATCH, VIEW
from fugong.labour.actions import contingents as actions
from fugong.labour.arrows import CONTINGENT
from fugong.labour.lists import Wanted
from fugong.labour.models import Contingent
from fugong.labour.views.access import acted, case, cell, firm_called, form, listing, row_of, steps_of, taken
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

RECRUITS = 100
STEPS = {
    "agree": lambda row, post, by: actions.agree(
        contingent=row, day=post.get("day", ""), people=post.get("people", ""), by=by
    ),
    "gather": lambda row, post, by: actions.gather(contingent=row, people=post.get("people", ""), by=by),
    "hand": lambda row, post, by: actions.hand(contingent=row, spot=post.get("spot", ""), by=by),
    "arrive": lambda row, post, by: actions.arrive(contingent=row, people=post.get("people", ""), by=by),
    "cancel": lambda row, post, by: actions.cancel(contingent=row, reason=post.get("reason", ""), by=by),
}


@campaign_page(VIEW)
@require_GET
def contingents(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Contingents, the newest first; above them what each base is to send and has sent."""
    wanted = Wanted.of(request.GET)
    page = lists.page(lists.contingents(request.user, campaign, wanted), request.GET.get("after", ""))
    for row in page.rows:
        row.campaign = campaign
    rows = [
        {
            "url": reverse("labour:contingent", args=[campaign.key, row.pk]), "name": row.base_name, "sub": row.enterprise,
            "case": row, "cells": [
                cell(_("Number"), row.pk, number=True), cell(_("Trade"), row.trade_name),
                cell(_("Asked for"), row.people, number=True), cell(_("Willing"), row.gathered, number=True),
                cell(_("People arrived"), row.arrived, number=True), cell(_("Day of travel"), row.day),
            ],
        }
        for row in page.rows
    ]  # fmt: skip
    buttons = []
    if request.user.is_staff_member and request.user.holds(MATCH):
        new = reverse("labour:contingent_new", args=[campaign.key])
        sheet = reverse("sheets:upload", kwargs={"campaign": campaign.key, "kind": "recruits"})
        buttons = [(new, "plus", _("Ask a base"), True), (sheet, "table-import", _("Bring a list in"), False)]
    context = {
        "title": _("Labour bases"), "rows": rows, "page": page, "wanted": wanted, "name_head": _("Labour base"),
        "actions": buttons, "excel": reverse("labour:contingents_sheet", args=[campaign.key]),
        "strip": lists.strip(Contingent.objects.visible_to(request.user).filter(campaign=campaign), CONTINGENT, wanted, "people"),
        "search": _("Enterprise or place"), "bases": _bases(request, campaign), "empty_icon": "users-group",
        "empty_title": _("No base was asked yet"),
        "empty_text": _("Ask a labour base for people of a trade for an enterprise, and for which day."),
    }  # fmt: skip
    return listing(request, campaign, context)


def _bases(request: PageRequest, campaign: Campaign) -> list[dict[str, Any]]:
    """Each base of the pack: how many it is to send, how many are asked for, willing, here."""
    found = []
    rows = list(Contingent.objects.visible_to(request.user).filter(campaign=campaign).exclude(state="cancelled"))
    for base in campaign.pack.transport.bases:
        own = [row for row in rows if row.base == base.key]
        sums = {name: sum(getattr(row, name) for row in own) for name in ("people", "gathered", "arrived")}
        found.append({"name": base.name, "goal": base.people, **sums})
    return found


@campaign_page(VIEW)
@require_GET
def contingents_sheet(request: PageRequest, campaign: Campaign) -> Any:
    """The list as a sheet, without names."""
    rows = lists.contingents(request.user, campaign, Wanted.of(request.GET))
    return exports.contingents(rows, campaign, _bases(request, campaign))


@campaign_page(MATCH)
@require_http_methods(["GET", "POST"])
def contingent_new(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A base is asked for people for an enterprise."""
    or_404(campaign.pack.transport.bases or None)
    made: list[Contingent] = []

    def again(refusal: Refused | None) -> HttpResponse:
        fields = [forms.Field("enterprise", _("For which enterprise (name or credit code)"), needed=True)]
        context = {
            "campaign": campaign, "title": _("Ask a labour base"), "submit": _("Ask"),
            "up": (_("Labour bases"), reverse("labour:contingents", args=[campaign.key])),
        }  # fmt: skip
        values = {"day": str(clock.today()), "enterprise": request.GET.get("enterprise", "")}
        return form(request, [*fields, *forms.contingent(campaign.pack)], values, context, refusal)

    def do() -> None:
        firm = firm_called(request, campaign, request.POST.get("enterprise", ""))
        if firm is None:
            raise refuse("enterprise", _("Write the enterprise’s whole name or its credit code."))
        made.append(actions.ask(campaign=campaign, enterprise=firm, values=request.POST, by=request.user))

    if request.method == "GET":
        return again(None)
    return acted(
        request, do, lambda: _("Noted. Enter the base’s answer when it comes."),
        lambda: ("labour:contingent", campaign.key, made[0].pk), again,
    )  # fmt: skip


@campaign_page(VIEW)
@require_GET
def contingent(request: PageRequest, campaign: Campaign, contingent: int) -> HttpResponse:
    """One contingent."""
    return _contingent(request, row_of(request, Contingent, campaign, contingent))


def _contingent(request: PageRequest, row: Contingent, refusal: Refused | None = None) -> HttpResponse:
    may_match = request.user.is_staff_member and row.may_move(request.user, MATCH)
    phone = crypto.mask(str(row.phone)) if row.phone else ""
    context = {
        "facts": [
            (_("Number"), row.pk), (pgettext("of a labour base", "For"), row.enterprise), (_("Trade"), row.trade_name),
            (_("People wanted"), row.people), (_("Willing to come"), row.gathered), (_("People arrived"), row.arrived),
            (_("Day of travel"), dates.shown(row.day)), (_("Where they are fetched"), row.spot or "—"),
            (_("Contact at the base"), f"{row.contact} {phone}".strip() or "—"), (_("Note"), row.note or "—"),
        ],
        "steps": steps_of(row, request.user, STEPS), "may_match": may_match,
        "step_url": reverse("labour:contingent_step", args=[row.campaign.key, row.pk]),
        "recruits": Page.placed(row.recruits.select_related("key"), RECRUITS, request.GET.get("recruits", ""))
        if may_match
        else None,
        "takes_names": row.state in ("agreed", "gathered"),
    }  # fmt: skip
    return case(request, "labour/contingent.html", row, context, refusal)


@campaign_page(VIEW)
@require_POST
def contingent_step(request: PageRequest, campaign: Campaign, contingent: int) -> HttpResponse:
    """Agreed, gathered, coaches asked for, arrived, cancelled."""
    row = row_of(request, Contingent, campaign, contingent)
    return taken(
        request, row, STEPS, lambda: ("labour:contingent", campaign.key, row.pk),
        lambda refusal: _contingent(request, row_of(request, Contingent, campaign, contingent), refusal),
    )  # fmt: skip
