"""What this room counts: standings of a day, and filings as they are now."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.resumption.arrows import FILING as FILING_MOVES
from fugong.resumption.models import Filing

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

STANDING = "standing"
"""The rows of one day: they have no kind, and keep their totals."""

ENTERPRISES = _("enterprises")
PEOPLE = _("people")
FILINGS = _("filings")


def _filings(campaign: "Campaign", user: "User | None") -> Any:
    """Those under way: whoever sees figures of an enterprise sees how many of its filings wait."""
    found = Filing.objects.filter(campaign=campaign, state="filed")
    return found if user is None else found.visible_to(user, Permission.FIGURES_VIEW)


FILING = register_kind(
    Kind(
        key="filing",
        name=_("Filing"),
        rows=_filings,
        page=page_at("resumption:filing"),
        states=FILING_MOVES.states,
    )
)


def _enterprises(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, ENTERPRISES, STANDING, where, about=about)  # type: ignore[arg-type]


def _people(key: str, name: object, column: str, about: object = "") -> Measure:
    return Measure(key, name, PEOPLE, STANDING, Q(), column, about=about)  # type: ignore[arg-type]


MEASURES = (
    _enterprises("enterprises", _("Enterprises"), Q(), _("All that take part in the campaign.")),
    _enterprises(
        "enterprises.filed",
        _("Filed"),
        Q(filed=True),
        _("A filing was received and neither withdrawn nor refused, whatever came of it since."),
    ),
    _enterprises("enterprises.approved", _("Approved"), Q(approved=True), _("The approval is in force.")),
    _enterprises(
        "enterprises.resumed", _("Resumed"), Q(resumed=True), _("The first day has come, and work isn't suspended.")
    ),
    _enterprises("enterprises.suspended", _("Suspended"), Q(state="suspended")),
    _enterprises(
        "enterprises.exempt",
        _("Exempt"),
        Q(state="exempt"),
        _("No filing is asked of them, and they haven't confirmed a first day."),
    ),
    _enterprises(
        "enterprises.covered", _("Covered"), Q(covered=True), _("Every post that the pack asks for has its holders.")
    ),
    _enterprises(
        "enterprises.uncovered", _("Uncovered"), Q(covered=False), _("A post that the pack asks for is empty.")
    ),
    _enterprises(
        "enterprises.reported",
        _("Reported"),
        Q(expected=True, reported_at__isnull=False),
        _("The day's report is owed and has come."),
    ),
    _enterprises(
        "enterprises.report_missing",
        _("Report missing"),
        Q(expected=True, reported_at=None),
        _("The day's report is owed and hasn't come."),
    ),
    _enterprises(
        "enterprises.committed", _("Commitment signed"), Q(committed=True), _("The enterprise's own commitment.")
    ),
    _people("staff.total", _("Staff"), "staff_total"),
    _people("staff.back", _("Staff back"), "staff_back", _("As last reported.")),
    _people("staff.local", _("Of them local"), "staff_local"),
    _people("staff.outside", _("Of them from outside"), "staff_outside"),
    _people("employees.on_roster", _("Employees on the roster"), "roster"),
    _people("employees.signed", _("Employees who signed"), "signed"),
    Measure(
        "filings.in_progress",
        _("Filings in progress"),
        FILINGS,
        FILING.key,
        Q(state="filed"),
        about=_("Filed and not decided yet; those returned lie with the enterprise."),
    ),
    Measure(
        "filings.overdue",
        _("Filings overdue"),
        FILINGS,
        FILING.key,
        Q(state="filed", due_at__lt=F("moment")),
        about=_("The open step's deadline has passed."),
    ),
    Measure(
        "capacity.mean",
        _("Mean capacity"),
        "%",
        STANDING,
        Q(resumed=True),
        "capacity",
        mean=True,
        about=_("Over the resumed enterprises that say one."),
    ),
)

register(*MEASURES)
