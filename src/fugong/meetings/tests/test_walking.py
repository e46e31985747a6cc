"""The meeting mode: whoever leads goes from matter to matter, and deals with each where it stands."""

import pytest
from django.test import Client
from django.utils.translation import override

from fugong.meetings import actions
from fugong.meetings.models import Meeting, Outcome
from fugong.meetings.tests.conftest import Table
from fugong.meetings.tests.test_pages import at, signed_in, text
from ground.walling import face


@pytest.fixture
def meeting(table: Table) -> Meeting:
    """Open, with three matters: a cause that two share, and two that were added."""
    made = table.call(hours=1)
    for title in ("口罩", "食堂"):
        actions.add(meeting=made, title=title, detail="", by=table.cast.desk)
    return actions.open_(meeting=made, by=table.cast.desk)


@pytest.fixture
def desk(table: Table, client: Client) -> Client:
    return signed_in(client, table.cast.desk)


def matters(meeting: Meeting) -> list[int]:
    return list(meeting.items.filter(removed=False).values_list("pk", flat=True))


def test_it_begins_with_the_first_matter_that_nobody_dealt_with(table: Table, meeting: Meeting, desk: Client) -> None:
    first, second = matters(meeting)[:2]
    page = desk.get(at("walk", meeting.pk))
    assert (page.context["item"].pk, page.context["left"]) == (first, len(matters(meeting)))
    actions.answer(item=meeting.items.get(pk=first), text="已安排", send=False, by=table.cast.desk)
    page = desk.get(at("walk", meeting.pk))
    assert (page.context["item"].pk, page.context["left"]) == (second, len(matters(meeting)) - 1)


def test_next_and_previous_lead_through_all_of_them_to_the_end_and_back(meeting: Meeting, desk: Client) -> None:
    keys, seen = matters(meeting), []
    page = desk.get(at("walk", meeting.pk))
    while page.context["item"]:
        seen.append(page.context["item"].pk)
        page = desk.get(page.context["next"])
    assert seen == keys
    assert f"{len(keys)} matters are left" in text(page) and not page.context["next"]
    assert desk.get(page.context["previous"]).context["item"].pk == keys[-1]
    assert not desk.get(at("walk", meeting.pk), {"at": keys[0]}).context["previous"]


def test_a_decision_is_made_on_the_spot_and_stays_there(table: Table, meeting: Meeting, desk: Client) -> None:
    item = meeting.items.get(title="口罩")
    said = {"decision": "统一采购", "owner": "工信局经办 · bureau", "due": "2020-02-22", "back": "walk"}
    page = desk.post(at("decision", meeting.pk, item.pk), said, follow=True)
    assert page.redirect_chain[-1][0] == f"{at('walk', meeting.pk)}?at={item.pk}"
    assert "统一采购" in text(page) and page.context["item"].outcome == Outcome.DECIDED


def test_what_was_refused_keeps_all_that_was_typed_on_the_same_screen(meeting: Meeting, desk: Client) -> None:
    item = meeting.items.get(title="口罩")
    said = {"decision": "统一采购", "owner": "nobody at all", "said": "大家同意", "back": "walk"}
    page = desk.post(at("decision", meeting.pk, item.pk), said)
    assert (page.status_code, page.context["item"].pk) == (422, item.pk)
    assert 'value="统一采购"' in page.content.decode() and "大家同意" in text(page)
    assert "data-walk" in page.content.decode() and not item.decisions.exists()


def test_without_saying_so_one_comes_back_to_the_page_of_the_meeting(meeting: Meeting, desk: Client) -> None:
    item = meeting.items.get(title="口罩")
    answer = desk.post(at("note", meeting.pk, item.pk), {"said": "大家同意"})
    assert answer["Location"] == f"{at('meeting', meeting.pk)}#item-{item.pk}"


@pytest.mark.parametrize("asked", ["", "0", "99999999999999999999", "x", "\x00", "end", "-1"])
def test_whatever_the_address_says_there_is_a_screen(meeting: Meeting, desk: Client, asked: str) -> None:
    page = desk.get(at("walk", meeting.pk), {"at": asked})
    assert page.status_code == 200
    assert (page.context["item"] is None) == (asked == "end")


def test_before_it_is_open_matters_are_looked_at_and_after_it_the_minutes(table: Table, desk: Client) -> None:
    made = table.call(hours=1)
    page = desk.get(at("walk", made.pk))
    assert "Open the meeting" in text(page) and 'name="decision"' not in page.content.decode()
    answer = desk.post(at("opening", made.pk), {"back": "walk"})
    assert answer["Location"] == at("walk", made.pk)
    actions.close(meeting=Meeting.objects.get(), by=table.cast.desk)
    assert desk.get(at("walk", made.pk))["Location"] == at("meeting", made.pk)


def test_only_whoever_leads_walks_it(table: Table, meeting: Meeting, client: Client) -> None:
    for name in ("officer", "liaison", "hill_town"):
        answer = signed_in(client, getattr(table.cast, name)).get(at("walk", meeting.pk))
        assert answer.status_code in (403, 404), name
        button = client.get(at("meeting", meeting.pk))
        assert "/walk/" not in button.content.decode(), name


def test_the_evening_on_the_wall_leads_to_what_is_left(table: Table, meeting: Meeting) -> None:
    with override("en"):
        found = face(table.campaign, table.cast.desk, "decisions", view="evening")
    line = next(line for line in found.lines if line.url == at("walk", meeting.pk))
    assert line.value == len(matters(meeting))
    actions.close(meeting=meeting, by=table.cast.desk)
    with override("en"):
        found = face(table.campaign, table.cast.desk, "decisions", view="evening")
    assert not any("/meetings/" in line.url for line in found.lines)
