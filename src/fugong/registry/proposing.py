"""The proposal of officers for enterprises: asked on the page of assignments, or on the page of an officer who drops out."""

from collections import Counter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Conflict, refuse
from fugong.core.paging import Page
from fugong.places.models import Campaign
from fugong.proposals import kinds
from fugong.proposals.kinds import Given, Ground, Hands
from fugong.proposals.models import Proposal
from fugong.proposals.words import distance
from fugong.registry import matching
from fugong.registry.actions import assignments
from fugong.registry.models import Enterprise
from fugong.registry.policy import Post

A_PAGE = 500
STAYS = "stays"
"""Chosen by hand: whatever the plan says, nothing changes for this enterprise."""
LANGUAGES = {
    "zh": gettext_lazy("Chinese"),
    "en": gettext_lazy("English"),
    "ja": gettext_lazy("Japanese"),
    "ko": gettext_lazy("Korean"),
}


def posts_of(campaign: Campaign) -> list[Post]:
    """The posts that people hold for single enterprises."""
    return [post for post in campaign.pack.registry.posts if post.per == "enterprise" and post.held_by == "officer"]


class Officers(kinds.Kind):
    """Who serves which enterprise: the fewest changes first, then short ways, known industries."""

    key = "officers"
    name = gettext_lazy("Officers for enterprises")
    above = gettext_lazy("Assignments")
    about = gettext_lazy(
        "Every enterprise gets an officer, within each officer’s capacity and area, with the language that is needed, and "
        "nobody whom they keep away from. Among these plans, the nearest who knows the industry."
    )
    needs = Permission.ASSIGNMENT_MANAGE
    template = "registry/officers_plan.html"
    form = "registry/parts/officers_wish.html"
    parts = {
        "rule": gettext_lazy("the rules of the post"),
        "enterprises": gettext_lazy("enterprises"),
        "officers": gettext_lazy("officers, their posts or what is known of them"),
        "assignments": gettext_lazy("assignments"),
    }
    seconds = 5

    def is_there(self, campaign: Campaign) -> bool:
        return bool(posts_of(campaign))

    def choices(self, campaign: Campaign, user: User) -> dict[str, Any]:
        return {"posts": posts_of(campaign)}

    def asked(self, campaign: Campaign, given: Given) -> dict[str, Any]:
        post = given.get("post", "")
        if post not in {each.key for each in posts_of(campaign)}:
            raise refuse("post", _("Choose one of the list."))
        return {"post": post, "fewest": given.get("keep") != "best", "out": numbers.asked(given.get("out"))}

    def read(self, campaign: Campaign, area: str, asked: dict[str, Any]) -> Ground:
        post = next((each for each in posts_of(campaign) if each.key == asked["post"]), None)
        if post is None:
            raise refuse("post", _("Choose one of the list."))
        field = matching.field_of(campaign, area, post, asked["out"])
        if not field.charges:
            raise refuse("post", _("No enterprise here needs this post."))
        if not any(row[0] != asked["out"] for row in field.holders):
            raise refuse(
                "post", _("Nobody holds the post “%(post)s” yet. Appoint officers first.") % {"post": post.name}
            )
        return Ground(field.parts, {"field": field}, matching.heavy(field))

    def solve(self, campaign: Campaign, ground: Ground, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
        return matching.plan(campaign, ground.given["field"], asked["fewest"], seconds)

    def hands(self, proposal: Proposal) -> Hands:
        rows = [*proposal.content["unmet"], *(row for row in proposal.content["held"] if row["code"] != "kept")]
        rows += [row for row in proposal.content["held"] if row["code"] == "kept"][: max(0, A_PAGE - len(rows))]
        names = _enterprises(proposal, [row["enterprise"] for row in rows])
        people = _people(self._officers(proposal))
        subjects = [(str(row["enterprise"]), names.get(row["enterprise"], "")) for row in rows]
        targets = [(str(key), name) for key, name in sorted(people.items(), key=lambda each: each[1])]
        return Hands(subjects, [*targets, (STAYS, _("leave it as it is"))], _("Officer"))

    def _officers(self, proposal: Proposal) -> set[int]:
        field = matching.field_of(
            proposal.campaign, proposal.area_code, proposal.campaign.pack.registry.post(proposal.asked["post"]),
            proposal.asked["out"],
        )  # fmt: skip
        return {row[0] for row in field.holders if row[0] != proposal.asked["out"]}

    def carry_out(self, proposal: Proposal, by: User) -> dict[str, int]:
        moves = {
            row["enterprise"]: (row["before"], row["officer"])
            for row in _final(proposal)
            if row["officer"] is not None and row["officer"] != row["before"]
        }
        if not moves:
            raise Conflict(_("This plan changes nothing."))
        out = User.objects.filter(pk=proposal.asked["out"] or 0).first()
        reason = _("%(name)s dropped out") % {"name": out} if out else _("shared out anew, as proposed")
        moved, new = assignments.rearrange(
            campaign=proposal.campaign, post=proposal.asked["post"], moves=moves, by=by, reason=reason,
            leaving=[out] if out else [],
        )  # fmt: skip
        return {"moved": moved, "new": new}

    def done(self, proposal: Proposal) -> str:
        new, moved = proposal.written.get("new", 0), proposal.written.get("moved", 0)
        given = ngettext("%(n)s enterprise was given an officer.", "%(n)s enterprises were given an officer.", new)
        changed = ngettext("%(n)s enterprise changed hands.", "%(n)s enterprises changed hands.", moved)
        return f"{given % {'n': new}} {changed % {'n': moved}}"

    def back(self, proposal: Proposal) -> str:
        return reverse("registry:assignments", args=[proposal.campaign.key])

    def shown(self, proposal: Proposal) -> dict[str, Any]:
        rows, content = _final(proposal), proposal.content
        out = User.objects.filter(pk=proposal.asked["out"] or 0).first()
        post = proposal.campaign.pack.registry.post(proposal.asked["post"])
        changed = [row for row in rows if row["code"] != "kept"]
        page = Page.placed(changed, A_PAGE, proposal.query.get("after", ""))
        names = _enterprises(proposal, [row["enterprise"] for row in page.rows])
        ids = {row[key] for row in rows for key in ("officer", "before", "cheaper", "nearest") if row.get(key)}
        people = _people(ids)
        for row in page.rows:
            row["name"] = names.get(row["enterprise"], "")
            row["to"], row["frm"] = people.get(row["officer"], ""), people.get(row["before"] or 0, "")
            row["reasons"] = _reasons(row, people, post)
        by_code: dict[str, list[Any]] = {"moved": [], "new": [], "unmet": []}
        for row in page.rows:
            by_code[row["code"]].append(row)
        located = sum(bool(row["exact"]) for row in content["held"])
        return {
            "post": post, "out": out, **by_code, "kept_count": len(rows) - len(changed),
            "page": page, "loads": _loads(rows, people, post),
            "counts": Counter(row["code"] for row in rows), "far": distance(content["metres"] // located) if located else "",
            "unplaced": content["unplaced"],
        }  # fmt: skip


def _final(proposal: Proposal) -> list[dict[str, Any]]:
    """The plan's rows with what was changed by hand. `code`: kept | moved | new | unmet."""
    held = {row["enterprise"]: row for row in proposal.content["held"]}
    rows = [dict(row) for row in proposal.content["held"]]
    rows += [
        {"before": None, **row, "officer": None, "code": "unmet"}
        for row in proposal.content["unmet"]
        if row["enterprise"] not in held
    ]
    for row in rows:
        chosen = proposal.changes.get(str(row["enterprise"]))
        if chosen is None:
            continue
        row["by_hand"] = True
        if chosen == STAYS:
            row["officer"] = row["before"]
            row["code"] = "kept" if row["before"] else "unmet"
        else:
            row["officer"] = int(chosen)
            row["code"] = "new" if row["before"] is None else "kept" if row["before"] == int(chosen) else "moved"
    return rows


def _loads(rows: list[dict[str, Any]], people: dict[int, str], post: Post) -> list[dict[str, Any]]:
    """What each officer has of these enterprises before and after."""
    before = Counter(row["before"] for row in rows if row["before"])
    after = Counter(row["officer"] for row in rows if row["officer"])
    found = [
        {
            "pk": key, "name": people.get(key, ""), "before": before[key], "after": after[key], "capacity": post.capacity,
            "over": post.capacity is not None and after[key] > post.capacity,
        }
        for key in before.keys() | after.keys()
    ]  # fmt: skip
    return sorted(found, key=lambda load: (load["before"] == load["after"], -load["after"], load["name"]))


WHY = {
    "out": gettext_lazy("%(name)s drops out"),
    "gone": gettext_lazy("%(name)s no longer holds the post"),
    "area": gettext_lazy("%(name)s’s post is for another area"),
    "avoid": gettext_lazy("%(name)s keeps away from this enterprise"),
    "language": gettext_lazy("%(name)s doesn’t speak the language that is needed"),
    "full": gettext_lazy("%(name)s had more than the post allows"),
    "room": gettext_lazy("to make room, so that everybody gets an officer"),
    "shorter": gettext_lazy("a shorter way, or an industry that is known"),
}
RULES = {
    "capacity": gettext_lazy("All who could take it are full."),
    "avoid": gettext_lazy("Everybody keeps away from it, or is of another area."),
    "language": gettext_lazy("No officer speaks %(language)s."),
    "load": gettext_lazy("It is more than any officer can bear."),
}


def _reasons(row: dict[str, Any], people: dict[int, str], post: Post) -> list[str]:
    """Why this enterprise gets this officer, or nobody."""
    if row.get("by_hand"):
        return [_("chosen by hand")]
    if row["code"] == "unmet":
        language = LANGUAGES.get(row.get("language") or "", "")
        found = [str(RULES.get(row["rule"], row["rule"])) % {"language": language}]
        if row.get("nearest"):
            words = _("Nearest all the same: %(name)s, %(far)s away. Choose them by hand if it must be.")
            if not row.get("exact", True):
                words = _("Could serve it all the same: %(name)s. Choose them by hand if it must be.")
            found.append(words % {"name": people.get(row["nearest"], ""), "far": distance(row["metres"])})
        if row["before"]:
            found.append(_("Until then it stays with %(name)s.") % {"name": people.get(row["before"], "")})
        return found
    found = []
    if row["code"] == "moved":
        found.append(str(WHY[row["why"]]) % {"name": people.get(row["before"], "")})
    if row["exact"]:
        found.append(_("%(far)s away") % {"far": distance(row["metres"])})
    found.append(_("knows the industry") if row["known"] else _("doesn’t know the industry"))
    if row.get("cheaper") and row["free"] <= 0:
        found.append(_("nearer is %(name)s, who is full") % {"name": people.get(row["cheaper"], "")})
    return found


def _enterprises(proposal: Proposal, ids: list[int]) -> dict[int, str]:
    return dict(Enterprise.objects.filter(pk__in=ids).values_list("pk", "name"))


def _people(ids: Any) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


OFFICERS = kinds.register(Officers())
