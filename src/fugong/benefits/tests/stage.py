"""A place that gives: the cast, matched with the policies of the plain pack, and what may be done with them."""

from dataclasses import dataclass
from typing import Any

from fugong.benefits import matching
from fugong.benefits.actions import claims, policies, saying
from fugong.benefits.models import Claim, Match, Policy
from ground.cast import Cast

SAID = {"rent": "12345.67", "landlord": "state"}


@dataclass
class Stage:
    """The cast and its policies."""

    cast: Cast

    @property
    def campaign(self) -> Any:
        return self.cast.campaign

    @property
    def river(self) -> Any:
        return self.cast.river

    @property
    def liaison(self) -> Any:
        return self.cast.liaison

    @property
    def desk(self) -> Any:
        return self.cast.desk

    @property
    def leader(self) -> Any:
        return self.cast.leader

    def policy(self, key: str) -> Policy:
        return Policy.objects.select_related("current", "campaign__pack_version", "campaign__jurisdiction").get(
            campaign=self.campaign, key=key
        )

    def match(self, key: str, enterprise: Any = None) -> Match:
        return Match.objects.get(policy__key=key, enterprise=enterprise or self.river)

    def said(self, **values: str) -> None:
        saying.say(campaign=self.campaign, enterprise=self.river, values=values or SAID, by=self.liaison)

    def claim(self, key: str = "start", **more: Any) -> Claim:
        return claims.submit(policy=self.policy(key), enterprise=self.river, by=self.liaison, **more)

    def granted(self, key: str = "start") -> Claim:
        claim = claims.check(claim=self.claim(key), by=self.desk)
        return claims.decide(claim=claim, by=self.leader)

    def entered(self, **more: Any) -> Any:
        """A policy that the desk entered: 100 yuan to whoever has more than 100 staff."""
        content = {
            "key": "large", "name": "大企业补助", "clause": "职工百人以上的补助100元。", "source": "示例", "when": "e.staff > 100",
            "amount": {"fixed": 100}, **more,
        }  # fmt: skip
        return policies.propose(campaign=self.campaign, content=content, by=self.desk)


def build(cast: Cast) -> Stage:
    matching.match(campaign=cast.campaign)
    return Stage(cast)
