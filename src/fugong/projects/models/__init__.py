"""Key projects with conditions, milestones and plans; approvals with branches; parcels of land."""

from fugong.projects.models.approval import Approval, Branch, Parcel
from fugong.projects.models.project import ConditionMet, Milestone, Plan, Project

__all__ = ["Approval", "Branch", "ConditionMet", "Milestone", "Parcel", "Plan", "Project"]
