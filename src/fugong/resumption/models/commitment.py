"""The double commitment (双承诺): the enterprise's to the authority, each employee's to the enterprise; and the authority's promises."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry.access import EnterpriseRowQuerySet
from fugong.registry.models import Enterprise


class CommitmentQuerySet(EnterpriseRowQuerySet):
    view_permission = Permission.COMMITMENT_VIEW


class EnterpriseCommitment(models.Model):
    """Signed by the enterprise's liaison, in the words of the text whose digest is kept."""

    event_kind = "enterprise_commitment"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="enterprise_commitments")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="commitments")
    area_code = models.CharField(max_length=12)
    text = models.TextField(help_text=_("As it stood when it was signed."))
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(_("signed by"), max_length=60)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise"], condition=Q(withdrawn_at=None), name="enterprise_commitment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.signed_name}"


class SigningLink(models.Model):
    """The link (and QR code) by which one enterprise's employees sign without an account."""

    event_kind = "signing_link"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="signing_links")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="signing_links")
    token = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise"], condition=Q(withdrawn_at=None), name="signing_link_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.enterprise)

    @property
    def area_code(self) -> str:
        return self.enterprise.area_code


class SigningTry(models.Model):
    """One attempt to sign that failed, so that nobody guesses names or numbers. Only keyed digests, removed after a day."""

    link = models.ForeignKey(SigningLink, on_delete=models.CASCADE, related_name="tries")
    address_index = models.BinaryField()
    name_index = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["link", "at"], name="signing_try_recent")]

    def __str__(self) -> str:
        return f"{self.link_id} · {self.at:%H:%M}"


class EmployeeCommitment(models.Model):
    """An employee on the roster, and, once signed, the commitment. Of the identity number only a keyed digest of its end is kept."""

    event_kind = "employee_commitment"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="employee_commitments")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="employee_commitments")
    area_code = models.CharField(max_length=12)
    name = models.CharField(_("name"), max_length=60)
    tail_index = models.BinaryField(help_text=_("Keyed digest of the last four characters of the identity number."))
    language = models.CharField(max_length=10, blank=True)
    text_digest = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "enterprise", "name", "tail_index"], name="roster_once")
        ]
        indexes = [models.Index(fields=["campaign", "enterprise", "signed_at"], name="roster_signed")]

    def __str__(self) -> str:
        return self.name


class Promise(models.Model):
    """What the authority promised an enterprise (answer within …), and whether it was kept."""

    event_kind = "promise"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="promises")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="promises")
    area_code = models.CharField(max_length=12)
    key = models.CharField(max_length=60, help_text=_("The promise's key in the pack."))
    about_kind = models.CharField(max_length=40)
    about_key = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The case went back or was taken back before the promise fell due.")
    )

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        constraints = [models.UniqueConstraint(fields=["key", "about_kind", "about_key"], name="promise_once")]

    def __str__(self) -> str:
        return f"{self.key} · {self.enterprise}"
