"""Which meetings a place holds, who comes, and what they deal with: section `meetings`."""

from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.policy import sections
from fugong.policy.shapes import Hour, Keyed, Section, Text, Within, by_key

Source = Literal["carried", "causes", "overdue", "crossing", "tasks", "inspections", "examples"]
SOURCES: tuple[Source, ...] = ("carried", "causes", "overdue", "crossing", "tasks", "inspections", "examples")


class Kind(Keyed):
    """A kind of meeting: the morning meeting on the cloud, the leaders' daily meeting, a symposium …"""

    name: Text
    about: Text | None = None
    at: Hour | None = None
    """When it begins; without it each meeting says so itself."""
    held: Literal["daily", "working_days", "on_call"] = "on_call"
    """Daily ones are put into the calendar by themselves, with their agenda."""
    minutes: int = Limits(default=45, ge=5, le=600)
    chair: str = ""
    """Key of the post that leads it."""
    posts: tuple[str, ...] = ()
    """Keys of the posts whose holders are invited."""
    enterprises: bool = False
    """The enterprises whose matters stand on the agenda are invited too."""
    for_one: bool = False
    """A special session: for one enterprise or project."""
    video: str = Limits(default="", pattern=r"^(https://\S{1,280})?$")
    """Address of the place's own video service, where the meeting is held on the cloud."""
    where: Text | None = None
    sources: tuple[Source, ...] = SOURCES
    """What the agenda is made of, in this order."""
    carries_from: tuple[str, ...] = ()
    """Kinds whose unfinished matters open this meeting; empty: its own."""
    within: Within = ""
    """By when a decision is to be carried out where nobody says; empty takes the tasks' own."""


ANY = Kind(
    key="meeting",
    name=Text(zh="工作会议", en="Meeting", ja="会議", ko="회의"),
    about=Text(
        zh="按需召开，议程自动生成",
        en="Called when needed; the agenda makes itself.",
        ja="必要に応じて開催。議題は自動で作成されます。",
        ko="필요할 때 소집하며 안건은 자동으로 만들어집니다.",
    ),
)
"""What every place can call."""


class Meetings(Section):
    """The kinds of meeting (会议)."""

    kinds: tuple[Kind, ...] = ()

    @property
    def known(self) -> tuple[Kind, ...]:
        """The place's kinds, and one that every place can call."""
        return self.kinds if "meeting" in by_key(self.kinds) else (*self.kinds, ANY)

    def kind(self, key: str) -> Kind:
        """The kind `key`; one that the pack no longer has is taken for an ordinary meeting."""
        found = by_key(self.known)
        return found.get(key) or found["meeting"]

    def has(self, key: str) -> bool:
        return key in by_key(self.known)

    def check(self, report: Any) -> None:
        report.unique("kinds", self.kinds)
        posts = by_key(self._pack.registry.posts)
        kinds = by_key(self.known)
        for each in self.kinds:
            path = f"kinds[{each.key}]"
            for name, keys, known, word in (
                ("chair", (each.chair,), posts, _("post")),
                ("posts", each.posts, posts, _("post")),
                ("carries_from", each.carries_from, kinds, _("kind of meeting")),
            ):
                for key in keys:
                    report.reference(f"{path}.{name}", key, known, word)
            if each.held != "on_call" and each.at is None:
                report.error(f"{path}.at", _("a meeting that is held every day needs its hour"))
            if each.within:
                report.attempt(f"{path}.within", lambda within=each.within: self._pack.clock(within))


sections.register("meetings", Meetings)
