"""Asking: an enterprise for its trucks, an officer for the caller, a sheet for many; rules decide at once where they can."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.passes import plates, telling
from fugong.passes.access import holds, speaks_for
from fugong.passes.actions import cards, issuing
from fugong.passes.models import Pass, PassApplication
from fugong.passes.models.issued import IN_FORCE
from fugong.passes.policy import PassKind
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry import facts
from fugong.registry.models import Enterprise
from fugong.resumption.models import Resumption
from fugong.workflow.holding import held
from fugong.workflow.moves import move
from fugong.workforce.models import Employment, Person

MOST = 200
"""Plates or people in one go."""
AHEAD = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One pass: a plate as it was typed, or a person of the list; `way` is between where and where a commuter goes."""

    plate: str = ""
    person: int | None = None
    way: str = ""


@transaction.atomic
def ask(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    kind: str,
    wanted: Sequence[Wanted],
    since: dt.date,
    until: dt.date,
    purpose: str = "",
    by: User,
) -> list[PassApplication]:
    """Asks for passes of one kind; each becomes an application, which a rule may decide at once. All or none.

    Raises Refused where a plate isn't one, has a pass that goes on, or is asked for already.
    """
    must_be_open(campaign)
    chosen = _kind(campaign, enterprise, kind, by)
    _guard_days(chosen, since, until)
    subjects = _subjects(campaign, enterprise, chosen, wanted)
    following = _in_force(campaign, chosen, [subject for subject, _person, _way in subjects])
    known = _facts(campaign, enterprise, chosen, len(subjects), (until - since).days + 1)
    issuing.lock(campaign, chosen.key)
    made = []
    for subject, person, way in subjects:
        row = PassApplication(
            campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code,
            pack_version=campaign.pack_version, kind=chosen.key, subject=subject, person=person,
            purpose=_clean(purpose, 200), way=_clean(way, 100), since=since, until=until, asked_at=clock.now(),
            asked_by=by, follows=following.get(subject),
        )  # fmt: skip
        made.append(_begin(row, chosen))
        _by_rule(row, chosen, known)
    waiting = [row for row in made if row.state == "asked"]
    if waiting:
        title = partial(_asked_words, enterprise, len(waiting))
        telling.deciders(waiting[0], chosen, title, None, but=by)
    return made


def _asked_words(enterprise: Enterprise, n: int) -> str:
    words = ngettext("%(enterprise)s asks for %(n)s pass", "%(enterprise)s asks for %(n)s passes", n)
    return words % {"enterprise": enterprise, "n": n}


def _clean(text: str, most: int) -> str:
    return text.strip()[:most]


def _kind(campaign: Campaign, enterprise: Enterprise, key: str, by: User) -> PassKind:
    found: PassKind | None = campaign.pack.passes.kind(key)
    if found is None or found.subject == "card":
        raise refuse("kind", _("Choose one of the kinds of pass."))
    row = PassApplication(campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code)
    if not holds(by, Permission.PASS_ASK, row):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    if ("liaison" if speaks_for(by, enterprise.pk) else "officer") not in found.ask:
        raise refuse("kind", _("Passes of this kind are asked for by somebody else."))
    return found


def _guard_days(kind: PassKind, since: dt.date, until: dt.date) -> None:
    today = clock.today()
    if not today <= since <= today + AHEAD:
        words = _("Choose a first day between %(first)s and %(last)s.")
        raise refuse("since", words % {"first": dates.shown(today), "last": dates.shown(today + AHEAD)})
    if not since <= until < since + dt.timedelta(days=kind.days):
        raise refuse("until", _("A pass of this kind holds for at most %(n)s days.") % {"n": kind.days})


def _subjects(
    campaign: Campaign, enterprise: Enterprise, kind: PassKind, wanted: Sequence[Wanted]
) -> list[tuple[str, Person | None, str]]:
    """Plates as they are known, or card numbers with their people. Raises Refused with every line that is wrong."""
    if not wanted or len(wanted) > MOST:
        raise refuse("wanted", _("Say for which: 1 to %(most)s in one go.") % {"most": MOST})
    if kind.subject == "commuter":
        return _commuters(campaign, enterprise, wanted)
    faults: list[Fault] = []
    found: dict[str, tuple[str, Person | None, str]] = {}
    for line, each in enumerate(wanted, 1):
        try:
            plate = plates.normalised(each.plate[:40])
        except plates.NotAPlate as wrong:
            words = _("Line %(line)s, “%(text)s”: %(why)s")
            faults.append(Fault("wanted", words % {"line": line, "text": each.plate[:20], "why": wrong}))
            continue
        found.setdefault(plate, (plate, None, each.way))
    if faults:
        raise Refused(faults[0].message, fields=faults)
    return list(found.values())


def _commuters(
    campaign: Campaign, enterprise: Enterprise, wanted: Sequence[Wanted]
) -> list[tuple[str, Person | None, str]]:
    ways = {each.person: each.way for each in wanted if each.person}
    on_list = Employment.objects.current().filter(campaign=campaign, enterprise=enterprise, person__in=ways)
    people = list(Person.objects.filter(pk__in=on_list.values("person")).exclude(state="left").order_by("pk"))
    if not ways or len(people) != len(ways):
        raise refuse("wanted", _("Somebody you chose isn’t on this enterprise’s list any more. Reload the page."))
    return [(cards.number(campaign, person.pk), person, ways[person.pk]) for person in people]


def _in_force(campaign: Campaign, kind: PassKind, subjects: Sequence[str]) -> dict[str, Pass]:
    """Passes of these plates that end soon: the new ones follow them. Raises Refused where one goes on, or is asked for."""
    rows = Pass.objects.filter(campaign=campaign, kind=kind.key, subject__in=subjects, state__in=IN_FORCE)
    found = {row.subject: row for row in rows.select_related("pack_version")}
    faults = []
    for row in found.values():
        if not row.ends_soon:
            words = _("%(subject)s has a pass of this kind until %(day)s.")
            faults.append(Fault("wanted", words % {"subject": row.subject, "day": dates.shown(row.until)}))
    asked = PassApplication.objects.filter(campaign=campaign, kind=kind.key, subject__in=subjects, state="asked")
    for subject in asked.values_list("subject", flat=True):
        faults.append(Fault("wanted", _("A pass for %(subject)s is asked for already.") % {"subject": subject}))
    if faults:
        raise Refused(faults[0].message, fields=faults)
    return found


def _facts(campaign: Campaign, enterprise: Enterprise, kind: PassKind, asked: int, days: int) -> dict[str, Any]:
    if not any(rule.when for rule in kind.rules):
        return {"a": {}}
    state = Resumption.objects.filter(campaign=campaign, enterprise=enterprise).values_list("state", flat=True)
    there = issuing.room(campaign, kind, enterprise.pk)
    told = {
        "state": state.first() or "", "held": there.own, "asked": asked, "total": there.own + asked, "days": days,
    }  # fmt: skip
    return {**facts.facts(enterprise, campaign), "a": told}


def _begin(row: PassApplication, kind: PassKind) -> PassApplication:
    due = row.campaign.pack.due(clock.now(), kind.within)
    row.state, row.state_since = PassApplication.workflow.initial, clock.now()
    row.due_at, row.next_rung_at, row.clock_kind, row.clock_started_at = due, due, "decide", clock.now()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        words = _("A pass for %(subject)s is asked for already.") % {"subject": row.subject}
        raise refuse("wanted", words) from None
    record("pass_application.ask", row, by=row.asked_by, kind=row.kind, until=row.until.isoformat())
    return row


def _by_rule(row: PassApplication, kind: PassKind, known: dict[str, Any]) -> None:
    """Decides at once where a rule says so. Where the quota is used up a person decides later."""
    plate = "" if row.person_id else row.subject
    told = {**known, "a": {**known["a"], "plate": plate, "province": plate[:1]}}
    decided = row.campaign.pack.passes.decide(kind, told)
    values: dict[str, Any] = {"rule": decided.rule, "terms": decided.terms}
    PassApplication.objects.filter(pk=row.pk).update(**values)
    row.rule, row.terms = decided.rule, decided.terms
    if decided.then == "person":
        return
    values |= {"decided_at": clock.now()}
    if decided.then == "refuse":
        move(row, "refuse_by_rule", by=None, as_name=RULES, reason=row.reason, set=values)
    elif issuing.room(row.campaign, kind, row.enterprise_id, row.follows).left != 0:
        move(row, "approve_by_rule", by=None, as_name=RULES, set=values)
        issuing.issue(row, kind, row.until)


RULES = "rules"
"""Who acted, in the ledger, where the pack's rules decided."""


@transaction.atomic
def take_back(*, application: PassApplication, by: User) -> PassApplication:
    """It is needed no more."""
    row = held(application)
    move(row, "take_back", by=by, set={"decided_at": clock.now()})
    return row


@transaction.atomic
def renew(*, shown: Pass, until: dt.date | None = None, by: User) -> PassApplication:
    """Asks for the next pass of the same plate, as long as the kind allows; the old one gives way when it is issued."""
    row = held(shown)
    if not row.ends_soon or row.enterprise is None:
        raise Conflict(_("The next pass can be asked for in the last days of this one."))
    kind = issuing.kind_of(row.application) if row.application else None
    last = until or clock.today() + dt.timedelta(days=(kind.days if kind else 1) - 1)
    way = row.application.way if row.application else ""
    wanted = Wanted(plate=row.subject, person=row.person_id, way=way)
    (made,) = ask(
        campaign=row.campaign, enterprise=row.enterprise, kind=row.kind, wanted=[wanted], since=clock.today(),
        until=last, purpose=row.application.purpose if row.application else "", by=by,
    )  # fmt: skip
    return made
