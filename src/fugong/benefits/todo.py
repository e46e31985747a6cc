"""What benefits ask of a person: signatures, claims to examine, to decide, to pay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.permissions import Permission as P
from fugong.benefits.models import Award, Claim, Version
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.todo import Todo


@todo.register
def to_sign(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Policies and grants that wait for a second signature, and that the person didn't propose."""
    if not user.holds(P.BENEFIT_DECIDE):
        return
    versions = Version.objects.visible_to(user, P.BENEFIT_DECIDE).filter(campaign=campaign, state="proposed")
    for row in todo.first(versions.exclude(entered_by=user).order_by("due_at", "pk")):
        yield _todo(
            row,
            str(row.says.name),
            _("Sign the policy"),
            reverse("benefits:version", args=[campaign.key, row.pk]),
            None,
        )
    awards = Award.objects.visible_to(user, P.BENEFIT_DECIDE).filter(campaign=campaign, state="proposed")
    for award in todo.first(awards.exclude(proposed_by=user).select_related("version").order_by("due_at", "pk")):
        words = ngettext(
            "Grant it to %(n)s enterprise without asking", "Grant it to %(n)s enterprises without asking", award.many
        )
        url = reverse("benefits:award", args=[campaign.key, award.pk])
        yield _todo(award, str(award.version.says.name), words % {"n": award.many}, url, None)


@todo.register
def claims(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Claims to examine, to decide (not those that the person examined), to pay."""
    if not user.holds(P.BENEFIT_DECIDE):
        return
    words = {"submitted": _("Examine the claim"), "checked": _("Decide the claim"), "granted": _("Pay the claim")}
    rows = Claim.objects.visible_to(user, P.BENEFIT_DECIDE).filter(campaign=campaign, state__in=words)
    rows = rows.exclude(state="checked", checked_by=user)
    for row in todo.first(rows.select_related("enterprise").order_by("due_at", "pk")):
        url = reverse("benefits:claim", args=[campaign.key, row.pk])
        yield _todo(row, row.enterprise.name, words[row.state], url, row.enterprise)


def _todo(row: Any, title: str, words: str, url: str, enterprise: Any) -> Todo:
    late = row.due_at is not None and row.due_at < clock.now()
    return Todo(row.due_at, title, words, url, enterprise, late)
