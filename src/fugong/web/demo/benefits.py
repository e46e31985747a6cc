"""The demo's benefits: what enterprises said, everybody matched, claims in every state, a grant without asking that waits."""

import datetime as dt
import random
from typing import Any

from fugong.benefits import claim_papers, matching, stacking
from fugong.benefits.actions import awards
from fugong.benefits.models import Cause, Claim, Match, Policy, SaidFact
from fugong.core import clock, copying
from fugong.ledger.recording import record_many
from fugong.papers.asking import ask
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.web.demo import population
from fugong.web.demo.staffing import Staff

STATES = {"submitted": 1, "returned": 2, "checked": 2, "granted": 1, "paid": 6}
"""State of a claim → so many days ago it was submitted."""


def give(campaign: Campaign, staff: Staff, rng: random.Random) -> None:
    """What the place's specification says under `benefits`."""
    if not campaign.pack.benefits.is_used:
        return
    said = population.specification(campaign.pack_version.key).get("benefits", {})
    firms = list(Enterprise.objects.filter(pk__in=staff.liaisons).order_by("pk"))
    firms.sort(key=lambda each: not staff.liaisons[each.pk].is_demo)
    life = _Giving(campaign, staff, rng)
    life.say(firms[: said.get("firms", 0)], said.get("said", {}))
    matching.match(campaign=campaign)
    for each in said.get("given", ()):
        life.in_kind(**each)
    for policy, state, many in said.get("claims", ()):
        life.claims(policy, state, many)
    life.spent()
    matching.match(campaign=campaign, ids=life.touched)
    for key in said.get("without_asking", ()):
        awards.propose(policy=Policy.objects.get(campaign=campaign, key=key), by=staff.desk)


class _Giving:
    """One place's claims."""

    def __init__(self, campaign: Campaign, staff: Staff, rng: random.Random) -> None:
        self.campaign, self.staff, self.rng = campaign, staff, rng
        self.touched: list[int] = []

    def say(self, firms: list[Enterprise], facts: dict[str, Any]) -> None:
        kinds = {fact.key: fact.kind for fact in self.campaign.pack.benefits.facts}
        at = clock.now() - dt.timedelta(days=7)

        def value(key: str, given: Any) -> Any:
            number = self.rng.randint(*given) if isinstance(given, list) else given
            return number * 100 + self.rng.randrange(100) if kinds[key] == "money" else number

        copying.write(
            SaidFact(
                campaign=self.campaign, enterprise=firm, area_code=firm.area_code, key=key, value=value(key, given),
                said_at=at, said_by=self.staff.liaisons[firm.pk],
            )
            for firm in firms for key, given in facts.items()
        )  # fmt: skip

    def in_kind(self, policy: str, pieces: int, firms: int, ago: int) -> None:
        """So many pieces in all, given to so many enterprises some days ago."""
        row = Policy.objects.select_related("current").get(campaign=self.campaign, key=policy)
        matches = list(self._matches(row).order_by("-quantity", "pk")[:firms])
        each = -(-pieces // max(len(matches), 1))
        left, rows = pieces, []
        for match in matches:
            rows.append((match, min(match.quantity, each, left)))
            left -= rows[-1][1]
        rows[0] = (rows[0][0], rows[0][1] + left)
        self._make(row, [(match, n) for match, n in rows if n], "paid", ago)

    def claims(self, policy: str, state: str, many: int) -> None:
        row = Policy.objects.select_related("current").get(campaign=self.campaign, key=policy)
        matches = self._matches(row).exclude(enterprise__in=self.touched).order_by("pk")[:many]
        self._make(row, [(match, match.quantity) for match in matches], state, STATES[state])

    def _matches(self, row: Policy) -> Any:
        return Match.objects.filter(policy=row, outcome="yes", enterprise__in=self.staff.liaisons).select_related(
            "enterprise"
        )

    def _make(self, row: Policy, pairs: list[tuple[Match, int]], state: str, ago: int) -> None:
        at = clock.now() - dt.timedelta(days=ago, minutes=90)
        made = copying.write(self._claim(row, match, quantity, state, at) for match, quantity in pairs)
        again = "more 1" if row.says.again == "more" else ""
        copying.write(
            Cause(claim=claim, campaign=self.campaign, enterprise_id=claim.enterprise_id, cause=row.says.cause_key, part=again)
            for claim in made
        )  # fmt: skip
        with clock.showing(at):
            for verb in ("submit", "check", "grant", "pay"):
                if verb == "submit" or (verb == "check" and state in ("checked", "granted", "paid")) or (
                    verb == "grant" and state in ("granted", "paid")
                ) or (verb == "pay" and state == "paid"):  # fmt: skip
                    by = self.staff.leader if verb == "grant" else self.staff.desk
                    who: dict[str, Any] = {"by": None, "as_name": "企业联络员"} if verb == "submit" else {"by": by}
                    record_many(f"benefit_claim.{verb}", made, **who)
            for claim in made:
                if state in ("submitted", "returned", "checked"):
                    ask(claim, claim_papers.wanted(claim), by=claim.submitted_by)
        self.touched += [claim.enterprise_id for claim in made]

    def _claim(self, row: Policy, match: Match, quantity: int, state: str, at: dt.datetime) -> Claim:
        version, firm = row.current, match.enterprise
        assert version is not None
        pack = self.campaign.pack
        within = {"submitted": "check", "checked": "decide", "granted": "pay"}.get(state, "")
        claim = Claim(
            campaign=self.campaign, pack_version=self.campaign.pack_version, policy=row, version=version, enterprise=firm,
            area_code=firm.area_code, asked=quantity, submitted_at=at, submitted_by=self.staff.liaisons[firm.pk],
            state=state, state_since=at, clock_kind=within, clock_started_at=at if within else None,
        )  # fmt: skip
        if within:
            claim.due_at = claim.next_rung_at = pack.due(at, getattr(pack.benefits.clocks, within))
        if state in ("checked", "granted", "paid"):
            claim.amount, claim.shares = quantity, stacking.paid_by(row.says, quantity)
            claim.checked_by, claim.checked_at = self.staff.desk, at + dt.timedelta(hours=1)
        if state in ("granted", "paid"):
            claim.decided_by, claim.decided_at = self.staff.leader, at + dt.timedelta(hours=1)
        if state == "paid":
            claim.paid_on = clock.local(at + dt.timedelta(days=1)).date()
        return claim

    def spent(self) -> None:
        """What was granted counts against what there is."""
        for row in Policy.objects.filter(campaign=self.campaign):
            given = Claim.objects.filter(policy=row, state__in=("granted", "paid")).values_list("amount", flat=True)
            Policy.objects.filter(pk=row.pk).update(given=sum(n or 0 for n in given))
