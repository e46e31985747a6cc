"""Deliveries: the round of whoever brings them, on the phone; signature and photo; the note to print."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import PageRequest, or_404
from fugong.accounts.permissions import Permission
from fugong.core.documents import LARGEST
from fugong.core.errors import Refused
from fugong.core.handing import handed
from fugong.ledger import history
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page
from fugong.registry.models import Contact
from fugong.resumption import signatures
from fugong.supplies import booking, lists
from fugong.supplies.access import keeps
from fugong.supplies.actions import deliveries as actions
from fugong.supplies.lists import Wanted
from fugong.supplies.models import Delivery, Proof
from fugong.supplies.models.stock import ASIDE, FIRM, WAY
from fugong.supplies.views.access import VIEW, acted, delivery_of, status
from fugong.workflow.moves import open_arrows

DELIVER, KEEP = Permission.SUPPLY_DELIVER, Permission.SUPPLY_KEEP
TABS = (
    ("", gettext_lazy("Under way")),
    ("waiting", gettext_lazy("To be picked")),
    ("picked", gettext_lazy("In transit")),
    ("disputed", gettext_lazy("Not as noted")),
    ("delivered", gettext_lazy("Delivered")),
    ("all", gettext_lazy("All")),
)
PHOTOS = 6


@campaign_page(VIEW)
@require_GET
def deliveries(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Deliveries of the enterprises that the person sees; with `mine`, of those whom the person serves."""
    wanted = Wanted.of(request.GET)
    rows = lists.deliveries(request.user, campaign, wanted)
    only_mine = bool(request.GET.get("mine"))
    if only_mine:
        served = request.user.assignments.filter(campaign=campaign, until=None).values("enterprise")
        rows = rows.filter(enterprise__in=served)
    found = lists.page(rows, request.GET.get("after", ""))
    for row in found.rows:
        row.goods = _goods(row, campaign)
    context = {
        "campaign": campaign, "wanted": wanted, "page": found, "tabs": TABS, "mine": only_mine,
        "areas": lists.areas(campaign, request.user),
    }  # fmt: skip
    return render(request, "supplies/deliveries.html", context)


def _goods(row: Delivery, campaign: Campaign) -> list[str]:
    section = campaign.pack.supplies
    return [f"{section.item_name(each.item)} × {each.pieces:,}" for each in row.shares.all() if each.pieces]


@campaign_page(VIEW)
@require_GET
def delivery(request: PageRequest, campaign: Campaign, delivery: int) -> HttpResponse:
    """One delivery, as whoever brings it has it on the phone."""
    return _page(request, campaign, delivery_of(request, campaign, delivery))


@campaign_page(DELIVER)
@require_POST
def picking(request: PageRequest, campaign: Campaign, delivery: int) -> HttpResponse:
    """It leaves the store."""
    found = delivery_of(request, campaign, delivery)
    return _done(request, campaign, found, lambda: actions.pick(delivery=found, by=request.user), _("Picked."))


@campaign_page(DELIVER)
@require_POST
def return_(request: PageRequest, campaign: Campaign, delivery: int) -> HttpResponse:
    """Brought back to the store."""
    found, reason = delivery_of(request, campaign, delivery), request.POST.get("reason", "")
    do = lambda: actions.bring_back(delivery=found, reason=reason, by=request.user)  # noqa: E731
    return _done(request, campaign, found, do, _("It lies in the store again, set aside."))


@campaign_page(DELIVER)
@require_POST
def signature(request: PageRequest, campaign: Campaign, delivery: int) -> HttpResponse:
    """Somebody signed for it."""
    found = delivery_of(request, campaign, delivery)

    def do() -> None:
        signed = signatures.written(request.POST.get("name", ""), request.POST.get("signature", ""))
        photos = [each.read(LARGEST + 1) for each in request.FILES.getlist("photo")[: PHOTOS + 1]]
        actions.deliver(delivery=found, signature=signed, photos=photos, by=request.user)

    return _done(request, campaign, found, do, _("Delivered. The enterprise confirms on its own page."))


@campaign_page(KEEP)
@require_POST
def settlement(request: PageRequest, campaign: Campaign, delivery: int) -> HttpResponse:
    """What was disputed is cleared up."""
    found, reason = delivery_of(request, campaign, delivery), request.POST.get("reason", "")
    do = lambda: actions.settle(delivery=found, reason=reason, by=request.user)  # noqa: E731
    return _done(request, campaign, found, do, _("Settled."))


@campaign_page(KEEP)
@require_POST
def cancellation(request: PageRequest, campaign: Campaign, delivery: int) -> HttpResponse:
    """Called off: the goods go back."""
    found, reason = delivery_of(request, campaign, delivery), request.POST.get("reason", "")
    do = lambda: actions.cancel(delivery=found, reason=reason, by=request.user)  # noqa: E731
    return _done(request, campaign, found, do, _("Called off. The goods are in their store again."))


def _done(request: PageRequest, campaign: Campaign, found: Delivery, do: Any, said: str) -> HttpResponse:
    return acted(
        request, do, lambda: said, lambda: ("supplies:delivery", campaign.key, found.pk),
        lambda refusal: _page(request, campaign, found, refusal),
    )  # fmt: skip


@campaign_page(VIEW)
@require_GET
def note(request: PageRequest, campaign: Campaign, delivery: int) -> HttpResponse:
    """The delivery note, to print: what, which batches, two lines to sign."""
    found = delivery_of(request, campaign, delivery)
    context = {"campaign": campaign, "delivery": found, "lines": _lines(found), "contact": _contact(found)}
    return render(request, "supplies/note.html", context)


@campaign_page(VIEW)
@require_GET
def proof(request: PageRequest, campaign: Campaign, supply_proof: Any) -> FileResponse:
    """A signature or a photo, for those who see the delivery."""
    seen: Any = Delivery.objects.visible_to(request.user, VIEW).filter(campaign=campaign).order_by().values("pk")
    row = or_404(Proof.objects.filter(uid=supply_proof, delivery__in=seen).first())
    return shown(row)


def shown(row: Proof) -> FileResponse:
    """The signature or photo inside our own pages."""
    ending = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}.get(row.media, "svg")
    return handed(row.file, row.media, f"{row.uid}.{ending}", inside=True, styled=True)


def _lines(found: Delivery) -> list[dict[str, Any]]:
    """Item by item with its batches, wherever they are now."""
    section = found.campaign.pack.supplies
    parts = [each for kind in (ASIDE, WAY, FIRM) for each in booking.parts_of(found, kind)]
    batches = {
        batch.pk: batch for batch in lists.batches(found.campaign).filter(pk__in=[part.batch for _place, part in parts])
    }
    lines = []
    for share in found.shares.filter(pieces__gt=0).order_by("pk"):
        item = section.item(share.item)
        own = [(batches[part.batch], part.pieces) for _place, part in parts if part.item == share.item]
        lines.append({
            "name": section.item_name(share.item), "unit": section.unit_name(share.item), "pieces": share.pieces,
            "boxes": share.pieces // item.box if item and item.box > 1 else None, "batches": own,
            "stores": [section.store_name(key) for key in share.sources],
        })  # fmt: skip
    return lines


def _contact(found: Delivery) -> Contact | None:
    return Contact.objects.filter(enterprise=found.enterprise, kind="liaison").first()


def _page(request: PageRequest, campaign: Campaign, found: Delivery, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "campaign": campaign,
        "delivery": found,
        "enterprise": found.enterprise,
        "lines": _lines(found),
        "contact": _contact(found),
        "moves": {arrow.key for arrow in open_arrows(found, request.user)},
        "keeps": keeps(request.user, campaign),
        "needs_photo": campaign.pack.supplies.photo,
        "proofs": found.proofs.all(),
        "events": history.of(request, "supply_delivery", found.pk),
        "refusal": refusal,
        "faults": faults(refusal),
        "typed": request.POST,
    }
    return render(request, "supplies/delivery.html", context, status=status(refusal))
