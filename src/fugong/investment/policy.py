"""How a place courts investors: section `investment`. Stages of a lead, platforms, how late steps climb."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fugong.policy import sections
from fugong.policy.shapes import Keyed, Section, Shape, Text, Within, by_key
from fugong.services.policy import Named, PaperAsked


class Stage(Keyed):
    """A stage of a lead. The order of the list is the order of its life; after the last one it lands."""

    name: Text
    within: Within | None = None
    """A lead stays in it no longer; None: no clock."""
    needs_place: bool = False
    """Whoever wants land or a plant has chosen one before the lead goes on."""
    signs: bool = False
    """Reached by signing at an event only."""
    papers: tuple[PaperAsked, ...] = ()
    """Asked for in this stage, and there (or promised) before the lead goes on."""


class Rung(Shape):
    """A rung of the ladder that a late step, or a lead that stands still, climbs."""

    after: Within
    to: str


class Investment(Section):
    """Stages and platforms. A place that names no stage has no pages of it."""

    stages: tuple[Stage, ...] = ()
    platform_kinds: tuple[Named, ...] = ()
    drop_reasons: tuple[Named, ...] = ()
    """Why a lead is dropped; empty: in words only."""
    step_within: Within = "3 working days"
    """By when a next step is done, where nobody says a day."""
    escalation: tuple[Rung, ...] = ()
    note: Text | None = None

    # -- what others ask ------------------------------------------------------------------------------------------

    @property
    def is_used(self) -> bool:
        return bool(self.stages)

    def stage(self, key: str) -> Stage | None:
        """The stage `key`; None where a later pack dropped it."""
        return by_key(self.stages).get(key)

    def stage_name(self, key: str) -> str:
        found = self.stage(key)
        return str(found.name) if found else key

    def place_of(self, key: str) -> int:
        """The stage's place in the order, from 0; -1 where there is none such."""
        return next((at for at, stage in enumerate(self.stages) if stage.key == key), -1)

    def after(self, key: str) -> Stage | None:
        """The stage that follows; None after the last."""
        at = self.place_of(key) + 1
        return self.stages[at] if 0 < at < len(self.stages) else None

    @property
    def signed(self) -> Stage | None:
        """The stage that an event leads to."""
        return next((stage for stage in self.stages if stage.signs), None)

    def kind_name(self, key: str) -> str:
        found = by_key(self.platform_kinds).get(key)
        return str(found.name) if found else key

    def reason_name(self, key: str) -> str:
        found = by_key(self.drop_reasons).get(key)
        return str(found.name) if found else key

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("stages", "platform_kinds", "drop_reasons"):
            report.unique(name, getattr(self, name))
        posts = [post.key for post in self._pack.registry.posts]
        if sum(stage.signs for stage in self.stages) > 1:
            report.error("stages", _("one stage is reached by signing, not several"))
        if self.stages and self.stages[0].signs:
            report.error(f"stages[{self.stages[0].key}].signs", _("a lead can't begin with being signed"))
        for stage in self.stages:
            report.unique(f"stages[{stage.key}].papers", stage.papers)
            if stage.within:
                report.attempt(f"stages[{stage.key}].within", lambda stage=stage: self._pack.clock(stage.within))
        report.attempt("step_within", lambda: self._pack.clock(self.step_within))
        for place, rung in enumerate(self.escalation):
            report.reference(f"escalation[{place}].to", rung.to, posts, _("post"))
            report.attempt(f"escalation[{place}].after", lambda rung=rung: self._pack.clock(rung.after))


sections.register("investment", Investment)
