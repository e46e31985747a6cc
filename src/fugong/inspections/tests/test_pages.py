"""The desk's pages of visits: the list, one visit with its editions, the paper, the sheet, the files."""

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from fugong.core import clock
from fugong.inspections.actions import evidence
from fugong.inspections.models import Visit
from fugong.inspections.tests.giving import BAD, GOOD, photo, uid, visit
from fugong.registry.models import Team


@pytest.fixture
def desk(place: Any, client: Client) -> Client:
    type(place.desk).objects.update(language="en")
    client.force_login(place.desk)
    return client


def kept(place: Any) -> Visit:
    """A visit with two faults, a photo, and another edition."""
    number = uid()
    made = visit(place, uid=number, items=BAD, note="come back on Friday")
    evidence.add(uid=uid(), visit_uid=number, item="doors", kind="photo", file=photo(), by=place.officer)
    visit(place, uid=number, items=GOOD, by=place.inspector)
    return made


def test_one_visit_stands_on_one_page_with_its_editions_beside(place: Any, desk: Client) -> None:
    made = kept(place)
    page = desk.get(f"/c/plain/visits/{made.pk}/").content.decode()
    for words in (
        "pallets before the exit",
        "sent another edition",
        "put right on the spot",
        "visit-edition",
        "/signatures/",
    ):
        assert words in page
    photo_of = made.evidence.get()
    shown = desk.get(f"/evidence/{photo_of.uid}/")
    assert shown["Content-Type"] == "image/jpeg" and "attachment" not in shown["Content-Disposition"]
    b"".join(shown.streaming_content)
    drawn = desk.get(f"/signatures/{made.uid}/")
    assert drawn["Content-Type"] == "image/svg+xml" and "sandbox" in drawn["Content-Security-Policy"]
    b"".join(drawn.streaming_content)


def test_editions_are_settled_once_by_whoever_may_visit_there(place: Any, desk: Client) -> None:
    made = kept(place)
    address = f"/c/plain/visits/{made.pk}/editions/{made.edits.get().pk}/settlement/"
    assert desk.post(address).status_code == 403
    desk.force_login(place.officer)
    assert desk.post(address).status_code == 302
    assert desk.post(address).status_code == 409
    assert "I compared them" not in desk.get(f"/c/plain/visits/{made.pk}/").content.decode()


def test_the_list_is_searched_and_costs_the_same_for_many(
    place: Any, desk: Client, django_assert_max_num_queries: Any
) -> None:
    kept(place)
    assert "精工" in desk.get("/c/plain/visits/?text=精工&result=faults&edits=1").content.decode()
    assert "精工" not in desk.get("/c/plain/visits/?kind=search").content.decode()
    for _more in range(6):
        visit(place)
    with django_assert_max_num_queries(20):
        desk.get("/c/plain/visits/")


def test_the_paper_says_it_all_in_the_readers_language(place: Any, desk: Client) -> None:
    made = kept(place)
    type(place.desk).objects.update(language="zh-hans")
    answer = desk.get(f"/c/plain/visits/{made.pk}/paper/")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "东河精工" in text and "消防通道畅通" in text and made.number in text


def test_a_changed_list_never_changes_a_past_visit(place: Any, desk: Client) -> None:
    from fugong.policy import loaded, pack

    made = kept(place)
    content = loaded.for_version(place.campaign.pack_version).content
    changed = {**content, "sections": {**content["sections"]}}
    resumption = {**changed["sections"]["resumption"]}
    resumption["checklists"] = [
        {
            "key": "basics",
            "name": "新表",
            "used_for": ["round"],
            "aspects": [{"key": "other", "name": "别的", "items": [{"key": "roof", "name": "屋顶完好"}]}],
        }
    ]
    resumption["routes"] = [
        {**route, "steps": [{**step, "checklist": ""} for step in route["steps"]]} for route in resumption["routes"]
    ]
    changed["sections"]["resumption"] = resumption
    place.campaign.pack_version = loaded.store(pack.build(changed), by=None)
    place.campaign.save()
    page = desk.get(f"/c/plain/visits/{made.pk}/").content.decode()
    assert "Fire exits are clear" in page or "消防通道畅通" in page
    assert "屋顶完好" not in page
    later = visit(place, items=GOOD[:1], pack_version=made.pack_version)  # a phone that was away all the while
    assert later.items.get().aspect == "site"


def test_the_enterprises_own_check_stands_beside(place: Any, desk: Client) -> None:
    from fugong.resumption.actions import verifications

    verifications.record_visit(
        campaign=place.campaign, enterprise=place.river, checklist="basics", by=place.liaison, kind="self",
        answers={"doors": ("yes", ""), "masks": ("no", ""), "roster": ("yes", "花名册")},
    )  # fmt: skip
    made = visit(place, items=BAD, finished_at=clock.now())
    page = desk.get(f"/c/plain/visits/{made.pk}/").content.decode()
    assert "own check says: in order" in page and "own check says: not in order" in page


def test_of_very_many_groups_one_is_looked_for_by_its_name(
    place: Any, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fugong.inspections.views import visits as pages

    made = kept(place)
    Visit.objects.filter(pk=made.pk).update(team=Team.objects.filter(campaign=place.campaign).first())
    team = Visit.objects.get(pk=made.pk).team
    assert f'<option value="{team.pk}"' in desk.get("/c/plain/visits/").content.decode()
    monkeypatch.setattr(pages, "MOST_TEAMS", 0)
    shown = desk.get("/c/plain/visits/", {"team": team.name[:3]})
    assert [each.pk for each in shown.context["page"].rows] == [made.pk]
    assert f'name="team" value="{team.name[:3]}"' in shown.content.decode()
    assert not desk.get("/c/plain/visits/", {"team": "no such group"}).context["page"].rows
