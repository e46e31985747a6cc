"""The roles: what people are here, in words, and what each may do. Packs give posts; each post takes one of these roles."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission as P

VIEW = frozenset({P.REGISTRY_VIEW, P.FILING_VIEW, P.REPORT_VIEW, P.FIGURES_VIEW, P.COMMITMENT_VIEW}) | {
    P.DEMAND_VIEW,
    P.MEETING_VIEW,
    P.NOTICE_VIEW,
    P.INSPECTION_VIEW,
    P.SIGNAL_VIEW,
    P.SUPPLY_VIEW,
    P.TRIP_VIEW,
    P.PASS_VIEW,
    P.KEY_VIEW,
    P.BENEFIT_VIEW,
    P.LABOUR_VIEW,
    P.PROJECT_VIEW,
    P.SERVICE_VIEW,
    P.ADVICE_VIEW,
    P.TRAINING_VIEW,
}
SERVE = frozenset({P.DEMAND_ENTER, P.DEMAND_HANDLE, P.GROUP_SPEAK, P.SIGNAL_ANSWER})
INSPECT = frozenset({P.VISIT_RECORD, P.RECTIFICATION_ISSUE, P.STOP_WORK_PROPOSE})
CARE = frozenset({P.PERSON_VIEW, P.PERSON_EDIT, P.HEALTH_REPORT, P.HEALTH_HANDLE, P.SAMPLE_TAKE, P.ARRIVAL_RECEIVE})
"""Work with people's files: never part of seeing all else."""
BRING = frozenset({P.SUPPLY_ASK, P.SUPPLY_DELIVER, P.TRIP_ASK, P.TRIP_BOARD, P.PASS_ASK, P.PASS_CHECK, P.CHAIN_EDIT})
"""What an officer does at the door for an enterprise, or beside its coach, its goods and its truck."""
HELP = frozenset({P.LABOUR_MATCH, P.PROJECT_STEP, P.SERVICE_HANDLE, P.ADVICE_ASK})
"""What an officer or a department does to help an enterprise on: people, approvals, services, advice."""


@dataclass(frozen=True, slots=True)
class Role:
    """`key` is what the database keeps; `staff` people need a second factor."""

    key: str
    name: str | Promise
    about: str | Promise
    permissions: frozenset[P]
    staff: bool = True


ROLES = {
    role.key: role
    for role in (
        Role(
            "administrator",
            _("Administrator"),
            _("Installs, opens campaigns, loads packs, manages accounts. Decides no case."),
            VIEW
            | {P.INSTALLATION_MANAGE, P.ACCOUNT_MANAGE, P.PACK_MANAGE, P.CAMPAIGN_MANAGE, P.REGISTRY_EDIT}
            | {P.REGISTRY_EXPORT, P.AUDIT_VIEW, P.API_TOKEN, P.ASSIGNMENT_MANAGE, P.CHANNEL_MANAGE},
        ),
        Role(
            "duty_desk",
            _("Duty desk"),
            _("Keeps the registry, assigns officers, chases what is late, issues the bulletin."),
            VIEW
            | SERVE
            | {P.DEMAND_STEER, P.MEETING_HOLD, P.NOTICE_PUBLISH, P.NOTICE_CHECK, P.GROUP_MANAGE, P.INSPECTION_PLAN}
            | {P.SIGNAL_ENTER}
            | {P.REGISTRY_EDIT, P.REGISTRY_EXPORT, P.CONTACT_REVEAL, P.ASSIGNMENT_MANAGE, P.REPORT_ENTER}
            | {P.RESUMPTION_EDIT, P.FIGURES_FREEZE, P.BULLETIN_ISSUE, P.API_TOKEN, P.ACCOUNT_MANAGE, P.AUDIT_VIEW}
            | CARE
            | {P.PERSON_CLASSIFY, P.PERSON_REVEAL, P.ERASURE_SIGN, P.TESTING_PLAN, P.RESULT_ENTER}
            | {P.BED_ARRANGE, P.ARRIVAL_PLAN}
            | BRING
            | {
                P.SUPPLY_KEEP,
                P.SUPPLY_CONFIRM,
                P.TRIP_PLAN,
                P.TRIP_CONFIRM,
                P.CLAIM_DECIDE,
                P.PASS_DECIDE,
                P.KEY_MANAGE,
            }
            | HELP
            | {P.BENEFIT_MANAGE, P.BENEFIT_DECIDE, P.PROJECT_MANAGE, P.LEAD_VIEW, P.LEAD_MANAGE, P.SERVICE_MANAGE}
            | {P.TRAINING_MANAGE, P.TRAINING_TEACH},
        ),
        Role(
            "leader",
            _("Leader"),
            _("Reads figures and bulletins, sees who is stuck where, signs off."),
            VIEW
            | {P.REGISTRY_EXPORT, P.AUDIT_VIEW, P.MEETING_HOLD, P.STOP_WORK_DECIDE, P.GROUP_SPEAK, P.NOTICE_CHECK}
            | {P.ERASURE_SIGN, P.SUPPLY_CONFIRM, P.TRIP_CONFIRM, P.CLAIM_DECIDE, P.BENEFIT_DECIDE, P.LEAD_VIEW},
        ),
        Role(
            "reviewer",
            _("Reviewer"),
            _("Decides the steps of filings that the place's route gives to a department or office."),
            VIEW
            | SERVE
            | INSPECT
            | {P.FILING_DECIDE, P.VERIFICATION_RECORD, P.REGISTRY_EXPORT, P.CONTACT_REVEAL, P.RESUMPTION_EDIT}
            | {P.BED_ARRANGE, P.CHAIN_EDIT, P.CLAIM_DECIDE, P.PASS_DECIDE}
            | HELP
            | {P.BENEFIT_DECIDE, P.LEAD_VIEW, P.LEAD_MANAGE},
        ),
        Role(
            "officer",
            _("Officer"),
            _(
                "Serves enterprises point to point: visits, enters reports by telephone, decides the steps given to the post."
            ),
            VIEW
            | SERVE
            | INSPECT
            | CARE
            | BRING
            | {P.FILING_DECIDE, P.VERIFICATION_RECORD, P.REPORT_ENTER, P.CONTACT_REVEAL, P.RESUMPTION_EDIT}
            | {P.PERSON_REVEAL, P.BED_ARRANGE}
            | HELP,
        ),
        Role(
            "medic",
            _("Medical contact"),
            _("Advises enterprises, is called when someone is unwell, decides who is observed or isolated."),
            CARE
            | {P.REGISTRY_VIEW, P.PERSON_CLASSIFY, P.PERSON_REVEAL, P.RESULT_ENTER, P.ADVICE_VIEW, P.ADVICE_ANSWER},
        ),
        Role(
            "specialist",
            _("Specialist"),
            _("Epidemic control, sampling or scanning at a point or an enterprise."),
            frozenset({P.REGISTRY_VIEW, P.PERSON_VIEW, P.HEALTH_REPORT, P.SAMPLE_TAKE}),
            staff=False,
        ),
        Role(
            "inspector",
            _("Inspector"),
            _("Verifies on site with a group."),
            VIEW
            | INSPECT
            | {P.FILING_DECIDE, P.VERIFICATION_RECORD, P.CONTACT_REVEAL, P.DEMAND_ENTER, P.GROUP_SPEAK, P.PERSON_VIEW},
        ),
        Role(
            "checkpoint",
            _("Checkpoint"),
            _("Checks passes at a gate or on the road, with or without network."),
            frozenset({P.PASS_CHECK}),
            staff=False,
        ),
        Role(
            "expert",
            _("Expert"),
            _("Answers enterprises’ questions in a field of its own, and teaches."),
            frozenset({P.REGISTRY_VIEW, P.ADVICE_VIEW, P.ADVICE_ANSWER, P.TRAINING_VIEW, P.TRAINING_TEACH}),
        ),
        Role("observer", _("Observer"), _("Sees, changes nothing."), VIEW),
        Role(
            "liaison",
            _("Enterprise liaison"),
            _("Files, signs and reports for one enterprise."),
            frozenset({P.REGISTRY_VIEW, P.FILING_VIEW, P.FILING_SUBMIT, P.COMMITMENT_SIGN, P.COMMITMENT_VIEW})
            | {P.REPORT_SUBMIT, P.REPORT_VIEW, P.DEMAND_RAISE, P.DEMAND_VIEW, P.NOTICE_VIEW, P.GROUP_SPEAK}
            | {P.INSPECTION_VIEW, P.RECTIFICATION_ANSWER, P.PERSON_VIEW, P.PERSON_EDIT, P.HEALTH_REPORT, P.BED_ASK}
            | {P.SUPPLY_VIEW, P.SUPPLY_ASK, P.TRIP_VIEW, P.TRIP_ASK, P.CLAIM_SUBMIT, P.PASS_VIEW, P.PASS_ASK}
            | {P.KEY_VIEW, P.CHAIN_EDIT, P.BENEFIT_VIEW, P.BENEFIT_CLAIM, P.LABOUR_VIEW, P.LABOUR_OFFER}
            | {P.PROJECT_VIEW, P.PROJECT_APPLY, P.SERVICE_VIEW, P.SERVICE_APPLY, P.ADVICE_VIEW, P.ADVICE_ASK}
            | {P.TRAINING_VIEW},
            staff=False,
        ),
    )
}


def roles_with(permission: P) -> tuple[str, ...]:
    """The keys of the roles that carry a permission."""
    return tuple(key for key, role in ROLES.items() if permission in role.permissions)
