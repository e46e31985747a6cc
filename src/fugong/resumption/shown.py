"""A filing as pages show it: fields and papers with their answers, remarks and changes; steps with who and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from fugong.core.errors import Fault
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.registry.models import Enterprise
from fugong.resumption import answers, filing_checks, rules
from fugong.resumption.actions.filings.submitting import changes
from fugong.resumption.models import Document, Filing, FilingStep, ResumptionPlan
from fugong.resumption.policy import Document as Paper
from fugong.resumption.questions import Field
from fugong.resumption.words import OUTCOME

if TYPE_CHECKING:
    from fugong.accounts.models import User


@dataclass
class FieldLine:
    """A question with its answer. `asked` is False where the other answers make it fall away."""

    field: Field
    value: Any = None
    asked: bool = True
    fault: str = ""
    odd: str = ""
    """Why the answer is improbable: it may be true, and somebody should look."""
    remarks: list[str] = attribute(default_factory=list)
    before: str = ""

    @property
    def shown(self) -> str:
        return answers.shown(self.field, self.value)


@dataclass
class PaperLine:
    """A paper that is asked for, and the files attached."""

    paper: Paper
    files: list[Document] = attribute(default_factory=list)
    fault: str = ""
    remarks: list[str] = attribute(default_factory=list)
    changed: bool = False


@dataclass
class StepLine:
    """A step of the route in words."""

    step: FilingStep
    post: str
    name: str
    outcome: str
    checklist: str = ""
    together: int = 1
    """How many steps run side by side with it, itself among them."""

    @property
    def is_unreached(self) -> bool:
        """Whether the filing went back, or was taken back, before its turn came: a mended version may yet reach it."""
        gone = self.step.filing.state in ("returned", "withdrawn", "replaced")
        return gone and self.step.state == "skipped" and self.step.opened_at is None


def fields(filing: Filing, faults: Iterable[Fault] = (), typed: dict[str, Any] | None = None) -> list[FieldLine]:
    """Every question of the form, in order; what was typed stands in where it couldn't be kept."""
    circumstances = rules.of_filing(filing)
    asked = {each.key for each in circumstances.form}
    judged = filing_checks.faults(circumstances, filing.campaign)
    wrong = {each.where: each.message for each in judged if each.level == "error"}
    wrong |= {fault.where: fault.message for fault in faults}
    odd = {each.where: each.message for each in judged if each.level == "warning"}
    said, changed = _remarks(filing), changes(filing)
    return [
        FieldLine(
            field=each,
            value=(typed or {}).get(each.key, filing.answers.get(each.key)),
            asked=each.key in asked,
            fault=wrong.get(each.key, ""),
            odd="" if each.key in wrong else odd.get(each.key, ""),
            remarks=said.get(each.key, []),
            before=answers.shown(each, changed[each.key][0]) if each.key in changed else "",
        )
        for each in circumstances.pack.resumption.form
    ]


def papers(filing: Filing, faults: Iterable[Fault] = ()) -> list[PaperLine]:
    """Every paper that is asked for, with its files."""
    circumstances = rules.of_filing(filing)
    wrong = {fault.where: fault.message for fault in faults}
    said, changed = _remarks(filing), changes(filing)
    files: dict[str, list[Document]] = {}
    for document in filing.documents.all():
        files.setdefault(document.field, []).append(document)
    return [
        PaperLine(
            paper=each,
            files=files.get(each.key, []),
            fault=wrong.get(each.key, ""),
            remarks=said.get(each.key, []),
            changed=each.key in changed,
        )
        for each in circumstances.documents
    ]


def steps(filing: Filing) -> list[StepLine]:
    """The way of the filing, step by step."""
    if not filing.route:
        return []
    lines = []
    taken = list(filing.steps.select_related("done_by", "visit__team").order_by("order"))
    waves = Counter(step.wave for step in taken)
    for step in taken:
        asked = rules.definition(filing, step)
        lines.append(
            StepLine(
                step=step,
                post=rules.post_name(step),
                name=rules.step_name(step),
                outcome=str(OUTCOME.get(step.outcome, "")),
                checklist=asked.checklist if asked else "",
                together=waves[step.wave],
            )
        )
    return lines


def decided(filing: Filing, user: User) -> str:
    """What the person's decision came to, and whose turn it is now."""
    values = {"enterprise": filing.enterprise, "state": filing.state_name, "next": _turns(filing)}
    if filing.state == "filed":
        passed = filing.steps.filter(done_by=user, outcome="passed").order_by("-done_at", "-order").first()
        step = {"step": rules.step_name(passed) if passed else filing.state_name}
        return _("%(enterprise)s: “%(step)s” is passed. Next: %(next)s.") % {**values, **step}
    if values["next"]:
        return _("%(enterprise)s: %(state)s. Next: %(next)s.") % values
    return _("%(enterprise)s: %(state)s.") % values


def _turns(filing: Filing) -> str:
    """The steps that are open now, each with its post."""
    steps = filing.steps.filter(state="open").order_by("order")
    return _(", ").join(f"{rules.post_name(step)} · {rules.step_name(step)}" for step in steps)


@dataclass
class PlanShown:
    """The enterprise's plan as it stands: its version, who made it when, and its answers in words."""

    plan: ResumptionPlan
    lines: list[FieldLine]


def plan_of(campaign: Campaign, enterprise: Enterprise) -> PlanShown | None:
    """The latest plan of an enterprise; None where none was written."""
    rows = ResumptionPlan.objects.filter(resumption__campaign=campaign, resumption__enterprise=enterprise)
    plan = rows.select_related("made_by").order_by("-version").first()
    if plan is None:
        return None
    fields = campaign.pack.resumption.plan.fields
    return PlanShown(plan, [FieldLine(field=each, value=plan.content.get(each.key)) for each in fields])


def route_of(filing: Filing) -> tuple[str, str]:
    """The route's name and why it was taken, in the reader's language."""
    if not filing.route:
        return "", ""
    section = for_version(filing.pack_version).resumption
    terms = filing.route_reason.get("terms") or []
    return str(section.route(filing.route).name), section.say(terms) if terms else ""


def _remarks(filing: Filing) -> dict[str, list[str]]:
    """What was said item by item: on a draft that mends a returned version, about that version."""
    about = filing.follows if filing.state == "draft" and filing.follows else filing
    said: dict[str, list[str]] = {}
    for remark in about.remarks.all():
        said.setdefault(remark.field, []).append(remark.text)
    return said
