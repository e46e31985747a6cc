"""What the linter finds in policies: unknown facts, conditions that can never hold, divisions by what can be nothing, windows that
end before they begin, caps below the least tier, a step up that pays less. Each with the line where it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from fugong.benefits import never, sums
from fugong.benefits.policy import number
from fugong.benefits.shapes import Amount, ByDate, Policy, Tiers
from fugong.policy.expressions import Mistake, read
from fugong.policy.facts import Scope, closest

if TYPE_CHECKING:
    from fugong.benefits.policy import Benefits


def check(section: Benefits, pack: Any, report: Any) -> None:
    """The whole section."""
    for name in ("facts", "policies", "groups"):
        report.unique(name, getattr(section, name))
    _check_facts(section, report)
    for policy in section.policies:
        check_policy(section, policy, f"policies[{policy.key}]", report)
    _check_groups(section, report)
    _check_clocks(section, pack, report)


def check_policy(section: Benefits, policy: Policy, path: str, report: Any) -> None:
    """One policy, of a pack or as an officer entered it."""
    scope = section.trip_scope if policy.for_each else section.scope
    if policy.since and policy.until and policy.until < policy.since:
        report.error(f"{path}.until", _("it ends before it begins"))
    _check_conditions(section, policy, path, report)
    _check_amount(policy, scope, path, report)
    _check_caps(policy, scope, path, report)
    _check_what_it_gives(section, policy, path, report)
    for name in ("clauses", "papers", "shared"):
        report.unique(f"{path}.{name}", getattr(policy, name))
    departments = [department.key for department in section._pack.places.departments]
    report.reference(f"{path}.department", policy.department, departments, _("department"))
    for step in policy.near:
        kind = section.trip_scope.facts.get(step.fact)
        if kind is None:
            message = _("there is no fact %(name)r") % {"name": step.fact}
            report.error(f"{path}.near", message + closest(step.fact, section.trip_scope.facts))
        elif kind.kind != "int":
            report.error(f"{path}.near", _("%(fact)s can’t be counted: it is no whole number") % {"fact": step.fact})
    _check_rises(policy, scope, path, report)


# -- conditions ------------------------------------------------------------------------------------------------------------


def _whens(policy: Policy) -> Iterator[tuple[str, str]]:
    """Every condition about the enterprise with its path inside the policy."""
    if policy.when:
        yield "when", policy.when
    for clause in policy.clauses:
        yield f"clauses[{clause.key}].when", clause.when


def _check_conditions(section: Benefits, policy: Policy, path: str, report: Any) -> None:
    sound = []
    for where, text in _whens(policy):
        if report.condition(f"{path}.{where}", text, section.scope) is not None:
            sound.append((where, read(text)))
            _check_division(text, read(text), [read(text)], f"{path}.{where}", report)
    if policy.trip_when:
        if policy.for_each != "trip":
            report.error(f"{path}.trip_when", _('it belongs to for_each = "trip"'))
        if report.condition(f"{path}.trip_when", policy.trip_when, section.trip_scope) is not None:
            sound.append(("trip_when", read(policy.trip_when)))
    if (found := never.contradiction([tree for _where, tree in sound])) is not None:
        at, words = found
        report.error(f"{path}.{sound[at][0]}", words)


def _check_division(text: str, tree: Any, guards: list[Any], path: str, report: Any) -> None:
    at = never.division_by_nothing(tree, guards)
    if at is not None:
        marked = f"{text[:at]}▸{text[at:]}"
        report.error(
            path, _("what is divided by here can be 0: ask first whether it is more (%(text)s)") % {"text": marked}
        )


# -- amounts ---------------------------------------------------------------------------------------------------------------


def expressions(amount: Amount) -> Iterator[tuple[str, str, str | None]]:
    """Every expression of an amount: path, text, the condition that stands before it."""
    for at, per in enumerate(amount.per):
        yield f"per[{at}].of", per.of, per.when
    for at, part in enumerate(amount.percent):
        yield f"percent[{at}].of", part.of, part.when
    for at, tiers in enumerate(amount.tiers):
        yield f"tiers[{at}].by", tiers.by, tiers.when


def _check_amount(policy: Policy, scope: Scope, path: str, report: Any) -> None:
    guards = _guards(policy, scope)
    for where, text, when in expressions(policy.amount):
        own = list(guards)
        if when is not None:
            place = f"{path}.amount.{where.rpartition('.')[0]}.when"
            if report.condition(place, when, scope) is not None:
                own.append(read(when))
        _check_number(text, scope, own, f"{path}.amount.{where}", report)
    for at, per in enumerate(policy.amount.per):
        if not per.every:
            report.error(f"{path}.amount.per[{at}].every", _("what is divided by can’t be 0"))
    for at, tiers in enumerate(policy.amount.tiers):
        _check_tiers(tiers, f"{path}.amount.tiers[{at}]", report)
    if policy.amount.by_date is not None:
        _check_by_date(policy.amount.by_date, policy, scope, f"{path}.amount.by_date", report)


def _guards(policy: Policy, scope: Scope) -> list[Any]:
    """Conditions that hold whenever the amount is reckoned."""
    found = []
    for text in (*(text for _where, text in _whens(policy)), policy.trip_when):
        try:
            found.append(read(text or "true"))
            scope.kind(found[-1])
        except Mistake:
            found = found[:-1]
    return found


def _check_number(text: str, scope: Scope, guards: list[Any], path: str, report: Any) -> None:
    try:
        found = number(text, scope)
    except Mistake as mistake:
        report.error(path, f"{mistake} ({text[: mistake.at]}▸{text[mistake.at :]})")
        return
    _check_division(text, found.tree, guards, path, report)


def _check_tiers(tiers: Tiers, path: str, report: Any) -> None:
    wanted, strange = ("at_least", "over") if tiers.kind == "step" else ("over", "at_least")
    last = None
    for row in tiers.rows:
        if getattr(row, strange) is not None or getattr(row, wanted) is None:
            words = {"kind": tiers.kind, "name": wanted}
            report.error(path, _('a tier of kind = "%(kind)s" begins with %(name)s = …') % words)
            return
        if sum(value is not None for value in (row.gives, row.each, row.percent)) != 1:
            report.error(path, _("a tier has one of gives, each and percent"))
        if last is not None and row.begins <= last:
            words = {"tier": sums.shown(Fraction(row.begins)), "last": sums.shown(Fraction(last))}
            report.error(path, _("the tiers climb: %(tier)s stands after %(last)s") % words)
        last = row.begins


def _check_by_date(by_date: ByDate, policy: Policy, scope: Scope, path: str, report: Any) -> None:
    if by_date.day != sums.ASKED:
        kind = scope.facts.get(by_date.day)
        days = ("w.resumed_on", "t.day")
        if kind is None or (kind.kind != "string" or not (by_date.day.startswith("b.") or by_date.day in days)):
            known = [sums.ASKED, *(name for name in scope.facts if name.startswith("b.") or name in days)]
            message = _("there is no day %(name)r") % {"name": by_date.day}
            report.error(f"{path}.day", message + closest(by_date.day, known))
    if bool(by_date.steps) == (by_date.start is not None):
        report.error(path, _("write either steps, or start with less and least"))
    for before, step in zip(by_date.steps, by_date.steps[1:], strict=False):
        if step.until <= before.until:
            report.error(f"{path}.steps", _("the days climb: %(day)s stands after %(last)s") % {
                "day": step.until, "last": before.until,
            })  # fmt: skip
    if by_date.steps and policy.since and by_date.steps[-1].until < policy.since and not by_date.after:
        report.error(f"{path}.steps", _("nothing is left of it before the first day on which it can be asked for"))
    if by_date.steps and by_date.begun:
        report.error(f"{path}.begun", _("it belongs to start with less"))
    if by_date.start is not None and not by_date.less:
        report.error(f"{path}.less", _("so it never shrinks: say by how many points"))


# -- caps, what it gives, groups ---------------------------------------------------------------------------------------------


def _check_caps(policy: Policy, scope: Scope, path: str, report: Any) -> None:
    caps = policy.caps
    for name, text, pair in (("heads", caps.heads, caps.head), ("cost", caps.cost, caps.cost_percent)):
        other = {"heads": "head", "cost": "cost_percent"}[name]
        if bool(text) != (pair is not None):
            report.error(f"{path}.caps.{name if not text else other}", _("%(one)s and %(other)s belong together") % {
                "one": name, "other": other,
            })  # fmt: skip
        if text:
            _check_number(text, scope, _guards(policy, scope), f"{path}.caps.{name}", report)
    for name in ("trip", "trips"):
        if getattr(caps, name) is not None and policy.for_each != "trip":
            report.error(f"{path}.caps.{name}", _('it belongs to for_each = "trip"'))
    least = _least_tier(policy)
    limits = [(name, getattr(caps, name)) for name in ("trip", "firm", "all") if getattr(caps, name) is not None]
    for name, most in limits:
        if least is not None and most < least:
            words = {"cap": sums.shown(Fraction(most)), "tier": sums.shown(least)}
            report.error(f"{path}.caps.{name}", _("the cap %(cap)s is below the least tier, %(tier)s") % words)
        if caps.least is not None and most < caps.least:
            report.error(f"{path}.caps.least", _("nothing can come out: the cap %(cap)s is below it") % {"cap": most})
    if caps.firm is not None and caps.all is not None and caps.all < caps.firm:
        report.error(f"{path}.caps.all", _("there is less in all than one enterprise may get"))


def _least_tier(policy: Policy) -> Fraction | None:
    """The smallest sum that a policy of lump sums can come to; None where it is worked out otherwise."""
    amount = policy.amount
    if amount.per or amount.percent or amount.by_date is not None:
        return None
    lumps = [[Fraction(row.gives) for row in tiers.rows if row.gives] for tiers in amount.tiers if tiers.kind == "step"]
    if len(lumps) != len(amount.tiers) or not all(lumps):
        return None
    found = Fraction(amount.fixed) + sum((min(each) for each in lumps), Fraction(0))
    return found or None


def _check_what_it_gives(section: Benefits, policy: Policy, path: str, report: Any) -> None:
    trips = section._pack.transport
    if policy.gives == "coach":
        report.reference(
            f"{path}.coach", policy.coach, [each.key for each in trips.reimbursements], _("rule for trips")
        )
        if not policy.coach:
            report.error(f"{path}.coach", _("say which rule of transport.toml pays it"))
    elif policy.coach:
        report.error(f"{path}.coach", _('it belongs to gives = "coach"'))
    if policy.has_amount and policy.amount.is_empty:
        report.error(f"{path}.amount", _("it gives nothing: say how much"))
    if not policy.has_amount and not policy.amount.is_empty:
        report.error(f"{path}.amount", _("how much belongs to money and to benefits in kind"))
    if policy.gives == "in_kind" and policy.unit is None:
        report.error(f"{path}.unit", _("say what it is counted in"))
    if policy.shared and (len(policy.shared) < 2 or not policy.is_money):
        report.error(f"{path}.shared", _("a sum of money is shared between two levels or more"))
    if policy.for_each == "trip" and policy.is_money and trips.reimbursements:
        message = _('transport.toml pays trips back already: write gives = "coach", so that no trip is paid for twice')
        report.error(f"{path}.for_each", message)
    if policy.again != "once" and policy.for_each:
        report.error(f"{path}.again", _("what is for each trip is given once for each trip"))


def _check_facts(section: Benefits, report: Any) -> None:
    used = {name for policy in section.policies for name in _names(section, policy)}
    for each in section.facts:
        path = f"facts[{each.key}]"
        if (each.kind == "choice") != bool(each.choices):
            report.error(f"{path}.choices", _('choices belong to kind = "choice", and it needs them'))
        if each.least is not None and each.most is not None and each.most < each.least:
            report.error(f"{path}.most", _("the most is below the least"))
        if not each.said_by:
            report.error(f"{path}.said_by", _("somebody must be able to say it"))
        if f"b.{each.key}" not in used and section.policies:
            report.warn(path, _("no policy asks for it"))


def _names(section: Benefits, policy: Policy) -> Iterable[str]:
    from fugong.policy.expressions import facts_in

    texts = [text for _where, text in _whens(policy)] + [
        policy.trip_when or "true",
        policy.caps.heads,
        policy.caps.cost,
    ]
    for _where, text, when in expressions(policy.amount):
        texts += [text, when or "true"]
    for text in texts:
        try:
            yield from facts_in(read(text)) if text else ()
        except Mistake:
            continue
    if policy.amount.by_date is not None:
        yield policy.amount.by_date.day


def _check_groups(section: Benefits, report: Any) -> None:
    keys = {policy.key: policy for policy in section.policies}
    times = Counter(key for group in section.groups if group.take != "all" for key in group.policies)
    for group in section.groups:
        path = f"groups[{group.key}]"
        for key in group.policies:
            report.reference(f"{path}.policies", key, keys, _("policy"))
        if len(set(group.policies)) < 2:
            report.error(f"{path}.policies", _("a group has two policies or more"))
        if group.take == "all" and group.firm is None:
            report.error(f"{path}.take", _("so the group changes nothing: say what one enterprise gets at most (firm)"))
        known = [keys[key] for key in group.policies if key in keys]
        if (group.take == "best" or group.firm is not None) and any(not each.is_money for each in known):
            report.error(f"{path}.policies", _("only sums of money can be compared and added up"))
        for key in group.policies:
            if times[key] > 1:
                report.error(
                    f"{path}.policies", _("%(key)r stands in two groups that exclude each other") % {"key": key}
                )
                times[key] = 0


def _check_clocks(section: Benefits, pack: Any, report: Any) -> None:
    posts = [post.key for post in pack.registry.posts]
    for name in type(section.clocks).model_fields:
        within = getattr(section.clocks, name)
        report.attempt(f"clocks.{name}", lambda within=within: pack.clock(within))
    for place, rung in enumerate(section.escalation):
        report.reference(f"escalation[{place}].to", rung.to, posts, _("post"))
        report.attempt(f"escalation[{place}].after", lambda rung=rung: pack.clock(rung.after))


# -- more never gives less ---------------------------------------------------------------------------------------------------


def _check_rises(policy: Policy, scope: Scope, path: str, report: Any) -> None:
    """Tries each number around every tier: one more must not make it less."""
    for text in policy.rises_with:
        _check_number(text, scope, _guards(policy, scope), f"{path}.rises_with", report)
        for at, tiers in enumerate(policy.amount.tiers):
            if tiers.by == text and (found := _falls(tiers)) is not None:
                words = {"more": sums.shown(found[0]), "less": sums.shown(found[2]), "before": sums.shown(found[1])}
                message = _("at %(more)s it gives %(less)s, which is less than the %(before)s before")
                report.error(f"{path}.amount.tiers[{at}]", message % words)


def _falls(tiers: Tiers) -> tuple[Fraction, Fraction, Fraction] | None:
    """Where one more gives less: (the number, what one fewer gives, what it gives)."""
    for row in tiers.rows:
        here = Fraction(row.begins)
        for more in (here, here + 1):
            if more < 1:
                continue
            before, after = (
                sum((gives for gives, _line in sums.in_tiers(tiers, each)), Fraction(0)) for each in (more - 1, more)
            )
            if after < before:
                return more, before, after
    return None
