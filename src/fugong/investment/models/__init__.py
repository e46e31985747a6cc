"""Rows of this room."""

from fugong.investment.models.firm import NewFirm
from fugong.investment.models.lead import Lead, LeadPlace
from fugong.investment.models.platform import LeadPlatform
from fugong.investment.models.signing import Signing
from fugong.investment.models.talk import LeadStep, LeadTalk

__all__ = ["Lead", "LeadPlace", "LeadPlatform", "LeadStep", "LeadTalk", "NewFirm", "Signing"]
