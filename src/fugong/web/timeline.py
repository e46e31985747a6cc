"""Events as sentences. A room says its own verbs: `timeline.say("filing.submit", _("filed"), icon="file-plus")`."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from fugong.accounts.roles import ROLES
from fugong.advice.words import SENTENCES as ADVICE
from fugong.arrivals.words import SENTENCES as ARRIVALS
from fugong.benefits.words import SENTENCES as BENEFITS
from fugong.chains.words import SENTENCES as CHAINS
from fugong.core import dates
from fugong.demands.words import SENTENCES as DEMANDS
from fugong.exchange.words import SENTENCES as EXCHANGE
from fugong.figures.words import SENTENCES as FIGURES
from fugong.inspections.words import SENTENCES as INSPECTIONS
from fugong.investment.words import SENTENCES as INVESTMENT
from fugong.labour.words import SENTENCES as LABOUR
from fugong.ledger.models import Event
from fugong.lodging.words import SENTENCES as LODGING
from fugong.meetings.words import SENTENCES as MEETINGS
from fugong.meetings.words import answered
from fugong.outreach.notice_words import SENTENCES as NOTICES
from fugong.outreach.words import SENTENCES as GROUPS
from fugong.papers.words import SENTENCES as PAPERS
from fugong.passes.words import SENTENCES as PASSES
from fugong.projects.words import SENTENCES as PROJECTS
from fugong.projects.words import named as project_names
from fugong.proposals.words import SENTENCES as PROPOSALS
from fugong.rectification.words import SENTENCES as RECTIFICATION
from fugong.registry.words import SENTENCES as REGISTRY
from fugong.resumption.words import SENTENCES as RETURN_TO_WORK
from fugong.services.words import SENTENCES as SERVICES
from fugong.signals.words import SENTENCES as SIGNALS
from fugong.supplies.words import SENTENCES as SUPPLIES
from fugong.testing.words import SENTENCES as TESTING
from fugong.training.words import SENTENCES as TRAINING
from fugong.transport.words import SENTENCES as COACHES
from fugong.workflow import arrows
from fugong.workforce.words import SENTENCES as PEOPLE


@dataclass(frozen=True, slots=True)
class Words:
    """How a verb is told: what was done, and the icon beside it.

    `%(name)s` takes a value from the event's data; `named` turns keys in it into the names that people know.
    """

    text: str | Promise
    icon: str = "point"
    tone: str = "secondary"
    named: Callable[[dict[str, Any]], dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of a timeline, ready to print."""

    at: dt.datetime
    who: str
    what: str
    reason: str
    icon: str
    tone: str


SAID: dict[str, Words] = {}


def say(
    verb: str,
    text: str | Promise,
    icon: str = "point",
    tone: str = "secondary",
    named: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> None:
    """Gives a verb its words."""
    SAID[verb] = Words(text, icon, tone, named)


def told(event: Event) -> Told:
    """An event in words: those its room gave it, else the name of its arrow, else its verb."""
    words = SAID.get(event.verb) or _of_arrow(event.verb) or Words(event.verb)
    data = event.data | (words.named(event.data) if words.named else {})
    values = {key: dates.shown_kept(str(value)) for key, value in data.items()}
    who = event.by_name if event.by_id else str(_actors().get(event.by_name, event.by_name))
    return Told(event.at, who, _filled(str(words.text), values), event.reason, words.icon, words.tone)


@cache
def _actors() -> dict[str, Any]:
    """What acts without an account, as the ledger names it (in Chinese) → the same in the reader's language."""
    from fugong.arrivals.actions.steps import ARRIVED, TAKER
    from fugong.arrivals.actions.volunteers import VOLUNTEER
    from fugong.chains.actions.listings import LIST
    from fugong.inspections.actions.rounds import LAST_STOP
    from fugong.labour.actions import seekers
    from fugong.projects.actions.approvals import ARROWS
    from fugong.projects.actions.conditions import CONDITIONS
    from fugong.proposals.actions import OPTIMISER
    from fugong.resumption.actions.rosters import VISITOR as SIGNER
    from fugong.training.actions import attending, signups
    from fugong.transport.actions.plans import PLANNER
    from fugong.transport.actions.seats import PERSON
    from fugong.workforce.actions import classes, erasures, health, links

    known = (
        erasures.CLOCK, classes.BY_RULES, links.VISITOR, links.OWN, *health.NAMES.values(), ARRIVED, TAKER, VOLUNTEER,
        SIGNER, OPTIMISER, ARROWS, CONDITIONS, LIST, LAST_STOP, PLANNER, PERSON, seekers.OWN, seekers.VISITOR, attending.RULE,
        attending.OWN, signups.VISITOR,
    )  # fmt: skip
    with override("zh-hans"):
        return {
            "installation": _("the installation"),
            "rules": _("the place’s rules"),
            **{str(each): each for each in known},
        }


def _filled(text: str, values: dict[str, str]) -> str:
    try:
        return text % values if "%(" in text else text
    except KeyError:  # an older event, written before the verb carried this value
        return text.split("%(")[0].rstrip(" :，：")


def _of_arrow(verb: str) -> Words | None:
    """A workflow's own moves need no words of their own: the arrow has a name."""
    key, _dot, move = verb.partition(".")
    workflow = arrows.REGISTERED.get(key)
    for arrow in workflow.arrows if workflow else ():
        if arrow.key == move:
            tone = "danger" if arrow.style == "danger" else "primary" if arrow.style == "primary" else "secondary"
            return Words(arrow.name, "arrow-right", tone)
    return None


def _role(data: dict[str, Any]) -> dict[str, Any]:
    role = ROLES.get(data.get("role", ""))
    return {"role": role.name} if role else {}


say("account.create", _("made the account"), "user-plus")
say("account.grant", _("gave the role %(role)s"), "key", named=_role)
say("account.end_grant", _("ended the role %(role)s"), "key", "warning", named=_role)
say("account.reset_access", _("set a new password for one use"), "password", "warning")
say("account.close", _("closed the account"), "user-x", "danger")
say("account.reopen", _("opened the account again"), "user-check")
say("undo", _("undid the step before"), "arrow-back-up")
say("account.end_session", _("ended a session on one device"), "logout")
say("account.sign_out_everywhere", _("ended the sessions on all devices"), "logout")
say("account.rename", _("changed the name from %(before)s to %(after)s"), "pencil")
say("api_token.issue", _("made the API token %(name)s"), "key")
say("api_token.revoke", _("withdrew an API token"), "key", "warning")
say("campaign.switch_pack", _("moved the campaign to a newer version of its pack"), "refresh", "primary")
say("campaign.open", _("opened the campaign"), "flag", "primary")
say("campaign.close", _("closed the campaign"), "archive", "warning")
say("meeting.respond", "%(answer)s", "user-check", named=answered)
say("contact.reveal", _("looked at a contact’s telephone number"), "eye", "warning")

SENTENCES = (
    *REGISTRY,
    *RETURN_TO_WORK,
    *GROUPS,
    *PAPERS,
    *NOTICES,
    *DEMANDS,
    *INSPECTIONS,
    *MEETINGS,
    *ARRIVALS,
    *COACHES,
    *ADVICE,
    *SIGNALS,
    *EXCHANGE,
    *TRAINING,
    *BENEFITS,
    *RECTIFICATION,
    *LODGING,
    *SERVICES,
    *INVESTMENT,
    *SUPPLIES,
    *CHAINS,
    *LABOUR,
    *PASSES,
    *FIGURES,
    *TESTING,
    *PROPOSALS,
)
for line in (*SENTENCES, *PEOPLE):
    say(*line)
for verb, sentence, drawing, tone in PROJECTS:
    say(verb, sentence, drawing, tone, project_names)
