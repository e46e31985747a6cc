"""Of many papers and findings each is reached, and what is open stands on top however much came after."""

import pytest
from django.urls import reverse

from fugong.ledger import history
from fugong.rectification.actions import notices
from fugong.rectification.models import Finding
from fugong.rectification.views import findings, mine
from ground.paging import seen


def at(name, *args):
    return reverse(f"rectification:{name}", args=["plain", *args])


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def test_the_enterprise_finds_what_is_open_and_reads_on_what_is_settled(stage, client, monkeypatch):
    monkeypatch.setattr(mine, "PAST", 1)
    monkeypatch.setattr(mine, "SPOTTED", 1)
    first = stage.issued("masks")
    rest = [stage.issued(item) for item in ("doors", "masks", "doors")]
    for notice in rest:
        stage.looked_at(stage.answered(notice), right=True)
    spotted = [stage.found(item).pk for item in ("doors", "masks")]
    client.force_login(stage.liaison)
    page = at("mine_papers", stage.river.pk)
    assert f">{first.number}<" in client.get(page).content.decode()
    assert seen(client, page, r'<li class="py-1"><a href="[^"]*/(\d+)/"') == [str(row.pk) for row in reversed(rest)]
    assert len(seen(client, page, r"<li>[^<]+<span class=\"badge", "spotted")) == len(spotted)


def test_the_same_found_before_and_the_history_are_read_to_the_end(stage, client, monkeypatch):
    monkeypatch.setattr(findings, "OTHERS", 1)
    monkeypatch.setattr(history, "SIZE", 1)
    made = [stage.found("masks") for _each in range(4)]
    client.force_login(stage.other)
    page = at("finding", made[0].pk)
    others = seen(client, page, r'<li><a href="[^"]*/findings/(\d+)/"', "others")
    assert sorted(map(int, others)) == [row.pk for row in made[1:]]
    notice = notices.issue(campaign=stage.campaign, enterprise=stage.river, findings=[made[0]], by=stage.finder)
    stage.answered(notice)
    for address in (at("notice", notice.pk), at("finding", made[0].pk)):
        monkeypatch.setattr(history, "SIZE", 40)
        whole = seen(client, address, r'<li class="tone-', "history")
        monkeypatch.setattr(history, "SIZE", 1)
        assert len(seen(client, address, r'<li class="tone-', "history")) == len(whole) > 1
    assert Finding.objects.count() == 4
