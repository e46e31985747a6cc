"""The demo's plans: what is known of officers, somebody who is away, tomorrow's rounds and a hand-over that wait to be confirmed."""

import datetime as dt
import random
from contextlib import suppress

from fugong.core import clock, copying
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.proposals import actions
from fugong.registry.models import Assignment, Enterprise, OfficerProfile
from fugong.registry.proposing import posts_of
from fugong.testing.actions import rosters
from fugong.testing.models import Specialist
from fugong.web.demo import columns, written
from fugong.web.demo.staffing import Staff

SPEAKS = ("ja", "ko", "en")
SPREAD = 0.05  # degrees around the middle of the place


def plan(campaign: Campaign, staff: Staff, rng: random.Random) -> None:
    """Everything of one place."""
    _places(campaign, rng)
    _profiles(campaign, rng)
    _away(campaign, staff)
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    _ask(campaign, staff, "rounds", {"day": tomorrow})
    posts = [post.key for post in posts_of(campaign)]
    busiest = Assignment.objects.filter(campaign=campaign, until=None, post__in=posts).order_by("pk").first()
    if busiest is not None:
        _ask(campaign, staff, "officers", {"post": busiest.post, "fewest": True, "out": busiest.officer_id})


def _places(campaign: Campaign, rng: random.Random) -> None:
    """Where the enterprises lie whose place has no outlines of grids: around its middle."""
    centre = campaign.pack.places.centre
    if centre is None:
        return
    lacking = Enterprise.objects.filter(enrolments__campaign=campaign, longitude=None).order_by("pk")
    spread = {
        key: [round(middle + rng.gauss(0, SPREAD / 2), 6) for middle in centre]
        for key in lacking.values_list("pk", flat=True)
    }
    columns.write(Enterprise, ["longitude", "latitude"], spread)


def _ask(campaign: Campaign, staff: Staff, kind: str, asked: dict[str, object]) -> None:
    with suppress(Refused), written.attempt():  # a place where nobody goes, or nothing is due
        actions.ask(campaign=campaign, kind=kind, asked=asked, by=staff.desk)


def _profiles(campaign: Campaign, rng: random.Random) -> None:
    """Languages for those who serve foreign enterprises, and where everybody starts."""
    posts = [post.key for post in posts_of(campaign)]
    centre = campaign.pack.places.centre
    rows = Assignment.objects.filter(campaign=campaign, until=None, post__in=posts).order_by("officer", "pk")
    rule, speaks = campaign.pack.registry.matching, dict[int, set[str]]()
    for officer, foreign, country in rows.values_list("officer", "enterprise__foreign_invested", "enterprise__country"):
        needed = rule.language(foreign, country)
        speaks.setdefault(officer, set()).update([needed] if needed else [])
    copying.write(
        OfficerProfile(
            campaign=campaign, user_id=officer, languages=["zh", *(key for key in SPEAKS if key in known)],
            longitude=round(centre[0] + SPREAD * (rng.random() - 0.5), 5) if centre else None,
            latitude=round(centre[1] + SPREAD * (rng.random() - 0.5), 5) if centre else None,
        )
        for officer, known in speaks.items()
    )  # fmt: skip


def _away(campaign: Campaign, staff: Staff) -> None:
    """One specialist is away from tomorrow on."""
    one = (
        Specialist.objects.valid_on(clock.today()).filter(campaign=campaign, user__is_demo=False).order_by("pk").first()
    )
    if one is not None:
        first = clock.today() + dt.timedelta(days=1)
        rosters.absent(
            specialist=one, first_day=first, last_day=first + dt.timedelta(days=2), by=staff.desk, reason="外出培训"
        )
