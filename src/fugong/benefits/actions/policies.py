"""Policies: taken over from the pack, entered and changed by officers, published by a second person, ended."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from pydantic import ValidationError

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.benefits import checks, facts, keeping, matching, shapes, telling
from fugong.benefits.access import over_place
from fugong.benefits.models import Match, Policy, Version
from fugong.benefits.rules import YES, Before
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.policy import slips
from fugong.policy.report import Report
from fugong.workflow.holding import held
from fugong.workflow.moves import move

PACK = "installation"


@dataclass
class Preview:
    """What a policy would do: outcome → how many, what it comes to in all, and the first who would get it."""

    counts: dict[str, int] = field(default_factory=dict)
    total: int = 0
    first: list[tuple[int, int]] = field(default_factory=list)
    before: int | None = None
    """What the version in force comes to."""


@transaction.atomic
def follow_pack(*, campaign: Campaign, by: User | None) -> int:
    """The pack's policies as they are now become versions in force; those that it dropped end. Again changes nothing."""
    wanted = {each.key: each for each in campaign.pack.benefits.policies}
    known = {row.key: row for row in Policy.objects.filter(campaign=campaign).select_related("current")}
    changed = 0
    for order, (key, says) in enumerate(wanted.items(), 1):
        content = contents(says)
        row = known.get(key)
        if row is None:
            row = Policy(campaign=campaign, area_code=campaign.jurisdiction.code, key=key, order=order)
            row.save(force_insert=True)
        last = row.versions.filter(from_pack=True).order_by("-number").first()
        if last is not None and last.digest == _digest(content):
            continue  # the pack says what it said; what an officer changed since stays
        made = _version(row, campaign, content, by, from_pack=True, state="published")
        _replace(row, made)
        name = "" if by else PACK
        record("benefit_version.take_over", made, by=by, as_name=name, to="published", number=made.number)
        changed += 1
    for key, row in known.items():
        if key not in wanted and row.current and row.current.from_pack and row.current.state == "published":
            _end(row.current)
            changed += 1
    if changed:
        matching.later(campaign)
    return changed


@transaction.atomic
def propose(
    *, campaign: Campaign, content: dict[str, Any], note: str = "", by: User, policy: Policy | None = None
) -> Version:
    """A new policy, or a change of one; somebody else publishes it. Raises Refused with what the linter finds, Conflict."""
    _may_manage(campaign, by)
    says = checked(campaign, content)
    if policy is not None and says.key != policy.key:
        raise refuse("key", _("The key stays what it is."))
    row = policy or _new(campaign, says)
    if row.versions.filter(state="proposed").exists():
        raise Conflict(_("A change of this policy waits for its second signature already."))
    made = _version(row, campaign, contents(says), by, note=note.strip()[:300])
    made.due_at = made.next_rung_at = campaign.pack.due(clock.now(), campaign.pack.benefits.clocks.confirm)
    made.clock_kind, made.clock_started_at = "confirm", clock.now()
    made.save(update_fields=["due_at", "next_rung_at", "clock_kind", "clock_started_at"])
    event = record("benefit_version.propose", made, by=by, to="proposed", number=made.number)
    telling.to_sign(made, lambda: _("Sign the policy “%(name)s”") % {"name": says.name}, event)
    return made


def _new(campaign: Campaign, says: shapes.Policy) -> Policy:
    if Policy.objects.filter(campaign=campaign, key=says.key).exists():
        raise refuse("key", _("There is a policy with this key already: change it."))
    order = (Policy.objects.filter(campaign=campaign).aggregate(n=Max("order"))["n"] or 0) + 1
    return Policy.objects.create(campaign=campaign, area_code=campaign.jurisdiction.code, key=says.key, order=order)


@transaction.atomic
def publish(*, version: Version, by: User) -> Version:
    """The second person: from now on it holds, and everybody is matched anew."""
    row = held(version, "policy", "campaign__jurisdiction")
    must_be_open(row.campaign)
    if row.entered_by_id == by.pk:
        raise NotAllowed(_("Whoever entered the policy doesn’t publish it: ask somebody else."))
    policy = Policy.objects.select_for_update(no_key=True, of=("self",)).select_related("current").get(pk=row.policy_id)
    budget = _budget(row.says)
    if budget is not None and budget < policy.given:
        raise Conflict(_("More than this was granted already: the budget can’t be less."))
    if policy.current is not None and policy.current.state == "published":
        move(policy.current, "replace", by=None, as_name=by.name)
    move(row, "publish", by=by, set={"decided_by": by, "decided_at": clock.now()}, number=row.number)
    policy.current, policy.budget = row, budget
    policy.save(update_fields=["current", "budget"])
    matching.later(row.campaign)
    return row


@transaction.atomic
def drop(*, version: Version, by: User) -> Version:
    """It isn't wanted after all."""
    row = held(version, "policy", "campaign__jurisdiction")
    move(row, "drop", by=by)
    return row


@transaction.atomic
def end(*, policy: Policy, reason: str, by: User) -> None:
    """Nothing more is given by it; what was granted stays."""
    found = Policy.objects.select_related("current").get(pk=policy.pk)
    if found.current is None:
        raise Conflict(_("This policy isn’t in force."))
    move(held(found.current, "policy", "campaign__jurisdiction"), "end", by=by, reason=reason.strip()[:300])
    Match.objects.filter(policy=found).delete()
    matching.later(found.campaign)


def preview(*, campaign: Campaign, content: dict[str, Any]) -> Preview:
    """How many would get how much, before anything is written. Raises Refused with what the linter finds."""
    says = checked(campaign, content)
    rule = campaign.pack.benefits.rule(says)
    found, due = Preview(), []
    for chunk in facts.read(campaign, also=set(rule.names) | ({"t."} if says.for_each or says.coach else set())):
        for key, known in chunk:
            verdict = campaign.pack.benefits.judge(rule, known, clock.today(), Before())
            outcome = keeping.told(verdict)[0]
            found.counts[outcome] = found.counts.get(outcome, 0) + 1
            if verdict.outcome == YES:
                due.append((key, verdict.quantity))
    found.total = sum(quantity for _key, quantity in due)
    found.first = sorted(due, key=lambda pair: (-pair[1], pair[0]))[:10]
    return found


# -- what is said ------------------------------------------------------------------------------------------------------------


def checked(campaign: Campaign, content: dict[str, Any]) -> shapes.Policy:
    """The policy that content describes. Raises Refused, each mistake at its field (`amount.per[0].of`)."""
    try:
        says = shapes.Policy.model_validate(content)
    except ValidationError as mistakes:
        faults = [
            Fault(".".join(str(part) for part in each["loc"]), slips.in_shape(each, [])) for each in mistakes.errors()
        ]
        raise Refused(_("This policy can’t be kept like that."), fields=faults) from None
    report = Report(lambda _section, path: path.partition("].")[2] or path)
    checks.check_policy(campaign.pack.benefits, says, f"policies[{says.key}]", report)
    if report.errors:
        raise Refused(_("This policy can’t be kept like that."), fields=report.errors)
    return says


def contents(says: shapes.Policy) -> dict[str, Any]:
    """A policy as JSON, without what is left out: read again it is the same."""
    found: dict[str, Any] = says.model_dump(mode="json", exclude_defaults=True)
    return found


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _version(
    row: Policy, campaign: Campaign, content: dict[str, Any], by: User | None, *, state: str = "proposed",
    from_pack: bool = False, note: str = "",
) -> Version:  # fmt: skip
    number = (row.versions.aggregate(n=Max("number"))["n"] or 0) + 1
    if state == "published":
        for running in row.versions.filter(state="published"):
            move(running, "replace", by=None, as_name=PACK)
    return Version.objects.create(
        campaign=campaign, pack_version=campaign.pack_version, area_code=row.area_code, policy=row, number=number,
        content=content, digest=_digest(content), from_pack=from_pack, note=note, entered_at=clock.now(), entered_by=by,
        state=state, state_since=clock.now(),
    )  # fmt: skip


def _replace(row: Policy, made: Version) -> None:
    row.current, row.budget = made, _budget(made.says)
    if row.budget is not None:
        row.budget = max(row.budget, row.given)
    row.save(update_fields=["current", "budget"])


def _end(version: Version) -> None:
    move(version, "end", by=None, as_name=PACK, reason=_("The pack has it no longer."))
    Match.objects.filter(policy=version.policy_id).delete()


def _budget(says: shapes.Policy) -> int | None:
    if says.caps.all is None:
        return None
    return int(says.caps.all * (100 if says.is_money else 1))


def _may_manage(campaign: Campaign, by: User) -> None:
    must_be_open(campaign)
    if not over_place(by, P.BENEFIT_MANAGE, campaign):
        raise NotAllowed(_("You don’t manage the policies of this place."))
