"""A filing as pages show it: fields and papers with their answers, remarks and changes; steps with who and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any

from fugong.core.errors import Fault
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.registry.models import Enterprise
from fugong.resumption import answers, rules
from fugong.resumption.actions.filings.submitting import changes
from fugong.resumption.models import Document, Filing, FilingStep, ResumptionPlan
from fugong.resumption.policy import Document as Paper
from fugong.resumption.policy import Field
from fugong.resumption.words import DO, OUTCOME


@dataclass
class FieldLine:
    """A question with its answer. `asked` is False where the other answers make it fall away."""

    field: Field
    value: Any = None
    asked: bool = True
    fault: str = ""
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
    do: str
    name: str
    outcome: str
    checklist: str = ""


def fields(filing: Filing, faults: Iterable[Fault] = (), typed: dict[str, Any] | None = None) -> list[FieldLine]:
    """Every question of the form, in order; what was typed stands in where it couldn't be kept."""
    circumstances = rules.of_filing(filing)
    asked = {each.key for each in circumstances.form}
    wrong = {fault.where: fault.message for fault in faults}
    said, changed = _remarks(filing), changes(filing)
    return [
        FieldLine(
            field=each,
            value=(typed or {}).get(each.key, filing.answers.get(each.key)),
            asked=each.key in asked,
            fault=wrong.get(each.key, ""),
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
    pack = for_version(filing.pack_version)
    if not filing.route:
        return []
    route = pack.resumption.route(filing.route)
    posts = {post.key: str(post.name) for post in pack.registry.posts}
    lines = []
    for step in filing.steps.select_related("done_by", "visit__team").order_by("order"):
        asked = route.steps[step.place] if step.place < len(route.steps) else None
        lines.append(
            StepLine(
                step=step,
                post=posts.get(step.post, step.post),
                do=str(DO.get(step.do, step.do)),
                name=str(asked.name) if asked and asked.name else "",
                outcome=str(OUTCOME.get(step.outcome, "")),
                checklist=asked.checklist if asked else "",
            )
        )
    return lines


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
