"""What this room counts: people on courses, certificates by qualification, sessions, tries, appeals."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.training.arrows import APPEAL, CERTIFICATE, TRAINEE
from fugong.training.models import Appeal, Certificate, Trainee

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

PEOPLE = _("people")


def _of(model: Any) -> Any:
    def rows(campaign: "Campaign", user: "User | None") -> Any:
        found = model.objects.filter(campaign=campaign)
        return found if user is None else found.visible_to(user)

    return rows


def _trainees(campaign: "Campaign", user: "User | None") -> Any:
    return _of(Trainee)(campaign, user).annotate(gives=F("course__gives"), when=F("signed_up_at"))


TRAINEES = register_kind(
    Kind(
        key="trainee", name=_("Trainee"), rows=_trainees, page=page_at("training:trainee"), states=TRAINEE.states,
        number=lambda row: row.pk, due="when", due_name=_("Signed up on"), is_past=True, order=("-when", "id"),
        part="gives", part_name=_("qualification"),
        parts=lambda pack: {each.key: each.name for each in pack.training.qualifications},
    )
)  # fmt: skip

CERTIFICATES = register_kind(
    Kind(
        key="certificate", name=_("Certificate"), rows=_of(Certificate), page=page_at("training:certificate"),
        states=CERTIFICATE.states, number=lambda row: row.number, order=("-id",), due_name=_("Valid until"),
        part="qualification", part_name=_("qualification"),
        parts=lambda pack: {each.key: each.name for each in pack.training.qualifications},
    )
)  # fmt: skip

APPEALS = register_kind(
    Kind(
        key="exam_appeal", name=_("Appeal about an examination"), rows=_of(Appeal), page=page_at("training:appeal"),
        states=APPEAL.states, number=lambda row: row.pk,
    )
)  # fmt: skip

ON = ~Q(state="withdrawn")
register(
    Measure("training.trainees", _("People on courses"), PEOPLE, TRAINEES.key, ON),
    Measure("training.passed", _("People who passed a course"), PEOPLE, TRAINEES.key, Q(state="passed")),
    Measure("training.failed", _("People who didn’t pass"), PEOPLE, TRAINEES.key, Q(state="failed")),
    Measure("training.waiting", _("People to be examined"), PEOPLE, TRAINEES.key, Q(state="attended")),
    Measure("training.certified", _("Certificates in force"), PEOPLE, CERTIFICATES.key, Q(state="valid"),
            about=_("By qualification: who was trained, examined and may serve.")),
    Measure("training.given", _("Certificates given"), _("certificates"), CERTIFICATES.key, Q(follows=None)),
    Measure("training.expired", _("Certificates expired or revoked"), _("certificates"), CERTIFICATES.key,
            Q(state__in=["expired", "revoked"])),
    Measure("training.appeals.open", _("Appeals to be decided"), _("appeals"), APPEALS.key, Q(state="asked")),
)  # fmt: skip
