"""What a campaign's pack asks of one enterprise: its form, papers, route and texts, for the facts as they are now."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.policy.pack import Pack
from fugong.registry.facts import facts
from fugong.registry.models import Enrolment, Enterprise
from fugong.resumption.checklist import Checklist, Item
from fugong.resumption.models import Filing, FilingStep
from fugong.resumption.policy import Document, Guidance, Route, Step
from fugong.resumption.questions import Field
from fugong.resumption.words import DO


@dataclass(frozen=True)
class Circumstances:
    """An enterprise as conditions see it, with the filing's answers where there is one."""

    pack: Pack
    facts: dict[str, Any]
    filing: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def form(self) -> tuple[Field, ...]:
        return self.pack.resumption.fields_for(self.facts, self.filing)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        return self.pack.resumption.documents_for(self.facts, self.filing)

    @cached_property
    def guidance(self) -> tuple[Guidance, ...]:
        return self.pack.resumption.guidance_for(self.facts, self.filing)

    @cached_property
    def route(self) -> Route:
        return self.pack.resumption.route_for(self.facts, self.filing)

    @cached_property
    def placed_steps(self) -> tuple[tuple[int, Step], ...]:
        """The steps to take, each with its place in the route."""
        taken = {id(step) for step in self.pack.resumption.steps_for(self.route, self.facts, self.filing)}
        return tuple((place, step) for place, step in enumerate(self.route.steps) if id(step) in taken)

    def checklists(self, use: str) -> tuple[Checklist, ...]:
        """The checklists for `use`: self, guide, verify, recheck …"""
        return self.pack.resumption.checklists_for(use, self.facts, self.filing)

    def items(self, checklist: Checklist) -> tuple[Item, ...]:
        """The measures of a checklist that this enterprise is asked about."""
        given = {**self.facts, "filing": self.filing}
        condition = self.pack.resumption.condition
        return tuple(item for item in checklist.items if item.when is None or condition(item.when).holds(given))


def enrolment_of(campaign: Campaign, enterprise: Enterprise) -> Enrolment | None:
    """The enterprise's place in the campaign; None where the campaign isn't for it."""
    return Enrolment.objects.filter(campaign=campaign, enterprise=enterprise).first()


def about(campaign: Campaign, enterprise: Enterprise) -> Circumstances:
    """The enterprise under the rules in force now, without a filing."""
    return Circumstances(campaign.pack, facts(enterprise, campaign))


def pack_of(filing: Filing) -> Pack:
    """The rules that a filing began with."""
    return for_version(filing.pack_version)


def definition(filing: Filing, step: FilingStep) -> Step | None:
    """The step as the route of the filing's own pack version has it; None where the route is shorter."""
    route = pack_of(filing).resumption.route(filing.route)
    return route.steps[step.place] if step.place < len(route.steps) else None


def step_name(step: FilingStep) -> str:
    """What the pack calls the step; where it gives it no name, what is done there."""
    asked = definition(step.filing, step)
    return str(asked.name if asked and asked.name else DO.get(step.do, step.do))


def told(filing: Filing, step: FilingStep) -> dict[str, Any]:
    """A step on an event: its order, post and what is done there, with the name that the pack gives it in each language."""
    asked = definition(filing, step)
    named = {"step_name": asked.name.by_language} if asked and asked.name else {}
    return {"step": step.order, "post": step.post, "do": step.do, **named}


def post_name(step: FilingStep) -> str:
    """Whose step it is, as the filing's own pack version names the post."""
    return next((str(post.name) for post in pack_of(step.filing).registry.posts if post.key == step.post), step.post)


def is_for_groups(step: FilingStep) -> bool:
    """Whether groups hold the step's post: only to such a step one is sent."""
    posts = pack_of(step.filing).registry.posts
    return any(post.key == step.post and post.held_by == "team" for post in posts)


def of_filing(filing: Filing, answers: dict[str, Any] | None = None) -> Circumstances:
    """A filing under the rules that it began with; `answers` instead of its own where they are about to change."""
    given = filing.answers if answers is None else answers
    asked = {**given, "kind": filing.kind, "remote": filing.remote, "together": filing.joint_id is not None}
    return Circumstances(pack_of(filing), facts(filing.enterprise, filing.campaign), asked)
