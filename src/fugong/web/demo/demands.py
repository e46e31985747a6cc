"""What the demo's enterprises ask for: short of labour, of raw materials, held up by logistics (L16), in their own languages."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import NotAllowed
from fugong.demands import actions, telling
from fugong.demands.actions.answering import Promised
from fugong.demands.models import Demand
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.web.demo import written
from fugong.web.demo.staffing import Staff

LABOUR = (
    "装配线缺工，还差20名操作工，劳务公司近期送不来人。",
    "节后返岗率低，急需招聘焊工10名、钳工5名。",
    "外地员工回不来，用工缺口30人，请帮忙招工。",
    "용접공 8명이 부족합니다. 현지에서 채용할 수 있게 도와주세요.",
    "作業員が15名足りません。採用を支援してください。",
    "质检岗缺人，想通过线上招聘会招10名工人。",
    "夜班没有人手，缺工影响交货，请协调劳务派遣。",
    "包装车间缺工12人，能否对接职业学校实习生？",
)
MATERIALS = (
    "上游供应商没复工，铝型材断供，原材料只够用两天。",
    "进口零部件没到，原料库存不足，产线随时会停。",
    "配套厂在外地没复工，包装原材料买不到。",
    "부품 협력업체가 아직 재개하지 못해 원자재가 부족합니다.",
    "化工原料运不进来，供应商要求提供复工证明。",
    "Our supplier in Hubei has not resumed: components for our valves run out on Friday.",
    "纸箱原料紧缺，能否帮助联系本地供应商？",
)
LOGISTICS = (
    "货车在高速路口被劝返，货物发不出去。",
    "集装箱司机要隔离14天，出口货物积压。",
    "物流公司没复工，成品发货延误，客户要索赔。",
    "出荷用のトラックが手配できず、物流が止まっています。",
    "司机没有通行手续，运货车进不了园区。",
    "컨테이너 트럭이 검문에서 막혀 배송이 지연됩니다.",
    "省外货运专线停运，发货找不到车。",
    "Our truck with spare parts is held up at the motorway: who can help with freight?",
    "冷链货车不够，物流成本涨了三倍。",
    "快递还没恢复，样品寄不出去。",
)
OTHERS = (
    "员工宿舍不够，返岗员工需要隔离房20间，请帮忙解决住宿。",
    "口罩库存只够三天，请帮忙联系货源。",
    "贷款月底到期，现金流紧张，想申请续贷。",
    "厂房不够用，临时需要500平方米仓库。",
    "员工住的小区进不去，上下班通勤有困难。",
    "想请问稳岗补贴怎么申请？",
)
RATINGS = ((5, "回复很快，问题解决了，谢谢！"), (5, ""), (4, "人已到岗，希望再多几场招聘会。"), (3, "解决了一部分。"))
ANSWER = {
    "labour": "人社部门已安排专场线上招聘，并对接劳务公司，首批人员本周到岗。",
    "logistics": "已协调交警和物流企业开通绿色通道，凭复工证明即可通行。",
    "raw_materials": "已联系供应商所在地，出具产业链协同复工函，预计两天内发货。",
    "lodging": "已协调两家酒店提供单间，价格按政府协议价，请报名单。",
}
USUAL = "已与有关部门对接，工作人员今天会电话联系您，具体办法见附件。"
SEEN = dt.timedelta(minutes=170)
"""How long ago the desk saw what several have in common: after the last demand came in."""
MANY = {"liuting": (8, 7, 10, 6)}
FEW = (2, 2, 2, 2)


def ask(campaign: Campaign, staff: Staff, rng: random.Random) -> None:
    """The demands of a place, from three days ago until now, each as far as it has come."""
    firms = _firms(campaign, staff)
    made = []
    for texts, many in zip((LABOUR, MATERIALS, LOGISTICS, OTHERS), MANY.get(campaign.key, FEW), strict=True):
        for text in texts[:many]:
            enterprise, liaison = next(firms)
            with clock.showing(_ago(rng, 3, 66)):
                made.append(actions.receive(campaign=campaign, enterprise=enterprise, text=text, by=liaison))
    for at, demand in enumerate(made):
        _carry_on(demand, at, staff, rng, waits=campaign.key in MANY and demand.text in LABOUR)
    _join(campaign, made, staff)


def _firms(campaign: Campaign, staff: Staff) -> Iterator[tuple[Enterprise, User]]:
    """Enterprises with someone to speak for them, those whom a visitor can sign in as first; round and round."""
    rows = Enterprise.objects.filter(pk__in=staff.liaisons, enrolments__campaign=campaign).order_by("pk")[:200]
    pairs = sorted(((row, staff.liaisons[row.pk]) for row in rows), key=lambda pair: not pair[1].is_demo)
    while pairs:
        yield from pairs


def _ago(rng: random.Random, least: int, most: int) -> dt.datetime:
    return clock.now() - dt.timedelta(hours=rng.randrange(least, most), minutes=rng.randrange(60))


def _carry_on(demand: Demand, at: int, staff: Staff, rng: random.Random, *, waits: bool) -> None:
    """Some stay as they came; others are designated, taken on, asked back, answered, confirmed or reopened.

    Those that wait are taken on at most: what many share is what tomorrow's meeting is for.
    """
    stage = at % 2 if waits else at % 6
    after = demand.received_at + dt.timedelta(minutes=rng.randrange(20, 150))
    if stage == 0 or after >= clock.now():
        return
    with clock.showing(after):
        if demand.in_tray and demand.campaign.pack.demands.category(demand.proposed).lead:
            demand = actions.designate(demand=demand, category=demand.proposed, by=staff.desk)
        people = telling.answerers(demand)
        if not people:
            return
        handler = people[at % len(people)]
        try:
            with written.attempt():
                demand = actions.accept(demand=demand, by=handler)
        except NotAllowed:  # it lies with somebody who may not take it on there
            return
        if stage == 1:
            actions.progress(demand=demand, text="已收到，正在联系有关单位，今天下班前给您答复。", by=handler)
            return
        if stage == 2 and at % 4 == 0:
            actions.ask(demand=demand, question="请提供具体数量、时间和联系人。", by=handler)
            return
    later = min(after + dt.timedelta(minutes=rng.randrange(40, 600)), clock.now() - dt.timedelta(minutes=5))
    if later <= after:
        return
    with clock.showing(later):
        promised = None
        if stage == 3:
            promised = Promised("跟进首批人员或货物到位情况并回访", clock.now() + dt.timedelta(days=2), handler)
        text = ANSWER.get(demand.category, USUAL)
        demand = actions.answer(demand=demand, text=text, by=handler, promised=promised)
    if stage in (4, 5) and later + dt.timedelta(minutes=30) < clock.now():
        _speak(demand, at, later + dt.timedelta(minutes=30))


def _speak(demand: Demand, at: int, when: dt.datetime) -> None:
    """The enterprise's word: most are content, some aren't."""
    by: Any = demand.raised_by
    with clock.showing(when):
        if at % 11 == 5:
            actions.reopen(demand=demand, reason="还差一半没有落实，请继续协调。", by=by)
        else:
            stars, words = RATINGS[at % len(RATINGS)]
            actions.confirm(demand=demand, stars=stars, rating=words, by=by)


def _join(campaign: Campaign, made: list[Demand], staff: Staff) -> None:
    """What several have in common stands under one cause."""
    names = {"labour": "企业普遍缺工：一线操作工、焊工", "logistics": "货运车辆通行受阻"}
    for category, title in names.items():
        alike = [demand for demand in made if demand.category == category]
        if len(alike) > 1:
            with clock.showing(clock.now() - SEEN):
                actions.open_cause(campaign=campaign, title=title, demands=alike, by=staff.desk)
