"""Lists of leads, talks, platforms, new registrations: filters in the address, the strip of stages with their sums."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from fugong.core import clock, numbers
from fugong.core.paging import Page
from fugong.investment.arrows import LEAD
from fugong.investment.models import Lead, LeadPlatform, LeadStep, NewFirm, Signing
from fugong.places.models import Campaign
from fugong.policy.reasons import money
from fugong.workflow.pipeline import Column

if TYPE_CHECKING:
    from fugong.accounts.models import User

PAGE = 50
ENDS = ("landed", "dropped")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty means everything under way. `stage`: a stage's key, `landed`, `dropped` or `all`."""

    stage: str = ""
    text: str = ""
    wants: str = ""
    platform: str = ""
    mine: bool = False
    late: bool = False

    @classmethod
    def of(cls, query: Any) -> Wanted:
        """As the address says it."""
        named = ("stage", "text", "wants", "platform")
        given = {name: str(query.get(name, ""))[:80].strip() for name in named}
        return cls(mine=query.get("mine") == "1", late=query.get("late") == "1", **given)

    @property
    def filtered(self) -> bool:
        return bool(self.text or self.wants or self.platform or self.mine or self.late)


def leads(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Lead]:
    """Leads that the person sees, the newest first, each with the day of its next step."""
    rows = narrowed(user, campaign, wanted)
    if wanted.stage in ENDS:
        rows = rows.filter(state=wanted.stage)
    elif wanted.stage == "":
        rows = rows.filter(state="open")
    elif wanted.stage != "all":
        rows = rows.filter(state="open", stage=wanted.stage)
    steps = LeadStep.objects.filter(lead=OuterRef("pk"), state="due").order_by("due_at", "pk")
    rows = rows.annotate(next_at=Subquery(steps.values("due_at")[:1]), next_what=Subquery(steps.values("what")[:1]))
    return rows.select_related("officer", "platform").order_by("-pk")


def narrowed(user: User, campaign: Campaign, wanted: Wanted) -> QuerySet[Any]:
    """All filters but the stage."""
    rows: Any = Lead.objects.visible_to(user).filter(campaign=campaign)
    if wanted.text:
        said = Q(name__icontains=wanted.text) | Q(investor__icontains=wanted.text) | Q(origin__icontains=wanted.text)
        rows = rows.filter(said)
    if wanted.wants:
        rows = rows.filter(wants=wanted.wants)
    if (pk := numbers.asked(wanted.platform)) is not None:
        rows = rows.filter(platform=pk)
    elif wanted.platform:
        rows = rows.filter(platform__name__icontains=wanted.platform)
    if wanted.mine:
        rows = rows.filter(officer=user)
    if wanted.late:
        steps = LeadStep.objects.filter(lead=OuterRef("pk"), state="due", due_at__lt=clock.now())
        rows = rows.filter(Exists(steps) | Q(state="open", due_at__lt=clock.now()))
    return rows  # type: ignore[no-any-return]


def columns(user: User, campaign: Campaign, wanted: Wanted) -> list[Column]:
    """The strip of the pack's stages, then landed and dropped: how many, worth how much, how many stand still. One statement."""
    late = Count("pk", filter=Q(state="open", due_at__lt=clock.now()))
    rows = narrowed(user, campaign, wanted).order_by().values("state", "stage")
    found = {(row["state"], row["stage"]): row for row in rows.annotate(n=Count("pk"), worth=Sum("amount"), late=late)}
    section = campaign.pack.investment
    strip = [_column(stage.key, stage.name, wanted, [found.get(("open", stage.key))]) for stage in section.stages]
    for state in ENDS:
        strip.append(_column(state, LEAD.states[state], wanted, [row for (s, _k), row in found.items() if s == state]))
    return strip


def _column(key: str, name: Any, wanted: Wanted, rows: list[dict[str, Any] | None]) -> Column:
    there = [row for row in rows if row is not None]
    worth = sum(row["worth"] or 0 for row in there)
    return Column(
        key=key, name=name, count=sum(row["n"] for row in there), worth=money(worth / 100) if worth else "",
        late=sum(row["late"] for row in there), is_chosen=wanted.stage == key,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of the funnel: leads that came at least so far, of all that came at all."""

    name: Any
    count: int
    share: int
    worth: str


def funnel(user: User, campaign: Campaign) -> list[Bar]:
    """How many came how far: whoever is in a later stage, or landed, was in the earlier ones."""
    section = campaign.pack.investment
    rows = narrowed(user, campaign, Wanted()).exclude(state="dropped").order_by().values("state", "stage")
    reached = [0] * (len(section.stages) + 1)
    worth = [0] * (len(section.stages) + 1)
    for row in rows.annotate(n=Count("pk"), sum=Sum("amount")):
        last = len(section.stages) if row["state"] == "landed" else section.place_of(row["stage"])
        for at in range(last + 1):
            reached[at] += row["n"]
            worth[at] += row["sum"] or 0
    names = [*(stage.name for stage in section.stages), LEAD.states["landed"]]
    first = max(reached[0], 1)
    return [
        Bar(name, count, count * 100 // first, money(amount / 100) if amount else "")
        for name, count, amount in zip(names, reached, worth, strict=True)
    ]


def steps(user: User, campaign: Campaign, *, mine: bool = False) -> QuerySet[LeadStep]:
    """What is to be done, the most pressing first."""
    rows: Any = LeadStep.objects.visible_to(user).filter(campaign=campaign, state="due")
    rows = rows.filter(owner=user) if mine else rows
    return rows.select_related("lead", "owner").order_by("due_at", "pk")  # type: ignore[no-any-return]


def platforms(user: User, campaign: Campaign, text: str = "") -> QuerySet[LeadPlatform]:
    """Platforms in use, with what came by each."""
    rows: Any = LeadPlatform.objects.visible_to(user).filter(campaign=campaign, ended_on=None)
    rows = rows.filter(name__icontains=text) if text else rows
    leads_of = Lead.objects.filter(platform=OuterRef("pk")).exclude(state="dropped").order_by().values("platform")
    firms_of = NewFirm.objects.filter(platform=OuterRef("pk")).order_by().values("platform")
    return rows.annotate(  # type: ignore[no-any-return]
        n_leads=Subquery(leads_of.annotate(n=Count("pk")).values("n")),
        worth=Subquery(leads_of.annotate(n=Sum("amount")).values("n")),
        n_firms=Subquery(firms_of.annotate(n=Count("pk")).values("n")),
    ).order_by("pk")


def signings(user: User, campaign: Campaign) -> QuerySet[Signing]:
    """Events with how many projects they have, and for how much."""
    rows: Any = Signing.objects.visible_to(user).filter(campaign=campaign)
    return rows.annotate(n=Count("leads"), worth=Sum("leads__amount")).order_by("-day", "-pk")  # type: ignore[no-any-return]


def firms(user: User, campaign: Campaign, text: str = "", *, known: str = "") -> QuerySet[NewFirm]:
    """New registrations, the newest entry first. `known`: 1 those of the registry, 0 the others."""
    rows: Any = NewFirm.objects.visible_to(user).filter(campaign=campaign)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(uscc__istartswith=text) | Q(business__icontains=text))
    if known in ("0", "1"):
        rows = rows.filter(enterprise__isnull=known == "0")
    return rows.select_related("enterprise", "platform", "lead").order_by("-pk")  # type: ignore[no-any-return]


def page(rows: QuerySet[Any], after: str, size: int = PAGE, *, newest_first: bool = True) -> Page:
    """The rows after a key, of a list ordered by id."""
    if (last := numbers.asked(after)) is not None:
        rows = rows.filter(**{"pk__lt" if newest_first else "pk__gt": last})
    return Page.of(list(rows[: size + 1]), size, after)


def weeks(user: User, campaign: Campaign, count: int = 8) -> list[tuple[dt.date, int]]:
    """New registrations of the last weeks, each by its Monday, the oldest first."""
    monday = clock.today() - dt.timedelta(days=clock.today().weekday())
    first = monday - dt.timedelta(weeks=count - 1)
    rows = NewFirm.objects.visible_to(user).filter(campaign=campaign, registered_on__gte=first)
    found = dict.fromkeys((first + dt.timedelta(weeks=n) for n in range(count)), 0)
    for row in rows.order_by().values("registered_on").annotate(n=Count("pk")):
        at = row["registered_on"] - dt.timedelta(days=row["registered_on"].weekday())
        found[at] = found.get(at, 0) + row["n"]
    return sorted(found.items())
