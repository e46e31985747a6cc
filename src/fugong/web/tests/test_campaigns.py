"""Campaigns and packs on the pages."""

import datetime as dt
import re

import pytest

from fugong.accounts.models import Grant
from fugong.ledger import history
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.policy import loaded
from fugong.registry.models import Enrolment
from fugong.web import first_steps
from fugong.web.first_steps import Where
from fugong.web.views import campaigns
from ground.cast import NOON
from ground.paging import seen


@pytest.fixture
def administrator(client, cast):
    client.force_login(cast.administrator)
    return client


def test_a_campaign_is_opened_after_a_preview(administrator):
    assert 'href="?pack=plain"' in administrator.get("/campaigns/new/").content.decode()
    assert administrator.get("/campaigns/new/", {"pack": "plain"}).status_code == 200
    answer = administrator.post("/campaigns/new/?pack=plain", {"key": "drill-1", "name": "演练", "is_drill": "on"})
    assert answer["Location"] == "/campaigns/drill-1/"
    made = Campaign.objects.get(key="drill-1")
    assert (made.name, made.is_drill) == ("演练", True)
    bring_in = 'btn btn-primary" href="/c/drill-1/sheets/enterprises/"'
    page = administrator.get("/campaigns/drill-1/").content.decode()
    assert 'href="/c/plain/' not in page, "the menu is that of the campaign that was opened"
    assert bring_in not in page, "it has the enterprises of its area"
    Enrolment.objects.filter(campaign=made).delete()
    assert bring_in in administrator.get("/campaigns/drill-1/").content.decode(), "the next step is a button"


def test_a_desk_elsewhere_is_no_desk_of_this_campaign(administrator, cast):
    desks = "/people/"
    assert done(cast, desks)
    grant_of_the_desk = cast.desk.grants.get()
    Grant.objects.filter(pk=grant_of_the_desk.pk).update(
        until=NOON - dt.timedelta(days=1), since=NOON - dt.timedelta(days=2)
    )
    assert not done(cast, desks), "the desk next door serves another area"


def done(cast, url):
    steps = {each.url: each.is_done for each in first_steps.steps_of(Where(cast.administrator, cast.campaign))}
    return steps[url]


def test_rules_that_hold_from_a_later_day_are_told_before_they_are_put_in_force(administrator, cast, monkeypatch):
    later = "起施行"
    assert later not in administrator.get("/campaigns/new/", {"pack": "plain"}).content.decode()
    pack = loaded.pack("plain")
    later_on = {"from_date": NOON.date() + dt.timedelta(days=30)}
    monkeypatch.setattr(pack, "header", pack.header.model_copy(update=later_on))
    assert later in administrator.get("/campaigns/new/", {"pack": "plain"}).content.decode()


def test_a_key_of_another_place_is_refused_at_the_form(administrator, cast):
    answer = administrator.post("/campaigns/new/?pack=plain", {"key": cast.next_door.key})
    assert answer.status_code == 422


def test_a_campaign_is_closed_with_a_reason(administrator, cast):
    assert administrator.post("/campaigns/plain/closing/", {"reason": ""}).status_code == 422
    assert administrator.post("/campaigns/plain/closing/", {"reason": "over"}).status_code == 302
    cast.campaign.refresh_from_db()
    assert cast.campaign.state == "closed"


def test_an_unchanged_pack_changes_nothing(administrator, cast):
    before = cast.campaign.pack_version_id
    assert administrator.post("/campaigns/plain/version/", {"reason": "x"}).status_code == 302
    cast.campaign.refresh_from_db()
    assert cast.campaign.pack_version_id == before


def test_a_changed_pack_is_shown_before_it_is_put_in_force(administrator, cast):
    version = cast.campaign.pack_version
    content = {**version.content, "pack": {**version.content["pack"], "version": "older"}}
    type(version.body).objects.filter(version=version).update(content=content)
    page = administrator.get("/campaigns/plain/").content.decode()
    assert "pack.version" in page
    assert "older" in page


def test_the_duty_desk_reads_but_does_not_open_or_close(client, cast):
    client.force_login(cast.desk)
    assert client.get("/campaigns/plain/").status_code == 200
    assert client.get("/campaigns/new/").status_code == 403
    assert client.post("/campaigns/plain/closing/", {"reason": "x"}).status_code == 403
    assert client.get(f"/campaigns/{cast.next_door.key}/").status_code == 404


class TestPacks:
    @pytest.mark.parametrize("key", ["plain", "next_door", "jimei"])
    def test_a_pack_reads_as_a_page(self, administrator, key):
        page = administrator.get(f"/packs/{key}/").content.decode()
        assert "flowchart" in page

    def test_conditions_stand_in_words_with_their_code_below(self, administrator):
        page = administrator.get("/packs/jimei/", headers={"accept-language": "zh-hans"}).content.decode()
        code = "<summary>[^<]*</summary><code>e.sector in .*?e.output_value &gt;= 300000000.0</code>"
        assert re.search(r"3 亿元\s*<details[^>]*>" + code, page)

    def test_the_rules_in_force_are_read_from_the_campaign(self, administrator):
        assert administrator.get("/campaigns/plain/pack/").status_code == 200

    def test_every_text_opens_in_its_languages(self, administrator):
        pack = loaded.pack("jimei")
        for key, versions in pack.texts.items():
            for language in versions:
                assert administrator.get(f"/packs/jimei/texts/{key}/", {"language": language}).status_code == 200

    def test_a_pack_or_text_that_is_not_there(self, administrator):
        assert administrator.get("/packs/atlantis/").status_code == 404
        assert administrator.get("/packs/jimei/texts/nothing/").status_code == 404

    def test_a_faulty_pack_is_listed_with_its_faults_and_hides_nothing_else(self, administrator, settings, tmp_path):
        broken = tmp_path / "broken"
        broken.mkdir()
        (broken / "pack.toml").write_text('key = "broken"\nname = "坏"\ncolour = "red"\n', "utf-8")
        settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, tmp_path]
        page = administrator.get("/packs/").content.decode()
        assert "colour" in page
        assert "/packs/plain/" in page


def test_a_history_is_read_to_its_beginning(administrator, cast, monkeypatch):
    monkeypatch.setattr(history, "SIZE", 2)
    for n in range(5):
        record("campaign.close", cast.campaign, by=cast.administrator, reason=f"第{n}次")
    said = seen(administrator, "/campaigns/plain/", r"<blockquote>(第\d次)</blockquote>", history.KEY)
    assert said == [f"第{n}次" for n in (4, 3, 2, 1, 0)]
    assert administrator.get("/campaigns/plain/?history=²").status_code == 200


def test_each_campaign_is_listed_open_ones_first(administrator, cast, monkeypatch):
    for n in range(3):
        row = Campaign.objects.get(pk=cast.campaign.pk)
        row.pk, row.key, row.state, row.closed_at = None, f"over-{n}", "closed", row.opened_at
        row.save(force_insert=True)
    monkeypatch.setattr(campaigns, "SHOWN", 2)
    found = seen(administrator, "/campaigns/", r'<th scope="row"><a href="/campaigns/([\w-]+)/"')
    assert sorted(found) == sorted(Campaign.objects.values_list("key", flat=True))
    assert {"over-0", "over-1", "over-2"} == set(found[-3:])
