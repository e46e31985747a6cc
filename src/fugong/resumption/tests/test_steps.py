"""Steps of a filing as people read them: by the pack's own names, with whose turn it is; groups only where groups hold the post."""

import pytest
from django.urls import reverse

from fugong.ledger.models import Event
from fugong.registry import todo
from fugong.resumption import board, exports, lists, shown
from fugong.resumption.actions import filings
from fugong.web.timeline import told


@pytest.fixture
def as_(client, settings):
    settings.STAFF_SECOND_FACTOR = False

    def sign_in(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["language"] = "en"
        return client

    return sign_in


def page(browser, name, stage, *more, post=None, follow=False):
    address = reverse(f"resumption:{name}", args=[stage.campaign.key, *more])
    answer = browser.get(address) if post is None else browser.post(address, post, follow=follow)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def test_a_group_is_sent_only_to_a_step_whose_post_groups_hold(stage, as_):
    filing = stage.filed(stage.big)
    filings.pass_on(filing=filing, by=stage.bureau)
    seen = page(as_(stage.desk), "filing", stage, filing.pk)
    assert 'id="team-2"' in seen and 'id="team-3"' not in seen, "the resident officer is a person of the place"


def test_no_group_is_offered_for_the_recheck_of_an_office(stage, as_):
    filing = stage.approved(stage.small)
    assert filing.steps.get(order=2).state == "open"
    assert "Send a group" not in page(as_(stage.desk), "filing", stage, filing.pk)


def test_a_step_bears_the_packs_name_wherever_it_is_named(stage, as_):
    filing = stage.filed(stage.big)
    assert "Papers" in page(as_(stage.bureau), "today", stage)
    assert "Papers" in page(as_(stage.bureau), "filings", stage)
    assert "Papers" in page(as_(stage.bureau), "board", stage)
    rows = exports._filing_rows(stage.bureau, stage.campaign, lists.Wanted(tab="open"), with_missing=False)
    assert [row["step"] for row in rows] == ["Bureau: Papers"]
    filings.pass_on(filing=filing, by=stage.bureau)
    assert told(Event.objects.get(verb="filing.pass")).what == "passed “Papers”"
    assert "Experts on site" in page(as_(stage.desk), "filing", stage, filing.pk)
    assert "Verifiers · Experts on site</label>" in page(as_(stage.desk), "filing", stage, filing.pk)


def test_an_older_event_names_what_was_done(stage):
    event = Event(verb="filing.pass", data={"step": 2, "do": "verify"}, by_name="x")
    assert told(event).what == "passed “verify on site”"
    assert told(Event(verb="filing.pass", data={"step": 2}, by_name="x")).what == "passed “2”"


def test_who_decides_reads_what_was_done_and_who_is_next(stage, as_):
    filing = stage.filed(stage.big)
    seen = page(as_(stage.bureau), "decision", stage, filing.pk, post={"outcome": "pass"}, follow=True)
    assert "“Papers” is passed. Next: Verifiers · Experts on site, Resident officer · guide on site." in seen
    small = stage.filed(stage.small)
    stage.signed(stage.small)
    seen = page(as_(stage.town), "decision", stage, small.pk, post={"outcome": "pass"}, follow=True)
    assert "Small Bakery: Approved. Next: Bureau · re-check." in seen


def test_after_a_return_the_steps_to_come_are_not_reached_yet(stage, as_):
    filing = stage.filed(stage.big)
    filings.return_(filing=filing, by=stage.bureau, reason="mend")
    filing.refresh_from_db()
    unreached = [line.is_unreached for line in shown.steps(filing)]
    assert unreached == [False, True, True, True]
    for seen in (
        page(as_(stage.liaison_of(stage.big)), "mine_filing", stage, stage.big.pk),
        page(as_(stage.liaison_of(stage.big)), "mine_enterprise", stage, stage.big.pk),
        page(as_(stage.bureau), "filing", stage, filing.pk),
    ):
        assert seen.count("Not reached yet") == 3 and "Fell away" not in seen


def test_a_step_that_was_open_when_its_neighbour_returned_the_filing_ended_undecided(stage, as_):
    filing = stage.filed(stage.big)
    filings.pass_on(filing=filing, by=stage.bureau)
    filings.return_(filing=filing, by=stage.resident, reason="mend")
    seen = page(as_(stage.bureau), "filing", stage, filing.pk)
    assert seen.count("Ended undecided") == 1 and seen.count("Not reached yet") == 1


def test_after_a_refusal_the_rest_falls_away(stage, as_):
    filing = stage.filed(stage.big)
    filings.refuse(filing=filing, by=stage.bureau, reason="no")
    assert page(as_(stage.bureau), "filing", stage, filing.pk).count("Fell away") == 3


def test_the_board_stands_under_the_posts_with_the_packs_steps(stage):
    stage.filed(stage.big)
    lane = next(lane for lane in board.lanes(stage.leader, stage.campaign) if lane.key == "big")
    assert [(column.post_name, column.name) for column in lane.columns][:2] == [
        ("Bureau", "Papers"), ("Verifiers", "Experts on site"),
    ]  # fmt: skip


def test_todos_say_the_step_by_its_name(stage):
    stage.filed(stage.big)
    assert any("Papers" in each.todo.detail for each in todo.shown(stage.bureau, stage.campaign, ""))
