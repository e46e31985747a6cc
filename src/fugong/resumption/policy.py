"""How a place lets enterprises resume: section `resumption`."""

from typing import Annotated, Literal

from pydantic import Field as Limits

from fugong.policy import sections
from fugong.policy.shapes import Hour, Keyed, Section, Shape, Text, TextKey, When, Within
from fugong.registry.policy import Choice


class Field(Keyed):
    """A question of a form. Conditions read its answer as `filing.<key>`."""

    name: Text
    kind: Literal["text", "integer", "decimal", "percent", "date", "choice", "yes_no"] = "text"
    required: bool = True
    when: When | None = None
    """Ask it only where this holds."""
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    prefill: str = ""
    """Name of the enterprise's fact that the answer starts with, e.g. `staff`."""
    help: Text | None = None


class Document(Keyed):
    """A paper or photo to attach."""

    name: Text
    required: bool = True
    when: When | None = None
    template: TextKey | None = None
    """A text that shows what the paper should say."""
    help: Text | None = None


class Guidance(Keyed):
    """A text for enterprises: guide, letter, conditions; shown before and beside the form."""

    title: Text
    text: TextKey
    when: When | None = None


class FlowStep(Keyed):
    """A box of the flow chart that enterprises read."""

    name: Text
    who: Text | None = None
    next: tuple[str, ...] = ()
    """Keys of the boxes that follow."""


class Item(Keyed):
    """One measure of a checklist."""

    name: Text
    evidence: Literal["none", "photo", "number", "document", "text"] = "none"
    unit: Text | None = None
    critical: bool = False
    """Not met: the enterprise can't be passed. Otherwise it is noted and put right."""
    when: When | None = None
    help: Text | None = None


class Aspect(Keyed):
    """A heading of a checklist with its measures."""

    name: Text
    items: tuple[Item, ...] = Limits(min_length=1)


class Checklist(Keyed):
    """What is looked at: by the enterprise itself, at the guidance, verification, re-check or look-back."""

    name: Text
    used_for: tuple[Literal["self", "guide", "verify", "recheck", "look_back", "service"], ...]
    when: When | None = None
    aspects: tuple[Aspect, ...] = Limits(min_length=1)

    @property
    def items(self) -> tuple[Item, ...]:
        """All measures in order."""
        return tuple(item for aspect in self.aspects for item in aspect.items)


class Step(Keyed):
    """What one post does with a filing."""

    name: Text | None = None
    post: str
    do: Literal["accept", "guide", "review", "verify", "approve", "recheck"]
    within: Within = "same_day"
    parallel: bool = False
    """Starts together with the step before it."""
    blocking: bool = True
    """False: approval does not wait for it (e.g. a re-check of 100 % afterwards)."""
    joint: bool = False
    """One visit serves all firms that filed together."""
    checklist: str = ""
    """Key of the checklist that the step fills."""
    when: When | None = None
    """The step falls away where this doesn't hold."""


class Route(Keyed):
    """The way of a filing. The first route whose condition holds is taken; the last has none."""

    name: Text
    when: When | None = None
    within: Within | None = None
    """A clock over the whole way, from filing to approval."""
    steps: tuple[Step, ...] = Limits(min_length=1)


class Refiling(Shape):
    """What may be filed after the first approval."""

    additions: bool = True
    """More people or another line are added to an approval (复工追加)."""
    addition_route: str = ""
    """Key of the route for additions; empty means the ordinary choice."""
    again: Literal["never", "after_suspension", "always"] = "after_suspension"
    """When an approved enterprise files anew."""


class Remote(Shape):
    """Resuming without anyone on the premises."""

    allowed: bool = False
    when: When | None = None
    """Which enterprises may; None means all."""
    route: str = ""
    """Key of the route for remote resumption; empty means the ordinary choice."""
    note: Text | None = None


class Together(Shape):
    """Firms of one park or building that file, are verified and resume together (集中复工)."""

    allowed: bool = False
    route: str = ""
    """Key of the route for filings made together."""
    minimum: int = 2
    files: Text | None = None
    """Who files for all of them."""


class Commitment(Shape):
    """A promise that is signed; its text is kept with the signature."""

    title: Text
    text: TextKey
    required: bool = True


class Promise(Keyed):
    """What the authority promises in return, with its clock."""

    text: Text
    within: Within
    measured: Literal["filing.answered", "filing.approved", "filing.verified", "none"] = "none"
    """Which deadline of a filing shows whether the promise was kept."""


class Commitments(Shape):
    """The double commitment (双承诺), and the authority's own side."""

    enterprise: Commitment | None = None
    employee: Commitment | None = None
    authority: tuple[Promise, ...] = ()
    before_approval: tuple[Literal["enterprise", "employee"], ...] = ("enterprise",)
    """Which must be signed before a filing can be approved."""


class Exemption(Keyed):
    """Enterprises that need no filing: they never stopped, or keep the city running."""

    name: Text
    when: When


class Batch(Keyed):
    """A wave of resumption, in order (循序渐进)."""

    name: Text
    when: When


class Plan(Shape):
    """One enterprise, one plan (一企一方案)."""

    required: bool = False
    when: When | None = None
    """Which enterprises must have one; None with `required` means all."""
    fields: tuple[Field, ...] = ()
    lines: bool = False
    """Capacity is planned and followed by product line too."""


StandingColumn = Literal["staff_back", "staff_local", "staff_outside", "capacity", "exceptions", "stock"]
"""What the daily report can ask: the columns of resumption.Report."""


class ReportField(Shape):
    """A field of the daily report. The key is one of the standing columns."""

    key: StandingColumn
    name: Text
    required: bool = True
    help: Text | None = None


class DailyReport(Shape):
    """At most five fields, once a day."""

    fields: Annotated[tuple[ReportField, ...], Limits(max_length=5)] = ()
    due: Hour = "16:00"
    """Later than this is late."""
    reminders: tuple[Hour, ...] = ()
    every: Literal["day", "working day"] = "day"
    when: When | None = None
    """Which enterprises report; None means every one that resumed."""


class Resumption(Section):
    """Form, papers, texts, checklists, routes, commitments, plan and daily report."""

    form: tuple[Field, ...] = ()
    documents: tuple[Document, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    flow: tuple[FlowStep, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    routes: tuple[Route, ...] = ()
    refiling: Refiling = Refiling()
    remote: Remote = Remote()
    together: Together = Together()
    commitments: Commitments = Commitments()
    exemptions: tuple[Exemption, ...] = ()
    batches: tuple[Batch, ...] = ()
    plan: Plan = Plan()
    daily_report: DailyReport = DailyReport()


sections.register("resumption", Resumption)
