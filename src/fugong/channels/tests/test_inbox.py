"""The inbox: one row for each who is told, read by nobody else."""

from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.channels.actions import announce, inbox, tell
from fugong.channels.models import InboxEntry, Message

pytestmark = pytest.mark.django_db


def test_a_message_is_kept_once_in_every_language_for_all_who_are_told(cast: Any, told: Any) -> None:
    assert told(cast.officer, cast.liaison, cast.officer, title=lambda: _("Inbox")) == 2
    message = Message.objects.get()
    assert message.title.keys() == {"zh", "en", "ja", "ko"} and message.title["en"] == "Inbox"
    assert message.event_uid == message.uid
    assert set(InboxEntry.objects.values_list("person__username", flat=True)) == {"officer", "liaison"}


def test_a_text_that_carries_its_languages_is_kept_as_it_is(cast: Any, told: Any) -> None:
    told(cast.officer, title={"zh": "中文", "ko": "한국어"})
    assert Message.objects.get().title == {"zh": "中文", "ko": "한국어"}


def test_nothing_is_told_of_a_change_that_was_rolled_back(cast: Any, told: Any) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        told(cast.officer)
        raise RuntimeError
    assert not Message.objects.exists() and not InboxEntry.objects.exists()


def test_a_closed_account_is_passed_over(cast: Any, told: Any) -> None:
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)
    assert told(User.objects.get(pk=cast.officer.pk)) == 0
    assert not Message.objects.exists()


@pytest.mark.parametrize("url", ["https://example.com/", "//example.com/", "me/", ""])
def test_a_message_leads_only_into_the_product(cast: Any, told: Any, url: str) -> None:
    with pytest.raises(ValueError, match="path of the product"):
        told(cast.officer, url=url)


def test_a_kind_that_nobody_registered_is_a_slip(cast: Any) -> None:
    with pytest.raises(KeyError):
        tell(kind="no.such", people=[cast.officer], title="x", url="/me/")


def test_nobody_hears_an_announcement_where_there_is_no_robot(cast: Any) -> None:
    assert announce(kind="test.ordinary", campaign=cast.campaign, title="x", url="/me/") == 0
    assert not Message.objects.exists()


def test_the_bell_counts_what_is_unread_and_stops_at_99(cast: Any, told: Any, as_: Any) -> None:
    page = as_(cast.officer).get("/me/").content.decode()
    assert "bell-count" not in page
    for _each in range(3):
        told(cast.officer)
    assert ">3</span>" in as_(cast.officer).get("/me/").content.decode()
    for _each in range(120):
        told(cast.officer)
    assert ">99+</span>" in as_(cast.officer).get("/me/").content.decode()
    assert inbox.unread(cast.liaison) == 0


def test_a_row_leads_to_its_address_and_is_read_then(cast: Any, told: Any, as_: Any) -> None:
    told(cast.liaison, title="已退回，请补正", url="/me/?x=1")
    uid = Message.objects.get().uid
    page = as_(cast.liaison).get("/inbox/").content.decode()
    assert "已退回，请补正" in page and f"/n/{uid}/" in page
    answer = as_(cast.liaison).get(f"/n/{uid}/")
    assert answer.status_code == 302 and answer["Location"] == "/me/?x=1"
    assert inbox.unread(cast.liaison) == 0
    assert "已退回，请补正" not in as_(cast.liaison).get("/inbox/?unread=1").content.decode()


def test_who_was_not_told_finds_nothing(cast: Any, told: Any, as_: Any) -> None:
    told(cast.liaison, title="只给联络员")
    uid = Message.objects.get().uid
    assert as_(cast.stranger).get(f"/n/{uid}/").status_code == 404
    assert "只给联络员" not in as_(cast.stranger).get("/inbox/").content.decode()
    assert inbox.unread(cast.liaison) == 1


def test_all_are_marked_as_read_and_one_as_unread_again(cast: Any, told: Any, as_: Any) -> None:
    told(cast.officer, cast.liaison)
    told(cast.officer, kind="test.urgent")
    theirs = as_(cast.officer)
    theirs.post("/inbox/reading/", {"which": "all", "kind": "test.urgent"})
    assert inbox.unread(cast.officer) == 1
    theirs.post("/inbox/reading/", {"which": "all", "kind": ""})
    assert (inbox.unread(cast.officer), inbox.unread(cast.liaison)) == (0, 1)
    mine, other = InboxEntry.objects.filter(person=cast.officer).first(), InboxEntry.objects.get(person=cast.liaison)
    theirs.post("/inbox/reading/", {"entry": [mine.pk, other.pk, "x", "9" * 30], "as": "unread"})
    assert inbox.unread(cast.officer) == 1
    theirs.post("/inbox/reading/", {"entry": [other.pk]})
    assert inbox.unread(cast.liaison) == 1, "nobody marks another's"


def test_marking_leads_back_only_into_the_product(cast: Any, told: Any, as_: Any) -> None:
    answer = as_(cast.officer).post("/inbox/reading/", {"which": "all", "next": "https://example.com/"})
    assert answer["Location"] == "/inbox/"


def test_the_list_pages_and_asks_as_much_for_many_as_for_few(
    cast: Any, told: Any, as_: Any, django_assert_max_num_queries: Any
) -> None:
    theirs = as_(cast.officer)
    told(cast.officer)
    with django_assert_max_num_queries(12) as few:
        theirs.get("/inbox/")
    for number in range(60):
        told(cast.officer, title=f"第{number}条")
    with django_assert_max_num_queries(len(few.captured_queries)):
        page = theirs.get("/inbox/")
    assert len(page.context["rows"]) == 40
    following = theirs.get(f"/inbox/?after={page.context['rows'].next_key}")
    assert len(following.context["rows"]) == 21 and "第0条" in following.content.decode()
    assert theirs.get("/inbox/?after=x&kind=%00&unread=7").status_code == 200


def test_ten_thousand_are_told_with_a_few_statements(cast: Any, told: Any, django_assert_max_num_queries: Any) -> None:
    people = User.objects.bulk_create(User(username=f"p{n}", name=f"p{n}") for n in range(300))
    with django_assert_max_num_queries(6):
        assert told(*people) == 300


def test_only_kinds_of_which_there_are_messages_are_offered(cast: Any, told: Any, as_: Any) -> None:
    told(cast.officer, kind="test.urgent")
    told(cast.liaison)
    page = as_(cast.liaison).get("/inbox/")
    assert [[each.key for each in kinds] for _heading, kinds in page.context["kind_groups"]] == [["test.ordinary"]]
    asked = as_(cast.liaison).get("/inbox/?kind=test.urgent")
    assert 'value="test.urgent" selected' in asked.content.decode(), "the one that was asked for stands there"


def test_many_kinds_have_headings(cast: Any, told: Any, as_: Any, monkeypatch: Any) -> None:
    from fugong.channels.views import inbox as views

    monkeypatch.setattr(views, "MANY_KINDS", 1)
    told(cast.officer)
    told(cast.officer, kind="test.urgent")
    groups = as_(cast.officer).get("/inbox/").context["kind_groups"]
    assert [[each.key for each in kinds] for _heading, kinds in groups] == [["test.urgent"], ["test.ordinary"]]
    assert all(heading for heading, _kinds in groups)
