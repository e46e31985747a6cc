"""How these pages find their rows, draw lists and cases, take steps, and keep what was typed when something is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fugong.accounts import acting
from fugong.accounts.pages import PageRequest, or_404
from fugong.core import dates
from fugong.core.errors import Conflict, Refused
from fugong.labour import forms
from fugong.labour.access import MATCH, enters_for
from fugong.labour.models import Contingent, Fair, Introduction, Lending, Seeker, Spare, Vacancy
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.moves import open_arrows

CAMPAIGN = ("campaign__pack_version", "campaign__jurisdiction")
MORE: dict[Any, tuple[str, ...]] = {
    Vacancy: ("enterprise", "entered_by", "checked_by"),
    Introduction: ("enterprise", "vacancy", "seeker__key", "proposed_by", "introduced_by", "fair"),
    Seeker: ("key", "entered_by"),
    Fair: ("made_by",),
    Contingent: ("enterprise", "asked_by", "coach_need"),
    Spare: ("enterprise", "offered_by"),
    Lending: ("enterprise", "borrower", "spare", "lender_signed_by", "borrower_signed_by", "proposed_by"),
}
Do = Callable[[Any, Any, Any], Any]
"""`do(row, post, by)`: one step."""

acted = partial(acting.acted, shown=acting.OR_TOO_LATE)


def row_of(request: PageRequest, model: Any, campaign: Campaign, pk: int) -> Any:
    """A row that the person sees, ready for its page."""
    rows = model.objects.visible_to(request.user).filter(campaign=campaign, pk=pk)
    return or_404(rows.select_related(*CAMPAIGN, *MORE[model]).first())


def own_row(model: Any, campaign: Campaign, pk: int, **whose: Any) -> Any:
    """A row of the enterprise's own page."""
    rows = model.objects.filter(campaign=campaign, pk=pk, **whose)
    return or_404(rows.select_related(*CAMPAIGN, *MORE[model]).first())


def firm_of(request: PageRequest, campaign: Campaign, pk: int) -> Enterprise:
    """An enterprise of the campaign for which the person enters something."""
    rows = Enterprise.objects.visible_to(request.user).filter(enrolments__campaign=campaign, pk=pk)
    found = rows.select_related("grid").first()
    return or_404(found if found is not None and enters_for(request.user, found) else None)


def firm_called(request: PageRequest, campaign: Campaign, said: str) -> Enterprise | None:
    """The one enterprise of the campaign that a form names by name or code."""
    text = said.strip()[:120]
    rows = Enterprise.objects.visible_to(request.user, MATCH).filter(enrolments__campaign=campaign)
    exact = list(rows.filter(uscc=text.upper())[:1]) or list(rows.filter(name=text)[:2])
    found = exact or (list(rows.matching(text)[:2]) if text else [])
    return found[0] if len(found) == 1 else None


def at(moment: dt.datetime) -> str:
    """A moment on the wall clock here."""
    return dates.shown_moment(moment)


def status(refusal: Refused | None) -> int:
    return refusal.status if refusal else 200


def steps_of(row: Any, user: Any, known: Mapping[str, Do]) -> list[dict[str, Any]]:
    """The arrows that this person can take from a page, as buttons."""
    return [
        {"key": arrow.key, "name": arrow.name, "style": arrow.style or "secondary", "reason": arrow.reason}
        for arrow in open_arrows(row, user)
        if arrow.key in known
    ]


def taken(
    request: PageRequest,
    row: Any,
    known: Mapping[str, Do],
    to: Callable[[], Any],
    again: Callable[[Refused], HttpResponse],
) -> HttpResponse:
    """Takes the step that the form names."""
    key = request.POST.get("step", "")

    def do() -> None:
        if key not in known:
            raise Conflict(_("This can't be done here. Reload the page."))
        known[key](row, request.POST, request.user)

    return acted(request, do, lambda: _("Done: %(step)s.") % {"step": row.workflow.arrow(key).name}, to, again)


def case(
    request: PageRequest, template: str, row: Any, context: dict[str, Any], refusal: Refused | None = None
) -> HttpResponse:
    """The page of a case: what it is, its next steps, its history."""
    base = {
        "campaign": row.campaign, "found": row, "refusal": refusal, "faults": acting.faults(refusal), "typed": request.POST,
    }  # fmt: skip
    if "events" not in context:
        base["events"] = history.of(request, row.event_kind, row.pk)
    return render(request, template, base | context, status=status(refusal))


def form(
    request: PageRequest, fields: list[forms.Field], values: Mapping[str, Any], context: dict[str, Any],
    refusal: Refused | None = None, template: str = "labour/form.html",
) -> HttpResponse:  # fmt: skip
    """The page of a form; what was typed stands in it."""
    given = forms.typed(request.POST) if refusal is not None and request.POST else values
    faults = acting.faults(refusal)
    drawn = forms.drawn(fields, given, faults)
    shown = {each["name"] for each in drawn}
    loose = [message for name, message in faults.items() if name not in shown]
    base = {"fields": drawn, "refusal": refusal, "faults": faults, "loose": loose}
    return render(request, template, base | context, status=status(refusal))


def listing(request: PageRequest, campaign: Campaign, context: dict[str, Any]) -> HttpResponse:
    """The page of a list."""
    return render(request, "labour/list.html", {"campaign": campaign, "trades": campaign.pack.labour.trades} | context)


def cell(label: Any, text: Any, *, number: bool = False) -> dict[str, Any]:
    """A cell of a list; a day in one line, as the reader's language writes it."""
    is_day = isinstance(text, dt.date)
    return {"label": label, "text": dates.shown(text) if is_day else text, "number": number, "is_day": is_day}
