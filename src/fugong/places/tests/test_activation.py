"""Putting packs to work: the tree, the grids, once and again; closing; which grid a point lies in."""

import pytest

from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.models import Event
from fugong.places import geometry
from fugong.places.actions import activate, close, switch_version
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.registry.models import Park, Team


def test_a_pack_makes_its_place(cast):
    own = cast.campaign.jurisdiction
    assert [own.parent.name, own.parent.parent.name] == ["示范市", "示范省"]
    assert {child.name for child in own.children.all()} == {"东河街道", "西山街道"}
    assert set(Grid.objects.filter(jurisdiction__parent=own).values_list("key", flat=True)) == {"east", "west"}
    assert Park.objects.get().jurisdiction.name == "东河街道"
    assert Team.objects.filter(campaign=cast.campaign).count() == 2
    assert Event.objects.filter(verb="campaign.open", campaign_id=cast.campaign.pk).count() == 1


def test_activating_again_changes_nothing(cast):
    before = [Campaign.objects.count(), Jurisdiction.objects.count(), Grid.objects.count(), Event.objects.count()]
    assert activate(pack_key="plain", key="plain", by=cast.administrator) == cast.campaign
    assert before == [
        Campaign.objects.count(),
        Jurisdiction.objects.count(),
        Grid.objects.count(),
        Event.objects.count(),
    ]


def test_a_key_belongs_to_one_place(cast):
    with pytest.raises(Refused):
        activate(pack_key="next_door", key="plain", by=None)


def test_only_who_manages_campaigns_there_opens_one(cast):
    for person in (cast.desk, cast.leader, cast.stranger):
        with pytest.raises(NotAllowed):
            activate(pack_key="plain", key="another", by=person)
    drill = activate(pack_key="plain", key="another", by=cast.administrator, is_drill=True, name="演练")
    assert (drill.is_drill, str(drill)) == (True, "演练")
    assert drill.enrolments.count() == 3


def test_a_place_above_that_comes_later_takes_its_own(db, test_packs):
    street = Jurisdiction.objects.create(code="990101003000", prefix="990101003", name="早到街道")
    campaign = activate(pack_key="plain", key="plain", by=None)
    street.refresh_from_db()
    assert street.parent == campaign.jurisdiction


def test_closing_needs_a_reason_and_happens_once(cast):
    with pytest.raises(Refused):
        close(campaign=cast.campaign, by=cast.administrator, reason=" ")
    close(campaign=cast.campaign, by=cast.administrator, reason="应急响应解除")
    with pytest.raises(Conflict):
        close(campaign=cast.campaign, by=cast.administrator, reason="再次")


def test_a_changed_pack_is_switched_to_and_segments_follow(cast, settings, tmp_path):
    import shutil

    from ground.cast import PACKS

    shelf = tmp_path / "packs"
    shutil.copytree(PACKS, shelf)
    rules = shelf / "plain" / "registry.toml"
    rules.write_text(rules.read_text("utf-8").replace("300000000.0", "100000000.0"), "utf-8")
    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS[:-1], shelf]
    assert switch_version(campaign=cast.campaign, by=cast.administrator, reason="门槛下调") is True
    assert "key_industrial" in cast.campaign.enrolments.get(enterprise=cast.hill).segments
    event = Event.objects.get(verb="campaign.switch_pack")
    assert event.frm != event.to


@pytest.mark.parametrize(
    ("point", "grid"),
    [((118.15, 24.6), "east"), ((118.05, 24.6), "west"), ((118.1, 24.6), "east"), ((117.0, 24.6), None)],
)
def test_a_point_lies_in_its_grid(cast, point, grid):
    expected = getattr(cast, grid).pk if grid else None
    assert geometry.grid_at(cast.campaign, *point) == expected


def test_many_points_at_once(cast):
    found = geometry.outlines(cast.campaign).find([(118.05, 24.6), None, (118.15, 24.6)])
    assert found == [cast.west.pk, None, cast.east.pk]
