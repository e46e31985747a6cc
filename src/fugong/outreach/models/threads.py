"""What is said in a group: threads, posts with their files and texts in other languages, and answers that were published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core.ids import uuid7
from fugong.core.languages import pick
from fugong.outreach.access import AnswerQuerySet, ThreadQuerySet
from fugong.outreach.arrows import THREAD
from fugong.outreach.models.groups import ChatGroup
from fugong.places.models import Campaign
from fugong.registry import search
from fugong.registry.models import Enterprise
from fugong.workflow.cases import Case


class Thread(Case):
    """A question with its answers, or an officer's message with what was said to it."""

    workflow = THREAD
    event_kind = "thread"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="threads")
    group = models.ForeignKey(ChatGroup, on_delete=models.CASCADE, related_name="threads")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, related_name="threads", help_text=_("Who asked.")
    )
    area_code = models.CharField(max_length=12)
    title = models.CharField(max_length=120, help_text=_("The first line of the first post."))
    private = models.BooleanField(default=False, help_text=_("Only officers and the enterprise itself see it."))
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    hour = models.CharField(max_length=40, blank=True, help_text=_("Key of the hour online in which it was asked."))
    day = models.DateField(help_text=_("The place's calendar day on which it was begun."))
    first_reply_at = models.DateTimeField(null=True, blank=True, help_text=_("When an officer first replied."))
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.ForeignKey("outreach.Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    last_post = models.BigIntegerField(default=0, help_text=_("Number of the last post, so that what is new is known."))
    last_at = models.DateTimeField()
    posts_count = models.PositiveIntegerField(default=0)
    pinned_at = models.DateTimeField(null=True, blank=True)
    onward = models.JSONField(default=dict, blank=True, help_text=_("What became of it elsewhere: title, url."))
    changed = models.PositiveIntegerField(default=0, help_text=_("Goes up with each change: stamps what was shown."))

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["group", "-last_post"], name="thread_of_group"),
            models.Index(fields=["campaign", "state", "day"], name="thread_by_day"),
            models.Index(fields=["enterprise", "-last_at"], name="thread_of_enterprise"),
            models.Index(fields=["next_rung_at"], condition=Q(next_rung_at__isnull=False), name="thread_next_rung"),
        ]

    def __str__(self) -> str:
        return self.title

    def may_move(self, by: Any, permission: str) -> bool:
        """Whoever speaks in the group as an officer, or for the enterprise that asked; which of them, each action says."""
        if self.enterprise_id in by.scope(Permission.GROUP_SPEAK).enterprises:
            return True
        return Thread.objects.answerable_by(by).filter(pk=self.pk).exists()


class Post(models.Model):
    """One text. What an officer removed stays on record and is shown to nobody but the desk."""

    event_kind = "post"

    uid = models.UUIDField(
        default=uuid7, unique=True, editable=False, help_text="client-made: a repeat changes nothing"
    )
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    language = models.CharField(max_length=2, blank=True, help_text="zh | en | ja | ko, as written")
    posted_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    removed_reason = models.CharField(max_length=300, blank=True)
    search_terms = ArrayField(models.CharField(max_length=20), default=list, editable=False)
    search_text = models.GeneratedField(
        expression=search.Squeezed("text"), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["thread", "id"], name="post_of_thread"),
            models.Index(fields=["by", "posted_at"], name="post_by_person"),
            GinIndex(fields=["search_terms"], name="post_search"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def campaign_id(self) -> int:
        return self.thread.campaign_id

    @property
    def area_code(self) -> str:
        return self.thread.area_code

    @property
    def is_of_officer(self) -> bool:
        return self.enterprise_id is None


def file_path(file: PostFile, name: str) -> str:
    """Below a folder of random names; the name that people know stands in the row."""
    return f"groups/{file.uid.hex[:2]}/{file.uid.hex}"


def file_storage() -> Any:
    return storages["default"]


class PostFile(models.Model):
    """A photo or file of a post, checked and drawn anew."""

    event_kind = "post_file"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=80, help_text="media type, as found in the bytes")
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to=file_path, storage=file_storage, max_length=200)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.kind.startswith("image/")


class PostText(models.Model):
    """The same post in another language, written by a person and shown side by side."""

    event_kind = "post_text"

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["post", "language"], name="post_text_once")]

    def __str__(self) -> str:
        return f"{self.language}: {self.text[:40]}"


class PublishedAnswer(models.Model):
    """A question with its answer, for everyone to find before they ask (常见问答)."""

    event_kind = "published_answer"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="published_answers")
    thread = models.ForeignKey(Thread, on_delete=models.SET_NULL, null=True, blank=True, related_name="published")
    area_code = models.CharField(max_length=12)
    question = models.JSONField(help_text=_("Language → text."))
    answer = models.JSONField(help_text=_("Language → text, in Markdown."))
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    search_terms = ArrayField(models.CharField(max_length=20), default=list, editable=False)
    body = models.TextField(editable=False, help_text=_("All texts joined, for searching."))
    search_text = models.GeneratedField(
        expression=search.Squeezed("body"), output_field=models.TextField(), db_persist=True
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [GinIndex(fields=["search_terms"], name="published_answer_search")]

    def __str__(self) -> str:
        return pick(self.question)

    @property
    def answer_text(self) -> str:
        return pick(self.answer)


class Reading(models.Model):
    """Up to which post a person has seen a thread."""

    event_kind = "reading"

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "thread"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.thread}"
