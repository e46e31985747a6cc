"""The first steps of each role: a short list on the start page that ticks itself from what is there, and can be put away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.channels.models import Address
from fugong.core import clock
from fugong.figures.models import Bulletin
from fugong.ledger.models import Event
from fugong.outreach.models import NoticeVersion
from fugong.places.models import Campaign
from fugong.registry.models import Assignment, Enrolment, Posting
from fugong.resumption import rules
from fugong.resumption.models import EnterpriseCommitment, Filing, Report, Resumption
from fugong.web.help_sections import audience_of
from fugong.workforce.models import Employment

START_PAGES = frozenset(
    {"resumption:today", "figures:command", "registry:enterprises", "workforce:health_cases", "web:campaigns"}
    | {"resumption:mine", "resumption:mine_enterprise"}
)
"""Where the list stands: the pages on which a day begins."""


@dataclass(frozen=True, slots=True)
class Where:
    """Whose steps, in which campaign; `enterprise` where the person speaks for one."""

    user: User
    campaign: Campaign | None
    enterprise: Any = None


Fact = Callable[[Where], Any]  # rows that exist once the step is done


@dataclass(frozen=True, slots=True)
class Step:
    """`fact` ticks it; a step without one stays open until the list is put away. `asked` names who has it, where not all do."""

    label: Promise
    url_name: str
    fact: Fact | None = None
    kind: str = ""  # of a sheet
    asked: Callable[["Asked"], bool] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a campaign asks of an enterprise: what isn't asked is no step."""

    filing: bool = True
    commitment: bool = True
    report: bool = True

    @classmethod
    def of(cls, where: Where) -> "Asked":
        if where.campaign is None or where.enterprise is None:
            return cls()
        record = Resumption.objects.filter(campaign=where.campaign, enterprise=where.enterprise).first()
        asks = rules.about(where.campaign, where.enterprise)
        section, is_exempt = asks.pack.resumption, record is not None and bool(record.exemption)
        return cls(
            filing=not is_exempt,
            commitment=section.commitments.enterprise is not None,
            report=section.reports_daily(asks.facts, exempt=is_exempt),
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as it stands on the page."""

    label: str
    url: str
    is_done: bool


def _enrolled(where: Where) -> Any:
    return Enrolment.objects.filter(campaign=where.campaign)


def _desks(where: Where) -> Any:
    """Duty desks that serve the campaign's area, or a part of it."""
    found = Grant.objects.in_force().filter(role="duty_desk")
    if where.campaign is None:
        return found
    prefix = where.campaign.jurisdiction.prefix
    above = [prefix[:end] for end in range(2, len(prefix) + 1)]
    return found.filter(
        Q(scope_kind=ScopeKind.ALL)
        | Q(scope_kind=ScopeKind.AREA) & (Q(scope_key__startswith=prefix) | Q(scope_key__in=above))
    )


def _pk(row: Any) -> int | None:
    return row.pk if row else None


def _own(rows: Any, where: Where) -> Any:
    return rows.filter(campaign_id=_pk(where.campaign), enterprise_id=_pk(where.enterprise))


NOTIFIED = Step(
    _("Choose how you are told of things"), "channels:mine", lambda at: Address.objects.filter(person=at.user)
)

STEPS: dict[str, tuple[Step, ...]] = {
    "administrator": (
        Step(_("Open a campaign"), "web:campaigns", lambda at: Campaign.objects.visible_to(at.user)),
        Step(
            _("Open the duty desk’s account"),
            "web:accounts",
            _desks,
        ),
        Step(_("Import the list of enterprises"), "sheets:upload", _enrolled, "enterprises"),
        NOTIFIED,
    ),
    "desk": (
        Step(_("Import the list of enterprises"), "sheets:upload", _enrolled, "enterprises"),
        Step(
            _("Appoint the officers"),
            "registry:officers",
            lambda at: Posting.objects.filter(campaign=at.campaign, until=None),
        ),
        Step(
            _("Assign enterprises to them"),
            "registry:assignments",
            lambda at: Assignment.objects.filter(campaign=at.campaign, until=None),
        ),
        Step(
            _("Send the first notice"),
            "outreach:notices",
            lambda at: NoticeVersion.objects.filter(notice__campaign=at.campaign, published_at__isnull=False),
        ),
        Step(
            _("Issue the first bulletin"),
            "figures:bulletins",
            lambda at: Bulletin.objects.filter(campaign=at.campaign, issued_at__isnull=False),
        ),
        NOTIFIED,
    ),
    "officer": (
        Step(
            _("See which enterprises are yours"),
            "registry:enterprises",
            lambda at: Assignment.objects.filter(campaign=at.campaign, officer=at.user, until=None),
        ),
        Step(
            _("Do the first thing on today’s list"),
            "resumption:today",
            lambda at: Event.objects.filter(campaign_id=_pk(at.campaign), by=at.user),
        ),
        NOTIFIED,
    ),
    "leader": (
        Step(_("See where things stand"), "figures:command", _enrolled),
        Step(
            _("Read the first bulletin"),
            "figures:bulletins",
            lambda at: Bulletin.objects.filter(campaign=at.campaign, issued_at__isnull=False),
        ),
        NOTIFIED,
    ),
    "enterprise": (
        Step(
            _("File to resume work"),
            "resumption:mine_filing",
            lambda at: _own(Filing.objects.filter(filed_at__isnull=False), at),
            asked=lambda asks: asks.filing,
        ),
        Step(
            _("Sign the commitment"),
            "resumption:mine_commitments",
            lambda at: _own(EnterpriseCommitment.objects.filter(signed_at__isnull=False), at),
            asked=lambda asks: asks.commitment,
        ),
        Step(_("Enter your people"), "workforce:mine_people", lambda at: _own(Employment.objects.all(), at)),
        Step(
            _("Send the first daily report"),
            "resumption:mine_report",
            lambda at: _own(Report.objects.all(), at),
            asked=lambda asks: asks.report,
        ),
        NOTIFIED,
    ),
}


def steps_of(where: Where) -> list[Shown]:
    """The steps of a person with what is done, in one query; empty where all is done. Of an enterprise, those asked of it."""
    asks = Asked.of(where)
    asked = [step for step in STEPS[audience_of(where.user)] if step.asked is None or step.asked(asks)]
    chosen = [(step, url) for step in asked if (url := _url(step, where))]
    facts = {f"step_{at}": Exists(step.fact(where)) for at, (step, _url_) in enumerate(chosen) if step.fact}
    known = User.objects.filter(pk=where.user.pk).values(**facts).first() or {}
    shown = [Shown(str(step.label), url, bool(known.get(f"step_{at}"))) for at, (step, url) in enumerate(chosen)]
    return [] if all(each.is_done for each in shown) else shown


def _url(step: Step, where: Where) -> str:
    """Where a step leads; nowhere where it needs a campaign or an enterprise and there is none."""
    campaign = where.campaign.key if where.campaign else ""
    kwargs: list[dict[str, Any]] = [{}]
    if campaign:
        kwargs.insert(0, {"campaign": campaign} | ({"kind": step.kind} if step.kind else {}))
    if campaign and where.enterprise:
        kwargs.insert(0, {"campaign": campaign, "enterprise": where.enterprise.pk})
    for each in kwargs:
        try:
            return reverse(step.url_name, kwargs=each)
        except NoReverseMatch:
            continue
    return ""


@transaction.atomic
def put_away(*, user: User) -> None:
    """The list is shown no more, until it is called back."""
    User.objects.filter(Q(pk=user.pk), first_steps_put_away_at=None).update(first_steps_put_away_at=clock.now())


@transaction.atomic
def call_back(*, user: User) -> None:
    """The list stands on the start page again."""
    User.objects.filter(pk=user.pk).update(first_steps_put_away_at=None)
