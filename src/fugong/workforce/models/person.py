"""A person's file, its key, and where the person works."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import cached_property
from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core import clock, crypto
from fugong.core.ids import link_token
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case
from fugong.workforce import documents, fact_types, keys
from fugong.workforce.access import TONES, EmploymentQuerySet, PersonQuerySet
from fugong.workforce.arrows import PERSON


class DataKey(models.Model):
    """The key of one file. No backup holds this table; without its row the file is noise. So nothing refers to it by a
    constraint: a restored file may come without its key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pk)

    @cached_property
    def opened(self) -> bytes:
        """The key itself. Raises crypto.Unreadable."""
        return keys.unwrapped(bytes(self.sealed))


class CampaignKey(models.Model):
    """Under which key a campaign's people are found by number; thrown away when the campaign is wound down."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, primary_key=True, related_name="people_key")
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+", db_constraint=False)

    def __str__(self) -> str:
        return str(self.campaign_id)


class Person(Case):
    """One file (一人一档). What tells who it is stands in `sealed`: name, document, phone, address, places, note."""

    workflow = PERSON
    event_kind = "person"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="people")
    area_code = models.CharField(max_length=12, help_text=_("Where the person is."))
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="person", db_constraint=False)
    sealed = models.BinaryField()
    token = models.CharField(max_length=32, unique=True, default=link_token, help_text=_("Of the person's own page."))
    document_kind = models.CharField(_("document"), max_length=20)
    document_index = models.BinaryField()
    name_index = models.BinaryField()
    phone_index = models.BinaryField(null=True)
    nationality = models.CharField(_("nationality"), max_length=2, default="CN")
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    origin = models.CharField(_("came from"), max_length=12, blank=True, help_text=_("Region code."))
    arrived_on = models.DateField(_("arrived on"), null=True, blank=True)
    is_awaited = models.BooleanField(
        default=False, help_text=_("Announced with a service: expected until the gate has received the person.")
    )
    transport = models.CharField(_("by"), max_length=10, blank=True)
    lodging = models.CharField(_("lodging"), max_length=10, blank=True)
    is_contact = models.BooleanField(_("contact of somebody infected"), default=False)
    class_key = models.CharField(max_length=40, blank=True)
    class_terms = models.JSONField(default=list, help_text=_("What decided, see policy.reasons."))
    class_since = models.DateField(null=True)
    class_until = models.DateField(null=True, help_text=_("Last day of observation or isolation."))
    pinned_until = models.DateField(null=True, help_text=_("So long the rules don't change what a person decided."))
    card = models.CharField(max_length=40, blank=True)
    card_until = models.DateField(null=True)
    silent_until = models.DateField(_("last day of the silent period"), null=True)
    last_temperature = models.PositiveSmallIntegerField(
        null=True, help_text=_("Tenths of a degree; while something is out of the ordinary.")
    )
    last_symptoms = models.BooleanField(default=False)
    last_reported_at = models.DateTimeField(null=True)
    negatives = models.PositiveSmallIntegerField(default=0, help_text=_("Negative tests since arrival."))
    last_negative_on = models.DateField(null=True)
    is_positive = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    noticed_at = models.DateTimeField(null=True, help_text=_("When the person read what is kept, why and how long."))
    left_on = models.DateField(null=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "document_index"], name="person_once")]
        indexes = [
            models.Index(fields=["campaign", "state", "-id"], name="person_state"),
            models.Index(fields=["campaign", "name_index"], name="person_name"),
            models.Index(F("campaign"), OpClass("area_code", "text_pattern_ops"), F("id"), name="person_area"),
            models.Index(fields=["campaign", "class_until"], name="person_until", condition=Q(class_until__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.masked_name

    # -- what is sealed -------------------------------------------------------------------------------------------

    @cached_property
    def opened(self) -> dict[str, Any]:
        """The sealed part. Raises crypto.Unreadable."""
        return keys.unseal(self.key.opened, bytes(self.sealed))

    @property
    def name(self) -> str:
        return str(self.opened.get("name", ""))

    @property
    def masked_name(self) -> str:
        """王小明 as 王**; names of other writing keep their first letter."""
        return self.name[:1] + "*" * min(len(self.name) - 1, 3)

    @property
    def masked_document(self) -> str:
        number = str(self.opened.get("document", ""))
        return crypto.mask(number, 3, 3) if len(number) < 15 else crypto.mask(number, 4, 4)

    @property
    def masked_phone(self) -> str:
        return crypto.mask(str(self.opened.get("phone", "")))

    @property
    def places(self) -> list[dict[str, str]]:
        """Where the person was in the last days: `{"code", "until"}`."""
        return list(self.opened.get("places", ()))

    # -- words ----------------------------------------------------------------------------------------------------

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "secondary")

    @property
    def document_name(self) -> str:
        return str(documents.KINDS[self.document_kind].name)

    @property
    def transport_name(self) -> str:
        return str(fact_types.TRANSPORT.get(self.transport, ""))

    @property
    def lodging_name(self) -> str:
        return str(fact_types.LODGINGS.get(self.lodging, ""))

    @property
    def is_here(self) -> bool:
        return self.state not in ("expected", "left")

    @property
    def is_silent(self) -> bool:
        return self.silent_until is not None and self.silent_until >= clock.today()

    def may_move(self, by: Any, permission: str) -> bool:
        return type(self).objects.filter(pk=self.pk).visible_to(by, Permission(permission)).exists()


class Employment(models.Model):
    """A person at an enterprise, from a day to a day."""

    event_kind = "employment"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="employments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="employments")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="employments")
    area_code = models.CharField(max_length=12)
    job = models.CharField(_("kind of work"), max_length=40, blank=True, help_text=_("Key of the pack's kinds."))
    is_main = models.BooleanField(
        default=True, help_text=_("Where figures count the person: once, however many there are.")
    )
    since = models.DateField(_("since"))
    left_on = models.DateField(_("until"), null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "enterprise"], condition=Q(left_on=None), name="employment_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_on=None, is_main=True), name="employment_main_once"
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "enterprise", "left_on", "person"], name="employment_of_enterprise"),
            models.Index(fields=["campaign", "enterprise"], name="employment_current", condition=Q(left_on=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.enterprise_id}"


class RosterLink(models.Model):
    """The link and QR code by which an enterprise's people open or find their own file, without an account."""

    event_kind = "roster_link"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="roster_links")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="roster_links")
    token = models.CharField(max_length=32, unique=True, default=link_token)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "enterprise"], condition=Q(withdrawn_at=None), name="roster_link_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.enterprise)

    @property
    def area_code(self) -> str:
        return self.enterprise.area_code


def age(born: dt.date | None, today: dt.date) -> int | None:
    """Whole years."""
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
