"""What can be allowed. Stored by value, so a name in code may change and a value may not."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a role may do within the scope of its grant."""

    INSTALLATION_MANAGE = "installation.manage"
    ACCOUNT_MANAGE = "account.manage"
    PACK_MANAGE = "pack.manage"
    CAMPAIGN_MANAGE = "campaign.manage"
    REGISTRY_VIEW = "registry.view"
    REGISTRY_EDIT = "registry.edit"
    REGISTRY_EXPORT = "registry.export"
    CONTACT_REVEAL = "contact.reveal"
    ASSIGNMENT_MANAGE = "assignment.manage"
    FILING_VIEW = "filing.view"
    FILING_SUBMIT = "filing.submit"
    FILING_DECIDE = "filing.decide"
    VERIFICATION_RECORD = "verification.record"
    COMMITMENT_SIGN = "commitment.sign"
    COMMITMENT_VIEW = "commitment.view"
    REPORT_SUBMIT = "report.submit"
    REPORT_ENTER = "report.enter"
    REPORT_VIEW = "report.view"
    RESUMPTION_EDIT = "resumption.edit"
    FIGURES_VIEW = "figures.view"
    FIGURES_FREEZE = "figures.freeze"
    BULLETIN_ISSUE = "bulletin.issue"
    AUDIT_VIEW = "audit.view"
    API_TOKEN = "api.token"
