"""The proposal of a roster: who serves where on which day, who covers whom, and who could step in."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, numbers
from fugong.core.errors import Conflict, refuse
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.proposals import kinds
from fugong.proposals.kinds import Given, Ground, Hands
from fugong.proposals.models import Proposal
from fugong.proposals.words import distance
from fugong.testing import rostering
from fugong.testing.actions import rosters
from fugong.testing.models import Point, Specialist

MOST_DAYS = 14
NOBODY = "nobody"
MOST_SUBJECTS = 600
A_PAGE = 300


class ShiftRoster(kinds.Kind):
    """Three specialists at each point on each day: qualified, present, rested."""

    key = "roster"
    name = gettext_lazy("Roster of the specialists")
    above = gettext_lazy("Shifts")
    about = gettext_lazy(
        "Each point is staffed on each day with every kind of specialist, qualified and rested. Whoever stands in a planned "
        "shift stays there; whoever is absent is covered with the fewest changes; then nobody serves much oftener than "
        "others, and ways are short."
    )
    needs = Permission.TESTING_PLAN
    template = "testing/roster_plan.html"
    form = "testing/parts/roster_wish.html"
    parts = {
        "rule": gettext_lazy("the rules of the roster"),
        "points": gettext_lazy("sampling points"),
        "specialists": gettext_lazy("specialists or their absences"),
        "shifts": gettext_lazy("shifts"),
    }
    seconds = 5
    seconds_heavy = 60

    def is_there(self, campaign: Campaign) -> bool:
        return bool(campaign.pack.testing.tests and campaign.pack.testing.specialists)

    def choices(self, campaign: Campaign, user: User) -> dict[str, Any]:
        return {
            "tests": campaign.pack.testing.tests,
            "tomorrow": clock.today() + dt.timedelta(days=1),
            "most": MOST_DAYS,
        }

    def asked(self, campaign: Campaign, given: Given) -> dict[str, Any]:
        first, days = dates.asked(given.get("first")), numbers.asked(given.get("days"), MOST_DAYS)
        if first is None or first < clock.today():
            raise refuse("first", _("Choose today or a day to come."))
        if not days:
            raise refuse("days", _("Write a whole number from 1 to %(most)s.") % {"most": MOST_DAYS})
        test = given.get("test", "") or campaign.pack.testing.figure
        if campaign.pack.testing.test(test) is None:
            raise refuse("test", _("There is no such test here."))
        return {"first": first.isoformat(), "days": days, "test": test}

    def read(self, campaign: Campaign, area: str, asked: dict[str, Any]) -> Ground:
        first = dt.date.fromisoformat(asked["first"])
        duties = rostering.duties_of(campaign, area, first, asked["days"], asked["test"])
        if not duties.points:
            raise refuse("first", _("No sampling point is in use then. Plan the points first."))
        if not duties.specialists:
            raise refuse("first", _("Nobody is qualified on that day. Enter the specialists first."))
        return Ground(duties.parts, {"duties": duties}, rostering.heavy(duties))

    def solve(self, campaign: Campaign, ground: Ground, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
        return rostering.plan(campaign, ground.given["duties"], seconds)

    def hands(self, proposal: Proposal) -> Hands:
        places = self._places(proposal)
        names = _points(proposal)
        rows = sorted(places, key=lambda place: (place["user"] is not None, place["code"] == "kept"))
        section = proposal.campaign.pack.testing
        subjects = [
            (
                f"{place['key']} {place['kind']}",
                f"{place['day']} · {names.get(place['point'], '')} · {section.training_name(place['kind'])}",
            )
            for place in rows[:MOST_SUBJECTS]
        ]
        people = {int(each.split()[0]) for each in proposal.content["specialists"]}
        targets = sorted(User.objects.filter(pk__in=people).values_list("pk", "name"), key=lambda each: each[1])
        return Hands(subjects, [*((str(pk), name) for pk, name in targets), (NOBODY, _("nobody"))], _("Specialist"))

    def unfit(self, proposal: Proposal, subject: str, target: str) -> str:
        if target == NOBODY:
            return ""
        kind, user = subject.split()[-1], int(target)
        name = {"name": User.objects.get(pk=user).name}
        if f"{target} {kind}" not in proposal.content["specialists"]:
            return _("%(name)s isn’t trained for this.") % name
        here = next(each for each in proposal.content["shifts"] if subject.startswith(f"{each['key']} "))
        rule = proposal.campaign.pack.testing.duties
        times = {each["key"]: (each["begins"], each["ends"]) for each in proposal.content["shifts"]}
        for place in self._places(proposal):
            begins, ends = times[place["key"]]
            if place["user"] != user or f"{place['key']} {place['kind']}" == subject:
                continue
            if place["key"] == here["key"] or not (
                ends + rule.rest * 3600 <= here["begins"] or begins >= here["ends"] + rule.rest * 3600
            ):
                return _("%(name)s serves elsewhere at that time, or has too little rest between.") % name
        day = dt.date.fromisoformat(here["day"])
        one = Specialist.objects.get(pk=proposal.content["specialists"][f"{target} {kind}"])
        if not one.is_valid_on(day):
            return _("The qualification of %(name)s doesn’t hold on that day.") % name
        if one.user.testing_absences.filter(campaign=proposal.campaign, first_day__lte=day, last_day__gte=day).exists():
            return _("%(name)s is absent on that day.") % name
        return ""

    def carry_out(self, proposal: Proposal, by: User) -> dict[str, int]:
        of: dict[str, dict[str, int | None]] = {}
        for place in self._places(proposal):
            user = place["user"]
            key = proposal.content["specialists"][f"{user} {place['kind']}"] if user is not None else None
            of.setdefault(place["key"], {})[place["kind"]] = key
        planned = [
            rosters.Planned(
                each["point"], dt.date.fromisoformat(each["day"]), _moment(each["begins"]), _moment(each["ends"]),
                each["shift"], of[each["key"]],
            )
            for each in proposal.content["shifts"]
        ]  # fmt: skip
        if not planned:
            raise Conflict(_("This plan changes nothing."))
        new, places = rosters.fill(campaign=proposal.campaign, planned=planned, test=proposal.asked["test"], by=by)
        return {"shifts": new, "places": places}

    def done(self, proposal: Proposal) -> str:
        many, places = proposal.written.get("shifts", 0), proposal.written.get("places", 0)
        made = ngettext("%(n)s shift is planned.", "%(n)s shifts are planned.", many) % {"n": many}
        put = ngettext("%(n)s place has somebody new.", "%(n)s places have somebody new.", places) % {"n": places}
        return f"{made} {put}"

    def back(self, proposal: Proposal) -> str:
        first = proposal.asked.get("first", "")
        return reverse("testing:shifts", args=[proposal.campaign.key]) + (f"?day={first}" if first else "")

    def shown(self, proposal: Proposal) -> dict[str, Any]:
        section, names, places = proposal.campaign.pack.testing, _points(proposal), self._places(proposal)
        ids = {place["user"] for place in places} | {place["for"] for place in places}
        ids |= {key for place in places for key in place["reserves"]}
        people = dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))
        lacks = {(row["key"], row["role"]): row for row in proposal.content["unmet"]}
        days: dict[str, dict[str, list[Any]]] = {}
        for place in places:
            place["name"] = people.get(place["user"], "")
            place["reasons"] = _reasons(place, people, lacks)
            days.setdefault(place["day"], {}).setdefault(names.get(place["point"], ""), []).append(place)
        served = [place["user"] for place in places if place["user"]]
        for place in places:
            place |= {"point": names.get(place["point"], ""), "kind_name": section.training_name(place["kind"])}
        empty = [place for place in places if place["user"] is None]
        covers = [place for place in places if place["code"] in ("covers", "hand")]
        return {
            "kinds": [section.training_name(each.key) for each in section.specialists],
            "days": [(dt.date.fromisoformat(day), list(rows.items())) for day, rows in days.items()],
            "empty": Page.placed(empty, A_PAGE, proposal.query.get("empty", "")), "empty_count": len(empty),
            "covers": Page.placed(covers, A_PAGE, proposal.query.get("covers", "")), "covers_count": len(covers),
            "places": len(places), "filled": len(served), "people": len(set(served)),
            "most": max((served.count(user) for user in set(served)), default=0),
        }  # fmt: skip

    def _places(self, proposal: Proposal) -> list[dict[str, Any]]:
        """Every place of every shift with who stands there, what was changed by hand included. `code`: new | kept | covers |
        hand | empty."""
        found = []
        wanted = [each.key for each in proposal.campaign.pack.testing.specialists]
        for each in proposal.content["shifts"]:
            of = {row["kind"]: row for row in each["duties"]}
            for kind in wanted:
                nobody = {"kind": kind, "user": None, "metres": None, "code": "empty", "for": None, "reserves": []}
                row = {**nobody, **of.get(kind, {}), **{name: each[name] for name in ("key", "point", "day")}}
                chosen = proposal.changes.get(f"{each['key']} {kind}")
                if chosen is not None:
                    user = None if chosen == NOBODY else int(chosen)
                    row |= {"user": user, "code": "hand" if user else "empty", "metres": None, "for": None}
                found.append(row)
        return found


RULES = {
    "qualified": gettext_lazy("Nobody is qualified for it."),
    "absent": gettext_lazy("All who are qualified (%(qualified)s) are absent."),
    "farthest": gettext_lazy("All who are present (%(present)s) are too far away."),
    "rest": gettext_lazy("All who could (%(able)s) serve elsewhere or have to rest."),
}


def _reasons(place: dict[str, Any], people: dict[int, str], lacks: dict[Any, Any]) -> list[str]:
    if place["user"] is None:
        row = lacks.get((place["key"], place["kind"]))
        return [str(RULES[row["rule"]]) % row] if row else [_("left empty by hand")]
    found = []
    if place["code"] == "hand":
        found.append(_("chosen by hand"))
    elif place["code"] == "covers":
        words = _("covers for %(name)s") if place["for"] else _("fills a place that was empty")
        found.append(words % {"name": people.get(place["for"], "")} if place["for"] else words)
    elif place["code"] == "kept":
        found.append(_("stands there already"))
    if place["metres"]:
        found.append(_("%(far)s away") % {"far": distance(place["metres"])})
    if place["reserves"]:
        names = [people[key] for key in place["reserves"] if key in people]
        found.append(_("in reserve: %(names)s") % {"names": _(", ").join(names)})
    return found


def _points(proposal: Proposal) -> dict[int, str]:
    keys = {each["point"] for each in proposal.content["shifts"]}
    return dict(Point.objects.filter(pk__in=keys).values_list("pk", "name"))


def _moment(second: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(second, dt.UTC)


ROSTER = kinds.register(ShiftRoster())
