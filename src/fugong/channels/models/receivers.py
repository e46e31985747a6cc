"""What stands outside and is set up by an administrator: group robots and the SMS gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core.sealed import SealedText
from fugong.places.models import Campaign

if TYPE_CHECKING:
    from fugong.accounts.models import User


class RobotKind(models.TextChoices):
    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


class RobotSet(models.QuerySet["Robot"]):
    def visible_to(self, user: User) -> RobotSet:
        """The robots of the campaigns whose channels the person looks after."""
        if user.scope(Permission.CHANNEL_MANAGE).everything:
            return self
        return self.filter(campaign__in=Campaign.objects.visible_to(user, Permission.CHANNEL_MANAGE).values("pk"))


class Robot(models.Model):
    """A robot in a chat group. Its webhook is a secret: whoever has it can speak to the group."""

    event_kind = "robot"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="robots")
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    group = models.CharField(max_length=60, blank=True, help_text=_("Whose messages it carries; empty: those for all."))
    kinds = models.JSONField(default=list, help_text=_("Only these kinds of message; empty: all."))
    language = models.CharField(max_length=10, default="zh")
    url = SealedText(null=False, blank=False)
    secret = SealedText()
    paused_at = models.DateTimeField(null=True, blank=True)
    blocked_until = models.DateTimeField(null=True, blank=True, help_text=_("The other side refuses all until then."))
    busy_until = models.DateTimeField(null=True, blank=True, help_text=_("Somebody sends to it now."))
    slots = ArrayField(models.DateTimeField(), default=list, help_text=_("When the last messages had gone."))
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = RobotSet.as_manager()

    class Meta:
        ordering = ["campaign", "name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> str:
        return str(RobotKind(self.kind).label) if self.kind in RobotKind else self.kind


class Gateway(models.Model):
    """An SMS gateway that is spoken to by HTTP: address, headers and body are templates, and the answer is put to a test.

    Placeholders: {number} {text} {id}, each encoded as the place where it stands needs it.
    """

    event_kind = "gateway"

    name = models.CharField(max_length=60)
    method = models.CharField(max_length=4, default="POST")
    url = SealedText(null=False, blank=False)
    headers = SealedText()
    body = SealedText()
    body_kind = models.CharField(max_length=4, default="json", help_text="json | form | text")
    success_path = models.CharField(
        max_length=100, blank=True, help_text=_("Where in the JSON answer the result stands.")
    )
    success_value = models.CharField(max_length=100, blank=True, help_text=_("What stands there when it was accepted."))
    longest = models.PositiveSmallIntegerField(default=300, help_text=_("Signs of a message, at most."))
    per_minute = models.PositiveIntegerField(default=600)
    free_at = models.DateTimeField(null=True, blank=True, help_text=_("Up to when its minute is used."))
    paused_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
