"""Filing, verification, commitment, resumption, daily report."""

from fugong.resumption.models.commitment import (
    EmployeeCommitment,
    EnterpriseCommitment,
    Promise,
    SigningLink,
    SigningTry,
)
from fugong.resumption.models.filing import Document, Filing, FilingStep, JointFiling, Remark, TeamVisit
from fugong.resumption.models.record import ProductionLine, Resumption, ResumptionPlan
from fugong.resumption.models.report import Report, Standing, StandingChange
from fugong.resumption.models.suspension import JointSuspension
from fugong.resumption.models.verification import ChecklistAnswer, Verification

__all__ = [
    "ChecklistAnswer",
    "Document",
    "EmployeeCommitment",
    "EnterpriseCommitment",
    "Filing",
    "FilingStep",
    "JointFiling",
    "JointSuspension",
    "ProductionLine",
    "Promise",
    "Remark",
    "Report",
    "Resumption",
    "ResumptionPlan",
    "SigningLink",
    "SigningTry",
    "Standing",
    "StandingChange",
    "TeamVisit",
    "Verification",
]
