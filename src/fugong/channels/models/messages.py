"""Messages, the inbox, and the deliveries that leave the house."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.permissions import Permission
from fugong.channels import kinds
from fugong.core.ids import uuid7
from fugong.core.languages import pick
from fugong.places.models import Campaign

if TYPE_CHECKING:
    from fugong.accounts.models import User


class Message(models.Model):
    """One thing that was told, in every language, once for all who were told."""

    event_kind = "message"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    event_uid = models.UUIDField(help_text=_("The event that it tells of, else its own: every repeat bears it."))
    kind = models.CharField(max_length=60)
    urgent = models.BooleanField(default=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, null=True, related_name="+")
    title = models.JSONField(help_text="language → text")
    body = models.JSONField(default=dict, help_text="language → text")
    url = models.CharField(max_length=500)
    about_kind = models.CharField(max_length=40, blank=True)
    about_key = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["about_kind", "about_key"], name="message_about"),
            models.Index(fields=["campaign"], name="message_campaign"),
        ]

    def __str__(self) -> str:
        return pick(self.title)

    @property
    def text(self) -> str:
        """The body in the reader's language."""
        return pick(self.body)

    @property
    def kind_name(self) -> str:
        return kinds.name_of(self.kind)


class InboxEntrySet(models.QuerySet["InboxEntry"]):
    def of(self, user: User) -> InboxEntrySet:
        """A person's own inbox: nobody else reads it."""
        return self.filter(person=user)

    def unread(self) -> InboxEntrySet:
        return self.filter(read_at=None)

    def kinds(self) -> set[str]:
        """The keys of the kinds among them, in one query."""
        return set(self.order_by().values_list("kind", flat=True).distinct())


class InboxEntry(models.Model):
    """A message in a person's inbox."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox")
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = InboxEntrySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="inbox_entry_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="inbox_of_person"),
            models.Index(fields=["person", "-id"], name="inbox_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.message)


class Channel(models.TextChoices):
    """The ways out of the house. The inbox isn't one of them: it is there always."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    PUSH = "push", _("Push message")
    ROBOT = "robot", _("Group robot")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("of a message", "Waiting")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Not deliverable")
    DROPPED = "dropped", _("Dropped")


class DeliverySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> DeliverySet:
        """Those of the campaigns whose channels the person looks after; without a campaign, only who looks after all."""
        if user.scope(Permission.CHANNEL_MANAGE).everything:
            return self
        seen = Campaign.objects.visible_to(user, Permission.CHANNEL_MANAGE).values("pk")
        return self.filter(campaign__in=seen)


class Delivery(models.Model):
    """A message on its way to one address or one robot: it ends as sent, or as a dead letter that somebody sees."""

    event_kind = "delivery"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, null=True, related_name="+")
    channel = models.CharField(max_length=10)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    address = models.ForeignKey("channels.Address", on_delete=models.CASCADE, null=True, related_name="deliveries")
    robot = models.ForeignKey("channels.Robot", on_delete=models.CASCADE, null=True, related_name="deliveries")
    state = models.CharField(max_length=10, default=DeliveryState.WAITING)
    digest = models.BooleanField(default=False, help_text=_("Goes with others in one message."))
    due_at = models.DateTimeField(help_text=_("When it is tried next; while it is being sent, when it counts as lost."))
    tries = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True, help_text=_("Why the last try failed."))
    detail = models.CharField(max_length=300, blank=True, help_text=_("What the receiver answered."))
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DeliverySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(robot=None, address__isnull=False, person__isnull=False)
                | Q(robot__isnull=False, address=None, person=None),
                name="delivery_has_one_receiver",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="delivery_ended_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["robot", "due_at"], name="delivery_of_robot", condition=Q(state="waiting")),
            models.Index(fields=["channel", "-id"], name="delivery_dead", condition=Q(state="dead")),
            models.Index(fields=["message"], name="delivery_message"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.uid}"

    @property
    def reason(self) -> str:
        """Why the last try failed, in words for the reader."""
        from fugong.channels.reasons import said

        return said(self.code)

    @property
    def channel_name(self) -> str:
        return str(Channel(self.channel).label) if self.channel in Channel else self.channel
