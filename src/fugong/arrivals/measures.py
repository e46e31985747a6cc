"""What this room counts: arrivals as they are now."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.arrivals.arrows import ARRIVAL as MOVES
from fugong.arrivals.arrows import OPEN
from fugong.arrivals.models import Arrival
from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.registry.countries import COUNTRIES, said_lazily

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

PEOPLE = _("people")


def _rows(campaign: "Campaign", user: "User | None") -> Any:
    found = Arrival.objects.filter(campaign=campaign)
    return found if user is None else found.visible_to(user)


def _nationalities(pack: Any) -> dict[str, Any]:
    return {code: said_lazily(code) for code in COUNTRIES}


ARRIVAL = register_kind(
    Kind(
        key="arrival",
        name=_("Arrivals"),
        rows=_rows,
        page=page_at("arrivals:arrival"),
        states=MOVES.states,
        number=lambda row: row.service.number,
        number_name=_("Service"),
        related=("service",),
        part="nationality",
        part_name=_("nationality"),
        parts=_nationalities,
    )
)


def _arrivals(key: str, name: Any, where: Q, about: Any = "") -> Measure:
    return Measure(key, name, PEOPLE, ARRIVAL.key, where, about=about)


register(
    _arrivals("arrivals.expected", _("Expected to arrive"), Q(state="expected")),
    _arrivals(
        "arrivals.received",
        _("Arrivals received"),
        Q(met_at__isnull=False),
        _("Met at the gate, whatever came of it."),
    ),
    _arrivals("arrivals.foreign", _("Foreign returnees received"), Q(met_at__isnull=False) & ~Q(nationality="CN")),
    _arrivals("arrivals.handed_over", _("Handed over"), Q(state="handed_over")),
    _arrivals("arrivals.in_time", _("Handed over in time"), Q(state="handed_over", in_time=True)),
    _arrivals("arrivals.late", _("Arrivals that are late"), Q(state__in=OPEN, due_at__lt=F("moment"))),
    _arrivals("arrivals.isolated", _("Unwell on arrival"), Q(state="isolated")),
)
