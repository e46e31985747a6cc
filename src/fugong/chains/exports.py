"""Sheets that go out: key enterprises, links, an order of resuming, premises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission
from fugong.chains import edges, lists, words
from fugong.chains.models import Interruption, Partner, ResumingOrder
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.sheets import writer
from fugong.sheets.columns import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

KEYS = (
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="list", name=gettext_lazy("List"), width=18),
    Column(key="ground", name=gettext_lazy("Ground"), width=24),
    Column(key="state", name=gettext_lazy("State"), width=14),
    Column(key="since", name=gettext_lazy("Since"), width=12),
    Column(key="until", name=gettext_lazy("Last day"), width=12),
    Column(key="proposed", name=gettext_lazy("Proposed by"), width=14),
    Column(key="confirmed", name=gettext_lazy("Confirmed by"), width=14),
    Column(key="helper", name=gettext_lazy("Helper"), width=14),
    Column(key="stands", name=gettext_lazy("Stands"), width=14),
    Column(key="capacity", name=gettext_lazy("Capacity, %"), width=10),
    Column(key="review", name=gettext_lazy("Today’s review"), width=14),
    Column(key="decided", name=gettext_lazy("What was decided"), width=40),
    Column(key="broken", name=gettext_lazy("Supplies interrupted"), width=12),
)
LINKS = (
    Column(key="supplier", name=gettext_lazy("Supplier"), width=36),
    Column(key="supplier_stands", name=gettext_lazy("Supplier stands"), width=14),
    Column(key="customer", name=gettext_lazy("Customer"), width=36),
    Column(key="customer_stands", name=gettext_lazy("Customer stands"), width=14),
    Column(key="region", name=gettext_lazy("Region outside"), width=24),
    Column(key="what", name=gettext_lazy("What is supplied"), width=24),
    Column(key="kind", name=gettext_lazy("Kind of supply"), width=16),
    Column(key="share", name=gettext_lazy("Share, %"), width=8),
    Column(key="critical", name=gettext_lazy("Critical"), width=8),
    Column(key="waits", name=gettext_lazy("To be confirmed"), width=10),
    Column(key="broken", name=gettext_lazy("Interrupted"), width=10),
)
ORDER = (
    Column(key="place", name=gettext_lazy("Rank"), width=8),
    Column(key="wave", name=gettext_lazy("Wave"), width=8),
    Column(key="enterprise", name=gettext_lazy("Enterprise"), width=36),
    Column(key="uscc", name=gettext_lazy("Credit code"), width=22),
    Column(key="what", name=gettext_lazy("What follows"), width=14),
    Column(key="releases", name=gettext_lazy("Releases, yuan a day"), width=16),
    Column(key="behind", name=gettext_lazy("Hangs on it, yuan a day"), width=16),
    Column(key="top", name=gettext_lazy("Releases most"), width=10),
    Column(key="why", name=gettext_lazy("Why"), width=70),
)
PREMISES = (
    Column(key="what", name=gettext_lazy("Wanted or offered"), width=12),
    Column(key="who", name=gettext_lazy("Who"), width=36),
    Column(key="name", name=gettext_lazy("Premises"), width=30),
    Column(key="area", name=gettext_lazy("m²"), width=10),
    Column(key="power", name=gettext_lazy("kVA"), width=10),
    Column(key="use", name=gettext_lazy("Use"), width=14),
    Column(key="since", name=gettext_lazy("From"), width=12),
    Column(key="rent", name=gettext_lazy("Yuan a m² and month"), width=12, number_format="#,##0.00"),
    Column(key="state", name=gettext_lazy("State"), width=12),
)
WHAT = {"approve": gettext_lazy("Approve"), "waits": gettext_lazy("Waits"), "blocked": gettext_lazy("Blocked")}


def keys(user: User, campaign: Campaign, wanted: lists.Wanted) -> FileResponse:
    """The listings of a list, each with where it stands today."""
    name = _("Key enterprises of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(KEYS, _keys(user, campaign, wanted), name)


def _keys(user: User, campaign: Campaign, wanted: lists.Wanted) -> Iterator[dict[str, Any]]:
    rows = list(
        lists.listings(user, campaign, wanted).select_related("enterprise", "proposed_by", "confirmed_by", "helper")
    )
    stands = lists.stands(campaign, {row.enterprise_id for row in rows}, inner=user.is_staff_member)
    for row in rows:
        row.campaign, stand = campaign, stands[row.enterprise_id]
        review = stand.review
        yield {
            "enterprise": row.enterprise.name,
            "uscc": row.enterprise.uscc,
            "list": row.list_name,
            "ground": row.ground_name,
            "state": row.state_name,
            "since": clock.local(row.confirmed_at or row.proposed_at).date(),
            "until": row.until,
            "proposed": row.proposed_by.name if row.proposed_by else "",
            "confirmed": row.confirmed_by.name if row.confirmed_by else "",
            "helper": row.helper.name if row.helper else "",
            "stands": stand.record.state_name if stand.record else "",
            "capacity": stand.record.capacity if stand.record else None,
            "review": review.state_name if review else "",
            "decided": review.decided if review else "",
            "broken": stand.broken or "",
        }


def links(user: User, campaign: Campaign) -> FileResponse:
    """Every link of which the person sees a side."""
    name = _("Supply chain of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(LINKS, _links(user, campaign), name)


def _links(user: User, campaign: Campaign) -> Iterator[dict[str, Any]]:
    graph = edges.whole(campaign, user)
    unseen = _("an enterprise outside your area")
    for edge in graph.edges:
        supplier, customer = graph.nodes[edge.supplier], graph.nodes[edge.customer]
        if not ((supplier.seen and supplier.pk) or (customer.seen and customer.pk)):
            continue
        yield {
            "supplier": supplier.name or unseen,
            "supplier_stands": str(words.WORKS[supplier.stands]),
            "customer": customer.name or unseen,
            "customer_stands": str(words.WORKS[customer.stands]),
            "region": supplier.region or customer.region,
            "what": edge.what,
            "kind": campaign.pack.chains.name_of("good", edge.kind) if edge.kind else "",
            "share": edge.share,
            "critical": _("Yes") if edge.critical else "",
            "waits": _("Yes") if edge.waits else "",
            "broken": _("Yes") if edge.broken else "",
        }


def order(user: User, found: ResumingOrder) -> FileResponse:
    """An order with a reason in each row: of the enterprises that the person sees."""
    name = _("Order of resuming of %(campaign)s, %(day)s") % {
        "campaign": found.campaign, "day": clock.local(found.asked_at).date(),
    }  # fmt: skip
    return _sheet(ORDER, _order(user, found), name)


def _order(user: User, found: ResumingOrder) -> Iterator[dict[str, Any]]:
    rows = list(found.entries.visible_to(user).select_related("enterprise").order_by("place", "-behind", "pk"))
    known = names(found.campaign, found, rows, user)
    for row in rows:
        yield {
            "place": row.place,
            "wave": row.wave,
            "enterprise": row.enterprise.name,
            "uscc": row.enterprise.uscc,
            "what": str(WHAT[row.kind]),
            "releases": row.releases,
            "behind": row.behind,
            "top": _("Yes") if row.is_top else "",
            "why": words.reason(row, known),
        }


def names(campaign: Campaign, found: ResumingOrder, rows: Iterable[Any], user: User) -> dict[str, str]:
    """Key of the optimiser → name, of whatever blocks one of the rows; of enterprises only those that the person sees."""
    keys_ = {key for row in rows for key in row.data.get("by", ())}
    by_sign: dict[str, set[int]] = {}
    for key in keys_:
        by_sign.setdefault(key[0], set()).add(int(key[1:]))
    seen = Enterprise.objects.visible_to(user, Permission.KEY_VIEW).filter(pk__in=by_sign.get("e", ()))
    unseen = _("an enterprise outside your area")
    said = {f"e{pk}": unseen for pk in by_sign.get("e", ())}
    said |= {f"e{pk}": name for pk, name in seen.values_list("pk", "name")}
    partners = Partner.objects.filter(campaign=campaign, pk__in=by_sign.get("p", ()))
    said |= {f"p{pk}": f"{name}（{region}）" for pk, name, region in partners.values_list("pk", "name", "region")}
    breaks = Interruption.objects.filter(campaign=campaign, pk__in=by_sign.get("i", ()))
    words_ = _("%(name)s (supply interrupted)")
    return said | {f"i{pk}": words_ % {"name": name} for pk, name in breaks.values_list("pk", "partner_name")}


def premises(user: User, campaign: Campaign) -> FileResponse:
    """What is wanted, then what is offered."""
    name = _("Premises of %(campaign)s, %(day)s") % {"campaign": campaign, "day": clock.today()}
    return _sheet(PREMISES, _premises(user, campaign), name)


def _premises(user: User, campaign: Campaign) -> Iterator[dict[str, Any]]:
    for row in lists.wanted_premises(user, campaign, lists.Wanted(tab="all")).select_related("enterprise", "agreed"):
        row.campaign = campaign
        yield {
            "what": _("Wanted"), "who": row.enterprise.name, "name": row.agreed.name if row.agreed else "", "area": row.area,
            "power": row.power, "use": row.use_name, "since": row.since, "rent": "", "state": row.state_name,
        }  # fmt: skip
    for offer in lists.offers(user, campaign):
        offer.campaign = campaign
        yield {
            "what": _("Offered"), "who": str(offer.enterprise or offer.park or ""), "name": offer.name, "area": offer.area,
            "power": offer.power, "use": offer.use_name, "since": offer.since,
            "rent": offer.rent / 100 if offer.rent is not None else None, "state": "",
        }  # fmt: skip


def _sheet(columns: tuple[Column, ...], rows: Iterator[dict[str, Any]], name: str) -> FileResponse:
    return writer.download(writer.workbook(writer.Sheet(columns, rows, title=name)), name)
