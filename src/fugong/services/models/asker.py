"""Who asks: what applications and appointments have in common."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.core.sealed import SealedText
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.registry.models import Enterprise
from fugong.services.access import ServiceQuerySet, Toned, may_move
from fugong.services.policy import CHANNELS, MODES, Item
from fugong.workflow.cases import Case

USER = "accounts.User"


class Asked(Toned, Case):
    """A service asked for, by which way, by whom; `enterprise` is empty where whoever asks isn't in the registry."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="%(class)ss")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="%(class)ss"
    )
    area_code = models.CharField(max_length=12)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(pgettext_lazy("at an office", "service"), max_length=40)
    mode = models.CharField(_("mode"), max_length=20, help_text=_("As the pack had it when it was asked for."))
    office = models.CharField(_("office"), max_length=40, help_text=_("Where it lies now."))
    applicant = models.CharField(_("applicant"), max_length=120)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    channel = models.CharField(_("way"), max_length=10)
    caller = models.CharField(_("who spoke"), max_length=60, blank=True)
    phone = SealedText()
    phone_masked = models.CharField(max_length=30, blank=True)
    words = models.TextField(_("what was read out"), blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at_kiosk = models.ForeignKey(
        "services.Kiosk", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def item(self) -> Item | None:
        return self.campaign.pack.services.item(self.service)  # type: ignore[no-any-return]

    @property
    def service_name(self) -> str:
        return str(self.campaign.pack.services.item_name(self.service))

    @property
    def office_name(self) -> str:
        return str(self.campaign.pack.services.office_name(self.office))

    @property
    def mode_name(self) -> str:
        return str(MODES.get(self.mode, self.mode))

    @property
    def channel_name(self) -> str:
        return str(CHANNELS.get(self.channel, self.channel))

    def may_move(self, by: Any, permission: str) -> bool:
        return may_move(by, permission, self)
