"""What this room counts: doubts by where they stand, and enterprises of which there are readings."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.fields import CharField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission as P
from fugong.core.measures import PAGES, Kind, Measure, page_at, register, register_kind
from fugong.signals.arrows import DOUBT, OPEN
from fugong.signals.models import Doubt, Meter, Reading

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign


def _doubts(campaign: "Campaign", user: "User | None") -> Any:
    found = Doubt.objects.filter(campaign=campaign)
    return found if user is None else found.visible_to(user)


DOUBTS = register_kind(
    Kind(
        key="doubt", name=_("Doubts about reports"), rows=_doubts, page=page_at("signals:doubt"), states=DOUBT.states,
        number=lambda row: row.rule_name, related=("campaign__pack_version",), part="rule", part_name=_("what is doubtful"),
        parts=lambda pack: {each.key: each.name for each in pack.signals.doubts},
    )
)  # fmt: skip


def _meters(campaign: "Campaign", user: "User | None") -> Any:
    found = Meter.objects.filter(campaign=campaign)
    found = found if user is None else found.visible_to(user, P.SIGNAL_VIEW)
    last = Reading.objects.filter(meter=OuterRef("pk")).order_by("-day").values("day")[:1]
    return found.annotate(when=Subquery(last), state=Value("", output_field=CharField()))


METERS = register_kind(
    Kind(
        key="meter", name=_("Meters and other signals"), rows=_meters,
        page=lambda campaign, row: reverse("registry:enterprise", args=[row.enterprise_id], urlconf=PAGES),
        number=lambda row: row.number or row.kind, due="when", due_name=_("Last reading"), is_past=True, order=("id",),
        part="kind", part_name=_("signal"), parts=lambda pack: {each.key: each.name for each in pack.signals.kinds},
    )
)  # fmt: skip

CASES = _("doubts")
register(
    Measure("signals.doubts", _("Doubts about reports"), CASES, DOUBTS.key),
    Measure("signals.open", _("Doubts that nobody has answered"), CASES, DOUBTS.key, Q(state="open")),
    Measure("signals.late", _("Doubts that are late"), CASES, DOUBTS.key, Q(state__in=OPEN, due_at__lt=F("moment"))),
    Measure("signals.explained", _("Doubts explained"), CASES, DOUBTS.key, Q(state="explained")),
    Measure("signals.confirmed", _("Doubts confirmed and not yet looked at"), CASES, DOUBTS.key, Q(state="confirmed")),
    Measure("signals.visited", _("Doubts looked at on site"), CASES, DOUBTS.key, Q(state="visited")),
    Measure("signals.corrected", _("Reports corrected after a doubt"), CASES, DOUBTS.key, Q(state="corrected")),
    Measure("signals.meters", _("Meters and other signals of enterprises"), _("signals"), METERS.key),
)  # fmt: skip
