"""Questions and answers: who may write what, what is told to whom, and what happens to bad input."""

import datetime as dt

import pytest
from django.http import Http404

from fugong.channels.models import InboxEntry
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused, TooMany
from fugong.core.ids import uuid7
from fugong.ledger.models import Event
from fugong.outreach import onward, shown
from fugong.outreach.actions import groups as keeping
from fugong.outreach.actions import posts as moderating
from fugong.outreach.actions import threads as asking
from fugong.outreach.faces import Face
from fugong.outreach.models import Post, Thread
from fugong.workflow import deadlines


@pytest.fixture
def question(cast, industry):
    return asking.begin(group=industry, text="口罩从哪里买？\n我们需要三百个。", by=cast.liaison, enterprise=cast.river)


def test_a_question_is_told_to_the_officers_and_waits_by_the_packs_clock(cast, question):
    assert (question.state, question.title) == ("open", "口罩从哪里买？")
    assert question.due_at == clock.now() + dt.timedelta(hours=4)
    told = set(InboxEntry.objects.filter(kind="group.question").values_list("person__username", flat=True))
    assert {"bureau", "officer"} <= told and "liaison" not in told
    assert Event.objects.about("thread", question.pk).filter(verb="thread.ask", enterprise_id=cast.river.pk).exists()


def test_the_answer_is_marked_told_and_can_be_doubted(cast, question):
    post = asking.reply(thread=question, text="区里统一采购，明天送到。", by=cast.bureau, is_answer=True)
    thread = asking.thread_of(question.pk)
    assert (thread.state, thread.answer, thread.first_reply_at) == ("answered", post, post.posted_at)
    assert list(InboxEntry.objects.filter(kind="group.reply").values_list("person", flat=True)) == [cast.liaison.pk]
    asking.reply(thread=thread, text="还没有送到", by=cast.liaison, enterprise=cast.river, again=True)
    thread = asking.thread_of(question.pk)
    assert (thread.state, thread.answer) == ("open", None)


def test_a_private_question_is_seen_by_officers_and_its_asker_alone(cast, industry):
    private = asking.begin(group=industry, text="工资拖欠", by=cast.liaison, enterprise=cast.river, private=True)
    assert private in Face(cast.campaign, cast.bureau).threads
    assert private in Face(cast.campaign, cast.liaison, cast.river).threads
    assert private not in Face(cast.campaign, cast.liaison, cast.hill).threads
    with pytest.raises(Refused, match="can't stand on top"):
        asking.pin(thread=private, by=cast.bureau)


def test_who_is_no_member_or_no_officer_writes_nothing(cast, industry, question):
    with pytest.raises(NotAllowed):
        asking.begin(group=industry, text="?", by=cast.shop_liaison, enterprise=cast.shop)
    with pytest.raises(NotAllowed):
        asking.begin(group=industry, text="a?", by=cast.liaison, enterprise=cast.shop)
    for user in (cast.spare, cast.stranger, cast.nobody, cast.liaison):
        with pytest.raises(NotAllowed):
            asking.reply(thread=question, text="no", by=user)
    with pytest.raises(NotAllowed):
        asking.mark_answer(thread=question, post=question.posts.get(), by=cast.shop_liaison)
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Write what"), (" \u200b\n\u2028 ", "Write what"), ("字" * 20_000, "20,000 signs; at most 5,000")],
)
def test_nothing_and_too_much_are_refused_with_a_sentence(cast, industry, text, said):
    with pytest.raises(Refused, match=said) as refused:
        asking.begin(group=industry, text=text, by=cast.liaison, enterprise=cast.river)
    assert [fault.where for fault in refused.value.faults] == ["text"]
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("text", "kept", "language"),
    [
        ("👩‍👩‍👧 ok?", "👩‍👩‍👧 ok?", "en"),
        ("שלום? \u202eabc", "שלום? \u202eabc", "en"),
        ("a\x00b\x07c", "abc", "en"),
        ("마스크가 없습니다", "마스크가 없습니다", "ko"),
        ("マスクはどこで", "マスクはどこで", "ja"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>", "en"),
    ],
)
def test_any_sign_is_kept_as_it_was_written(cast, industry, text, kept, language):
    thread = asking.begin(group=industry, text=text, by=cast.liaison, enterprise=cast.river)
    post = thread.posts.get()
    assert (post.text, post.language) == (kept, language)


def test_the_same_post_sent_twice_is_one(cast, industry, question):
    uid = uuid7()
    first = asking.reply(thread=question, text="第一次", by=cast.bureau, uid=uid)
    assert asking.reply(thread=question, text="第一次", by=cast.bureau, uid=uid) == first
    with pytest.raises(Conflict):
        asking.reply(thread=question, text="借用", by=cast.officer, uid=uid)
    assert question.posts.count() == 2


def test_whoever_writes_too_often_waits(cast, industry, question):
    most = cast.campaign.pack.outreach.posts_per_hour
    for _number in range(most - 1):
        asking.reply(thread=question, text="再问", by=cast.liaison, enterprise=cast.river)
    with pytest.raises(TooMany):
        asking.reply(thread=question, text="再问", by=cast.liaison, enterprise=cast.river)
    with clock.showing(clock.now() + dt.timedelta(minutes=61)):
        asking.reply(thread=question, text="再问", by=cast.liaison, enterprise=cast.river)


def test_a_muted_group_tells_nothing(cast, industry):
    keeping.mute(group=industry, by=cast.bureau, muted=True)
    asking.begin(group=industry, text="有人吗", by=cast.liaison, enterprise=cast.river)
    assert not InboxEntry.objects.filter(person=cast.bureau).exists()


def test_an_officers_message_reaches_every_member(cast, industry):
    thread = asking.begin(group=industry, text="明天 9 点发放口罩", by=cast.bureau)
    assert thread.state == "told" and thread.due_at is None
    assert set(InboxEntry.objects.filter(kind="group.message").values_list("person", flat=True)) == {cast.liaison.pk}


def test_a_removed_post_stays_on_record_with_its_reason(cast, question):
    post = question.posts.get()
    with pytest.raises(Refused, match="Say why"):
        moderating.remove(post=post, reason=" ", by=cast.bureau)
    with pytest.raises(NotAllowed):
        moderating.remove(post=post, reason="x", by=cast.shop_liaison)
    moderating.remove(post=post, reason="含有个人电话", by=cast.bureau)
    with pytest.raises(Conflict):
        moderating.remove(post=post, reason="再来", by=cast.bureau)
    assert Event.objects.get(verb="post.remove").reason == "含有个人电话"
    assert asking.thread_of(question.pk).title == ""
    found = shown.threads(Face(cast.campaign, cast.bureau), question.group, text="口罩")
    assert not found.exists()


def test_a_late_question_is_noted_once_and_told_again(cast, question):
    InboxEntry.objects.all().delete()
    with clock.showing(clock.now() + dt.timedelta(hours=5)):
        assert deadlines.sweep() == 1
        assert deadlines.sweep() == 0
    assert Event.objects.filter(verb="thread.overdue").count() == 1
    assert InboxEntry.objects.filter(kind="group.question", person=cast.bureau).exists()


def test_an_answer_is_published_found_and_withdrawn(cast, question):
    row = moderating.publish(
        campaign=cast.campaign, question={"zh": "口罩从哪里买？"}, answer={"zh": "区里统一采购。", "en": "The district buys."},
        by=cast.bureau, thread=question,
    )  # fmt: skip
    assert list(shown.answers(cast.shop_liaison, cast.campaign, "统一 口罩")) == [row]
    assert shown.similar_answers(cast.liaison, cast.campaign, "请问口罩在哪里可以买到") == [row]
    assert not shown.answers(cast.stranger, cast.campaign).exists()
    with pytest.raises(NotAllowed):
        moderating.publish(campaign=cast.campaign, question={"zh": "a"}, answer={"zh": "b"}, by=cast.liaison)
    moderating.withdraw(published=row, reason="已过期", by=cast.desk)
    assert not shown.answers(cast.liaison, cast.campaign).exists()


def test_unread_marks_come_and_go(cast, industry, question):
    def unread(user, enterprise=None):
        return [
            group.unread for group in shown.groups(Face(cast.campaign, user, enterprise)) if group.pk == industry.pk
        ]

    assert unread(cast.bureau) == [1]
    keeping.see(thread=asking.thread_of(question.pk), by=cast.bureau)
    assert unread(cast.bureau) == [0]
    asking.reply(thread=question, text="更多", by=cast.liaison, enterprise=cast.river)
    assert unread(cast.bureau) == [1]
    keeping.see_all(group=industry, by=cast.bureau)
    assert unread(cast.bureau) == [0]


def test_a_question_goes_on_where_a_higher_room_takes_it(cast, question, monkeypatch):
    made = []

    def make(thread, text, by):
        made.append(text)
        return onward.Made("PL-1", "/c/plain/demands/1/")

    monkeypatch.setitem(onward._ways, "work", onward.Way("work", "send", "Go", lambda user, _thread: True, make))
    asking.reply(thread=question, text="还有司机三名", by=cast.liaison, enterprise=cast.river)
    assert "work" in [way.key for way in onward.ways(cast.bureau, question)]
    onward.go(thread=question, key="work", by=cast.bureau)
    thread = asking.thread_of(question.pk)
    assert (thread.state, thread.onward["title"]) == ("handed_on", "PL-1")
    assert made == ["口罩从哪里买？\n我们需要三百个。\n还有司机三名"]
    assert onward.ways(cast.bureau, thread) == []
    with pytest.raises(Http404):
        onward.go(thread=thread, key="work", by=cast.bureau)
    with pytest.raises(Conflict):
        asking.close(thread=thread, reason="x", by=cast.bureau)
