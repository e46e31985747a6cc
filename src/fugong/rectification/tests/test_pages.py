"""The pages: every one opens for whom it is, says what is open, keeps what was typed, and shows nothing to others."""

import pytest
from django.urls import reverse

from fugong.inspections import rounds, stories
from fugong.rectification import papers
from fugong.rectification.actions import appeals, examples, extensions, findings
from fugong.rectification.models import Notice, StopWork
from fugong.rectification.tests.stage import photo
from fugong.registry import todo


@pytest.fixture
def opening(client, stage, settings):
    """`opening(user, name, *args)`: the page as that person gets it."""
    settings.STAFF_SECOND_FACTOR = False

    def open_(user, name, *args, **query):
        client.force_login(user)
        return client.get(reverse(f"rectification:{name}", args=args), query, headers={"Accept-Language": "en"})

    return open_


def test_every_page_of_a_whole_life_opens(stage, opening, client):
    key, river = stage.campaign.key, stage.river
    stop = stage.verified()
    notice = Notice.objects.order_by("pk").first()
    found = stage.found("doors")
    example = examples.propose(
        campaign=stage.campaign,
        enterprise=river,
        title="Zones",
        text="Clear",
        by=stage.finder,
        after=[("a.jpg", photo())],
    )
    for name, args in (
        ("notices", (key,)), ("findings", (key,)), ("stop_works", (key,)), ("examples", (key,)), ("blind_spots", (key,)),
        ("notice", (key, notice.pk)), ("stop_work", (key, stop.pk)), ("finding", (key, found.pk)),
        ("there", (key, river.pk)), ("example", (key, example.pk)), ("example_new", (key, river.pk)),
    ):  # fmt: skip
        for query in (
            {},
            {
                "tab": "all",
                "text": "东河",
                "due": "overdue",
                "grid": "1",
                "aspect": "site",
                "repeat": "1",
                "since": "2020-01-01",
            },
        ):
            answer = opening(stage.other, name, *args, **query)
            assert answer.status_code == 200, (name, answer.status_code)
    for name, args in (
        ("mine_papers", ()), ("mine_notice", (notice.pk,)), ("mine_stop_work", (stop.pk,)), ("mine_examples", ()),
    ):  # fmt: skip
        assert opening(stage.liaison, name, key, river.pk, *args).status_code == 200, name
    assert opening(stage.cast.shop_liaison, "mine_notice", key, river.pk, notice.pk).status_code == 404
    assert opening(stage.leader, "stop_work", key, stop.pk).status_code == 200
    client.force_login(stage.liaison)
    assert client.get(f"/mine/{key}/{river.pk}/").status_code == 200
    client.force_login(stage.other)
    assert client.get(reverse("registry:enterprise", args=[key, river.pk])).status_code == 200


def test_a_paper_is_a_pdf_and_anybody_can_check_it(stage, opening, client):
    notice = stage.issued()
    answer = opening(stage.liaison, "paper", notice.token)
    assert answer.content.startswith(b"%PDF")
    client.logout()
    page = client.get(reverse("rectification:genuine", args=[notice.token]))
    text = page.content.decode()
    assert page.status_code == 200 and notice.number in text and papers.grouped(notice.digest) in text
    assert "东河精工" not in text and "口罩" not in text
    assert client.get(reverse("rectification:genuine", args=["A" * 26])).status_code == 404
    Notice.objects.filter(pk=notice.pk).update(content=notice.content | {"kind": "forged"})
    assert (
        "vouched"
        in client.get(
            reverse("rectification:genuine", args=[notice.token]), headers={"Accept-Language": "en"}
        ).content.decode()
    )


def test_an_incomplete_answer_keeps_what_was_typed(stage, client, settings):
    settings.STAFF_SECOND_FACTOR = False
    notice = stage.issued("masks", "doors")
    first = notice.items.first()
    client.force_login(stage.liaison)
    url = reverse("rectification:mine_answer", args=[stage.campaign.key, stage.river.pk, notice.pk])
    answer = client.post(url, {f"a-{first.pk}": "bought more masks"})
    assert answer.status_code == 422
    assert "bought more masks" in answer.content.decode()


def test_lists_ask_as_often_for_many_rows_as_for_few(stage, opening, django_assert_max_num_queries):
    stage.issued("masks")
    opening(stage.other, "notices", stage.campaign.key)
    with django_assert_max_num_queries(24):
        opening(stage.other, "notices", stage.campaign.key)
    for item in ("doors", "roster"):
        stage.issued(item)
    with django_assert_max_num_queries(24):
        opening(stage.other, "notices", stage.campaign.key)


def test_what_is_to_be_done_comes_to_whom_it_is(stage):
    notice = stage.issued()
    asked = extensions.ask(notice=notice, until=notice.due_at + stage_hour(), why="parts", by=stage.liaison)
    assert any("More time" in each.detail for each in todo.of(stage.other, stage.campaign))
    assert not any("More time" in each.detail for each in todo.of(stage.finder, stage.campaign))
    extensions.decide(extension=asked, grant=False, opinion="no", by=stage.other)
    stage.answered(notice)
    assert any("Look again" in each.detail for each in todo.of(stage.other, stage.campaign))
    assert not any("Look again" in each.detail for each in todo.of(stage.finder, stage.campaign))
    appeals.file(paper=notice, grounds="no", by=stage.liaison)
    assert any("objection" in each.detail for each in todo.of(stage.leader, stage.campaign))
    findings.record(campaign=stage.campaign, enterprise=stage.river, by=stage.finder, item="doors")
    assert any("without a notice" in each.detail for each in todo.of(stage.finder, stage.campaign))


def stage_hour():
    import datetime as dt

    return dt.timedelta(hours=1)


def test_a_stop_comes_before_the_leader_and_the_round_knows_the_story(stage):
    stop = stage.proposed()
    assert any("have to stop" in each.detail for each in todo.of(stage.leader, stage.campaign))
    lines = stories.of(stage.campaign, [stage.river])[stage.river.pk]
    assert lines[0].tone == "danger"
    assert StopWork.objects.get() == stop


def test_look_backs_are_due_and_never_by_who_found_it(stage):
    from fugong.core import clock

    notice = stage.answered()
    mine = [each for each in rounds.due(stage.campaign, clock.today()) if each.enterprise_id == stage.river.pk]
    assert any(stage.finder.pk in each.not_by for each in mine)
    assert notice.barred_from_look_back() <= mine[0].not_by | {0}
