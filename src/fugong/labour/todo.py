"""What this room asks of a person: vacancies to check, introductions to make, bases and fairs to carry on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.labour.access import MATCH
from fugong.labour.models import Contingent, Fair, Introduction, Vacancy
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import MOST, Todo

WORDS = {
    "asked": lambda: _("Get the base’s answer"),
    "agreed": lambda: _("Gather the list of people"),
    "gathered": lambda: _("Ask for coaches"),
    "handed": lambda: _("Say how many arrived"),
}


@todo.register
def vacancies(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Vacancies that the person may publish."""
    if not campaign.pack.labour.is_used or not user.holds(MATCH):
        return
    rows = Vacancy.objects.visible_to(user, MATCH).filter(campaign=campaign, state="draft")
    for row in todo.first(rows.select_related("enterprise").order_by("due_at", "pk")):
        url = reverse("labour:vacancy", args=[campaign.key, row.pk])
        yield _todo(row, f"{row.title} × {row.wanted}", _("Check the vacancy"), url, row.enterprise)


@todo.register
def introductions(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Seekers who ask to be introduced, and proposals that nobody made."""
    if not campaign.pack.labour.is_used or not user.holds(MATCH):
        return
    rows = Introduction.objects.visible_to(user, MATCH).filter(campaign=campaign, state="proposed")
    for row in todo.first(rows.select_related("enterprise", "vacancy").order_by("due_at", "pk")):
        url = reverse("labour:introduction", args=[campaign.key, row.pk])
        yield _todo(row, row.vacancy.title, _("Introduce, or drop it"), url, row.enterprise)


@todo.register
def bases(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Contingents whose next step is the person's."""
    if not campaign.pack.labour.is_used or not user.holds(MATCH):
        return
    rows = Contingent.objects.visible_to(user, MATCH).filter(campaign=campaign, state__in=WORDS)
    for row in todo.first(rows.select_related("enterprise").order_by("due_at", "pk")):
        row.campaign = campaign
        url = reverse("labour:contingent", args=[campaign.key, row.pk])
        yield _todo(row, row.base_name, WORDS[row.state](), url, row.enterprise)


@todo.register
def fairs(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Fairs that are over and have no result."""
    if not campaign.pack.labour.is_used or not user.holds(MATCH):
        return
    rows = Fair.objects.filter(campaign=campaign, state="announced", ends_at__lt=clock.now())
    for row in rows.order_by("due_at", "pk")[:MOST]:
        if row.may_move(user, MATCH):
            url = reverse("labour:fair", args=[campaign.key, row.pk])
            yield _todo(row, row.title, _("Keep the result of the fair"), url, None)


def _todo(row: Any, title: str, words: str, url: str, enterprise: Any) -> Todo:
    late = row.due_at is not None and row.due_at < clock.now()
    return Todo(row.due_at, title, words, url, enterprise, late)
