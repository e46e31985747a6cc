"""Certificates make specialists: whoever passed the course serves as its kind, until the certificate's last day."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.ledger.recording import record
from fugong.places import actions as places
from fugong.places.models import Campaign
from fugong.testing.models import ShiftPost, Specialist
from fugong.training import certified, followers
from fugong.training.actions import certificates
from fugong.training.models import Certificate

RULE: Any = _("the certificate")


@followers.register
def follow(*, certificate: Certificate, by: User | None) -> None:
    """A certificate was given: its holder is a specialist. One that ended leaves the shifts that aren't open yet."""
    kinds = {each.key for each in certificate.campaign.pack.testing.specialists}
    if certificate.user is None or certificate.qualification not in kinds:
        return
    if certificate.state != "valid":
        ShiftPost.objects.filter(specialist__certificate=certificate, shift__state="planned").update(specialist=None)
        return
    if not certificate.user.holds(Permission.SAMPLE_TAKE):
        return
    proven = {
        "trained_on": certificate.issued_on, "valid_until": certificate.valid_until, "passed": True,
        "trained_by": certificate.trainer_name[:80], "certificate": certificate,
    }  # fmt: skip
    found, made = Specialist.objects.update_or_create(
        campaign=certificate.campaign, user=certificate.user, kind=certificate.qualification, ended_on=None,
        defaults=proven,
        create_defaults={**proven, "enterprise": certificate.enterprise, "area_code": certificate.area_code},
    )  # fmt: skip
    if made:
        record(
            "testing_specialist.enter", found, by=by, as_name="" if by else RULE, rule=found.kind, passed=True,
            until=found.valid_until.isoformat(),
        )  # fmt: skip


def take_over(*, campaign: Campaign, by: User | None) -> None:
    """Those who were entered before a course led to their kind keep what they have: it is recognised as a certificate."""
    kinds = [each.key for each in campaign.pack.testing.specialists if certified.needed(campaign, each.key)]
    rows = Specialist.objects.filter(campaign=campaign, kind__in=kinds, passed=True, ended_on=None, certificate=None)
    for row in rows.select_related("user", "enterprise").order_by("pk"):
        row.certificate = certificates.recognise(
            campaign=campaign, user=row.user, qualification=row.kind, by=None, issued_on=row.trained_on,
            valid_until=row.valid_until, trained_by=row.trained_by, enterprise=row.enterprise, area_code=row.area_code,
        )  # fmt: skip
        row.save(update_fields=["certificate"])


places.followers.append(take_over)
