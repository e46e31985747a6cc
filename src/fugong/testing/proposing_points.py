"""The proposal of sampling points: which to open, who belongs to which, and why."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.errors import Conflict, refuse
from fugong.core.paging import Page
from fugong.places.models import Campaign, Grid
from fugong.proposals import kinds
from fugong.proposals.kinds import Given, Ground, Hands
from fugong.proposals.models import Proposal
from fugong.proposals.words import distance
from fugong.registry.models import Enterprise
from fugong.testing import siting
from fugong.testing.actions import points as doing
from fugong.testing.models import Belonging, Point

MOST_SHOWN = 500
NOWHERE = "nowhere"


class SamplingPoints(kinds.Kind):
    """Which points open, and who goes where."""

    key = "points"
    name = gettext_lazy("Plan of the sampling points")
    above = gettext_lazy("Sampling points")
    about = gettext_lazy(
        "Large enterprises get a point of their own, the others the shared point to which everybody’s ways together are "
        "shortest, as far as points have room and ways can be walked or driven. New shared points are opened where they "
        "save enough."
    )
    needs = Permission.TESTING_PLAN
    template = "testing/points_plan.html"
    form = "testing/parts/points_wish.html"
    parts = {
        "rule": gettext_lazy("the rules of points"),
        "enterprises": gettext_lazy("enterprises, or how many people they have"),
        "points": gettext_lazy("sampling points"),
        "belongings": gettext_lazy("who goes where"),
    }
    seconds = 5
    seconds_heavy = 40

    def is_there(self, campaign: Campaign) -> bool:
        return bool(campaign.pack.testing.tests)

    def choices(self, campaign: Campaign, user: User) -> dict[str, Any]:
        return {"section": campaign.pack.testing.points}

    def asked(self, campaign: Campaign, given: Given) -> dict[str, Any]:
        return {"everyone": given.get("who") == "everyone"}

    def read(self, campaign: Campaign, area: str, asked: dict[str, Any]) -> Ground:
        terrain = siting.terrain_of(campaign, area, asked["everyone"])
        if not terrain.enterprises:
            raise refuse("who", _("Every enterprise with people has its point already."))
        return Ground(terrain.parts, {"terrain": terrain}, siting.heavy(terrain))

    def solve(self, campaign: Campaign, ground: Ground, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
        return siting.plan(campaign, ground.given["terrain"], seconds)

    def hands(self, proposal: Proposal) -> Hands:
        rows, asked = [row for row in _final(proposal) if row["why"] != "own"], proposal.query.get("subject", "")
        rows = [row for at, row in enumerate(rows) if at < MOST_SHOWN or str(row["enterprise"]) == asked]
        names = _names([row["enterprise"] for row in rows])
        shared = [each["site"] for each in proposal.content["opens"] if not each["site"].startswith("o")]
        called = _called(shared)
        own = set(Point.objects.filter(pk__in=_points(shared), enterprise__isnull=False).values_list("pk", flat=True))
        targets = [(key, called[key]) for key in shared if not (key[0] == "p" and int(key[1:]) in own)]
        subjects = [(str(row["enterprise"]), names.get(row["enterprise"], "")) for row in rows]
        return Hands(subjects, [*targets, (NOWHERE, _("no point for now"))], _("Point"))

    def unfit(self, proposal: Proposal, subject: str, target: str) -> str:
        if target == NOWHERE:
            return ""
        room = proposal.content["sites"][target][2]
        rows = [row for row in _final(proposal) if row["site"] == target and str(row["enterprise"]) != subject]
        people = _people(proposal, int(subject))
        if room is not None and sum(row["people"] for row in rows) + people > room:
            return _("%(point)s has no room for %(n)s people more.") % {"point": _called([target])[target], "n": people}
        return ""

    def carry_out(self, proposal: Proposal, by: User) -> dict[str, int]:
        campaign = proposal.campaign
        now = dict(Belonging.objects.filter(campaign=campaign, until=None).values_list("enterprise", "point"))
        rows = [row for row in _final(proposal) if row["site"] and f"p{now.get(row['enterprise'])}" != row["site"]]
        if not rows:
            raise Conflict(_("This plan changes nothing."))
        new = sorted({row["site"] for row in rows if row["site"][0] in "ge"})
        keys = [row["enterprise"] for row in rows]
        enterprises = Enterprise.objects.filter(pk__in=keys).select_related("grid").in_bulk()
        standing = Point.objects.in_bulk(_points([row["site"] for row in rows]))
        settled = [
            doing.Settled(
                enterprises[row["enterprise"]], row["why"] if not row.get("by_hand") else "hand",
                standing.get(int(row["site"][1:])) if row["site"][0] == "p" else None,
                new.index(row["site"]) if row["site"] in new else None, row["metres"], row["shuttle"],
            )
            for row in rows
        ]  # fmt: skip
        opened = [_opening(proposal, key) for key in new]
        points, gone = doing.settle(campaign=campaign, opened=opened, settled=settled, by=by)
        return {"points": points, "enterprises": gone}

    def done(self, proposal: Proposal) -> str:
        many, gone = proposal.written.get("points", 0), proposal.written.get("enterprises", 0)
        opened = ngettext("%(n)s point was opened.", "%(n)s points were opened.", many) % {"n": many}
        words = ngettext("%(n)s enterprise has its point now.", "%(n)s enterprises have their point now.", gone)
        return f"{opened} {words % {'n': gone}}"

    def back(self, proposal: Proposal) -> str:
        return reverse("testing:points", args=[proposal.campaign.key])

    def shown(self, proposal: Proposal) -> dict[str, Any]:
        rows = _final(proposal)
        names = _names([row["enterprise"] for row in rows])
        called = _called(
            [*(row["site"] for row in rows if row["site"]), *(row["site"] for row in proposal.content["opens"])]
        )
        for row in rows:
            row |= {"name": names.get(row["enterprise"], ""), "point": called.get(row["site"] or "", "")}
            row["reasons"] = _reasons(proposal, row, called)
        of: dict[str, list[Any]] = {}
        for row in rows:
            if row["site"]:
                of.setdefault(row["site"], []).append(row)
        sites = [_site(proposal, each, of.get(each["site"], []), called) for each in proposal.content["opens"]]
        sites.sort(key=lambda each: (each["own"], not each["is_new"], -each["people"]))
        shown, unmet = [each for each in sites if each["rows"]], [row for row in rows if not row["site"]]
        return {
            "sites": Page.placed(shown, MOST_SHOWN, proposal.query.get("after", "")),
            "unmet": Page.placed(unmet, MOST_SHOWN, proposal.query.get("unmet", "")), "unmet_count": len(unmet),
            "new": sum(each["is_new"] and bool(each["rows"]) for each in sites), "served": sum(map(len, of.values())),
            "people": sum(row["people"] for each in of.values() for row in each),
            "shuttles": sum(row["shuttle"] for row in rows), "everyone": proposal.asked["everyone"],
            "empty": [each["name"] for each in sites if each["stands"] and not each["rows"]],
        }  # fmt: skip

    def drawn(self, proposal: Proposal) -> dict[str, Any] | None:
        content, rows = proposal.content, [row for row in _final(proposal) if row["site"]]
        names, called = _names([row["enterprise"] for row in rows]), _called([row["site"] for row in rows])
        number = {key: at for at, key in enumerate(sorted({row["site"] for row in rows}))}
        lines, points = [], []
        for key, at in number.items():
            many = sum(row["people"] for row in rows if row["site"] == key)
            told = {"group": at, "name": called[key], "text": _("%(n)s people") % {"n": many}, "large": True}
            points.append(_feature("Point", content["sites"][key][:2], told))
        for row in rows:
            here, there = content["spots"][str(row["enterprise"])], content["sites"][row["site"]][:2]
            told = {"group": number[row["site"]], "name": names.get(row["enterprise"], ""), "text": called[row["site"]]}
            if here != there:
                lines.append(_feature("LineString", [here, there], {**told, "thin": True}))
                points.append(_feature("Point", here, told))
        return {
            name: {"type": "FeatureCollection", "features": each}
            for name, each in (("lines", lines), ("points", points))
        }


def _feature(kind: str, coordinates: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def _final(proposal: Proposal) -> list[dict[str, Any]]:
    """Every enterprise of the plan with its point (`site`, None for nobody's), what was changed by hand included."""
    rows = [dict(row) for row in proposal.content["belongs"]]
    told = {row["enterprise"] for row in rows}
    rows += [
        {"metres": None, **row, "site": None, "people": row.get("people") or 0, "why": "none", "shuttle": False, "nearer": []}
        for row in proposal.content["unmet"]
        if row["enterprise"] not in told
    ]  # fmt: skip
    section = proposal.campaign.pack.testing.points
    for row in rows:
        chosen = proposal.changes.get(str(row["enterprise"]))
        if chosen is None:
            continue
        far = _far(proposal, row["enterprise"], chosen) if chosen != NOWHERE else None
        row |= {
            "site": None if chosen == NOWHERE else chosen,
            "by_hand": True,
            "metres": far,
            "nearer": [],
            "why": "hand",
        }
        row["shuttle"] = bool(row["site"]) and (far or 0) > section.farthest
    return rows


def _far(proposal: Proposal, enterprise: int, site: str) -> int:
    from fugong.planning.travel import Spot, StraightLine

    rule = proposal.campaign.pack.places.travel
    here, there = Spot(*proposal.content["spots"][str(enterprise)]), Spot(*proposal.content["sites"][site][:2])
    return int(StraightLine(rule.factor, rule.kmh).between([here], [there]).metres[0, 0])


def _people(proposal: Proposal, enterprise: int) -> int:
    rows = [*proposal.content["belongs"], *proposal.content["unmet"]]
    return next((row.get("people") or 0 for row in rows if row["enterprise"] == enterprise), 0)


def _points(keys: list[str]) -> list[int]:
    return [int(key[1:]) for key in keys if key[0] == "p"]


def _called(keys: list[str]) -> dict[str, str]:
    """What each site is called: a point that stands, an enterprise's own, the middle of a grid, a gate."""
    of: dict[str, list[int]] = {"p": [], "o": [], "g": [], "e": []}
    for key in set(keys):
        of[key[0]].append(int(key[1:]))
    found = {f"p{pk}": name for pk, name in Point.objects.filter(pk__in=of["p"]).values_list("pk", "name")}
    enterprises = _names([*of["o"], *of["e"]])
    found |= {f"o{pk}": _("%(enterprise)s: own point") % {"enterprise": enterprises.get(pk, "")} for pk in of["o"]}
    found |= {f"e{pk}": _("Shared point at %(enterprise)s") % {"enterprise": enterprises.get(pk, "")} for pk in of["e"]}
    grids = siting.grids_named(of["g"])
    return found | {f"g{pk}": _("Shared point of %(grid)s") % {"grid": grids.get(pk, "")} for pk in of["g"]}


def _opening(proposal: Proposal, key: str) -> dict[str, Any]:
    """A new shared point as it is opened."""
    x, y, _room = proposal.content["sites"][key]
    given: dict[str, Any] = {"name": _called([key])[key][:80], "longitude": x, "latitude": y}
    if key[0] == "g":
        grid = Grid.objects.select_related("jurisdiction").get(pk=int(key[1:]))
        return {**given, "grid": grid, "area_code": grid.jurisdiction.code}
    enterprise = Enterprise.objects.select_related("grid").get(pk=int(key[1:]))
    place = {"grid": enterprise.grid, "area_code": enterprise.area_code, "address": enterprise.address[:200]}
    return {**given, **place}


def _site(proposal: Proposal, each: dict[str, Any], rows: list[Any], called: dict[str, str]) -> dict[str, Any]:
    key, room = each["site"], proposal.content["sites"][each["site"]][2]
    stands = key[0] == "p"
    own = any(row["why"] == "own" for row in rows)
    if stands:
        why = ""
    elif own:
        why = _("large enough for a point of its own")
    elif each["adds"] is not None:
        why = _("opening it saves %(far)s of all its people’s ways together") % {"far": distance(int(each["adds"]))}
    else:
        why = _("without it some would have no point")
    people = sum(row["people"] for row in rows)
    return {
        "name": called.get(key, key), "rows": sorted(rows, key=lambda row: -row["people"]), "stands": stands, "own": own,
        "is_new": not stands, "why": why, "people": people, "room": None if own else room, "pk": key[1:] if stands else None,
    }  # fmt: skip


RULES = {
    "walk": gettext_lazy("The nearest point, %(point)s, is %(far)s away; at most %(limit)s can be walked."),
    "shuttle": gettext_lazy("The nearest point, %(point)s, is %(far)s away; at most %(limit)s can be driven."),
    "room": gettext_lazy("No point in reach has room for its people. Open another one, or a larger one."),
    "points": gettext_lazy("No point in reach has room for its people. Open another one, or a larger one."),
    "no_site": gettext_lazy("There is no point that could take it. Open one."),
    "own_point": gettext_lazy("It is large enough for a point of its own, and none can stand there."),
    "place": gettext_lazy("Nobody knows where it lies. Enter its coordinates or its grid."),
}


def _reasons(proposal: Proposal, row: dict[str, Any], called: dict[str, str]) -> list[str]:
    if row.get("by_hand"):
        return [_("chosen by hand"), *([distance(row["metres"])] if row["metres"] else [])]
    if not row["site"]:
        values = {"point": "", "far": "", "limit": ""}
        if "nearest" in row:
            name = called.get(row["nearest"]) or _called([row["nearest"]]).get(row["nearest"], "")
            values = {"point": name, "far": distance(row["metres"] or 0), "limit": distance(row["limit"])}
        return [str(RULES.get(row["rule"], row["rule"])) % values]
    if row["why"] == "own":
        return [_("large enough for a point of its own")]
    found = [_("in the same grid") if row["metres"] is None and row["why"] == "grid" else ""]
    if row["metres"] is not None:
        found.append(_("%(far)s away") % {"far": distance(row["metres"])})
    if row["nearer"]:
        names = _called(row["nearer"])
        found.append(_("nearer is %(point)s, which is full") % {"point": names[row["nearer"][0]]})
    return [each for each in found if each]


def _names(keys: list[int]) -> dict[int, str]:
    return dict(Enterprise.objects.filter(pk__in=keys).values_list("pk", "name"))


POINTS = kinds.register(SamplingPoints())
