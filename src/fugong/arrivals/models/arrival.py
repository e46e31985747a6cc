"""One person's way from the gate to those who take over; the party that travels together; the receipt."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.arrivals.access import TONES, ArrivalQuerySet
from fugong.arrivals.arrows import ARRIVAL, OPEN
from fugong.arrivals.models.service import Service, Vehicle
from fugong.core import clock, crypto
from fugong.core.ids import link_token
from fugong.core.sealed import SealedText
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case
from fugong.workforce import keys
from fugong.workforce.models import DataKey, Person


class Party(models.Model):
    """Those who travel together, with the one whom they can call: the enterprise's named contact."""

    event_kind = "arrival_party"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="arrival_parties")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    token = models.CharField(max_length=32, unique=True, default=link_token, help_text=_("Of the party's own page."))
    contact_name = models.CharField(_("named contact"), max_length=60, blank=True)
    contact_phone = SealedText(_("telephone of the contact"))
    announced_at = models.DateTimeField()
    via = models.CharField(max_length=12, help_text="enterprise | person | desk | sheet | gate | api")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def area_code(self) -> str:
        return self.enterprise.area_code if self.enterprise else self.campaign.jurisdiction.code

    @property
    def masked_phone(self) -> str:
        return crypto.mask(str(self.contact_phone or ""))


class HandOver(models.Model):
    """A receipt: who takes over some arrivals of one party, and when they confirmed it."""

    event_kind = "hand_over"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="hand_overs")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    area_code = models.CharField(max_length=12)
    to = models.CharField(_("handed over to"), max_length=12, help_text="enterprise | community")
    name = models.CharField(_("who takes over"), max_length=60)
    token = models.CharField(max_length=32, unique=True, default=link_token)
    at = models.DateTimeField(_("handed over"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("to be confirmed until"))
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_as = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Arrival(Case):
    """One person who arrives. What tells who it is stands in the person's file; before there is one, in `sealed`."""

    workflow = ARRIVAL
    event_kind = "arrival"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="arrivals")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="arrivals")
    area_code = models.CharField(max_length=12, help_text=_("Where the person goes: the community, else the place."))
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="arrivals")
    gate = models.CharField(max_length=40)
    day = models.DateField()
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="arrivals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="arrivals")
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    sealed = models.BinaryField()
    nationality = models.CharField(_("nationality"), max_length=2, default="CN")
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    is_child = models.BooleanField(_("child"), default=False)
    is_staff = models.BooleanField(default=True, help_text=_("Works at the enterprise; others of the party don't."))
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_in = models.CharField(max_length=10, blank=True)
    met_at = models.DateTimeField(null=True, blank=True, help_text=_("The first step at the gate."))
    registered_at = models.DateTimeField(null=True, blank=True)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.SET_NULL, null=True, blank=True, related_name="arrivals")
    departed_at = models.DateTimeField(null=True, blank=True)
    handed_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, null=True, blank=True, related_name="arrivals")
    ended_at = models.DateTimeField(null=True, blank=True)
    in_time = models.BooleanField(null=True, help_text=_("Handed over before the deadline."))

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "service"], condition=Q(person__isnull=False), name="arrival_once_a_service"
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_over") | Q(handed_over__isnull=False), name="arrival_has_a_receipt"
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "day", "gate", "state"], name="arrival_day"),
            models.Index(F("campaign"), OpClass("area_code", "text_pattern_ops"), F("state"), name="arrival_area"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="arrival_sweep"),
        ]

    def __str__(self) -> str:
        return self.masked_name

    # -- what is sealed -------------------------------------------------------------------------------------------

    @cached_property
    def opened(self) -> dict[str, Any]:
        """`name`, `phone`, `destination`, `answers`, `temperature`. Raises crypto.Unreadable."""
        return keys.unseal(self.key.opened, bytes(self.sealed))

    def resealed(self, **more: Any) -> bytes:
        """The sealed part with some entries anew, for an UPDATE; None takes one away."""
        held = {name: value for name, value in {**self.opened, **more}.items() if value is not None}
        self.__dict__["opened"] = held
        return keys.seal(self.key.opened, held)

    @property
    def name(self) -> str:
        return self.person.name if self.person is not None else str(self.opened.get("name", ""))

    @property
    def masked_name(self) -> str:
        return self.name[:1] + "*" * min(max(len(self.name) - 1, 0), 3)

    @property
    def destination(self) -> str:
        return str(self.opened.get("destination", ""))

    @property
    def answers(self) -> dict[str, bool]:
        """Question → yes or no."""
        return dict(self.opened.get("answers", {}))

    # -- words ----------------------------------------------------------------------------------------------------

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_foreign(self) -> bool:
        return self.nationality not in ("", "CN")

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_at is not None and self.due_at < clock.now()

    @property
    def gate_name(self) -> str:
        return self.campaign.pack.arrivals.gate_name(self.gate)

    @property
    def due_from_service(self) -> dt.datetime:
        """By when somebody who is still expected is to be met."""
        return self.campaign.pack.due(self.service.expected_at, self.campaign.pack.arrivals.met_within)

    def may_move(self, by: Any, permission: str) -> bool:
        wanted = Permission(permission)
        return type(self).objects.filter(pk=self.pk).visible_to(by, wanted).exists()
