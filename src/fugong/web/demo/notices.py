"""Notices of the demo: what each place's pack has to say, sent, read by most and confirmed by many."""

import datetime as dt
import random

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.outreach.actions import notices, receipts
from fugong.outreach.audiences import Audience
from fugong.outreach.models import NoticeReceipt, NoticeSending, NoticeVersion, NoticeViewing
from fugong.places.models import Campaign
from fugong.web.demo import columns

MOST = 3
"""How many of the pack's templates are published; the last is left as a draft."""


def publish(campaign: Campaign, liaisons: dict[int, User], rng: random.Random) -> None:
    """The place's own templates: sent yesterday, so that some are read and some remind."""
    author, checker = _people(campaign)
    if author is None:
        return
    section = campaign.pack.outreach.notices
    own = [each for each in section.templates if each.text]
    own = sorted(own, key=lambda each: (section.kind(each.kind).checked is False, each.key))
    for place, template in enumerate(own[: MOST + 1]):
        with clock.showing(clock.now() - dt.timedelta(hours=26 - 2 * place)):
            version = notices.draft(campaign=campaign, kind="", template=template.key, by=author).versions.get()
            if place == MOST:
                continue
            version = _published(version, author, checker)
            if version.state == "published":
                sending = receipts.send(version=version, audience=Audience(everyone=True), by=author)
                _read(sending, liaisons, rng)


def _published(version: NoticeVersion, author: User, checker: User | None) -> NoticeVersion:
    if not notices.kind_of(notices.fresh(version.pk).notice).checked:
        return notices.publish(version=version, by=author)
    version = notices.submit(version=version, by=author)
    return notices.approve(version=version, by=checker) if checker else version


def _people(campaign: Campaign) -> tuple[User | None, User | None]:
    """Who writes, and who checks: people of the place itself."""
    people = (
        User.objects.filter(is_active=True, grants__scope_kind="area", grants__until=None).distinct().order_by("pk")
    )
    here = [each for each in people.filter(grants__scope_key__startswith=campaign.jurisdiction.prefix)]
    author = next((each for each in here if _may(each, Permission.NOTICE_PUBLISH, campaign)), None)
    checker = next((each for each in here if each != author and _may(each, Permission.NOTICE_CHECK, campaign)), None)
    return author, checker


def _may(user: User, permission: Permission, campaign: Campaign) -> bool:
    return user.scope(permission).covers_area(campaign.jurisdiction.prefix)


def _read(sending: NoticeSending, liaisons: dict[int, User], rng: random.Random) -> None:
    """Two thirds opened it within hours, most of those confirmed: by whoever speaks for the enterprise."""
    later = sending.sent_at + dt.timedelta(hours=3)
    rows = NoticeReceipt.objects.filter(sending=sending)
    known = rows.order_by("pk").values_list("pk", "enterprise")
    opened = [(key, enterprise) for key, enterprise in known if rng.random() < 0.68]
    rows.filter(pk__in=[key for key, _enterprise in opened]).update(opened_at=later, language="zh")
    if sending.notice.asks:
        said = {key: (later, liaisons[firm].pk) for key, firm in opened if firm in liaisons and rng.random() < 0.8}
        columns.write(NoticeReceipt, ["confirmed_at", "confirmed_by"], said)
    if sending.notice.public:
        for poster, count in ((True, 40 + rng.randrange(60)), (False, 10 + rng.randrange(30))):
            NoticeViewing.objects.create(
                notice=sending.notice, day=clock.local(later).date(), language="zh", poster=poster, count=count
            )
