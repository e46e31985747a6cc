"""What beds ask of a person: requests to answer, people in isolation without an isolation room, who should have come or gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.lodging.models import BedRequest, House, Stay
from fugong.lodging.models.stay import ACTIVE
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import MOST, Todo


@todo.register
def to_arrange(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Requests that wait for beds."""
    if not user.holds(Permission.BED_ARRANGE):
        return
    rows = BedRequest.objects.visible_to(user, Permission.BED_ARRANGE).filter(campaign=campaign, state="asked")
    for row in todo.first(rows.select_related("enterprise").order_by("due_at", "pk")):
        words = ngettext("Find %(n)s bed", "Find %(n)s beds", row.wanted) % {"n": row.wanted}
        url = reverse("lodging:request", args=[campaign.key, row.pk])
        late = row.due_at is not None and row.due_at < clock.now()
        yield Todo(row.due_at, row.enterprise.name, words, url, row.enterprise, late)


@todo.register
def at_the_houses(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Houses where somebody isolated sleeps among others, hasn't come, or hasn't left."""
    if not user.holds(Permission.BED_ARRANGE):
        return
    today = clock.today()
    rows = Stay.objects.visible_to(user, Permission.BED_ARRANGE).filter(campaign=campaign, state__in=ACTIVE)
    wrong = Q(person__state="isolated", room__isolation=False)
    missing, staying = Q(state="reserved", since__lt=today), Q(state="moved_in", until__lt=today)
    each_by_its_index = [rows.filter(where).order_by().values("pk") for where in (wrong, missing, staying)]
    found = (
        Stay.objects.filter(pk__in=each_by_its_index[0].union(*each_by_its_index[1:]))
        .order_by()
        .values("room__house")
        .annotate(
            wrong=Count("pk", filter=wrong), missing=Count("pk", filter=missing), staying=Count("pk", filter=staying)
        )
    )
    counts = {each["room__house"]: each for each in found[:MOST]}
    for house in House.objects.filter(pk__in=counts).select_related("enterprise").order_by("name"):
        url = reverse("lodging:house", args=[campaign.key, house.pk])
        for words in _words(counts[house.pk]):
            yield Todo(None, house.name, words, url, house.enterprise, False)


def _words(counts: dict[str, int]) -> Iterator[str]:
    if n := counts["wrong"]:
        yield ngettext(
            "%(n)s person in isolation sleeps in an ordinary room",
            "%(n)s people in isolation sleep in ordinary rooms",
            n,
        ) % {"n": n}
    if n := counts["missing"]:
        yield ngettext("%(n)s person hasn’t come yet", "%(n)s people haven’t come yet", n) % {"n": n}
    if n := counts["staying"]:
        yield ngettext("%(n)s person should have moved out", "%(n)s people should have moved out", n) % {"n": n}
