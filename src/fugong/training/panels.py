"""What other pages show of training: the enterprise's page and its own home, and the person's own page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission as P
from fugong.places.models import Campaign
from fugong.registry import mine
from fugong.registry.access import may
from fugong.registry.mine import Door
from fugong.registry.models import Enterprise
from fugong.registry.panels import Panel, register
from fugong.training.models import Certificate, Course, Trainee
from fugong.workforce import ways
from fugong.workforce.models import Person
from fugong.workforce.ways import Way


def panel(request: Any, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """How many of its people are certified for what, and on which courses."""
    if not campaign.pack.training.is_used or not may(request.user, P.TRAINING_VIEW, enterprise):
        return None
    where = {"campaign": campaign, "enterprise": enterprise}
    held = Certificate.objects.filter(**where, state="valid").values("qualification").annotate(n=Count("pk"))
    rules = campaign.pack.training
    return {
        "certified": [
            (rules.name_of("qualification", row["qualification"]), row["n"]) for row in held.order_by("qualification")
        ],
        "on_courses": Trainee.objects.filter(**where, state__in=("signed_up", "attended")).count(),
    }


register(Panel("training", 66, "training/panels/enterprise.html", panel, column="narrow"))


@mine.register
def door(request: Any, campaign: Campaign, enterprise: Enterprise) -> Iterator[Door]:
    """Training of the own people."""
    if not campaign.pack.training.is_used or not request.user.holds(P.TRAINING_VIEW):
        return
    url = reverse("training:mine", args=[campaign.key, enterprise.pk])
    rows = Trainee.objects.filter(campaign=campaign, enterprise=enterprise)
    found = rows.aggregate(
        on=Count("pk", filter=Q(state__in=("signed_up", "attended"))), ok=Count("pk", filter=Q(state="passed"))
    )
    if found["on"]:
        words = ngettext(
            "%(n)s person of yours is on a course", "%(n)s people of yours are on courses", found["on"]
        ) % {"n": found["on"]}
    elif found["ok"]:
        words = ngettext("%(n)s person of yours has passed", "%(n)s people of yours have passed", found["ok"]) % {
            "n": found["ok"]
        }
    elif Course.objects.filter(campaign=campaign, state="open").exists():
        words = _("Courses are open: sign your people up")
    else:
        words = _("Courses, examinations, certificates")
    yield Door("school", _("Training"), words, url)


@ways.register
def way(person: Person) -> Iterable[Way]:
    """From the person's own page to their courses."""
    rows = Trainee.objects.filter(person=person).exclude(state="withdrawn").select_related("course")
    for row in rows.order_by("-pk")[:3]:
        yield Way("school", str(row.course), reverse("training:own", args=[row.token]))
