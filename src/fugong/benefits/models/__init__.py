"""The rows of benefits."""

from fugong.benefits.models.award import Award
from fugong.benefits.models.claim import Cause, Claim
from fugong.benefits.models.match import Counted, Match, PolicyPack, SaidFact
from fugong.benefits.models.policy import Policy, Version

__all__ = ["Award", "Cause", "Claim", "Counted", "Match", "Policy", "PolicyPack", "SaidFact", "Version"]
