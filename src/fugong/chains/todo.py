"""What key enterprises and supply chains ask of a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.accounts.permissions import Permission
from fugong.chains.models import DailyReview, Interruption, KeyListing, Letter, PremisesWanted, ReviewStep
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import todo
from fugong.registry.models import Assignment
from fugong.registry.todo import MOST, Todo


def _todo(row: Any, title: str, detail: str, name: str, key: int) -> Todo:
    late = row.due_at is not None and row.due_at < clock.now()
    return Todo(
        row.due_at, title, detail, reverse(f"chains:{name}", args=[row.campaign.key, key]), row.enterprise, late
    )


@todo.register
def reviews(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Today's reviews that the person makes, and those of enterprises that nobody helps, for whoever serves them."""
    if not user.is_staff_member or not user.holds(Permission.CHAIN_EDIT):
        return
    rows = DailyReview.objects.filter(campaign=campaign, day=clock.today(), state="due")
    mine = Q(reviewer=user) | Q(reviewer=None) & Exists(
        Assignment.objects.filter(campaign=campaign, officer=user, until=None, enterprise=OuterRef("enterprise"))
    )
    for row in todo.first(rows.filter(mine).select_related("enterprise", "campaign").order_by("due_at", "pk")):
        yield _todo(row, row.enterprise.name, _("Daily review: what stands, what next"), "key", row.enterprise_id)


@todo.register
def steps(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Next steps that the person promised."""
    rows = ReviewStep.objects.filter(campaign=campaign, owner=user, state="due").select_related(
        "enterprise", "campaign"
    )
    for row in todo.first(rows.order_by("due_at", "pk")):
        yield _todo(row, row.enterprise.name, row.what, "key", row.enterprise_id)


@todo.register
def interruptions(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Supplies that are interrupted, of the enterprises that the person serves or keeps."""
    if not user.is_staff_member or not user.holds(Permission.CHAIN_EDIT):
        return
    rows = Interruption.objects.visible_to(user, Permission.CHAIN_EDIT).filter(campaign=campaign, state="broken")
    for row in todo.first(rows.select_related("enterprise", "campaign").order_by("due_at", "pk")):
        words = _("Restore the supply from %(partner)s") % {"partner": row.partner_name}
        yield _todo(row, row.enterprise.name, words, "interruption", row.pk)


@todo.register
def to_sign(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Listings and letters that wait for the person's signature."""
    if not user.holds(Permission.SUPPLY_CONFIRM):
        return
    listings = KeyListing.objects.visible_to(user, Permission.SUPPLY_CONFIRM).filter(
        campaign=campaign, state="proposed"
    )
    others = listings.exclude(proposed_by=user).select_related("enterprise", "campaign__pack_version")
    for listing in todo.first(others.order_by("pk")):
        words = _("Confirm for the list “%(list)s”") % {"list": listing.list_name}
        yield _todo(listing, listing.enterprise.name, words, "key", listing.enterprise_id)
    letters = Letter.objects.visible_to(user, Permission.SUPPLY_CONFIRM).filter(campaign=campaign, state="draft")
    for letter in todo.first(letters.exclude(drafted_by=user).select_related("enterprise", "campaign").order_by("pk")):
        words = _("Sign the letter to %(authority)s") % {"authority": letter.authority}
        yield _todo(letter, letter.enterprise.name, words, "letter", letter.pk)


@todo.register
def letters_out(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Letters that the person drafted: to be sent, or to be asked about."""
    rows = Letter.objects.filter(campaign=campaign, drafted_by=user, state__in=("signed", "sent"))
    for row in rows.select_related("enterprise", "campaign").order_by("due_at", "pk")[:MOST]:
        if row.state == "signed":
            yield _todo(row, row.number, _("Signed: send the letter"), "letter", row.pk)
        elif row.due_at is not None and row.due_at < clock.now():
            yield _todo(row, row.number, _("No answer yet: ask again"), "letter", row.pk)


@todo.register
def premises(user: Any, campaign: Campaign) -> Iterator[Todo]:
    """Enterprises that look for premises and were shown none."""
    if not user.is_staff_member or not user.holds(Permission.CHAIN_EDIT):
        return
    rows = PremisesWanted.objects.visible_to(user, Permission.CHAIN_EDIT).filter(campaign=campaign, state="wanted")
    for row in todo.first(rows.select_related("enterprise", "campaign").order_by("due_at", "pk")):
        words = _("Looks for %(area)s m²: show something") % {"area": row.area}
        yield _todo(row, row.enterprise.name, words, "wanted", row.pk)
