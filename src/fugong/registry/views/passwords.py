"""First passwords are handed over: chosen people get one each, on slips that this answer alone shows."""

from collections.abc import Iterable
from typing import Any

import segno
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fugong.accounts import handing_over, people
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Fault, Refused
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import lists, slips
from fugong.registry.actions import liaisons
from fugong.registry.slips import Slip

AGAIN = "again"
A_PAGE = 100
METHODS = ["GET", "HEAD", "POST"]


@campaign_page(Permission.ACCOUNT_MANAGE)
@require_http_methods(METHODS)
@never_cache
def officers(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Those in posts who never signed in; sent, the slips of those chosen."""
    again, text = request.GET.get("show") == AGAIN, request.GET.get("q", "").strip()[:60]
    found = slips.officers(request.user, campaign, again)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(username__icontains=text))
    if request.method == "POST":
        chosen = people.looked_after(request.user, _chosen(request, found, "pk", _("Choose at least one person.")))
        posts = slips.posts_of(campaign, chosen)
        handed = handing_over.hand_over(users=chosen, by=request.user)
        made = [Slip(user, password, *posts[user.pk]) for user, password in handed]
        return _slips(request, campaign, made, "registry:officer_passwords")
    page = Page.placed(found, A_PAGE, request.GET.get("after", ""))
    posts = slips.posts_of(campaign, page.rows)
    page.rows[:] = [
        {"key": user.pk, "name": user.name, "username": user.username, "about": about, "place": place}
        for user in people.looked_after(request.user, page.rows)
        for about, place in (posts[user.pk],)
    ]
    return render(request, "registry/passwords.html", _page(request, campaign, page, again, "officers"))


@campaign_page(Permission.ACCOUNT_MANAGE)
@require_http_methods(METHODS)
@never_cache
def enterprises(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Enterprises for which nobody ever signed in; sent, accounts where there are none and the slips of those chosen."""
    again, wanted = request.GET.get("show") == AGAIN, lists.Wanted.of(request.GET)
    found = slips.enterprises(request.user, campaign, wanted, again)
    if request.method == "POST":
        rows = _chosen(request, found, "enterprise", _("Tick at least one enterprise."))
        firms = [row.enterprise for row in rows]
        handed = liaisons.hand_over(enterprises=firms, acting=slips.liaisons_of(firms), by=request.user)
        made = [Slip(user, password, firm.name, str(firm.jurisdiction)) for firm, user, password in handed]
        return _slips(request, campaign, made, "registry:liaison_passwords")
    page = Page.placed(found, A_PAGE, request.GET.get("after", ""))
    acting = slips.liaisons_of([row.enterprise for row in page.rows])
    page.rows[:] = [
        {"key": row.enterprise_id, "name": row.enterprise.name, "place": str(row.enterprise.jurisdiction),
         "username": _(", ").join(user.username for user in acting.get(row.enterprise_id, ()))}
        for row in page.rows
    ]  # fmt: skip
    return render(request, "registry/passwords.html", _page(request, campaign, page, again, "enterprises"))


def _page(request: PageRequest, campaign: Campaign, page: Page, again: bool, of: str) -> dict[str, Any]:
    kept = [(key, value) for key, value in request.GET.items() if key not in ("q", "after")]
    return {
        "campaign": campaign, "page": page, "again": again, "of": of, "most": handing_over.MOST, "kept": kept,
        "text": request.GET.get("q", ""),
    }  # fmt: skip


def _chosen(request: PageRequest, found: Any, key: str, nobody: str) -> list[Any]:
    """The ticked rows, or the first of all. Raises Refused where that is nobody."""
    if request.POST.get("which") != "all":
        found = found.filter(**{f"{key}__in": numbers.ticked(request.POST.getlist("chosen"), handing_over.MOST)})
    rows = list(found[: handing_over.MOST])
    if not rows:
        raise Refused(nobody, fields=[Fault("chosen", nobody)])
    return rows


def _slips(request: PageRequest, campaign: Campaign, made: Iterable[Slip], back: str) -> HttpResponse:
    """The answer that shows the passwords, the only one ever."""
    address = request.build_absolute_uri("/")
    drawn = segno.make(request.build_absolute_uri(reverse("account_login")), error="m", micro=False)
    code = str(drawn.svg_inline(border=2, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None))
    made = list(made)
    context = {
        "campaign": campaign,
        "own": str(campaign.jurisdiction),
        "stacks": slips.stacks(made),
        "many": len(made),
        "address": address,
        "code": code.replace("<svg", '<symbol id="sign-in"', 1).replace("</svg>", "</symbol>"),
        "workbook": slips.workbook(made, address),
        "back": reverse(back, args=[campaign.key]),
    }
    return render(request, "registry/slips.html", context)
