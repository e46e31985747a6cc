"""Verdicts, sums and policies in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.benefits import keeping, matching, rules
from fugong.benefits.models.claim import written
from fugong.benefits.models.match import OUTCOMES
from fugong.benefits.rules import CLAIMED, NOTHING, TRIPS, WHO, Near, Verdict
from fugong.core import clock, dates

if TYPE_CHECKING:
    from fugong.benefits import shapes
    from fugong.benefits.models import Policy, Version
    from fugong.places.models import Campaign

HOWS = {
    "fixed": gettext_lazy("Fixed sum"),
    "per": gettext_lazy("%(count)s × %(rate)s (%(of)s)"),
    "percent": gettext_lazy("%(rate)s per cent of %(count)s (%(of)s)"),
    "step": gettext_lazy("By the tier reached with %(count)s (%(of)s)"),
    "slab": gettext_lazy("Part of a tier: %(count)s at %(rate)s (%(of)s)"),
    "by_date": gettext_lazy("By its date: %(rate)s per cent"),
    "cap_trip": gettext_lazy("Cap for each trip"),
    "cap_head": gettext_lazy("Cap for each head"),
    "cap_cost": gettext_lazy("Cap by the cost"),
    "cap_firm": gettext_lazy("Cap for one enterprise"),
    "least": gettext_lazy("Less than the least that is given"),
}
"""A step of the reckoning in words."""


@dataclass
class Told:
    """One policy for one enterprise, as a page shows it."""

    policy: Policy
    says: shapes.Policy
    version: Version
    outcome: str
    quantity: int
    why: str = ""
    missing: list[str] = field(default_factory=list)
    near: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)
    clause: Any = None
    trips: list[tuple[int, str, str]] = field(default_factory=list)
    """(trip, what it was, what it gives) of each that counts."""

    @property
    def state(self) -> str:
        return self.outcome

    @property
    def name(self) -> str:
        return str(OUTCOMES.get(self.outcome, self.outcome))

    @property
    def tone(self) -> str:
        from fugong.benefits.access import TONES

        return TONES.get(self.outcome, "secondary")

    @property
    def shown(self) -> str:
        return written(self.says, self.quantity) if self.quantity else ""


def of_one(campaign: Campaign, enterprise: Any) -> list[Told]:
    """Everything for one enterprise, found now: due first, then nearly, then the rest; within these what gives most."""
    known, verdicts = matching.alone(campaign, enterprise)
    found = []
    for each, verdict in verdicts:
        told = tell(campaign, each.row, each.says, verdict)
        if verdict.outcome == rules.YES and each.says.near and each.says.gives != "coach":
            then = rules.next_step(each.rule, known, clock.today(), rules.Before(), verdict)
            told.near = in_near(campaign, each.says, then) if then else ""
        told.trips = _trips(each.says, known, verdict)
        found.append(told)
    order = list(OUTCOMES)
    return sorted(found, key=lambda told: (order.index(told.outcome), not told.says.is_money, -told.quantity))


def _trips(says: shapes.Policy, known: dict[str, Any], verdict: Verdict) -> list[tuple[int, str, str]]:
    by_id = {trip["id"]: trip for trip in known["trips"]}
    found = []
    for key, quantity in verdict.trips:
        if trip := by_id.get(key):
            words = {"day": trip["day"], "people": trip["people"], "outside": trip["outside"]}
            told = _("Trip of %(day)s: %(people)s people, %(outside)s of them from outside the province") % words
            found.append((key, told, written(says, quantity)))
    return found


def tell(campaign: Campaign, policy: Policy, says: shapes.Policy, verdict: Verdict) -> Told:
    """A verdict in words."""
    outcome, clause, quantity, detail = keeping.told(verdict)
    version = policy.current
    assert version is not None
    told = Told(policy, says, version, outcome, quantity)
    told.why = because(campaign, says, outcome, clause, detail)
    told.clause = next((each for each in says.clauses if each.key == clause), None)
    told.missing = [campaign.pack.benefits.label(name) for name in verdict.missing]
    told.near = in_near(campaign, says, verdict.near) if verdict.near else ""
    told.lines = list(in_lines(campaign, says, verdict.lines))
    return told


def because(campaign: Campaign, says: shapes.Policy, outcome: str, clause: str, detail: dict[str, Any]) -> str:
    """Why: the clause that decided with the values that decided it; what isn't known; what is taken instead."""
    section = campaign.pack.benefits
    if outcome == "yes":
        return ""
    if outcome == "instead":
        other = section.policy(detail.get("better", "")) or next(
            (group for group in section.groups if group.key == detail.get("better")), None
        )
        return _("Instead: %(other)s") % {"other": other.name if other else detail.get("better", "")}
    if outcome in ("early", "over"):
        since, until = (dates.shown(each) if each else "…" for each in (says.since, says.until))
        return _("Can be asked for from %(since)s to %(until)s") % {"since": since, "until": until}
    if detail.get("missing"):
        names = _(", ").join(section.label(name) for name in detail["missing"])
        return _("Not known yet: %(facts)s") % {"facts": names}
    said = section.say(detail.get("terms", ()))
    named = next((str(each.text) for each in says.clauses if each.key == clause), "")
    if named:
        return f"{named}: {said}" if said else named
    if clause == TRIPS and not said:
        return _("No trip that counts has arrived yet.")
    if clause == CLAIMED:
        return _("Every trip that arrived is claimed already.")
    if clause == NOTHING:
        return _("Nothing more comes out.")
    return said if clause in (WHO, TRIPS) else ""


def in_near(campaign: Campaign, says: shapes.Policy, near: Near) -> str:
    """“3 more (workers back), and it is 5,000.00 yuan”."""
    words = {"more": near.more, "fact": campaign.pack.benefits.label(near.fact), "sum": written(says, near.quantity)}
    return _("%(more)s more (%(fact)s), and it is %(sum)s") % words


def in_lines(campaign: Campaign, says: shapes.Policy, lines: Any) -> Any:
    """(words, sum) of each step of the reckoning."""
    for line in lines:
        words = {
            "of": campaign.pack.benefits.label(line["of"]) if line["of"] else "", "count": line["count"], "rate": line["rate"],
        }  # fmt: skip
        yield _filled(str(HOWS.get(line["how"], line["how"])), words), line["gives"]


def _filled(text: str, words: dict[str, str]) -> str:
    for name, value in words.items():
        text = text.replace(f"%({name})s", str(value))
    return text


def shares(claim: Any) -> list[tuple[str, str]]:
    """(payer, sum) of what several levels pay."""
    says = claim.version.says
    names = {payer.key: payer.name for payer in says.shared}
    return [(str(names.get(each["key"], each["key"])), written(says, each["fen"])) for each in claim.shares]


def fact_rows(campaign: Campaign, enterprise: Any, sides: set[str], typed: Any, faults: Any) -> list[dict[str, Any]]:
    """The facts of benefits with what was said, for a form."""
    from fugong.benefits.models import SaidFact
    from fugong.benefits.sheets import shown

    said = {row.key: row for row in SaidFact.objects.filter(campaign=campaign, enterprise=enterprise)}
    found = []
    for fact in campaign.pack.benefits.facts:
        row = said.get(fact.key)
        value = shown(fact, row.value) if row else ""
        found.append({
            "fact": fact, "value": typed.get(fact.key, value) or "", "row": row, "fault": faults.get(fact.key, ""),
            "may": bool(sides & set(fact.said_by)), "barred": "" if sides & set(fact.said_by) else "disabled",
            "mark": "is-invalid" if faults.get(fact.key) else "", "type": "date" if fact.kind == "day" else "text",
            "unit": _("(yuan)") if fact.kind == "money" else f"({fact.unit})" if fact.unit else "",
        })  # fmt: skip
    return found
