"""Leads: entered, corrected, brought from stage to stage, landed, dropped, taken up again; places shown and chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains.actions.held import held, text
from fugong.core import amounts, clock, numbers
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.investment import places, telling
from fugong.investment.access import holds
from fugong.investment.models import Lead, LeadPlace, LeadPlatform, Signing
from fugong.investment.models.lead import WANTS
from fugong.investment.policy import Stage
from fugong.ledger.recording import record
from fugong.papers import asking as papers
from fugong.papers import lists as paper_lists
from fugong.papers.asking import Wanted as PaperWanted
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign, Jurisdiction
from fugong.policy.loaded import for_version
from fugong.registry.fact_types import SECTORS
from fugong.registry.models import Enterprise
from fugong.workflow.moves import move

MOST_YUAN, MOST_AREA = 10**13, 10**8
LONGEST = {"name": 120, "investor": 120, "origin": 80, "summary": 500}
MANAGE = Permission.LEAD_MANAGE


@transaction.atomic
def enter(
    *, campaign: Campaign, values: Mapping[str, Any], by: User | None, stage: str = "", tells: bool = True
) -> Lead:
    """A new lead in the first stage, or in `stage`. `values`: name, investor, origin, sector, amount (as typed, or whole yuan),
    wants, area, summary, area_code, platform and officer (rows, or None). `by` None: the installation."""
    must_be_open(campaign)
    row = Lead(campaign=campaign, pack_version=campaign.pack_version, entered_at=clock.now(), entered_by=by)
    section = campaign.pack.investment
    first = section.stage(stage) if stage else next(iter(section.stages), None)
    if first is None or first.signs:
        raise refuse("stage", _("Choose one of the stages before the signing."))
    _take(row, values)
    if by is not None and not holds(by, MANAGE, row):
        raise NotAllowed(_("You can’t keep leads there."))
    row.officer = row.officer or by
    row.stage, row.stage_since = first.key, clock.now()
    due = _due(row, first)
    row.state, row.state_since = row.workflow.initial, clock.now()
    row.due_at = row.next_rung_at = due
    if due is not None:
        row.clock_kind, row.clock_started_at = "stage", clock.now()
    _write(row, insert=True)
    event = record("lead.enter", row, by=by, as_name="" if by else "installation", stage=row.stage)
    _ask_papers(row, first, by)
    if tells:
        telling.officer(row, lambda: _("A lead is yours: %(name)s") % {"name": row.name}, event, but=by)
    return row


@transaction.atomic
def amend(*, lead: Lead, values: Mapping[str, Any], by: User) -> Lead:
    """Corrects what is known of it, or gives it to another officer."""
    row = _open(lead, by)
    before = row.officer_id
    _take(row, values)
    if not holds(by, MANAGE, row):
        raise NotAllowed(_("You can’t keep leads there."))
    _write(row)
    event = record("lead.amend", row, by=by)
    if row.officer_id != before:
        telling.officer(row, lambda: _("A lead is yours: %(name)s") % {"name": row.name}, event, but=by)
    return row


@transaction.atomic
def advance(*, lead: Lead, by: User) -> Lead:
    """To the next stage: papers are there or promised, and the place is chosen where the stage needs one."""
    row = _open(lead, by)
    section = row.campaign.pack.investment
    here, then = section.stage(row.stage), section.after(row.stage)
    if then is None:
        raise refuse("stage", _("This is the last stage: say that it landed."))
    if then.signs:
        raise refuse("stage", _("It is signed at an event: put it on an event’s list."))
    _guard_stage(row, here)
    return _go(row, then, "advance", by)


@transaction.atomic
def go_back(*, lead: Lead, by: User, reason: str) -> Lead:
    """A stage back, with a reason; what was signed stays signed."""
    row = _open(lead, by)
    section = row.campaign.pack.investment
    at = section.place_of(row.stage)
    here = section.stage(row.stage)
    if at < 1 or (here is not None and here.signs):
        raise refuse("stage", _("There is no stage to go back to."))
    return _go(row, section.stages[at - 1], "go_back", by, text(reason, 300, field="reason"))


def signed(row: Lead, stage: Stage, signing: Signing, by: User) -> Lead:
    """What an event does to each of its leads; called by `signings.hold`, in its transaction."""
    section = row.campaign.pack.investment
    if row.state != "open" or section.place_of(row.stage) >= section.place_of(stage.key):
        raise refuse(
            "leads", _("%(name)s can’t be signed: it is in “%(stage)s”.") % {"name": row, "stage": row.stage_name}
        )
    values = {"stage": stage.key, "stage_since": clock.now(), "signed_on": signing.day, "signing": signing}
    due = _due(row, stage)
    was = row.stage
    move(row, "sign", by=None, as_name=by.name, due_at=due, set=values, before=was, stage=stage.key)
    _ask_papers(row, stage, by)
    return row


@transaction.atomic
def land(*, lead: Lead, by: User, enterprise: Enterprise | None = None) -> Lead:
    """It is here. From the last stage only; `enterprise`: the firm that it became."""
    row = _open(lead, by)
    section = row.campaign.pack.investment
    if section.after(row.stage) is not None:
        raise refuse("stage", _("It lands from the last stage: “%(stage)s”.") % {"stage": section.stages[-1].name})
    _guard_stage(row, section.stage(row.stage))
    event = move(row, "land", by=by, set={"ended_at": clock.now(), "enterprise": enterprise or row.enterprise})
    telling.officer(row, lambda: _("Landed: %(name)s") % {"name": row.name}, event, but=by)
    return row


@transaction.atomic
def drop(*, lead: Lead, by: User, reason: str, key: str = "") -> Lead:
    """It comes to nothing; its place is free again and nobody has anything to do about it. `key`: of the pack's reasons."""
    row = _open(lead, by)
    known = {each.key for each in row.campaign.pack.investment.drop_reasons}
    if key and key not in known:
        raise refuse("key", _("Choose one of the list."))
    said = text(reason, 300, field="reason") or (row.campaign.pack.investment.reason_name(key) if key else "")
    move(row, "drop", by=by, reason=said, set={"ended_at": clock.now(), "reason": key}, why=key)
    for place in row.places.filter(answer="chosen"):
        _give_back(place, row, by, said)
    for step in row.steps.filter(state="due"):
        move(held(step), "drop", by=by, reason=_("The lead was dropped."))
    return row


@transaction.atomic
def take_up(*, lead: Lead, by: User) -> Lead:
    """The investor is back: it goes on where it stood."""
    row = _open(lead, by)
    stage = row.campaign.pack.investment.stage(row.stage)
    move(row, "take_up", by=by, due_at=_due(row, stage) if stage else None, set={"ended_at": None, "reason": ""})
    return row


# -- places ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def show(*, lead: Lead, source: str, ref: int, by: User) -> LeadPlace:
    """The investor hears of a place that is free and that the person may offer."""
    row = _open(lead, by)
    found = next((each for kind, each in places.fitting(by, row) if kind.key == source and each.ref == ref), None)
    if found is None:
        raise refuse("place", _("This place isn’t free, or doesn’t fit."))
    try:
        with transaction.atomic():
            made: LeadPlace = LeadPlace.objects.create(
                lead=row, campaign=row.campaign, source=source, ref=ref, name=found.name[:120], area=found.area,
                shown_at=clock.now(), shown_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise refuse("place", _("The investor was shown this already.")) from None
    record("lead.show", row, by=by, place=made.name)
    return made


@transaction.atomic
def answer(*, place: LeadPlace, chosen: bool, by: User, said: str = "") -> LeadPlace:
    """What the investor says: it is chosen (and taken by nobody else), or it doesn't fit."""
    row = _open(place.lead, by)
    place = LeadPlace.objects.select_for_update().get(pk=place.pk)
    words = text(said, 300, field="said")
    if place.answer == "chosen":
        raise Conflict(_("This place is chosen already."))
    if chosen:
        if row.places.filter(answer="chosen").exists():
            raise refuse("place", _("Another place is chosen: give that one back first."))
        source = places.get(place.source)
        if source is None:
            raise Conflict(_("Nobody offers this place any more."))
        source.take(place.ref, row.campaign, by)
    place.answer, place.said = ("chosen" if chosen else "passed"), words
    try:
        with transaction.atomic():
            place.save(update_fields=["answer", "said"])
    except IntegrityError:
        raise Conflict(_("Another investor chose this place at the same moment.")) from None
    record("lead.choose" if chosen else "lead.pass", row, by=by, place=place.name)
    return place


@transaction.atomic
def give_back(*, place: LeadPlace, by: User, said: str = "") -> LeadPlace:
    """The place that was chosen is free again."""
    row = _open(place.lead, by)
    place = LeadPlace.objects.select_for_update().get(pk=place.pk)
    if place.answer != "chosen":
        raise Conflict(_("This place isn’t chosen."))
    return _give_back(place, row, by, text(said, 300, field="said"))


def _give_back(place: LeadPlace, row: Lead, by: User, said: str) -> LeadPlace:
    source = places.get(place.source)
    if source is not None:
        source.give_back(place.ref, row.campaign, by)
    place.answer, place.said = "passed", said[:300]
    place.save(update_fields=["answer", "said"])
    record("lead.give_back", row, by=by, place=place.name)
    return place


# -- inside ---------------------------------------------------------------------------------------------------------------


def _open(lead: Lead, by: User) -> Lead:
    row = held(lead)
    must_be_open(row.campaign)
    if not holds(by, MANAGE, row):
        raise NotAllowed(_("You can’t keep leads there."))
    return row


def _due(row: Lead, stage: Stage) -> Any:
    return for_version(row.pack_version).due(clock.now(), stage.within) if stage.within else None


def _go(row: Lead, stage: Stage, key: str, by: User, reason: str = "") -> Lead:
    values = {"stage": stage.key, "stage_since": clock.now()}
    event = move(row, key, by=by, reason=reason, due_at=_due(row, stage), set=values, before=row.stage, stage=stage.key)
    _ask_papers(row, stage, by)
    words = {"name": row.name, "stage": row.stage_name}
    telling.officer(row, lambda: _("%(name)s is in “%(stage)s” now") % words, event, but=by)
    return row


def _ask_papers(row: Lead, stage: Stage, by: User | None) -> None:
    """What the stage asks for, besides what was asked for before."""
    before = [PaperWanted(each.key, each.names, each.notes, each.needed, each.may_wait) for each in paper_lists.of(row)]
    new = [PaperWanted(each.key, each.name, each.note or "", each.needed, each.may_wait) for each in stage.papers]
    known = {each.key for each in new}
    if new or before:
        papers.ask(
            row,
            [*(each for each in before if each.key not in known), *new],
            by=by,
            as_name="" if by else "installation",
        )


def _guard_stage(row: Lead, stage: Stage | None) -> None:
    """What has to be there before a lead leaves a stage."""
    if stage is None:
        return
    if stage.needs_place and row.wants != "none" and not row.places.filter(answer="chosen").exists():
        raise refuse("place", _("The investor hasn’t chosen a place yet."))
    if lacking := paper_lists.missing(row):
        faults = [Fault("papers", str(paper)) for paper in lacking]
        raise Refused(_("Papers are lacking: have them handed in or promised first."), fields=faults)


def _write(row: Lead, *, insert: bool = False) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=insert)
    except IntegrityError as broken:
        if "lead_once" in str(broken):
            raise refuse("name", _("This project of this investor is there already.")) from None
        raise


def _take(row: Lead, values: Mapping[str, Any]) -> None:
    """Reads what was said; what isn't said stays. Raises Refused naming every field."""
    faults: list[Fault] = []
    for name, most in LONGEST.items():
        said = str(values.get(name, getattr(row, name)) or "").strip()
        if len(said) > most:
            faults.append(Fault(name, _("At most %(n)s signs.") % {"n": most}))
        setattr(row, name, said[:most])
    faults += [Fault(name, _("This is needed.")) for name in ("name", "investor") if not getattr(row, name)]
    row.sector = str(values.get("sector", row.sector) or "")
    if row.sector and row.sector not in SECTORS:
        faults.append(Fault("sector", _("Choose one of the list.")))
    row.wants = str(values.get("wants", row.wants) or "none")
    if row.wants not in WANTS:
        faults.append(Fault("wants", _("Choose one of the list.")))
    _take_numbers(row, values, faults)
    _take_rows(row, values, faults)
    if faults:
        raise Refused(_("Some entries aren’t right. They are marked below."), fields=faults)


def _take_numbers(row: Lead, values: Mapping[str, Any], faults: list[Fault]) -> None:
    if "amount" in values:
        try:
            yuan = read_yuan(values["amount"])
        except ValueError as wrong:
            faults.append(Fault("amount", str(wrong)))
        else:
            row.amount = yuan * 100
    if "area" in values:
        typed = numbers.plain(str(values["area"] if values["area"] is not None else ""))
        row.area = numbers.asked(typed, MOST_AREA) or None
        if typed and row.area is None:
            faults.append(Fault("area", _("Write a whole number from 1 to %(most)s.") % {"most": f"{MOST_AREA:,}"}))


def read_yuan(given: Any) -> int:
    """`3.2亿`, `1200万元` or whole yuan; nothing is 0. Raises ValueError with words for the reader."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return 0
    amount = amounts.read(given, 1)
    if amount.currency != "CNY":
        raise ValueError(_("Write the amount in yuan."))
    if not 0 <= amount.whole <= MOST_YUAN:
        raise ValueError(_("Write an amount from 0 to %(most)s yuan.") % {"most": f"{MOST_YUAN:,}"})
    return amount.whole


def _take_rows(row: Lead, values: Mapping[str, Any], faults: list[Fault]) -> None:
    """Area, platform, officer: of this campaign, and somebody who may work on leads there."""
    row.area_code = str(values.get("area_code") or row.area_code or row.campaign.jurisdiction.code)
    inside = Jurisdiction.objects.filter(code=row.area_code, prefix__startswith=row.campaign.jurisdiction.prefix)
    if not inside.exists():
        faults.append(Fault("area_code", _("Choose an area of this campaign.")))
    if "platform" in values:
        platform: LeadPlatform | None = values["platform"]
        if platform is not None and platform.campaign_id != row.campaign_id:
            faults.append(Fault("platform", _("Choose one of the list.")))
        row.platform = platform
    if "officer" in values:
        officer: User | None = values["officer"]
        if officer is not None and not holds(officer, MANAGE, row):
            faults.append(Fault("officer", _("Choose somebody who works on leads there.")))
        row.officer = officer
