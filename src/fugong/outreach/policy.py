"""How a place talks with its enterprises: section `outreach`. Groups and hours stand here; notices add their own shapes."""

import datetime as dt
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.accounts.permissions import Permission
from fugong.accounts.roles import ROLES
from fugong.outreach import notice_policy
from fugong.outreach.notice_policy import Notices
from fugong.policy import sections
from fugong.policy.shapes import Hour, Key, Keyed, Section, Text, Within

# -- groups -------------------------------------------------------------------------------------------------------


class GroupRule(Keyed):
    """A 1-to-N group (一对N群), or one of each town, industry group, grid or park. Its members follow the registry by themselves."""

    by: Literal["all", "area", "group", "grid", "park", "segment", "language"]
    """By what enterprises belong: all of the campaign, their town or sub-district, industry group, grid, park, segment, or
    language."""
    of: tuple[str, ...] = ()
    """Keys of the industry groups, grids, parks, segments or languages (zh, en, ja, ko), codes of areas; empty: one group of each.

    Of areas without codes: those right below the place."""
    name: Text | None = None
    """Without it, the group is called as what it is made of; `{name}` stands for that."""
    about: Text | None = None
    welcome: Text | None = None
    """Greets whoever opens the group; Markdown."""
    pinned: tuple[Key, ...] = ()
    """Keys of the explainers (明白纸) under `resumption.guidance` that stand on top."""
    posts: tuple[str, ...] = ()
    """Whose holders answer; empty: every post that serves enterprises."""
    countries: tuple[str, ...] = ()
    """With `by = "language"`: investors' countries (ISO codes) whose enterprises belong, beside those whose liaisons read it."""
    questions: bool = True
    """False: only officers begin threads; enterprises answer in them."""


class OfficeHour(Keyed):
    """An hour of the day at which officers are online and answer at once."""

    name: Text
    begins: Hour
    ends: Hour
    on: Literal["working days", "every day"] = "working days"
    groups: tuple[Key, ...] = ()
    """Keys of the group rules it is for; empty: all."""
    posts: tuple[str, ...] = ()
    """Whose holders are online where the roster names nobody; empty: whoever answers in the group."""
    note: Text | None = None

    @property
    def span(self) -> tuple[dt.time, dt.time]:
        """Begin and end on the wall clock."""
        return dt.time.fromisoformat(self.begins), dt.time.fromisoformat(self.ends)


# -- the section --------------------------------------------------------------------------------------------------


class Outreach(Section):
    """Groups, hours online, notices."""

    groups: tuple[GroupRule, ...] = ()
    hours: tuple[OfficeHour, ...] = ()
    answer_within: Within = "answer"
    """By when a question in a group is to be answered."""
    posts_per_hour: int = Limits(default=30, ge=1, le=1000)
    """How many posts one person of an enterprise may write within an hour."""

    notices: Notices = Notices()
    """Kinds of notice, templates to begin from, guides in pictures."""

    def rule(self, key: str) -> GroupRule | None:
        """The group rule `key`; None where a later version of the pack dropped it."""
        return next((each for each in self.groups if each.key == key), None)

    def hours_of(self, rule: str) -> tuple[OfficeHour, ...]:
        """The hours that hold for groups made by `rule` ("" for one that the desk made), by their beginning."""
        fitting = (each for each in self.hours if not each.groups or rule in each.groups)
        return tuple(sorted(fitting, key=lambda hour: hour.begins))

    def answering_posts(self, rule: str) -> tuple[str, ...]:
        """Keys of the posts whose holders answer in groups made by `rule`."""
        found = self.rule(rule)
        if found is not None and found.posts:
            return found.posts
        return tuple(
            post.key
            for post in self._pack.registry.posts
            if Permission.GROUP_SPEAK in ROLES[post.role].permissions and post.role != "leader"
        )

    def check(self, report: Any) -> None:
        """Mistakes that need more than one table to be seen."""
        report.unique("groups", self.groups)
        report.unique("hours", self.hours)
        for rule in self.groups:
            self._check_rule(rule, report)
        for hour in self.hours:
            self._check_hour(hour, report)
        try:
            self._pack.clock(self.answer_within)
        except ValueError as mistake:
            report.error("answer_within", str(mistake))
        notice_policy.check(self.notices, self._pack, report)

    def _check_rule(self, rule: GroupRule, report: Any) -> None:
        path = f"groups[{rule.key}]"
        for key in rule.of:
            report.reference(f"{path}.of", key, self._known(rule.by), _("such key"))
        if rule.by in ("segment", "language") and not rule.of:
            report.error(f"{path}.of", _('name at least one: by = "%(by)s" makes a group of each') % {"by": rule.by})
        if rule.by == "all" and (rule.of or rule.name is None):
            report.error(f"{path}.name", _('by = "all" makes one group: it needs a name, and no `of`'))
        if rule.countries and (rule.by != "language" or len(rule.of) != 1):
            report.error(f"{path}.countries", _('countries belong to by = "language" with one language'))
        names = rule.name.by_language.values() if rule.name and len(rule.of) != 1 and rule.by != "all" else ()
        if any("{name}" not in text for text in names):
            report.error(f"{path}.name", _("this makes several groups: write {name} where the name of each stands"))
        guidance = [each.key for each in self._pack.resumption.guidance]
        for key in rule.pinned:
            report.reference(f"{path}.pinned", key, guidance, _("guidance"))
        self._check_posts(path, rule.posts, report)

    def _check_hour(self, hour: OfficeHour, report: Any) -> None:
        path = f"hours[{hour.key}]"
        if hour.begins >= hour.ends:
            report.error(f"{path}.ends", _("must be later than `begins`"))
        for key in hour.groups:
            report.reference(f"{path}.groups", key, [each.key for each in self.groups], _("group"))
        self._check_posts(path, hour.posts, report)

    def _check_posts(self, path: str, posts: tuple[str, ...], report: Any) -> None:
        roles = {post.key: post.role for post in self._pack.registry.posts}
        for key in posts:
            report.reference(f"{path}.posts", key, roles, _("post"))
            if key in roles and Permission.GROUP_SPEAK not in ROLES[roles[key]].permissions:
                report.error(f"{path}.posts", _("holders of the post %(key)s can't speak in groups") % {"key": key})

    def _known(self, by: str) -> list[str]:
        pack = self._pack
        if by == "language":
            return ["zh", "en", "ja", "ko"]
        lists = {"group": pack.registry.groups, "segment": pack.registry.segments}
        lists |= {"grid": pack.places.grids, "park": pack.places.parks}
        if by == "area":
            return [each.code for each in pack.places.areas]
        return [each.key for each in lists.get(by, ())]


sections.register("outreach", Outreach)
