"""Notices: written, checked, published, sent, read, confirmed, reminded of, replaced, withdrawn."""

import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import ngettext, override
from PIL import Image

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.outreach import audiences, composing, printing, tallies
from fugong.outreach.actions import notices, receipts
from fugong.outreach.actions.notices import Text
from fugong.outreach.audiences import Audience
from fugong.outreach.models import ChatGroup, Notice, NoticeReceipt, NoticeSending, NoticeViewing
from fugong.outreach.notice_policy import Guide, GuideStep, NoticeKind, Notices
from fugong.policy.loaded import for_version
from fugong.policy.shapes import Text as Words
from fugong.workflow import deadlines
from ground.cast import Cast

BODY = {
    "zh": "各企业：请于**2月22日**前完成自查。\n\n1. 测温\n2. 消毒",
    "en": "Check yourself before **22** February.\n\n1. Temperature\n2. Disinfection",
}


def kinds(monkeypatch: Any, cast: Cast, *more: NoticeKind) -> None:
    """The plain place says nothing about notices; some tests want more than the usual kind."""
    section = cast.campaign.pack.outreach
    monkeypatch.setitem(section.__dict__, "notices", Notices(kinds=(*section.notices.kinds, *more)))


def written(cast: Cast, kind: str = "notice", **texts: Text) -> Any:
    """A draft with Chinese and English."""
    notice = notices.draft(campaign=cast.campaign, kind=kind, by=cast.desk)
    given = texts or {"zh": Text("复工告知书", BODY["zh"]), "en": Text("Notice on resuming work", BODY["en"])}
    version = notice.versions.get()
    return notices.write(version=version, texts=given, by=cast.desk)


def published(cast: Cast, **texts: Text) -> Any:
    return notices.publish(version=written(cast, **texts), by=cast.desk)


def test_a_published_text_is_frozen_and_the_next_version_takes_its_place(cast: Cast) -> None:
    first = published(cast)
    with pytest.raises(Conflict):
        notices.write(version=first, texts={"zh": Text("改", "改")}, by=cast.desk)
    second = notices.next_version(notice=first.notice, by=cast.desk)
    notices.write(version=second, texts={"zh": Text("复工告知书（二）", "新")}, changes="日期改了", by=cast.desk)
    notices.publish(version=second, by=cast.desk)
    first.refresh_from_db()
    assert (first.state, first.ended_reason) == ("replaced", "日期改了")
    assert first.texts.get(language="zh").body == BODY["zh"], "the earlier words stay"
    assert Notice.objects.get().current.number == 2


def test_a_kind_that_is_checked_is_published_by_someone_who_did_not_write_it(cast: Cast, monkeypatch: Any) -> None:
    kinds(monkeypatch, cast, NoticeKind(key="letter", name=Words(zh="公开信"), checked=True))
    version = written(cast, kind="letter")
    with pytest.raises(Refused):
        notices.publish(version=version, by=cast.desk)
    notices.submit(version=version, by=cast.desk)
    with pytest.raises(NotAllowed):
        notices.approve(version=version, by=cast.desk)
    with pytest.raises(NotAllowed):
        notices.approve(version=version, by=cast.stranger)
    notices.send_back(version=version, reason="少了电话", by=cast.leader)
    notices.submit(version=notices.fresh(version.pk), by=cast.desk)
    assert notices.approve(version=version, by=cast.leader).checked_by == cast.leader


def test_nothing_half_written_is_published(cast: Cast) -> None:
    notice = notices.draft(campaign=cast.campaign, kind="notice", by=cast.desk)
    with pytest.raises(Refused):
        notices.publish(version=notice.versions.get(), by=cast.desk)
    half = written(cast, zh=Text("题", "文"), ja=Text("題", ""))
    with pytest.raises(Refused) as refusal:
        notices.publish(version=half, by=cast.desk)
    assert [fault.where for fault in refusal.value.faults] == ["body_ja"]


def test_twenty_thousand_signs_hold_and_too_many_are_refused_at_their_field(cast: Cast) -> None:
    long = written(cast, zh=Text("长文", "复工" * 10_000))
    assert len(long.texts.get(language="zh").body) == 20_000
    with pytest.raises(Refused) as refusal:
        notices.write(version=long, texts={"zh": Text("长文", "字" * 50_001)}, by=cast.desk)
    assert refusal.value.faults[0].where == "body_zh"


def test_a_translation_older_than_the_chinese_is_marked_until_someone_says_it_is_right(cast: Cast) -> None:
    version = written(cast)
    assert {mark.language: mark.state for mark in composing.marks(version, ("zh", "en", "ja"))} == {
        "zh": "whole", "en": "whole", "ja": "missing",
    }  # fmt: skip
    with clock.showing(clock.now() + dt.timedelta(hours=1)):
        version = notices.write(version=version, texts={"zh": Text("复工告知书", "改了：25 人")}, by=cast.desk)
        english = composing.marks(version, ("zh", "en"))[1]
        assert (english.state, english.numbers) == ("older", ("25",)), "and what it lacks is named"
        version = notices.write(version=version, texts={}, still_right=("en",), by=cast.desk)
        assert composing.marks(version, ("zh", "en"))[1].state == "whole"


def test_an_audience_is_counted_before_it_is_sent_and_each_gets_it_once(cast: Cast) -> None:
    version = published(cast)
    audience = Audience(everyone=True, posts=("resident",))
    preview = audiences.preview(audience, version, cast.desk)
    assert (preview.enterprises, preview.officers, preview.unreached) == (3, 2, 1), "the hill has no liaison"
    sending = receipts.send(version=version, audience=audience, by=cast.desk)
    assert (sending.enterprises, sending.officers, sending.people) == (3, 2, 0)
    with pytest.raises(Refused):
        receipts.send(version=version, audience=audience, by=cast.desk)
    assert NoticeReceipt.objects.count() == 5
    assert Event.objects.filter(verb="notice.sent_to").count() == 3, "it stands in each enterprise's story"
    assert not NoticeReceipt.objects.filter(enterprise=cast.neighbour).exists()


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({"grids": ("east",)}, {"river", "shop"}),
        ({"parks": ("park",)}, {"shop"}),
        ({"enterprises": ("hill",)}, {"hill"}),
        ({"enterprises": ("neighbour",)}, set()),
    ],
)
def test_an_audience_is_a_choice_of_the_registry(cast: Cast, chosen: dict[str, Any], names: set[str]) -> None:
    numbers = {key: tuple(getattr(cast, name).pk for name in value) for key, value in chosen.items()}
    found = audiences.enterprises(Audience(**numbers), published(cast), cast.desk)
    assert {row.enterprise.pk for row in found} == {getattr(cast, name).pk for name in names}


def test_the_members_of_a_group_are_an_audience(cast: Cast) -> None:
    version = published(cast)
    group = ChatGroup.objects.get(campaign=cast.campaign, by="group", members__enterprise=cast.shop)
    chosen = Audience(chat_groups=(group.pk,))
    assert [row.enterprise for row in audiences.enterprises(chosen, version, cast.desk)] == [cast.shop]
    group.members.update(until=clock.now())
    assert not audiences.enterprises(chosen, version, cast.desk).exists(), "who has left is sent nothing"
    next_door = ChatGroup.objects.filter(campaign=cast.next_door).first()
    assert next_door is not None
    assert not audiences.enterprises(Audience(chat_groups=(next_door.pk,)), version, cast.desk).exists()


def test_opening_and_confirming_are_marked_once(cast: Cast, client: Any) -> None:
    version = published(cast)
    receipts.send(version=version, audience=Audience(everyone=True), by=cast.desk)
    client.force_login(cast.liaison)
    home = client.get(reverse("resumption:mine"))
    assert str(ngettext("%(n)s notice to read", "%(n)s notices to read", 1) % {"n": 1}) in home.content.decode()
    address = reverse("outreach:mine_notice", args=["plain", cast.river.pk, version.notice_id])
    shown = client.get(address + "?lang=en")
    assert "Temperature" in shown.content.decode()
    receipt = NoticeReceipt.objects.get(enterprise=cast.river)
    assert (receipt.opened_at, receipt.confirmed_at, receipt.language) == (clock.now(), None, "en")
    for _again in range(2):
        assert client.post(address + "confirmation/").status_code == 302
    receipt.refresh_from_db()
    assert receipt.confirmed_by == cast.liaison
    assert Event.objects.filter(verb="notice.confirm").count() == 1
    tally = tallies.of_versions([version.pk])[version.pk]
    assert (tally.sent, tally.opened, tally.confirmed, tally.open) == (3, 1, 1, 2)


def test_nobody_confirms_for_another(cast: Cast, client: Any) -> None:
    version = published(cast)
    receipts.send(version=version, audience=Audience(everyone=True), by=cast.desk)
    with pytest.raises(NotAllowed):
        receipts.confirm(receipt=NoticeReceipt.objects.get(enterprise=cast.river), by=cast.shop_liaison)
    client.force_login(cast.shop_liaison)
    foreign = reverse("outreach:mine_notice", args=["plain", cast.river.pk, version.notice_id])
    assert client.get(foreign).status_code == 404


def test_people_by_name_are_confirmed_by_their_liaison(cast: Cast) -> None:
    for name in ("Tanaka", "Kim"):
        receipts.add_reader(enterprise=cast.river, name=name, language="ja", contact="社区王", by=cast.liaison)
    receipts.add_reader(enterprise=cast.river, name="Kim", language="ko", contact="", by=cast.liaison)
    version = published(cast)
    sending = receipts.send(
        version=version, audience=Audience(enterprises=(cast.river.pk,), by_name=True), by=cast.desk
    )
    assert (sending.enterprises, sending.people) == (1, 2)
    first = NoticeReceipt.objects.filter(reader__name="Kim").get()
    count = receipts.confirm_people(
        notice=version.notice, enterprise=cast.river, readers=[first.reader_id], by=cast.liaison
    )
    assert count == 1
    with pytest.raises(NotAllowed):
        receipts.confirm_people(
            notice=version.notice, enterprise=cast.river, readers=[first.reader_id], by=cast.shop_liaison
        )


def test_each_reminder_of_the_pack_fires_once_and_only_to_who_has_not_confirmed(cast: Cast) -> None:
    version = published(cast)
    receipts.send(version=version, audience=Audience(everyone=True), by=cast.desk)
    receipts.confirm(receipt=NoticeReceipt.objects.get(enterprise=cast.river), by=cast.liaison)
    assert deadlines.sweep() == 0
    for rung in (1, 2):  # the pack's two reminders of this kind
        due = NoticeSending.objects.get().next_rung_at
        assert due is not None
        with clock.showing(due + dt.timedelta(hours=2)):
            assert deadlines.sweep() == 1
            assert deadlines.sweep() == 0
        assert sorted(NoticeReceipt.objects.values_list("reminders", flat=True)) == [0, rung, rung]
    assert NoticeSending.objects.get().next_rung_at is None


def test_reminding_by_hand_leaves_people_in_peace_for_an_hour(cast: Cast) -> None:
    version = published(cast)
    receipts.send(version=version, audience=Audience(everyone=True), by=cast.desk)
    assert receipts.remind(version=version, by=cast.desk) == 3
    assert receipts.remind(version=version, by=cast.desk) == 0
    with clock.showing(clock.now() + dt.timedelta(hours=2)):
        assert receipts.remind(version=version, by=cast.desk) == 3
    with pytest.raises(NotAllowed):
        receipts.remind(version=version, by=cast.officer)


def test_the_public_page_is_open_only_where_the_author_allows_and_counts_without_names(cast: Cast, client: Any) -> None:
    version = published(cast)
    address = reverse("outreach:notice_public", args=[version.notice.slug])
    assert client.get(address).status_code == 302, "an account may be all that is lacking"
    Notice.objects.update(public=True)
    for _time in range(2):
        shown = client.get(address + "?lang=en&poster")
    assert "Temperature" in shown.content.decode()
    viewing = NoticeViewing.objects.get()
    assert (viewing.count, viewing.poster, viewing.language) == (2, True, "en")
    notices.withdraw(version=version, reason="规定已取消", by=cast.desk)
    gone = client.get(address).content.decode()
    assert "规定已取消" in gone
    assert "测温" not in gone


def test_script_never_leaves_the_text(cast: Cast, client: Any) -> None:
    evil = "<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n<img src=x onerror=alert(1)>\n\n\u202eabc 😀"
    version = published(cast, zh=Text("<b>题</b>", evil))
    Notice.objects.update(public=True)
    html = client.get(reverse("outreach:notice_public", args=[version.notice.slug])).content.decode()
    assert "<script>alert" not in html
    assert "javascript:alert" not in html.replace("[x](javascript:alert(1))", "")
    assert "<img src=x" not in html
    assert "😀" in html
    assert printing.pdf(version, ["zh"]).startswith(b"%PDF")


def test_the_paper_and_the_poster_are_pdf(cast: Cast, client: Any) -> None:
    version = published(cast)
    Notice.objects.update(public=True)
    client.force_login(cast.desk)
    for end in ("paper/?languages=zh,en", "paper/?languages=zh", "poster/", "poster/?size=a3"):
        answer = client.get(reverse("outreach:notice", args=["plain", version.notice_id]) + end)
        assert answer.content.startswith(b"%PDF"), end


def test_what_is_drawn_comes_from_the_pack_in_the_language_of_the_text(cast: Cast) -> None:
    key = cast.campaign.pack.resumption.checklists[0].key
    version = written(cast, zh=Text("题", f"文\n\n[[checklist {key}]]\n\n[[guide none]]"))
    blocks = composing.column(version, version.text("zh")).blocks
    assert [block.kind for block in blocks] == ["text", "drawing", "text"]
    assert blocks[1].svg.startswith("<svg")
    with override("en"):
        assert printing.pdf(version, ["zh"]).startswith(b"%PDF")


def test_a_guide_speaks_the_language_of_its_text_whoever_reads_it(cast: Cast, monkeypatch: Any) -> None:
    version = written(cast, zh=Text("题", "[[guide steps]]"), en=Text("Title", "[[guide steps]]"))
    step = GuideStep(icon="checklist", title=Words(zh="自查", en="Check yourself"))
    section = for_version(version.pack_version).outreach
    guides = (Guide(key="steps", name=Words(zh="一步", en="One step"), steps=(step,)),)
    monkeypatch.setitem(section.__dict__, "notices", Notices(kinds=section.notices.kinds, guides=guides))
    with override("zh-hans"):
        [block] = composing.column(version, version.text("en")).blocks
        assert (block.label, block.steps[0].title) == ("One step", "Check yourself")


def test_pictures_are_drawn_anew_and_nothing_else_is_taken(cast: Cast) -> None:
    notice = written(cast).notice
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    picture = notices.add_picture(notice=notice, name="a.png", content=out.getvalue(), by=cast.desk)
    assert picture.number == 1
    with pytest.raises(Refused):
        notices.add_picture(notice=notice, name="a.png", content=b"%PDF-1.4\n%%EOF\n", by=cast.desk)
    with override("en"), pytest.raises(Refused, match="Send a picture"):
        notices.add_picture(notice=notice, name="a.png", content=b"GIF89a", by=cast.desk)


@pytest.mark.parametrize("page", ["notices", "notice_new"])
def test_the_desk_opens_its_pages(cast: Cast, client: Any, page: str) -> None:
    published(cast)
    client.force_login(cast.desk)
    assert client.get(reverse(f"outreach:{page}", args=["plain"])).status_code == 200


def test_the_whole_way_through_the_pages(cast: Cast, client: Any) -> None:
    client.force_login(cast.desk)
    made = client.post(reverse("outreach:notice_new", args=["plain"]), {"kind": "notice"})
    assert made.status_code == 302
    notice = Notice.objects.get()
    fields = {"title_zh": "题", "body_zh": "文", "public": "on", "asks": "on"}
    assert client.get(made["Location"]).status_code == 200
    assert client.post(made["Location"], fields).status_code == 302
    page = reverse("outreach:notice", args=["plain", notice.pk])
    assert client.get(page).status_code == 200
    assert client.post(f"{page}versions/1/publication/").status_code == 302
    preview = client.post(f"{page}sending/", {"everyone": "on"})
    assert "泉水商贸" in preview.content.decode()
    assert client.post(f"{page}sending/", {"everyone": "on", "posts": "resident", "send": "1"}).status_code == 302
    assert "泉水商贸" in client.get(f"{page}receipts/?state=open").content.decode()
    sheet = client.get(f"{page}receipts/sheet/")
    assert b"".join(sheet.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert client.post(f"{page}reminder/").status_code == 302
    client.force_login(cast.officer)
    assert client.get(page).status_code == 200
    assert client.post(f"{page}confirmation/").status_code == 302
    assert client.post(f"{page}reminder/").status_code == 403
    assert "题" in client.get(reverse("resumption:today", args=["plain"])).content.decode()
    client.force_login(cast.stranger)
    assert client.get(page).status_code == 404
