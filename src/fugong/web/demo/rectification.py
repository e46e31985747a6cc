"""The demo's findings and notices: what was put right, what is open, a stop that was lifted, an objection.

Most notices of the past are written as rows, since the life of each by itself would take too long; what still moves is done by
the same actions as in life.
"""

import datetime as dt
import io
import random
from itertools import islice
from typing import Any

from PIL import Image, ImageDraw

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, copying
from fugong.ledger.recording import record_many
from fugong.places.models import Campaign
from fugong.rectification import naming, papers
from fugong.rectification.actions import appeals, examples, extensions, findings, look_backs, notices, stops
from fugong.rectification.actions.look_backs import Seen
from fugong.rectification.models import Finding, LookBack, Notice, NoticeItem
from fugong.registry import concerned
from fugong.registry.models import Enterprise
from fugong.resumption.actions import records
from fugong.resumption.models import Resumption

USUAL = 8
"""Notices of a place that published no number."""

INSPECTORS = 3
"""Whoever finds, looks back, looks back again."""
NOTES = ("现场核查发现，照片附后。", "记录不全，需补齐。", "标识不清，人员有交叉。", "储备不足三天用量。")


def tell(
    campaign: Campaign, enterprises: list[Enterprise], liaisons: dict[int, User], total: int, rng: random.Random
) -> None:
    """Writes the place's notices: `total` in all, the newest still open."""
    items = [
        key for key, (checklist, _a, _i) in naming.items_of(campaign.pack).items() if _inspected(campaign, checklist)
    ]
    chosen = [each for each in enterprises if each.pk in liaisons]
    inspectors = _inspectors(campaign, chosen[0]) if chosen else []
    if not items or len(inspectors) < INSPECTORS or len(chosen) < 8:
        return
    rng.shuffle(chosen)
    shown = next((each for each in chosen if liaisons[each.pk].is_demo), None)
    if shown is not None:  # a visitor can be the one who has to put right
        chosen.remove(shown)
        chosen.insert(4, shown)
    life = _Life(campaign, liaisons, items, inspectors, rng)
    life.past(chosen[6:], max(0, total - 6))
    life.alive(chosen[:6])


def _inspected(campaign: Campaign, key: str) -> bool:
    return not set(campaign.pack.resumption.checklist(key).used_for) <= {"self", "guide", "service"}


def _inspectors(campaign: Campaign, enterprise: Enterprise) -> list[User]:
    """Those who inspect the whole place: whoever holds a grid alone couldn't look back everywhere."""
    whole = campaign.jurisdiction.code
    held = concerned.holding(Permission.RECTIFICATION_ISSUE, enterprise)
    reach = (user for user in held if user.scope(Permission.RECTIFICATION_ISSUE).covers_area(whole))
    return list(islice(reach, INSPECTORS))


class _Life:
    """One place's cases."""

    def __init__(
        self,
        campaign: Campaign,
        liaisons: dict[int, User],
        items: list[str],
        inspectors: list[User],
        rng: random.Random,
    ) -> None:
        self.campaign, self.liaisons, self.items = campaign, liaisons, items
        self.finder, self.other, self.third = inspectors[:INSPECTORS]
        self.rng = rng
        self.known = naming.items_of(campaign.pack)
        self.before, self.after = _picture("#b9770e", "前"), _picture("#1e8449", "后")

    # -- what was put right ----------------------------------------------------------------------------------------

    def past(self, enterprises: list[Enterprise], count: int) -> None:
        """Closed notices of the days before yesterday, as rows."""
        made = [self._closed(enterprises[place % len(enterprises)], place, count) for place in range(count)]
        if not made:
            return
        copying.write([finding for finding, _notice in made])
        copying.write([notice for _finding, notice in made])
        copying.write(
            NoticeItem(
                notice=notice, finding=finding, order=1, answer="已整改到位，见照片。", outcome="right",
                answered_by=self.liaisons[notice.enterprise_id],
            )
            for finding, notice in made
        )  # fmt: skip
        copying.write(
            LookBack(notice=notice, at=notice.ended_at or clock.now(), by=self.other, passed=True, note="复查合格。")
            for _f, notice in made
        )
        numbers = [{"number": notice.number, "turn": 1, "items": 1} for _finding, notice in made]
        for verb, by in (("issue", self.finder), ("close", self.other)):
            record_many(f"rectification_notice.{verb}", [notice for _f, notice in made], by=by, data=numbers)

    def _closed(self, enterprise: Enterprise, place: int, count: int) -> tuple[Finding, Notice]:
        issued = clock.now() - dt.timedelta(days=9 - 7 * place / max(count, 1), minutes=self.rng.randrange(50))
        ended = issued + dt.timedelta(hours=self.rng.randrange(18, 40))
        item = self.items[self.rng.randrange(len(self.items)) * self.rng.randrange(1, 3) % len(self.items)]
        checklist, aspect, _item = self.known[item]
        section = self.campaign.pack.rectification
        common = {
            "campaign": self.campaign, "enterprise": enterprise, "area_code": enterprise.area_code,
            "pack_version": self.campaign.pack_version,
        }  # fmt: skip
        grave = section.severity_of(item, "notice")
        finding = Finding(
            **common, checklist=checklist, aspect=aspect, item=item, note=self.rng.choice(NOTES), severity=grave.key,
            route="notice", found_at=issued, found_by=self.finder, state="closed", state_since=ended, closed_at=ended,
        )  # fmt: skip
        number = section.notice.number.replace("{n:3}", f"{place + 1:03d}").replace("{n}", str(place + 1))
        answered = issued + dt.timedelta(hours=self.rng.randrange(4, 26))
        notice = Notice(
            **common, serial=place + 1, number=number.replace("{year}", str(clock.local(issued).year)), issued_at=issued,
            issued_by=self.finder, found_by=[self.finder.pk], deadline=issued + dt.timedelta(hours=24), state="closed",
            state_since=ended, ended_at=ended, answered_at=min(answered, ended),
            answered_in_time=answered <= issued + dt.timedelta(hours=24), aspects=[aspect],
            served_at=issued + dt.timedelta(minutes=20), served_way="phone", served_to="厂务负责人",
        )  # fmt: skip
        with clock.showing(issued):
            notice.content = papers.notice_content(notice, [(finding, "")])
        notice.digest = papers.digest(notice.content)
        return finding, notice

    # -- what still moves ------------------------------------------------------------------------------------------

    def alive(self, chosen: list[Enterprise]) -> None:
        """A stop that was lifted, an objection, an answer to look at, one overdue, more time asked, open findings."""
        now = clock.now()
        with clock.showing(now - dt.timedelta(hours=70)):
            stopped = self._issued(chosen[0], 0)
        self._stop(stopped, now)
        with clock.showing(now - dt.timedelta(hours=30)):
            self._issued(chosen[1], 1)  # overdue since
        with clock.showing(now - dt.timedelta(hours=20)):
            objected = self._issued(chosen[2], 2)
            appeals.file(paper=objected, grounds="现场已有分隔，检查时正在搬运。", by=self.liaisons[chosen[2].pk])
        with clock.showing(now - dt.timedelta(hours=16)):
            answered = self._issued(chosen[3], 3)
        with clock.showing(now - dt.timedelta(hours=3)):
            self._answer(answered)
        with clock.showing(now - dt.timedelta(hours=5)):
            notice = self._issued(chosen[4], 4)
            until = min(extensions.latest(notice), (notice.due_at or now) + dt.timedelta(hours=8))
            extensions.ask(notice=notice, until=until, why="隔断材料明天到货。", by=self.liaisons[chosen[4].pk])
        with clock.showing(now - dt.timedelta(hours=2)):
            self._find(chosen[5], 5)
            self._show(chosen[5])

    def _find(self, enterprise: Enterprise, place: int) -> Finding:
        item = self.items[place % len(self.items)]
        return findings.record(
            campaign=self.campaign, enterprise=enterprise, by=self.finder, item=item, severity="serious",
            note=self.rng.choice(NOTES), photos=[("现场.png", self.before)],
        )  # fmt: skip

    def _issued(self, enterprise: Enterprise, place: int) -> Notice:
        found = self._find(enterprise, place)
        return notices.issue(campaign=self.campaign, enterprise=enterprise, findings=[found], by=self.finder)

    def _receive(self, paper: Any) -> None:
        """The enterprise signs for it."""
        notices.receive(paper=paper, name="厂务负责人", by=self.liaisons[paper.enterprise_id])

    def _answer(self, notice: Notice) -> None:
        liaison = self.liaisons[notice.enterprise_id]
        if not notice.is_served:
            self._receive(notice)
        answers = {}
        for item in notice.items.select_related("finding"):
            notices.attach(finding=item.finding, name="整改后.png", content=self.after, by=liaison)
            answers[item.pk] = "已整改到位，见照片。"
        notices.answer(notice=notice, answers=answers, by=liaison)

    def _stop(self, first: Notice, now: dt.datetime) -> None:
        """Twice not put right, stopped by two people, put right, lifted by two."""
        leaders = concerned.holding(Permission.STOP_WORK_DECIDE, first.enterprise)
        if not leaders:
            return
        with clock.showing(now - dt.timedelta(hours=69, minutes=30)):
            self._receive(first)
        came: Any = None
        for hours, notice, by in ((44, first, self.other), (18, None, self.third)):
            with clock.showing(now - dt.timedelta(hours=hours)):
                paper = notice or came.second
                seen = {key: Seen(False, "复查时仍未整改。") for key in paper.items.values_list("pk", flat=True)}
                came = look_backs.look_back(notice=paper, seen=seen, by=by)
            if came.stop is not None:
                break
            with clock.showing(now - dt.timedelta(hours=hours, minutes=-25)):
                self._receive(came.second)
        with clock.showing(now - dt.timedelta(hours=16)):
            stop = stops.order(stop=came.stop, by=leaders[0], opinion="同意停工整改。")
        with clock.showing(now - dt.timedelta(hours=15, minutes=40)):
            self._receive(stop)
        with clock.showing(now - dt.timedelta(hours=6)):
            liaison = self.liaisons[first.enterprise_id]
            for item in stop.items.select_related("finding"):
                notices.attach(finding=item.finding, name="整改后.png", content=self.after, by=liaison)
            stops.answer(stop=stop, text="问题已全部整改，申请复查。", by=liaison)
        seer = next(
            user for user in (self.other, self.third, self.finder) if user.pk not in stop.barred_from_look_back()
        )
        with clock.showing(now - dt.timedelta(hours=4)):
            stop = stops.verify(stop=stop, right=True, note="现场复查合格。", by=seer)
        with clock.showing(now - dt.timedelta(hours=3)):
            stops.lift(stop=stop, by=leaders[0], opinion="同意解除。")
        with clock.showing(now - dt.timedelta(hours=2, minutes=30)):
            row = Resumption.objects.get(campaign=self.campaign, enterprise=first.enterprise)
            if row.state == "approved":  # it was at work before it was stopped
                records.resume(resumption=row, first_day=clock.today(), by=self.liaisons[first.enterprise_id])

    def _show(self, enterprise: Enterprise) -> None:
        """One example that was published, one that waits for the evening meeting."""
        example = examples.propose(
            campaign=self.campaign, enterprise=enterprise, title="错峰用餐、一人一桌",
            text="食堂按班组分三批用餐，桌面贴编号，餐后即消毒，可供同行参考。",
            by=self.finder, after=[("食堂.png", self.after)],
        )  # fmt: skip
        publishers = concerned.holding(Permission.NOTICE_PUBLISH, enterprise, without=[self.finder.pk])
        if publishers:
            examples.publish(example=example, by=publishers[0])
        examples.propose(
            campaign=self.campaign, enterprise=enterprise, title="访客一次登记、分区引导",
            text="门岗扫码登记后发给分区色标，来访人员按地面标线到指定区域，互不交叉。",
            by=self.other, after=[("门岗.png", self.before)],
        )  # fmt: skip


def _picture(colour: str, mark: str) -> bytes:
    picture = Image.new("RGB", (480, 320), colour)
    drawing = ImageDraw.Draw(picture)
    for place in range(6):
        top = 40 + place * 44
        drawing.rectangle((40, top, 140 + place * 50, top + 30), outline="white", width=4)
    if mark == "后":
        drawing.line((300, 160, 350, 220, 440, 90), fill="white", width=14)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
