"""What a place's enterprises ask for, who answers and by when: section `demands`."""

from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.accounts.permissions import Permission as P
from fugong.accounts.roles import ROLES
from fugong.policy import sections
from fugong.policy.shapes import Keyed, Section, Shape, Text, Within, by_key

PRIORITY = {"urgent": 1, "ordinary": 2, "low": 3}


def _roles_that_answer() -> tuple[str, ...]:
    """The roles whose holders may take a demand on and answer it."""
    return tuple(key for key, role in ROLES.items() if P.DEMAND_HANDLE in role.permissions)


class Category(Keyed):
    """A kind of need (诉求类别) and who answers it."""

    name: Text
    words: tuple[str, ...] = ()
    """Words in any language by which a text is recognised, until the place's own demands teach better."""
    lead: str = ""
    """Key of the department that answers (主办)."""
    post: str = ""
    """Instead of a department: key of the post that answers, e.g. the enterprise's own officer."""
    supporting: tuple[str, ...] = ()
    """Keys of the departments that add their part (协办)."""
    within: Within = ""
    """By when it is answered; empty takes the section's."""
    priority: Literal["urgent", "ordinary", "low"] = "ordinary"
    confidence_floor: float | None = Limits(default=None, ge=0, le=1)
    """Below this confidence the duty desk looks first; None takes the section's."""


class Rung(Shape):
    """A step of the ladder that a late or difficult demand climbs (officer → area leader → task force)."""

    after: Within
    """Counted from the deadline; the lateness itself is on record at once."""
    to: str
    """Key of the post that finds the case on its list."""


class Tasks(Shape):
    """What was promised or decided, watched until it is proven (督办事项)."""

    within: Within = "3 working days"
    """Proposed date of a new task."""
    remind_before: Within = "4 hours"
    """The owner is reminded this long before the date; minutes, hours or days of the wall clock."""
    ladder: tuple[Rung, ...] = ()
    """After the date; empty takes the demands' own ladder."""


OTHER = Category(key="other", name=Text(zh="其他", en="Other", ja="その他", ko="기타"))
"""What fits nothing else, in packs that name no such category."""


class Demands(Section):
    """Categories, clocks and the ladder of the enterprises' demands (诉求)."""

    categories: tuple[Category, ...] = ()
    within: Within = "1 working day"
    """By when a demand is answered where its category says nothing."""
    accept_within: Within = ""
    """By when someone takes it on; empty: only the answer has a clock."""
    confirm_within: Within = "3 days"
    """An answer that the enterprise says nothing about is closed after this."""
    reopened_within: Within = ""
    """By when one that was reopened is answered again; empty takes the category's."""
    confidence_floor: float = Limits(default=0.5, ge=0, le=1)
    """A proposed category that is less sure than this waits in the duty desk's tray."""
    ladder: tuple[Rung, ...] = ()
    """From the first rung up."""
    tasks: Tasks = Tasks()

    # -- what others ask ------------------------------------------------------------------------------------------

    @property
    def known(self) -> tuple[Category, ...]:
        """The categories, with one for what fits nothing else."""
        return self.categories if "other" in by_key(self.categories) else (*self.categories, OTHER)

    def category(self, key: str) -> Category:
        """The category `key`; one that the pack no longer has is taken for what fits nothing else."""
        found = by_key(self.known)
        return found.get(key) or found["other"]

    def has(self, key: str) -> bool:
        """Whether there is a category `key`."""
        return key in by_key(self.known)

    def within_of(self, key: str) -> str:
        """The clock of the answer for a category."""
        return self.category(key).within or self.within

    def floor_of(self, key: str) -> float:
        """How sure a proposal of this category must be to go straight to whoever answers."""
        floor = self.category(key).confidence_floor
        return self.confidence_floor if floor is None else floor

    @property
    def task_ladder(self) -> tuple[Rung, ...]:
        """The rungs above a late task."""
        return self.tasks.ladder or self.ladder

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        report.unique("categories", self.categories)
        departments = [department.key for department in self._pack.places.departments]
        posts = by_key(self._pack.registry.posts)
        answering = {post.department for post in posts.values() if post.department}
        able = {post.department for post in posts.values() if post.role in _roles_that_answer()}
        for each in self.categories:
            path = f"categories[{each.key}]"
            self._check_category(report, path, each, departments, list(posts))
            if each.lead in departments and each.lead not in answering:
                message = _("no post belongs to this department, so nobody answers: the duty desk will have to")
                report.warn(f"{path}.lead", message)
            elif each.lead in departments and each.lead not in able:
                report.warn(f"{path}.lead", self._unable(each.lead))
        for name in ("within", "accept_within", "confirm_within", "reopened_within"):
            self._check_clock(report, name, getattr(self, name))
        for name in ("tasks.within", "tasks.remind_before"):
            self._check_clock(report, name, getattr(self.tasks, name.partition(".")[2]))
        for name, ladder in (("ladder", self.ladder), ("tasks.ladder", self.tasks.ladder)):
            for at, rung in enumerate(ladder):
                report.reference(f"{name}[{at}].to", rung.to, posts, _("post"))
                self._check_clock(report, f"{name}[{at}].after", rung.after)

    def _unable(self, department: str) -> str:
        """That a department's posts may look on and not answer, and which roles' posts may."""
        posts = [post.key for post in self._pack.registry.posts if post.department == department]
        words = _(
            "no post of this department may answer (%(posts)s): the duty desk will have to. "
            "Give one of them another role (one of %(roles)s), or the department a post of such a role."
        )
        return words % {"posts": ", ".join(posts), "roles": ", ".join(_roles_that_answer())}

    def _check_category(self, report: Any, path: str, each: Category, departments: list[str], posts: list[str]) -> None:
        report.reference(f"{path}.lead", each.lead, departments, _("department"))
        report.reference(f"{path}.post", each.post, posts, _("post"))
        for key in each.supporting:
            report.reference(f"{path}.supporting", key, departments, _("department"))
        if each.lead and each.post:
            report.error(f"{path}.post", _("either a department answers or a post, not both"))
        if each.lead and each.lead in each.supporting:
            report.error(f"{path}.supporting", _("the lead department doesn't support itself"))
        self._check_clock(report, f"{path}.within", each.within)

    def _check_clock(self, report: Any, path: str, within: str) -> None:
        if within:
            report.attempt(path, lambda: self._pack.clock(within))

    # -- what examples ask ----------------------------------------------------------------------------------------

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """Outcomes for an example's demand: `demand = "transport"` gives who answers and, with `filed_at`, by when."""
        key = given.get("demand")
        if not key:
            return {}
        if not self.has(key):
            return {"category": ""}
        found = self.category(key)
        outcomes: dict[str, Any] = {
            "category": found.key,
            "lead": found.lead,
            "post": found.post,
            "supporting": list(found.supporting),
            "priority": found.priority,
        }
        if given["filed_at"] is not None:
            due = self._pack.due(given["filed_at"], self.within_of(found.key))
            zone = self._pack.calendar.working_time.zone
            outcomes["answer_due"] = due.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        return outcomes


sections.register("demands", Demands)
