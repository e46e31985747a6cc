"""What this room counts: listings, reviews, interrupted and restored supplies, letters, premises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField, F, OuterRef, Q, Subquery, Value
from django.utils.translation import gettext_lazy as _

from fugong.chains.arrows import INTERRUPTION, LETTER, LISTING, PREMISES, REVIEW
from fugong.chains.models import DailyReview, Interruption, KeyListing, Letter, PremisesWanted
from fugong.core import clock, dates
from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.resumption.models import Resumption

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

ENTERPRISES, LINKS, LETTERS, REVIEWED = _("listings"), _("supply links"), _("letters"), _("reviews")


def _of(model: Any) -> Any:
    def rows(campaign: Campaign, user: User | None) -> Any:
        found = model.objects.filter(campaign=campaign)
        return found if user is None else found.visible_to(user)

    return rows


def _listings(campaign: Campaign, user: User | None) -> Any:
    """Listings with where their enterprise stands, and its capacity."""
    record = Resumption.objects.filter(campaign=campaign, enterprise=OuterRef("enterprise"))
    return _of(KeyListing)(campaign, user).annotate(
        standing=Subquery(record.values("state")[:1]), capacity=Subquery(record.values("capacity")[:1])
    )


def _of_today(campaign: Campaign, user: User | None) -> Any:
    """Reviews of today and yesterday's end: those of the day that the clock shows."""
    return _of(DailyReview)(campaign, user).filter(day=clock.today())


register_kind(
    Kind(
        key="key_listing", name=_("Listing"), rows=_listings, page=page_at("chains:key", "enterprise_id"),
        states=LISTING.states, due="proposed_at", due_name=_("Since"), is_past=True, order=("-proposed_at", "id"),
        number=lambda row: row.list_name, number_name=_("List"), part="key", part_name=_("list"),
        parts=lambda pack: {each.key: each.name for each in pack.chains.lists}, related=("campaign__pack_version",),
    )
)  # fmt: skip
register_kind(
    Kind(
        key="daily_review", name=_("Daily review"), rows=_of_today, page=page_at("chains:key", "enterprise_id"),
        states=REVIEW.states, number=lambda row: dates.shown_short(row.day), number_name=_("Day"),
    )
)  # fmt: skip
register_kind(
    Kind(
        key="interruption", name=_("Interrupted supply"), rows=_of(Interruption), page=page_at("chains:interruption"),
        states=INTERRUPTION.states, number=lambda row: row.partner_name, number_name=_("Partner"), part="cause",
        part_name=_("cause"), parts=lambda pack: {each.key: each.name for each in pack.chains.causes},
    )
)  # fmt: skip
register_kind(
    Kind(
        key="letter", name=_("Letter"), rows=_of(Letter), page=page_at("chains:letter"), states=LETTER.states,
        number=lambda row: row.number or row.title,
    )
)  # fmt: skip
register_kind(
    Kind(
        key="premises_wanted",
        name=_("Premises wanted"),
        rows=lambda campaign, user: _of(PremisesWanted)(campaign, user).annotate(
            asked=Value(clock.now(), output_field=DateTimeField())
        ),
        page=page_at("chains:wanted"),
        states=PREMISES.states,
        number=lambda row: f"{row.area:,} m²",
        number_name=_("Area"),
        part="use",
        part_name=_("use"),
        parts=lambda pack: {each.key: each.name for each in pack.chains.premises.uses},
    )
)

LISTED = Q(state="confirmed")


def _key(key: str, name: object, where: Q, about: object = "", column: str = "", mean: bool = False) -> Measure:
    unit: Any = "%" if mean else ENTERPRISES
    return Measure(f"key.{key}", name, unit, "key_listing", where, column, mean, about)  # type: ignore[arg-type]


MEASURES = (
    _key("listed", _("On a list"), LISTED, _("Confirmed listings; an enterprise on two lists counts twice.")),
    _key("listed.resumed", _("On a list and at work"), LISTED & Q(standing="resumed")),
    _key("listed.stopped", _("On a list and not at work"), LISTED & ~Q(standing="resumed")),
    _key("listed.capacity", _("Mean capacity of those on a list"), LISTED & Q(standing="resumed"), "", "capacity", True),
    _key("proposed", _("Proposed for a list"), Q(state="proposed")),
    Measure("reviews.today", _("Reviews due today"), REVIEWED, "daily_review"),
    Measure("reviews.today.done", _("Reviewed today"), REVIEWED, "daily_review", Q(state="done")),
    Measure("chain.interrupted", _("Supplies interrupted"), LINKS, "interruption", Q(state="broken")),
    Measure(
        "chain.interrupted.overdue", _("Supplies interrupted too long"), LINKS, "interruption",
        Q(state="broken", due_at__lt=F("moment")),
    ),
    Measure(
        "chain.restored", _("Supply links restored"), LINKS, "interruption", Q(state="restored"),
        about=_("Supplies that were interrupted and flow again."),
    ),
    Measure("letters", _("Letters signed"), LETTERS, "letter", Q(state__in=["signed", "sent", "answered", "closed"])),
    Measure("letters.answered", _("Letters answered"), LETTERS, "letter", Q(state="answered")),
    Measure(
        "letters.overdue", _("Letters without an answer in time"), LETTERS, "letter",
        Q(state="sent", due_at__lt=F("moment")),
    ),
    Measure("premises.wanted", _("Premises wanted"), _("cases"), "premises_wanted", Q(state__in=["wanted", "shown"])),
    Measure("premises.agreed", _("Premises agreed"), _("cases"), "premises_wanted", Q(state="agreed")),
)  # fmt: skip

register(*MEASURES)
