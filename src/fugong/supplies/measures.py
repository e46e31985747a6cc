"""What this room counts: batches that came, shares that were delivered, enterprises that were supplied, requests, stock."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    CharField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.registry.models import Enrolment
from fugong.supplies.access import sees_all
from fugong.supplies.arrows import ALLOCATION, DELIVERY, NEED
from fugong.supplies.models import Allocation, Batch, Need, Share
from fugong.supplies.models.asking import SOURCES

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

PIECES, YUAN, FIRMS, REQUESTS, DELIVERIES = _("pieces"), _("yuan"), _("enterprises"), _("requests"), _("deliveries")
HERE = ("delivered", "disputed", "received")


def _yuan() -> Any:
    """Fen as yuan, exactly."""
    number = DecimalField(max_digits=20, decimal_places=2)
    return ExpressionWrapper(Cast("fen", number) / Value(100), output_field=number)


def _items(pack: Any) -> Any:
    return {item.key: item.name for item in pack.supplies.items}


def _of(model: Any) -> Any:
    def rows(campaign: "Campaign", user: "User | None") -> Any:
        found = model.objects.filter(campaign=campaign)
        return found if user is None else found.visible_to(user)

    return rows


def _batches(campaign: "Campaign", user: "User | None") -> Any:
    """Of interest to those who look at the whole campaign: a batch belongs to no area below it."""
    rows = Batch.objects.filter(campaign=campaign).annotate(yuan=_yuan())
    return rows if user is None or sees_all(user, campaign) else rows.none()


def _allocations(campaign: "Campaign", user: "User | None") -> Any:
    rows = Allocation.objects.filter(campaign=campaign)
    return rows if user is None or sees_all(user, campaign) else rows.none()


def _shares(campaign: "Campaign", user: "User | None") -> Any:
    rows = _of(Share)(campaign, user).filter(pieces__gt=0, delivery__isnull=False)
    return rows.annotate(yuan=_yuan(), standing=F("delivery__state"))


def _supplied(campaign: "Campaign", user: "User | None") -> Any:
    """Enterprises (as enrolments) with the items that they were given, and when last."""
    rows = Enrolment.objects.filter(campaign=campaign)
    rows = rows if user is None else rows.visible_to(user, Permission.SUPPLY_VIEW)
    given = Share.objects.filter(
        campaign=campaign, enterprise=OuterRef("enterprise"), pieces__gt=0, delivery__state__in=HERE
    ).order_by()
    items = given.values("enterprise").annotate(all=ArrayAgg("item", distinct=True)).values("all")
    last = Share.objects.filter(
        campaign=campaign, enterprise=OuterRef("enterprise"), pieces__gt=0, delivery__state__in=HERE
    ).order_by("-delivered_at")
    return rows.annotate(
        is_supplied=Exists(given),
        items_had=Coalesce(
            Subquery(items, output_field=ArrayField(CharField())), Value([], output_field=ArrayField(CharField()))
        ),
        last_at=Subquery(last.values("delivered_at")[:1]),
        standing=Case(When(Exists(given), then=Value("supplied")), default=Value("none"), output_field=CharField()),
    )


BATCHES = register_kind(
    Kind(
        key="supply_batch",
        name=_("Batch of supplies"),
        rows=_batches,
        page=page_at("supplies:offer", "offer_id"),
        state="kind",
        states=SOURCES,
        number=lambda batch: f"{batch.item_name} × {batch.pieces:,} · {batch.offer.supplier}",
        number_name=_("What came"),
        related=("offer", "campaign__pack_version"),
        due="arrived_at",
        due_name=_("Has arrived"),
        is_past=True,
        order=("-arrived_at", "id"),
        part="item",
        part_name=_("item of supplies"),
        parts=_items,
    )
)

SHARES = register_kind(
    Kind(
        key="supply_share",
        name=_("What an enterprise was given"),
        rows=_shares,
        page=page_at("supplies:delivery", "delivery_id"),
        state="standing",
        states=DELIVERY.states,
        number=lambda share: f"{share.item_name} × {share.pieces:,}",
        number_name=_("What"),
        related=("campaign__pack_version",),
        due="delivered_at",
        due_name=_("Delivered"),
        is_past=True,
        order=("-delivered_at", "id"),
        part="item",
        part_name=_("item of supplies"),
        parts=_items,
    )
)

SUPPLIED = register_kind(
    Kind(
        key="supplied_enterprise",
        name=_("Enterprise with what it was given"),
        rows=_supplied,
        page=page_at("registry:enterprise", "enterprise_id"),
        state="standing",
        states={"supplied": _("Supplied"), "none": _("Nothing delivered yet")},
        number=lambda row: len(row.items_had),
        number_name=_("Kinds of goods"),
        due="last_at",
        due_name=_("Last delivery"),
        is_past=True,
        order=("enterprise_id", "id"),
        part="items_had",
        part_name=_("item of supplies"),
        parts=_items,
    )
)

NEEDS = register_kind(
    Kind(
        key="supply_need",
        name=_("Request for supplies"),
        rows=_of(Need),
        page=lambda campaign, row: page_at("supplies:needs_of", "item")(campaign, row),
        states=NEED.states,
        number=lambda need: f"{need.item_name} × {need.pieces:,}",
        number_name=_("What"),
        related=("campaign__pack_version",),
        part="item",
        part_name=_("item of supplies"),
        parts=_items,
    )
)

ALLOCATIONS = register_kind(
    Kind(
        key="supply_allocation",
        name=_("Allocation"),
        rows=_allocations,
        page=page_at("supplies:allocation"),
        states=ALLOCATION.states,
        number=lambda row: f"{row.number} · {'、'.join(row.item_names)}",
        related=("campaign__pack_version",),
        due="proposed_at",
        due_name=_("When proposed"),
        is_past=True,
        order=("-proposed_at", "id"),
        part="items",
        part_name=_("item of supplies"),
        parts=_items,
    )
)


def _came(key: str, name: object, where: Q = Q(), column: str = "pieces", about: object = "") -> Measure:
    return Measure(key, name, PIECES if column == "pieces" else YUAN, BATCHES.key, where, column, about=about)  # type: ignore[arg-type]


def _given(key: str, name: object, where: Q, column: str = "pieces", about: object = "") -> Measure:
    return Measure(key, name, PIECES if column == "pieces" else YUAN, SHARES.key, where, column, about=about)  # type: ignore[arg-type]


ARRIVED = Q(standing__in=HERE)
OPEN = Q(state="asked")

MEASURES = (
    _came("supplies.sourced", _("Supplies found (pieces)"), about=_("All that came into a store, from any source.")),
    _came("supplies.sourced.bought", _("Supplies bought (pieces)"), Q(kind="purchase")),
    _came("supplies.sourced.given", _("Supplies given (pieces)"), Q(kind__in=["donation", "society"])),
    _came("supplies.value", _("Worth of the supplies found"), column="yuan"),
    _given("supplies.delivered", _("Supplies delivered (pieces)"), ARRIVED),
    _given("supplies.delivered.value", _("Worth of the supplies delivered"), ARRIVED, "yuan"),
    _given("supplies.under_way", _("Supplies set aside or on the way"), Q(standing__in=["waiting", "picked"])),
    Measure(
        "supplies.enterprises", _("Enterprises supplied"), FIRMS, SUPPLIED.key, Q(is_supplied=True),
        about=_("That something was delivered to."),
    ),
    Measure("supplies.requests", _("Requests for supplies"), REQUESTS, NEEDS.key, ~Q(state="withdrawn")),
    Measure("supplies.requests.open", _("Requests for supplies open"), REQUESTS, NEEDS.key, OPEN),
    Measure(
        "supplies.requests.overdue", _("Requests for supplies late"), REQUESTS, NEEDS.key,
        OPEN & Q(due_at__lt=F("moment")),
    ),
    Measure("supplies.requests.met", _("Requests for supplies met"), REQUESTS, NEEDS.key, Q(state="met")),
    Measure(
        "supplies.allocations", _("Allocations confirmed"), _("allocations"), ALLOCATIONS.key,
        Q(state__in=["confirmed", "done"]), about=_("Each is one batch of what was handed out."),
    ),
)  # fmt: skip

register(*MEASURES)
