"""The proposal of a day's rounds: on the map, with hours and reasons, before anybody is sent."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Conflict, refuse
from fugong.core.paging import Page
from fugong.inspections import planning, routes
from fugong.inspections.actions import rounds
from fugong.inspections.models import Kind as KindOfVisit
from fugong.inspections.planning import Candidate
from fugong.inspections.words import reason
from fugong.places.models import Campaign
from fugong.proposals import kinds
from fugong.proposals.kinds import Given, Ground, Hands
from fugong.proposals.models import Proposal
from fugong.registry.models import Enterprise

NOBODY = "nobody"
MOST_LEFT = 100
LARGE = 40
"""Candidates from which on a plan is a job."""


class DayRounds(kinds.Kind):
    """Who goes where today, in which order."""

    key = "rounds"
    name = gettext_lazy("Plan of a day’s rounds")
    above = gettext_lazy("Rounds of the day")
    about = gettext_lazy(
        "For each group or officer without a round: look-backs that are due and what departments want first, then risk, "
        "against the way; within the hours of enterprises and the day. What several want at one enterprise is one visit."
    )
    needs = Permission.INSPECTION_PLAN
    template = "inspections/rounds_plan.html"
    form = "inspections/parts/rounds_wish.html"
    whole_place = True
    seconds_heavy = 10
    parts = {
        "rule": gettext_lazy("the rules of rounds"),
        "enterprises": gettext_lazy("enterprises, or what is due there"),
        "walkers": gettext_lazy("who goes, or who has a round already"),
    }

    def choices(self, campaign: Campaign, user: User) -> dict[str, Any]:
        today = clock.today()
        return {"today": today, "tomorrow": today + dt.timedelta(days=1)}

    def asked(self, campaign: Campaign, given: Given) -> dict[str, Any]:
        day = dates.asked(given.get("day"))
        if day is None:
            raise refuse("day", _("Choose a day."))
        return {"day": day.isoformat()}

    def read(self, campaign: Campaign, area: str, asked: dict[str, Any]) -> Ground:
        day = dt.date.fromisoformat(asked["day"])
        if day < clock.today():
            raise refuse("day", _("The day is over."))
        free = rounds.without_round(campaign, day)
        if not free:
            raise refuse("day", _("Everybody who goes has a round on that day already."))
        found = planning.candidates(campaign, day)
        if not found:
            raise refuse("day", _("No enterprise is due on that day."))
        rule = campaign.pack.inspections.rounds.model_dump(mode="json")
        parts = {
            "rule": rule, "enterprises": [_plain(one) for one in found],
            "walkers": [[routes.key_of(each), each.grid, each.area, sorted(each.people), sorted(each.own)] for each in free],
        }  # fmt: skip
        return Ground(parts, {"free": free, "found": found, "day": day}, len(found) > LARGE)

    def solve(self, campaign: Campaign, ground: Ground, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
        free, found = ground.given["free"], ground.given["found"]
        plan = routes.plan(campaign, ground.given["day"], free, found, seconds)
        known = {one.enterprise: one for one in found}
        told = [int(key) for key in plan["stops"]]
        plan["why"] = {str(key): known[key].reasons for key in told}
        plan["kinds"] = {str(key): known[key].kind for key in told}
        plan["names"] = {routes.key_of(each): str(each.team or each.officer) for each in free}
        plan["may"] = {routes.key_of(each): [key for key in told if each.may_go(known[key])] for each in free}
        return plan

    def hands(self, proposal: Proposal) -> Hands:
        final = _final(proposal)
        keys = [stop["enterprise"] for round_ in final["rounds"] for stop in round_["stops"]]
        keys += [row["enterprise"] for row in final["left"]][:MOST_LEFT]
        names = _names(keys)
        goes = list(proposal.content["names"].items())
        return Hands(
            [(str(key), names.get(key, "")) for key in keys], [*goes, (NOBODY, _("nobody that day"))], _("Goes")
        )

    def unfit(self, proposal: Proposal, subject: str, target: str) -> str:
        if target != NOBODY and int(subject) not in proposal.content["may"][target]:
            return _("They may not go there: another area, or it was they who found the fault.")
        return ""

    def carry_out(self, proposal: Proposal, by: User) -> dict[str, int]:
        campaign, day = proposal.campaign, dt.date.fromisoformat(proposal.asked["day"])
        planned = _final(proposal)["rounds"]
        if not any(each["stops"] for each in planned):
            raise Conflict(_("This plan changes nothing."))
        made = rounds.make(
            campaign=campaign, day=day, free=rounds.without_round(campaign, day),
            found=planning.candidates(campaign, day), planned=planned, by=by,
        )  # fmt: skip
        return {"rounds": len(made), "stops": sum(len(each["stops"]) for each in planned)}

    def done(self, proposal: Proposal) -> str:
        many, stops = proposal.written.get("rounds", 0), proposal.written.get("stops", 0)
        words = ngettext("%(n)s round with %(stops)s stops.", "%(n)s rounds with %(stops)s stops.", many)
        return words % {"n": many, "stops": stops}

    def back(self, proposal: Proposal) -> str:
        day = proposal.asked.get("day", "")
        return reverse("inspections:rounds", args=[proposal.campaign.key]) + (f"?day={day}" if day else "")

    def shown(self, proposal: Proposal) -> dict[str, Any]:
        content, final = proposal.content, _final(proposal)
        day = dt.date.fromisoformat(proposal.asked["day"])
        names = _names([int(key) for key in content["stops"]])
        for number, each in enumerate(final["rounds"]):
            each |= {"goes": content["names"].get(each["key"], ""), "number": number, "colour": number % 10}
            each["leaves_at"] = routes.moment(day, each["leaves"])
            each["returns_at"] = routes.moment(day, each["returns"])
            each["minutes"] = round(each["travel"] / 60)
            for stop in each["stops"]:
                stop |= {"name": names.get(stop["enterprise"], ""), "at": routes.moment(day, stop["arrives"])}
                stop["reasons"] = _reasons(proposal, stop)
                stop["kind"] = KindOfVisit(content["kinds"][str(stop["enterprise"])]).label
        left = [{**row, "name": names.get(row["enterprise"], ""), "why": _left(row)} for row in final["left"]]
        return {
            "day": day, "rounds": [each for each in final["rounds"] if each["stops"]],
            "idle": [name for key, name in content["names"].items() if not _stops_of(final, key)],
            "unmet": [row for row in left if row["due"]],
            "left": Page.placed([row for row in left if not row["due"]], MOST_LEFT, proposal.query.get("left", "")),
            "left_many": sum(not row["due"] for row in left) + content["beyond"],
            "visits": sum(len(each["stops"]) for each in final["rounds"]),
            "minutes": round(sum(each["travel"] for each in final["rounds"]) / 60),
        }  # fmt: skip

    def drawn(self, proposal: Proposal) -> dict[str, Any] | None:
        content, final = proposal.content, _final(proposal)
        names = _names([int(key) for key in content["stops"]])
        lines, points = [], []
        for number, each in enumerate(round_ for round_ in final["rounds"] if round_["stops"]):
            told = {"group": number, "name": content["names"].get(each["key"], "")}
            start = content["starts"][each["key"]]
            way = [start, *(content["stops"][str(stop["enterprise"])][:2] for stop in each["stops"]), start]
            lines.append(
                {"type": "Feature", "geometry": {"type": "LineString", "coordinates": way}, "properties": told}
            )
            for place, stop in enumerate(each["stops"], 1):
                spot = content["stops"][str(stop["enterprise"])][:2]
                at = routes.moment(dt.date.fromisoformat(proposal.asked["day"]), stop["arrives"])
                words = f"{told['name']}{f' {clock.local(at):%H:%M}' if at else ''}"
                more = {"group": number, "number": place, "name": names.get(stop["enterprise"], ""), "text": words}
                points.append(
                    {"type": "Feature", "geometry": {"type": "Point", "coordinates": spot}, "properties": more}
                )
        return {
            name: {"type": "FeatureCollection", "features": rows}
            for name, rows in (("lines", lines), ("points", points))
        }


def _plain(one: Candidate) -> list[Any]:
    """What a plan stands on; reasons by their keys, whose words differ by reader."""
    wanted = [each.pk for each in one.wanted]
    keys = [[key, values if key != "said" else ""] for key, values in one.reasons]
    place = [one.grid, one.area, one.latitude, one.longitude]
    return [one.enterprise, one.kind, one.checklists, one.weight, place, keys, sorted(one.not_by), wanted]


def _final(proposal: Proposal) -> dict[str, Any]:
    """Rounds and what is left out, with what was changed by hand: rounds that changed are ordered anew."""
    content, changes = proposal.content, proposal.changes
    of = {stop["enterprise"]: each["key"] for each in content["rounds"] for stop in each["stops"]}
    now = {**of, **{int(key): target for key, target in changes.items()}}
    touched = {of.get(int(key), NOBODY) for key in changes} | set(changes.values())
    found = []
    for key in content["names"]:
        kept = next((each for each in content["rounds"] if each["key"] == key), None)
        if key in touched:
            mine = [enterprise for enterprise, goes in now.items() if goes == key]
            found.append(routes.rerouted(content, key, mine, proposal.campaign))
        elif kept is not None:
            found.append({**kept, "stops": [dict(stop) for stop in kept["stops"]]})
    for each in found:
        for stop in each["stops"]:
            stop["by_hand"] = str(stop["enterprise"]) in changes
    going = {stop["enterprise"] for each in found for stop in each["stops"]}
    left = [dict(row) for row in content["left"] if row["enterprise"] not in going]
    told = {row["enterprise"] for row in left}
    left += [{"enterprise": key, "rule": "hand", "due": False} for key in of if key not in going and key not in told]
    return {"rounds": found, "left": left}


def _stops_of(final: dict[str, Any], key: str) -> list[Any]:
    return next((each["stops"] for each in final["rounds"] if each["key"] == key), [])


def _reasons(proposal: Proposal, stop: dict[str, Any]) -> list[str]:
    found = [reason(each) for each in proposal.content["why"][str(stop["enterprise"])]]
    if stop["combined"] > 1:
        found.append(_("one combined visit for %(n)s purposes") % {"n": stop["combined"]})
    if stop["by_hand"]:
        found.append(_("chosen by hand"))
    if stop["arrives"] is None:
        found.append(_("doesn’t fit into the day any more: it comes last"))
    return found


LEFT = {
    "time": gettext_lazy("No time left on any round. One more group, or another day."),
    "hours": gettext_lazy("No visit fits into the hours of the enterprise and of the day."),
    "skills": gettext_lazy("Nobody who goes may go there."),
    "finder": gettext_lazy(
        "Everybody who could go found the fault themselves. Put on a round by hand, or ask another group."
    ),
    "area": gettext_lazy("Nobody who goes is of that area, or it is assigned to nobody."),
    "hand": gettext_lazy("taken off by hand"),
}


def _left(row: dict[str, Any]) -> str:
    return str(LEFT.get(row["rule"], row["rule"]))


def _names(keys: list[int]) -> dict[int, str]:
    return dict(Enterprise.objects.filter(pk__in=keys).values_list("pk", "name"))


ROUNDS = kinds.register(DayRounds())
