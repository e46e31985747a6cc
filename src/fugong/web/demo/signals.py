"""The demo's signals: two weeks of electricity beside the reports, gates of some; what doesn't fit, explained and confirmed."""

import datetime as dt
import random
from decimal import Decimal

from fugong.accounts.models import User
from fugong.core import clock
from fugong.places.models import Campaign
from fugong.registry import concerned
from fugong.registry.models import Enterprise
from fugong.resumption.models import Standing
from fugong.signals.actions import doubts, readings
from fugong.signals.actions.readings import Given
from fugong.signals.models import Doubt
from fugong.web.demo.staffing import Staff

PLACES = ("liuting", "fengxian_zone")
DAYS = 14
MOST = 60
OFF = {1: 0.04, 4: 0.22, 7: 0.11}
"""Which of those at work use how little; the others use most of what is usual."""


def measure(campaign: Campaign, staff: Staff, rng: random.Random) -> None:
    """Readings up to yesterday, and what came of them; nothing but in two places."""
    if campaign.pack.key not in PLACES:
        return
    last = clock.today() - dt.timedelta(days=1)
    rows = Standing.objects.filter(campaign=campaign, day__gt=last - dt.timedelta(days=DAYS), day__lte=last)
    said: dict[int, dict[dt.date, bool]] = {}
    for enterprise, day, resumed in rows.order_by("enterprise", "day").values_list("enterprise", "day", "resumed"):
        said.setdefault(enterprise, {})[day] = resumed
    back = dict(rows.filter(day=last).values_list("enterprise", "staff_back"))
    working = [key for key, days in said.items() if days.get(last) and back.get(key, 0) > 15][: MOST - 12]
    resting = [key for key, days in said.items() if not days.get(last)][:12]
    given: list[Given] = []
    for place, key in enumerate(working):
        given += _electricity(key, said[key], rng, OFF.get(place, rng.uniform(0.55, 1.05)), last)
    for place, key in enumerate(resting):
        given += _electricity(key, said[key], rng, 0.8 if place == 2 else 0.06, last)
    for place, key in enumerate(working[:20]):
        share = 0.2 if place == 11 else rng.uniform(0.9, 1.1)
        given.append(Given(key, "gates", f"G{key:06}", last, Decimal(round(back[key] * share)), None))
    readings.take(campaign=campaign, rows=given, by=staff.desk)
    _answer(campaign, staff)


def _electricity(key: int, days: dict[dt.date, bool], rng: random.Random, share: float, last: dt.date) -> list[Given]:
    usual = rng.choice((800, 1_500, 3_200, 6_400, 12_000))
    found = []
    for day, resumed in days.items():
        now = share if resumed or not days[last] else 0.05
        value = Decimal(round(usual * now * rng.uniform(0.94, 1.06), 1))
        found.append(Given(key, "electricity", f"37{key:08}", day, value.quantize(Decimal("0.01")), Decimal(usual)))
    return found


def _answer(campaign: Campaign, staff: Staff) -> None:
    """The officer explained one, the desk confirmed another."""
    idle = Doubt.objects.filter(campaign=campaign, rule="idle").order_by("-weight")
    if (explained := idle.last()) is not None:
        by = _officer(explained.enterprise, campaign) or staff.desk
        doubts.explain(doubt=explained, reason="当前以手工包装和设备检修为主，主生产线3日后开机，已现场核实。", by=by)
    if (confirmed := Doubt.objects.filter(campaign=campaign, rule="hidden", state="open").first()) is not None:
        doubts.confirm(doubt=confirmed, reason="电话询问时门卫称夜班在生产，请检查组上门核查。", by=staff.desk)


def _officer(enterprise: Enterprise, campaign: Campaign) -> User | None:
    return next(iter(concerned.officers(campaign, enterprise)), None)
