"""How a form asks for a point: a list to choose from; where there are many, a name that is looked up while it is typed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import refuse
from fugong.places.models import Campaign
from fugong.testing.models import Point
from fugong.testing.views.common import point_of, testing_page

FEW = 100  # points that a list to choose from holds
MOST_NAMES = 12
BEFORE_NUMBER = " · "


@testing_page(Permission.TESTING_PLAN)
@require_safe
def names(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A few points that match what is being typed, as options of a field."""
    text = request.GET.get("point_named", "").strip()[:100]
    like = Q(name__icontains=text) | Q(address__icontains=text)
    rows = plannable(request, campaign).filter(like).order_by("name", "pk") if text else []
    return render(request, "testing/parts/names.html", {"rows": rows[:MOST_NAMES]})


def offered(request: PageRequest, campaign: Campaign) -> dict[str, Any]:
    """What the form needs: the points, or the address where their names are looked up."""
    found = list(plannable(request, campaign)[: FEW + 1])
    url = reverse("testing:point_names", args=[campaign.key]) if len(found) > FEW else ""
    return {"points": found, "point_names_url": url}


def chosen(request: PageRequest, campaign: Campaign) -> Point | None:
    """The point that was chosen, or typed as the search offers it; None where none was. Raises Refused."""
    if (number := numbers.asked(request.POST.get("point"))) is not None:
        return point_of(request, campaign, number)
    text = request.POST.get("point_named", "").strip()[:160]
    if not text:
        return None
    name, _dot, last = text.rpartition(BEFORE_NUMBER)
    rows = plannable(request, campaign)
    found = list(rows.filter(name=name, pk=numbers.asked(last) or 0) if name else rows.filter(name=text)[:2])
    if len(found) != 1:
        message = _("No one point is called so. Type a part of its name, then choose it from the list.")
        raise refuse("point_named", message)
    found[0].campaign = campaign
    return found[0]


def plannable(request: PageRequest, campaign: Campaign) -> Any:
    """The points in use for which the person plans."""
    rows = Point.objects.visible_to(request.user, Permission.TESTING_PLAN).filter(campaign=campaign).standing()
    return rows.select_related("enterprise")
