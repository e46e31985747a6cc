"""The demo's passes: those that the place published, some that wait, one withdrawn, and what two gates saw.

Passes of the past are written as rows, since the life of each by itself would take too long; what waits is asked for as in life.
"""

import datetime as dt
import random
from typing import Any

from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.core import clock, copying
from fugong.core.ids import uuid7
from fugong.ledger.recording import record_many
from fugong.passes import plates
from fugong.passes.actions import asking, cards, issuing, scanning
from fugong.passes.actions.asking import Wanted
from fugong.passes.models import Pass, PassApplication
from fugong.passes.policy import PassKind
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.web.demo import population
from fugong.web.demo.staffing import Staff, maker
from fugong.workforce.models import Employment

USUAL = (24, 9)
"""Passes and enterprises of a kind, where a place published no number."""
CARGO = ("原料运入", "成品发货", "零部件配送", "生活物资配送", "危废清运")


def issue(campaign: Campaign, staff: Staff, working: list[Enterprise], rng: random.Random) -> None:
    """The place's passes; nothing where its pack gives none."""
    given = campaign.pack.passes.given
    firms = [each for each in working if each.pk in staff.liaisons]
    if not given or len(firms) < 3:
        return
    told = population.specification(campaign.pack.key).get("passes", {})
    life = Life(campaign, staff, firms, rng)
    for kind in given:
        life.past(kind, *told.get(kind.key, USUAL))
    life.write()
    life.alive(given)


class Life:
    """One place's passes."""

    def __init__(self, campaign: Campaign, staff: Staff, firms: list[Enterprise], rng: random.Random) -> None:
        self.campaign, self.staff, self.firms, self.rng = campaign, staff, firms, rng
        self.today, self.now = clock.today(), clock.now()
        self.rows: list[tuple[PassApplication, PassKind]] = []
        self.taken: set[str] = set()
        self.sign = _province(campaign)

    def past(self, kind: PassKind, count: int, firms: int) -> None:
        """`count` passes in force, of `firms` enterprises."""
        chosen = self.rng.sample(self.firms, k=min(firms, len(self.firms)))
        if kind.subject == "commuter":
            self._commuters(kind, chosen[: len(chosen) // 2 + 1])
            return
        shares = [count // len(chosen) + (place < count % len(chosen)) for place in range(len(chosen))]
        for firm, share in zip(chosen, shares, strict=True):
            for _each in range(share):
                self._asked(kind, firm, self.plate(local=kind.key != "provinces"))

    def _commuters(self, kind: PassKind, firms: list[Enterprise]) -> None:
        rows = Employment.objects.current().filter(campaign=self.campaign, enterprise__in=firms, is_main=True)
        found = rows.exclude(person__state="left").values_list("person", "enterprise")[:40]
        known = {firm.pk: firm for firm in firms}
        for person, firm in found:
            number = cards.number(self.campaign, person)
            self._asked(
                kind, known[firm], number, person_id=person, way=self.rng.choice(("东山村", "河北村", "海悦小区"))
            )

    def plate(self, *, local: bool) -> str:
        """One that nobody has yet."""
        while True:
            sign = self.sign if local or self.rng.random() < 0.4 else self.rng.choice("苏浙皖鲁豫闽")
            made = f"{sign}{self.rng.choice('ABCDE')}{self.rng.randrange(100_000):05d}"
            if made not in self.taken:
                self.taken.add(made)
                return plates.normalised(made)

    def _asked(self, kind: PassKind, firm: Enterprise, subject: str, **more: Any) -> None:
        ago = self.rng.randrange(0, max(1, kind.days - kind.renew - 1))
        moment = self.now - dt.timedelta(days=ago, minutes=self.rng.randrange(300))
        since = self.today - dt.timedelta(days=ago)
        row = PassApplication(
            campaign=self.campaign, enterprise=firm, area_code=firm.area_code, pack_version=self.campaign.pack_version,
            kind=kind.key, subject=subject, purpose=self.rng.choice(CARGO) if not more else "", since=since,
            until=since + dt.timedelta(days=kind.days - 1), asked_at=moment - dt.timedelta(hours=2), state="approved",
            asked_by=self.staff.liaisons[firm.pk], state_since=moment, decided_at=moment, decided_by=self.staff.desk, **more,
        )  # fmt: skip
        self.rows.append((row, kind))

    def write(self) -> None:
        """What was kept, as rows."""
        copying.write(row for row, _kind in self.rows)
        made = [self._pass(row, kind) for row, kind in self.rows]
        copying.write(made)
        data = [{"kind": each.kind, "until": each.until.isoformat()} for each in made]
        record_many("pass.issue", made, by=None, as_name="installation", data=data)

    def _pass(self, row: PassApplication, kind: PassKind) -> Pass:
        made = Pass(
            campaign=self.campaign, enterprise=row.enterprise, area_code=row.area_code, pack_version=row.pack_version,
            application=row, kind=row.kind, subject=row.subject, person_id=row.person_id, zones=list(kind.zones),
            since=row.since, until=row.until, issued_at=row.decided_at or self.now, state="valid", state_since=row.state_since,
            clock_kind="expire",
        )  # fmt: skip
        made.due_at = made.ends_at
        made.next_rung_at = max(made.ends_at - dt.timedelta(days=kind.renew), self.now + dt.timedelta(hours=1))
        return made

    def alive(self, given: list[PassKind]) -> None:
        """Applications that wait, one pass withdrawn beside those that hold, a keeper of the gates, and what gates saw."""
        keeper = maker(self.campaign, self.rng)("gate", shown=True)
        grant(user=keeper, role="checkpoint", kind=ScopeKind.AREA, key=self.campaign.jurisdiction.prefix, by=None)
        kind = next((each for each in reversed(given) if each.subject == "vehicle"), None)
        if kind is None:
            return
        for ago, firm in zip((9, 3, 1), self.firms, strict=False):
            with clock.showing(self.now - dt.timedelta(hours=ago)):
                self._ask(kind, firm, 3)
        with clock.showing(self.now - dt.timedelta(days=1)):
            self._withdrawn(kind)
        self._seen(keeper, kind)

    def _ask(self, kind: PassKind, firm: Enterprise, many: int) -> None:
        """Plates of elsewhere, more than any rule takes at once."""
        wanted = [Wanted(plate=self.plate(local=False)) for _each in range(many)]
        since = clock.today()
        asking.ask(
            campaign=self.campaign, enterprise=firm, kind=kind.key, wanted=wanted, since=since,
            until=since + dt.timedelta(days=kind.days - 1), purpose=self.rng.choice(CARGO), by=self.staff.liaisons[firm.pk],
        )  # fmt: skip

    def _withdrawn(self, kind: PassKind) -> None:
        firm = self.firms[-1]
        self.rows = []
        self._asked(kind, firm, self.plate(local=True))
        self.write()
        shown = Pass.objects.get(application=self.rows[0][0])
        issuing.withdraw(shown=shown, reason="车辆已报废，企业退回通行证。", by=self.staff.desk)

    def _seen(self, keeper: Any, kind: PassKind) -> None:
        """What two gates saw today; one pass a few minutes apart at both."""
        gates = [each.key for each in self.campaign.pack.passes.checkpoints if not each.kinds or kind.key in each.kinds]
        held = list(Pass.objects.filter(campaign=self.campaign, kind=kind.key, state="valid").order_by("pk")[:8])
        if not held or not gates:
            return
        scans = [
            scanning.Seen(
                uuid7(), gates[n % len(gates)], self.now - dt.timedelta(minutes=15 * n + 20), "valid", "", each.pk, "in"
            )
            for n, each in enumerate(held)
        ]
        if len(gates) > 1:
            last = scans[-1]
            other = next(key for key in gates if key != last.gate)
            scans.append(
                scanning.Seen(uuid7(), other, last.at + dt.timedelta(minutes=4), "valid", "", last.number, "in")
            )
        scans.append(scanning.Seen(uuid7(), gates[0], self.now - dt.timedelta(minutes=7), "invalid", "signature"))
        scanning.take(campaign=self.campaign, scans=scans, by=keeper)


def _province(campaign: Campaign) -> str:
    """The sign of the place's plates, by its region code."""
    return {"31": "沪", "37": "鲁", "35": "闽"}.get(campaign.jurisdiction.code[:2], "京")
