"""Whom a stop can be given to: groups and people to choose from; where they are many, a name that is looked up while it is typed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import refuse
from fugong.places import naming
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry import colleagues
from fugong.registry.models import Team

FEW = 100  # groups and people that a list to choose from holds
MOST_NAMES = 12


@campaign_page(Permission.INSPECTION_PLAN)
@require_safe
def names(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A few groups and people that match what is being typed, as options of the field."""
    text = request.GET.get("goes", "").strip()[:60]
    found: list[str] = []
    if text:
        like = Q(name__icontains=text)
        found = list(_teams(campaign).filter(like).values_list("name", flat=True)[:MOST_NAMES])
        people = _people(campaign).filter(like | Q(username__icontains=text))[:MOST_NAMES]
        found += [f"{person.name} · {person.username}" for person in people]
    return render(request, "inspections/parts/goer_names.html", {"names": found})


def goers(campaign: Campaign) -> naming.Offered:
    """Whom a form offers: ("t3", group) and ("u7", person)."""
    teams, many = naming.few(_teams(campaign), FEW)
    people, more = naming.few(_people(campaign), FEW - len(teams))
    if many or more:
        return naming.Offered([], True)
    choices = [*((f"t{each.pk}", each.name) for each in teams), *((f"u{each.pk}", each.name) for each in people)]
    return naming.Offered(choices, False)


def goer(campaign: Campaign, said: str) -> dict[str, Any]:
    """As actions take it: one who was chosen, or a name that was typed. Raises Refused."""
    kind, key, typed = said[:1], numbers.asked(said[1:]), said.strip()[:120]
    if kind in ("t", "u") and key is not None:
        rows: Any = Team.objects.filter(campaign=campaign) if kind == "t" else User.objects.filter(is_active=True)
        row = rows.filter(pk=key).first()
        if row is not None:
            return {"team": row} if kind == "t" else {"officer": row}
    if not typed or key is not None:
        raise refuse("goes", _("Choose who goes."))
    same = list(_teams(campaign).filter(name=typed)[:2])
    if len(same) == 1:
        return {"team": same[0]}
    people = _people(campaign)
    person = colleagues.named(typed, among=people)
    if person is None or not people.filter(pk=person.pk).exists():
        message = _("No one group or person here is called so. Type a part of the name, then choose it from the list.")
        raise refuse("goes", message)
    return {"officer": person}


def _teams(campaign: Campaign) -> Any:
    return Team.objects.filter(campaign=campaign).order_by("kind", Length("key"), "key")


def _people(campaign: Campaign) -> Any:
    people = User.objects.filter(is_active=True, postings__campaign=campaign, postings__until=None)
    people = people.filter(grants__role__in=("officer", "inspector", "reviewer"))
    return people.distinct().order_by("name", "pk")
