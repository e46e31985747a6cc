"""What this room counts: applications, passes in force by kind, the enterprises that have them, what gates saw twice."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateTimeField, Exists, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from fugong.core import clock
from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.passes.arrows import APPLICATION, PASS
from fugong.passes.models import Pass, PassApplication

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

PASSES, APPLICATIONS, ENTERPRISES = _("passes"), _("applications"), _("enterprises")
HOLDS = Q(state="valid")


def _kinds(pack: Any) -> dict[str, Any]:
    return {each.key: each.name for each in pack.passes.kinds if each.subject != "card"}


def _applications(campaign: "Campaign", user: "User | None") -> Any:
    found = PassApplication.objects.filter(campaign=campaign)
    return found if user is None else found.visible_to(user)


def _passes(campaign: "Campaign", user: "User | None") -> Any:
    """Passes of enterprises; cards are counted with people's files."""
    found = Pass.objects.filter(campaign=campaign, card="")
    found = found if user is None else found.visible_to(user)
    return found.annotate(today=Value(clock.today(), output_field=Pass._meta.get_field("until")))


def _holders(campaign: "Campaign", user: "User | None") -> Any:
    """One row for each enterprise and kind: its first pass that is valid today stands for it, with how many there are."""
    today = clock.today()
    alike = Pass.objects.filter(
        campaign=campaign, enterprise=OuterRef("enterprise"), kind=OuterRef("kind"), state="valid", until__gte=today,
        card="",
    ).order_by()  # fmt: skip
    many = alike.values("kind").annotate(n=Count("pk")).values("n")
    first = (
        _passes(campaign, user)
        .filter(state="valid", until__gte=today)
        .exclude(Exists(alike.filter(pk__lt=OuterRef("pk"))))
    )
    return first.annotate(
        many=Coalesce(Subquery(many, output_field=IntegerField()), Value(0)),
        as_of=Value(clock.now(), output_field=DateTimeField()),
    )


PASS_APPLICATIONS = register_kind(
    Kind(
        key="pass_application",
        name=_("Application for a pass"),
        rows=_applications,
        page=page_at("passes:application"),
        states=APPLICATION.states,
        number_name=_("Plate or card number"),
        part="kind",
        part_name=_("kind of pass"),
        parts=_kinds,
    )
)

ISSUED = register_kind(
    Kind(
        key="pass",
        name=PASS.name,
        rows=_passes,
        page=page_at("passes:issued"),
        states=PASS.states,
        number_name=_("Plate or card number"),
        due="issued_at",
        due_name=_("Issued on"),
        is_past=True,
        order=("-issued_at", "-id"),
        part="kind",
        part_name=_("kind of pass"),
        parts=_kinds,
    )
)

HOLDERS = register_kind(
    Kind(
        key="pass_holder",
        name=_("Enterprise with passes"),
        rows=_holders,
        page=page_at("registry:enterprise", "enterprise_id"),
        states=PASS.states,
        number=lambda row: f"{row.kind_name} · {row.many}",
        number_name=_("Passes"),
        due="as_of",
        due_name=_("As of"),
        is_past=True,
        order=("enterprise_id", "id"),
        related=("pack_version",),
        part="kind",
        part_name=_("kind of pass"),
        parts=_kinds,
    )
)


def _asked(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, APPLICATIONS, PASS_APPLICATIONS.key, where, about=about)  # type: ignore[arg-type]


register(
    _asked("passes.asked", _("Applications for passes"), ~Q(state="taken_back"), _("All but those taken back.")),
    _asked("passes.asked.open", _("Applications for passes open"), Q(state="asked")),
    _asked("passes.asked.overdue", _("Applications for passes late"), Q(state="asked", due_at__lt=F("moment"))),
    _asked("passes.asked.refused", _("Applications for passes refused"), Q(state="refused")),
    Measure("passes.issued", _("Passes issued"), PASSES, ISSUED.key, about=_("All that were ever issued.")),
    Measure("passes.valid", _("Passes in force"), PASSES, ISSUED.key, HOLDS & Q(until__gte=F("today"))),
    Measure("passes.suspended", _("Passes suspended"), PASSES, ISSUED.key, Q(state="suspended", until__gte=F("today"))),
    Measure("passes.withdrawn", _("Passes withdrawn"), PASSES, ISSUED.key, Q(state="withdrawn")),
    Measure("passes.enterprises", _("Enterprises with passes in force"), ENTERPRISES, HOLDERS.key, HOLDS,
            about=_("Each once for each kind of pass that it has.")),
)  # fmt: skip
