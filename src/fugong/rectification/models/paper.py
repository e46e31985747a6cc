"""What every served paper carries: number, frozen content, digest, code for the public check, receipt."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.core.ids import link_token
from fugong.rectification.access import Toned
from fugong.workflow.cases import Case


class Way(models.TextChoices):
    """How a paper reached the enterprise."""

    PHONE = "phone", _("Signed for on the phone")
    HANDED = "handed", _("Handed over on paper")
    LEFT = "left", _("Left at the premises: receipt was refused")
    POST = "post", _("Sent by post")


class Paper(Toned, Case):
    """A numbered paper. `content` is what it says, frozen when it was issued; `digest` is SHA-256 over it."""

    number = models.CharField(_("number"), max_length=80, blank=True)
    serial = models.PositiveIntegerField(null=True, blank=True)
    token = models.CharField(max_length=32, unique=True, default=link_token, editable=False)
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    served_at = models.DateTimeField(_("served"), null=True, blank=True)
    served_way = models.CharField(max_length=8, choices=Way.choices, blank=True)
    served_to = models.CharField(_("received by"), max_length=80, blank=True)
    served_note = models.CharField(max_length=300, blank=True)
    served_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def is_served(self) -> bool:
        return self.served_at is not None
