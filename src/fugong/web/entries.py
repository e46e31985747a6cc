"""The places where one can go: each with who may open it, and where a place's rules must know of it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.policy.pack import Pack


@dataclass(frozen=True, slots=True)
class Entry:
    """A place to go. `per_campaign` addresses take the campaign's key; `thumb` entries are in the phone's bar.

    `staff`: True shows it to the authority's people only, False to enterprises' only, None to both.
    """

    label: Promise
    icon: str
    url_name: str
    needs: tuple[P, ...]  # any of them
    per_campaign: bool = True
    thumb: bool = False
    staff: bool | None = True
    kwargs: tuple[tuple[str, str], ...] = ()
    only_if: Callable[[Pack], bool] | None = None  # a place whose pack has none of it isn't shown the way there
    covers: str = ""  # where the pages that belong to it begin, below the campaign's address; else at its own address


def _watches_health(pack: Pack) -> bool:
    return "epidemic" in pack.places.hazards


def _receives(pack: Pack) -> bool:
    return bool(pack.arrivals.gates)


def _tests(pack: Pack) -> bool:
    return bool(pack.testing.tests)


def _compares(pack: Pack) -> bool:
    return bool(pack.signals.is_used)


def _shares(pack: Pack) -> bool:
    return bool(pack.supplies.items)


def _lists(pack: Pack) -> bool:
    return bool(pack.chains.lists)


def _lodges(pack: Pack) -> bool:
    return bool(pack.lodging.used)


def _passes(pack: Pack) -> bool:
    return bool(pack.passes.given)


def _advises(pack: Pack) -> bool:
    return bool(pack.advice.is_used)


def _appoints(pack: Pack) -> bool:
    return bool(pack.advice.appointments)


def _trains(pack: Pack) -> bool:
    return bool(pack.training.is_used)


def _drives(pack: Pack) -> bool:
    return bool(pack.transport.is_used)


def _hires(pack: Pack) -> bool:
    return bool(pack.labour.is_used)


def _has_bases(pack: Pack) -> bool:
    return bool(pack.labour.is_used and pack.transport.bases)


def _shares_staff(pack: Pack) -> bool:
    return bool(pack.labour.shares)


def _serves(pack: Pack) -> bool:
    return bool(pack.services.is_used)


def _has_halls(pack: Pack) -> bool:
    return bool(pack.services.halls)


def _courts(pack: Pack) -> bool:
    return bool(pack.investment.is_used)


def _gives(pack: Pack) -> bool:
    return bool(pack.benefits.is_used)


def _pays_back(pack: Pack) -> bool:
    return bool(pack.transport.reimbursements)


def _leads_projects(pack: Pack) -> bool:
    return bool(pack.projects.lists)


def _approves(pack: Pack) -> bool:
    return any(not rule.land for rule in pack.projects.approvals)


def _keeps_land(pack: Pack) -> bool:
    return bool(pack.projects.has_land)


ENTRIES: tuple[tuple[Promise, tuple[Entry, ...]], ...] = (
    (
        _("Enterprise"),
        (Entry(_("My enterprise"), "building-factory-2", "resumption:mine", (P.FILING_SUBMIT,), False, True, False),),
    ),
    (
        _("Work"),
        (
            Entry(_("Today"), "checklist", "resumption:today", (P.FILING_DECIDE, P.REPORT_ENTER), thumb=True),
            Entry(_("Filings"), "file-check", "resumption:filings", (P.FILING_VIEW,), thumb=True),
            Entry(_("Route board"), "columns", "resumption:board", (P.FILING_VIEW,)),
            Entry(_("Filed together"), "building-skyscraper", "resumption:joints", (P.FILING_VIEW,)),
            Entry(_("Batches"), "list-check", "resumption:batches", (P.RESUMPTION_EDIT,)),
            Entry(_("Suspended together"), "player-stop", "resumption:suspensions", (P.RESUMPTION_EDIT,)),
            Entry(_("Daily reports"), "report", "resumption:reports", (P.REPORT_VIEW,)),
            Entry(_("Demands"), "headset", "demands:demands", (P.DEMAND_VIEW,), thumb=True),
            Entry(_("Tasks"), "list-details", "demands:tasks", (P.DEMAND_VIEW,)),
            Entry(_("Meetings"), "calendar-event", "meetings:meetings", (P.MEETING_VIEW,)),
        ),
    ),
    (
        _("Inspections"),
        (
            Entry(_("My round"), "route", "inspections:round", (P.VISIT_RECORD,), thumb=True),
            Entry(_("On the phone"), "device-mobile", "inspections:phone", (P.VISIT_RECORD,), per_campaign=False),
            Entry(_("Rounds and draws"), "clipboard-list", "inspections:rounds", (P.INSPECTION_PLAN,)),
            Entry(_("Visits"), "clipboard-check", "inspections:visits", (P.INSPECTION_VIEW,)),
            Entry(_("Rectification notices"), "file-alert", "rectification:notices", (P.INSPECTION_VIEW,)),
            Entry(_("Blind spots"), "eye-off", "rectification:blind_spots", (P.INSPECTION_VIEW,)),
            Entry(_("Doubtful reports"), "alert-triangle", "signals:doubts", (P.SIGNAL_VIEW,), only_if=_compares),
        ),
    ),
    (
        pgettext_lazy("whose files are kept", "People"),
        (
            Entry(_("People’s files"), "id", "workforce:people", (P.PERSON_VIEW,)),
            Entry(
                _("Today’s health"), "temperature", "workforce:health_day", (P.PERSON_VIEW,), only_if=_watches_health
            ),
            Entry(_("Reception"), "world", "arrivals:reception", (P.ARRIVAL_RECEIVE,), only_if=_receives),
            Entry(_("Arrivals"), "calendar-event", "arrivals:board", (P.ARRIVAL_RECEIVE,), only_if=_receives),
            Entry(_("Erasures"), "shield-x", "workforce:erasures", (P.ERASURE_SIGN,)),
        ),
    ),
    (
        _("Testing"),
        (
            Entry(_("Coverage"), "vaccine", "testing:coverage", (P.PERSON_VIEW,), only_if=_tests),
            Entry(
                _("Shifts and tubes"), "calendar-event", "testing:shifts", (P.SAMPLE_TAKE,), staff=None, only_if=_tests
            ),
            Entry(_("Sampling points"), "map-pin", "testing:points", (P.SAMPLE_TAKE,), only_if=_tests),
            Entry(_("Specialists"), "certificate", "testing:specialists", (P.TESTING_PLAN,), only_if=_tests),
            Entry(_("Sampling"), "scan", "inspections:phone", (P.SAMPLE_TAKE,), False, True, False),
        ),
    ),
    (
        _("Advice"),
        (
            Entry(
                _("Questions to advisers"), "message-question", "advice:enquiries", (P.ADVICE_VIEW,), only_if=_advises
            ),
            Entry(_("Questions and answers"), "help", "advice:answers", (P.ADVICE_VIEW,), only_if=_advises),
            Entry(_("Appointments"), "calendar-event", "advice:appointments", (P.ADVICE_VIEW,), only_if=_appoints),
            Entry(_("Advisers"), "stethoscope", "advice:advisers", (P.ADVICE_VIEW,), only_if=_advises),
        ),
    ),
    (
        _("Training"),
        (
            Entry(_("Courses"), "school", "training:courses", (P.TRAINING_VIEW,), only_if=_trains),
            Entry(_("Register of training"), "list-check", "training:register", (P.TRAINING_VIEW,), only_if=_trains),
            Entry(_("Who may serve today"), "shield-check", "training:holders", (P.TRAINING_VIEW,), only_if=_trains),
            Entry(_("Sessions"), "calendar-event", "training:sessions", (P.TRAINING_VIEW,), only_if=_trains),
            Entry(_("Question bank"), "help", "training:bank", (P.TRAINING_TEACH,), only_if=_trains),
            Entry(
                _("Appeals about examinations"),
                "message-question",
                "training:appeals",
                (P.TRAINING_TEACH,),
                only_if=_trains,
            ),
            Entry(
                _("Certificates of qualification"),
                "certificate",
                "training:certificates",
                (P.TRAINING_VIEW,),
                only_if=_trains,
            ),
        ),
    ),
    (
        _("Groups and notices"),
        (
            Entry(_("Groups"), "messages", "outreach:groups", (P.GROUP_SPEAK,)),
            Entry(_("Notices"), "speakerphone", "outreach:notices", (P.NOTICE_VIEW,)),
        ),
    ),
    (
        _("Enterprises"),
        (
            Entry(_("Enterprises"), "building-factory-2", "registry:enterprises", (P.REGISTRY_VIEW,), thumb=True),
            Entry(_("Map"), "map-2", "registry:map", (P.REGISTRY_VIEW,)),
            Entry(_("Officers"), "users", "registry:officers", (P.REGISTRY_VIEW,)),
            Entry(_("Assignments"), "user-check", "registry:assignments", (P.ASSIGNMENT_MANAGE,)),
            Entry(_("Teams"), "users-group", "registry:teams", (P.REGISTRY_VIEW,)),
            Entry(
                _("Import a list"),
                "table-import",
                "sheets:upload",
                (P.REGISTRY_EDIT,),
                kwargs=(("kind", "enterprises"),),
                covers="sheets/",
            ),
        ),
    ),
    (
        _("Key enterprises"),
        (
            Entry(_("Key enterprises"), "flag", "chains:keys", (P.KEY_VIEW,), only_if=_lists),
            Entry(_("Supply chain"), "hierarchy-2", "chains:chain", (P.KEY_VIEW,), only_if=_lists),
            Entry(_("Interrupted supplies"), "alert-triangle", "chains:interruptions", (P.KEY_VIEW,), only_if=_lists),
            Entry(_("Letters"), "mail", "chains:letters", (P.KEY_VIEW,), only_if=_lists),
            Entry(_("Order of resuming"), "list-check", "chains:orders", (P.KEY_VIEW,), only_if=_lists),
            Entry(_("Premises"), "building-warehouse", "chains:premises", (P.KEY_VIEW,), only_if=_lists),
        ),
    ),
    (
        _("Beds and meals"),
        (
            Entry(_("Bed requests"), "list-check", "lodging:requests", (P.BED_ARRANGE,), only_if=_lodges),
            Entry(_("Houses and beds"), "home", "lodging:houses", (P.BED_ARRANGE,), only_if=_lodges),
            Entry(_("Caterers"), "paper-bag", "lodging:caterers", (P.BED_ARRANGE,), only_if=_lodges),
        ),
    ),
    (
        _("Investment promotion"),
        (
            Entry(_("Leads"), "flag", "investment:leads", (P.LEAD_VIEW,), only_if=_courts),
            Entry(_("Board of leads"), "columns", "investment:board", (P.LEAD_VIEW,), only_if=_courts),
            Entry(_("Next steps"), "list-check", "investment:steps", (P.LEAD_VIEW,), only_if=_courts),
            Entry(_("Signing events"), "signature", "investment:signings", (P.LEAD_VIEW,), only_if=_courts),
            Entry(_("Platforms"), "building-community", "investment:platforms", (P.LEAD_VIEW,), only_if=_courts),
            Entry(_("New registrations"), "building-store", "investment:firms", (P.LEAD_VIEW,), only_if=_courts),
        ),
    ),
    (
        _("Services without meeting"),
        (
            Entry(_("Applications"), "file-certificate", "services:applications", (P.SERVICE_VIEW,), only_if=_serves),
            Entry(_("Catalogue"), "list-details", "services:catalogue", (P.SERVICE_VIEW,), only_if=_serves),
            Entry(_("Note for a caller"), "phone-call", "services:noting", (P.SERVICE_HANDLE,), only_if=_serves),
            Entry(_("Windows today"), "calendar-event", "services:windows", (P.SERVICE_VIEW,), only_if=_has_halls),
            Entry(_("Kiosks"), "device-desktop", "services:kiosks", (P.SERVICE_MANAGE,), only_if=_serves),
        ),
    ),
    (
        _("Goods and supplies"),
        (
            Entry(_("Stock and needs"), "packages", "supplies:overview", (P.SUPPLY_VIEW,), only_if=_shares),
            Entry(_("Needs"), "hand-stop", "supplies:needs", (P.SUPPLY_VIEW,), only_if=_shares),
            Entry(
                _("Sources and offers"),
                "shopping-cart",
                "supplies:offers",
                (P.SUPPLY_KEEP, P.SUPPLY_CONFIRM),
                only_if=_shares,
            ),
            Entry(_("Allocations"), "scale", "supplies:allocations", (P.SUPPLY_VIEW,), only_if=_shares),
            Entry(_("Deliveries"), "truck-delivery", "supplies:deliveries", (P.SUPPLY_DELIVER,), only_if=_shares),
        ),
    ),
    (
        _("Passes"),
        (
            Entry(_("Applications"), "certificate", "passes:applications", (P.PASS_VIEW,), only_if=_passes),
            Entry(_("Passes issued"), "truck", "passes:passes", (P.PASS_VIEW,), only_if=_passes),
            Entry(_("Seen at gates"), "scan", "passes:scans", (P.PASS_DECIDE,), only_if=_passes),
            Entry(
                pgettext_lazy("where passes are checked", "Gate"),
                "device-mobile",
                "passes:gate",
                (P.PASS_CHECK,),
                per_campaign=False,
                staff=None,
            ),
        ),
    ),
    (
        _("Coaches"),
        (
            Entry(
                _("Need for coaches"),
                "messages",
                "transport:surveys",
                (P.TRIP_VIEW,),
                only_if=_drives,
                covers="coaches/",
            ),
            Entry(_("Trips"), "bus", "transport:trips", (P.TRIP_VIEW,), only_if=_drives),
            Entry(_("Coach lines"), "route", "transport:lines", (P.TRIP_VIEW,), only_if=_drives),
            Entry(_("Claims of trips’ cost"), "receipt", "transport:claims", (P.CLAIM_DECIDE,), only_if=_pays_back),
        ),
    ),
    (
        _("Projects and land"),
        (
            Entry(
                _("Key projects"),
                "building-skyscraper",
                "projects:projects",
                (P.PROJECT_VIEW,),
                only_if=_leads_projects,
            ),
            Entry(_("Approval cases"), "file-check", "projects:approvals", (P.PROJECT_VIEW,), only_if=_approves),
            Entry(_("Land"), "map", "projects:land", (P.PROJECT_VIEW,), only_if=_keeps_land),
        ),
    ),
    (
        _("Staff and vacancies"),
        (
            Entry(_("Vacancies"), "briefcase", "labour:vacancies", (P.LABOUR_VIEW,), only_if=_hires),
            Entry(_("Job seekers"), "user-question", "labour:seekers", (P.LABOUR_MATCH,), only_if=_hires),
            Entry(_("Introductions"), "heart-handshake", "labour:introductions", (P.LABOUR_VIEW,), only_if=_hires),
            Entry(_("Short of labour"), "scale", "labour:shortage", (P.LABOUR_MATCH,), only_if=_hires),
            Entry(_("Shared staff"), "signature", "labour:sharing", (P.LABOUR_VIEW,), only_if=_shares_staff),
            Entry(_("Labour bases"), "users-group", "labour:contingents", (P.LABOUR_VIEW,), only_if=_has_bases),
            Entry(_("Job fairs"), "calendar-event", "labour:fairs", (P.LABOUR_VIEW,), only_if=_hires),
        ),
    ),
    (
        _("Benefits"),
        (
            Entry(_("Policies and money left"), "gift", "benefits:policies", (P.BENEFIT_VIEW,), only_if=_gives),
            Entry(_("Money of benefits"), "chart-bar", "benefits:overview", (P.BENEFIT_VIEW,), only_if=_gives),
            Entry(_("Claims of benefits"), "coin", "benefits:claims", (P.BENEFIT_DECIDE,), only_if=_gives),
            Entry(
                _("Enterprises’ policy packs"), "file-certificate", "benefits:packs", (P.BENEFIT_VIEW,), only_if=_gives
            ),
        ),
    ),
    (
        _("Command"),
        (
            Entry(_("Overview"), "dashboard", "figures:command", (P.FIGURES_VIEW,), thumb=True),
            Entry(_("Figures"), "chart-bar", "figures:figures", (P.FIGURES_VIEW,)),
            Entry(_("Bulletins"), "news", "figures:bulletins", (P.FIGURES_VIEW,)),
            Entry(_("Wall"), "presentation", "figures:wall", (P.FIGURES_VIEW,)),
            Entry(_("All campaigns"), "building-community", "figures:rollup", (P.FIGURES_VIEW,), per_campaign=False),
        ),
    ),
    (
        _("Set-up"),
        (
            Entry(_("Campaigns"), "flag", "web:campaigns", (P.CAMPAIGN_MANAGE,), per_campaign=False),
            Entry(_("Policy packs"), "book", "web:packs", (P.REGISTRY_VIEW,), per_campaign=False),
            Entry(_("People"), "user-shield", "web:accounts", (P.ACCOUNT_MANAGE,), per_campaign=False),
            Entry(_("Channels"), "send", "channels:channels", (P.CHANNEL_MANAGE,), per_campaign=False),
            Entry(_("Keys of passes"), "key", "passes:keys", (P.INSTALLATION_MANAGE,), per_campaign=False),
            Entry(
                _("Exchange with other installations"),
                "arrows-exchange",
                "exchange:exchange",
                (P.INSTALLATION_MANAGE,),
                per_campaign=False,
            ),
        ),
    ),
)
