"""The wall: its tiles, its hours, its past days; what is asked again is answered only where something changed."""

import copy
import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from fugong.core import clock, walls
from fugong.figures import freezing, wall
from fugong.policy import pack as packs
from fugong.policy.report import Report
from fugong.resumption import standings
from fugong.resumption.actions import reports
from fugong.resumption.models import Resumption
from ground.many import CONTENT, MORNING, campaign_of, enrolment, enterprise, person, resumption
from ground.walling import face, lines, numbers

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2020, 2, 14)
THURSDAY = dt.date(2020, 2, 13)
MOST_QUERIES = 31


@pytest.fixture
def campaign():
    with override("en"), clock.showing(MORNING - dt.timedelta(days=1)):
        made = campaign_of(60)
        standings.open_day(made, THURSDAY)
        freezing.freeze(campaign=made, day=THURSDAY, by=None)
        with clock.showing(MORNING):
            standings.open_day(made, FRIDAY)
            yield made


@pytest.fixture
def desk():
    found = person("duty_desk", name="desk")
    found.language = "en"
    found.save()
    return found


@pytest.fixture
def as_desk(client, desk):
    client.force_login(desk)
    return client


def suspend_one(campaign):
    """One enterprise that works stops working."""
    stopped = Resumption.objects.filter(campaign=campaign, state="resumed").order_by("pk").first()
    Resumption.objects.filter(pk=stopped.pk).update(state="suspended", reason="fire safety")
    standings.refresh(campaign=campaign, enterprise_ids=[stopped.enterprise_id])


def with_wall(campaign, **rules):
    """The campaign by a pack whose wall is as said."""
    section = campaign.pack.figures
    changed = section.model_copy(update={"wall": section.wall.model_copy(update=rules)})
    found = copy.copy(campaign.pack)
    found.figures = changed
    campaign.__dict__["pack"] = found
    return campaign


def address(campaign):
    return reverse("figures:wall", args=[campaign.key])


# -- tiles ------------------------------------------------------------------------------------------------------------


def test_tiles_of_rooms_that_the_pack_does_not_use_stay_away(campaign, desk):
    keys = [tile.key for tile in wall.tiles_of(campaign)]
    assert keys == ["map", "rates", "late", "notices", "demands"]
    assert {"coaches", "cover"} <= walls.TILES.keys(), "they would stand there"


def test_the_pack_says_which_tiles_stand_in_which_order(campaign, desk):
    named = with_wall(campaign, tiles=("demands", "rectification", "coaches", "rates"))
    screen = wall.screen(named, desk, view="now")
    assert [each.tile.key for each in screen.tiles] == ["demands", "rectification", "rates"]
    assert screen.map is None
    assert wall.screen(named, desk, view="evening").tiles[0].tile.key == "decisions", "without a map it stands first"


@pytest.mark.parametrize("many", range(1, 13))
def test_tiles_fill_the_screen_and_leave_no_hole(many):
    tile = walls.TILES["late"]
    columns, rows, spread = wall._spread([wall.Shown(tile, walls.Face())] * many)
    assert sum(each.span for each in spread) == columns * rows
    assert columns <= 5 and rows <= 3


def test_the_linter_finds_a_wall_that_cannot_stand():
    content = copy.deepcopy(CONTENT)
    content["sections"]["figures"]["wall"] = {
        "tiles": ["map", "map", "weather"], "rates": ["nothing"], "bands": [80, 50], "morning_until": "18:00",
    }  # fmt: skip
    report = Report(lambda section, path: path)
    with override("en"):
        packs.build(content).figures.check(report)
    said = " ".join(fault.message for fault in report.errors)
    for words in (
        "weather",
        "map stands here twice",
        "nothing",
        "the second share is the higher one",
        "the evening begins",
    ):
        assert words in said


# -- hours ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "view"), [(2, "now"), (6, "morning"), (11, "morning"), (12, "now"), (16, "now"), (17, "evening")]
)
def test_the_view_follows_the_clock_of_the_pack(campaign, hour, view):
    with clock.showing(clock.at(FRIDAY, hour)):
        assert wall.by_clock(campaign) == view


def test_a_place_with_other_hours_has_its_evening_earlier(campaign):
    with clock.showing(clock.at(FRIDAY, 16)):
        assert wall.by_clock(with_wall(campaign, evening_from="15:30")) == "evening"


def test_on_the_first_day_no_morning_is_chosen_that_has_nothing_to_compare_with(campaign, desk):
    from fugong.figures.models import Freeze
    from fugong.resumption.models import Standing

    assert wall.screen(campaign, desk).view == "morning"
    Freeze.objects.all().delete()
    Standing.objects.filter(day=THURSDAY).delete()
    assert wall.screen(campaign, desk).view == "now"
    assert wall.screen(campaign, desk, view="morning").lead.face.nothing, "who asks for it is told why it is empty"


def test_any_view_can_be_chosen_at_any_hour(campaign, as_desk):
    shown = {view: as_desk.get(address(campaign), {"view": view}).context["screen"] for view in wall.VIEWS}
    leads = {view: screen.lead.tile.key if screen.lead else "" for view, screen in shown.items()}
    assert leads == {"morning": "changes", "now": "", "evening": "decisions"}


def test_the_morning_says_what_changed_since_yesterday_evening(campaign, desk):
    assert lines(face(campaign, desk, "changes", view="morning")) == {}
    suspend_one(campaign)
    changed = lines(face(campaign, desk, "changes", view="morning"))
    assert (changed["Resumed"], changed["Suspended"]) == ("−1", "+1")
    assert "Filed" not in changed, "what is as it was isn't told"


def test_the_evening_says_what_is_to_be_decided(campaign, desk):
    assert lines(face(campaign, desk, "decisions", view="evening"))["Today’s bulletin"] == "to be issued"


# -- asked again and again -----------------------------------------------------------------------------------------------


def test_where_nothing_changed_nothing_is_sent(campaign, as_desk):
    first = as_desk.get(address(campaign), {"part": "inside"})
    assert (first.status_code, first["Cache-Control"]) == (200, "no-cache, private")
    with clock.showing(MORNING + dt.timedelta(seconds=20)):
        again = as_desk.get(address(campaign), {"part": "inside"}, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Fugong-Read-At"]) == (first["ETag"], "09:00:20")


def test_where_something_changed_all_of_it_is_sent(campaign, as_desk):
    first = as_desk.get(address(campaign), {"part": "inside"})
    suspend_one(campaign)
    again = as_desk.get(address(campaign), {"part": "inside"}, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_each_reader_has_a_validator_of_their_own(campaign, as_desk, client):
    whole = as_desk.get(address(campaign), {"part": "inside"})["ETag"]
    client.force_login(person("leader", key="990101003", name="street"))
    answer = client.get(address(campaign), {"part": "inside"}, headers={"if-none-match": whole})
    assert answer.status_code == 200


def test_the_wall_asks_the_database_no_more_often_for_more_enterprises(campaign, as_desk):
    page = address(campaign)
    few = _queries(as_desk, page)
    _more(campaign, 61, 200)
    assert _queries(as_desk, page) == few <= MOST_QUERIES


def _queries(client, page):
    """How many a wall needs that was looked at before."""
    client.get(page, {"view": "evening"})
    with CaptureQueriesContext(connection) as found:
        client.get(page, {"view": "evening"})
    return len(found)


def _more(campaign, first, last):
    """Further enterprises at work."""
    from fugong.places.models import Jurisdiction
    from fugong.registry.models import Enrolment, Enterprise

    areas = list(Jurisdiction.objects.filter(parent=campaign.jurisdiction))
    made = Enterprise.objects.bulk_create(enterprise(n, areas[n % len(areas)]) for n in range(first, last))
    Enrolment.objects.bulk_create(enrolment(campaign, each) for each in made)
    Resumption.objects.bulk_create(resumption(campaign, each, n) for n, each in enumerate(made, first))
    standings.refresh(campaign=campaign)


# -- who sees what -------------------------------------------------------------------------------------------------------


def test_a_leader_of_one_street_has_the_wall_of_that_street(campaign, client):
    street = person("leader", key="990101003", name="street")
    client.force_login(street)
    screen = client.get(address(campaign)).context["screen"]
    assert not screen.whole
    assert [spot.enterprises for spot in screen.map.face.data.others] == [5]
    past = wall.screen(campaign, street, day=THURSDAY)
    assert past.is_past and past.frozen_at is None, "what was frozen is the whole place's"
    assert [spot.enterprises for spot in past.map.face.data.others] == [5]


def test_a_stranger_finds_no_wall(campaign, client):
    client.force_login(person("duty_desk", key="990102", name="stranger"))
    assert client.get(address(campaign), {"part": "inside"}).status_code == 404


# -- past days -----------------------------------------------------------------------------------------------------------


def test_a_past_day_stands_as_it_was_frozen(campaign, desk, as_desk):
    was = face(campaign, desk, "rates", day=THURSDAY).data
    late = campaign.enrolments.order_by("pk").first().enterprise
    reports.submit(campaign=campaign, enterprise=late, day=THURSDAY, values={"staff_back": 1}, by=desk)
    assert face(campaign, desk, "rates", day=THURSDAY).data == was
    answer = as_desk.get(address(campaign), {"day": "2020-02-13"})
    assert "A past day" in answer.content.decode() and answer.context["screen"].frozen_at is not None
    assert 'href="?view=' not in answer.content.decode(), "a past day has no morning and evening"


def test_its_links_open_the_rows_of_that_day_and_none_that_are_not_kept(campaign, as_desk):
    screen = as_desk.get(address(campaign), {"day": "2020-02-13"}).context["screen"]
    rates = next(each.face.data for each in screen.tiles if each.tile.key == "rates")
    assert all("day=2020-02-13" in each["url"] for each in rates)
    assert as_desk.get(rates[0]["url"]).status_code == 200
    demands = next(each.face for each in screen.tiles if each.tile.key == "demands")
    assert numbers(demands)["Open"] == 0 and not any(each.url for each in demands.numbers)


def test_the_slider_has_every_frozen_day_and_ends_today(campaign, as_desk):
    context = as_desk.get(address(campaign)).context
    assert (context["days"], context["place"]) == ([THURSDAY, FRIDAY], 1)
    assert as_desk.get(address(campaign), {"day": "2020-02-13"}).context["place"] == 0


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "nonsense", "2020-02-31", "2020-02-15", "2019-01-01"])
def test_a_day_of_which_nothing_is_known_shows_today(campaign, as_desk, day):
    answer = as_desk.get(address(campaign), {"day": day, "view": "\x00", "part": "x"})
    assert (answer.status_code, answer.context["screen"].is_past, answer.context["screen"].day) == (200, False, FRIDAY)


# -- the map --------------------------------------------------------------------------------------------------------------


def test_an_area_has_its_share_and_its_band(campaign, desk):
    spots = {spot.name: spot for spot in face(campaign, desk, "map").data.others}
    assert len(spots) == 12
    for spot in spots.values():
        share = spot.resumed * 100 / spot.enterprises
        assert spot.band == ("few" if share < 50 else "part" if share < 80 else "most")
        assert f"{spot.resumed} of {spot.enterprises} resumed" in spot.words


def test_what_grids_are_drawn_of_is_their_outline_north_up(cast):
    found = face(cast.campaign, cast.desk, "map").data
    assert {spot.name for spot in found.drawn} == {str(cast.east), str(cast.west)} and not found.others
    east, west = (next(spot.drawn for spot in found.drawn if spot.name == str(each)) for each in (cast.east, cast.west))
    assert west.x < east.x and 0 < east.y < found.height
    assert east.path.startswith("M") and east.path.endswith("Z")


def standing_in(grid, enterprises):
    """They stand in that grid, in the registry and among those of today."""
    from fugong.registry.models import Enterprise
    from fugong.resumption.models import Standing

    Enterprise.objects.filter(pk__in=enterprises).update(grid=grid)
    Standing.objects.filter(enterprise_id__in=enterprises).update(grid_id=grid and grid.pk)
    for campaign in {each.campaign for each in Standing.objects.select_related("campaign")}:
        standings.refresh(campaign=campaign)


def test_the_map_says_how_many_stand_in_no_grid_and_how_they_do(campaign, desk, as_desk):
    from fugong.places.models import Grid

    own = Grid.objects.create(jurisdiction=campaign.jurisdiction, key="pier", name="码头网格")
    Grid.objects.create(jurisdiction=campaign.jurisdiction, key="none", name="空网格")
    first = list(campaign.enrolments.order_by("pk").values_list("enterprise_id", flat=True))[:10]
    standing_in(own, first)
    found = face(campaign, desk, "map")
    assert [(each.name, each.enterprises) for each in found.data.others] == [
        ("码头网格", 10), ("空网格", 0), ("In no grid", 50),
    ]  # fmt: skip
    assert not found.title
    rest = found.data.others[-1]
    answer = as_desk.get(rest.url)
    assert answer.context["value"] == 50 and "In no grid" in answer.content.decode()
    listed = as_desk.get(reverse("figures:command", args=[campaign.key])).context["undrawn"]
    assert [(each["name"], each["enterprises"]) for each in listed][-1] == ("In no grid", 50)


def test_where_no_grid_holds_an_enterprise_the_areas_stand_there(campaign, desk, as_desk):
    from fugong.places.models import Grid

    Grid.objects.create(jurisdiction=campaign.jurisdiction, key="none", name="空网格")
    found = face(campaign, desk, "map")
    assert str(found.title) == "By area"
    assert sum(each.enterprises for each in found.data.others) == 60
    assert as_desk.get(reverse("figures:command", args=[campaign.key])).context["grids"] == []
    assert "By area" in as_desk.get(address(campaign)).content.decode()


def test_the_title_of_a_tile_is_its_name_and_leads_where_all_of_it_is(campaign, as_desk):
    html = as_desk.get(address(campaign)).content.decode()
    heading = html[html.index('<h2 id="wall-demands">') :]
    heading = heading[: heading.index("</h2>")]
    assert str(walls.TILES["demands"].name) in heading and 'href="/c/many/' in heading
