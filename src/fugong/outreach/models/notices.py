"""Notices: the text of each language in each version, and the pictures in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.core.files.storage import storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core import languages
from fugong.core.ids import uuid7
from fugong.outreach.notice_arrows import NOTICE
from fugong.places.access import ancestors, areas_of
from fugong.places.models import Campaign
from fugong.policy.models import PackVersion
from fugong.workflow.cases import Case

if TYPE_CHECKING:
    from fugong.accounts.models import User

LANGUAGES = ("zh", "en", "ja", "ko")


class NoticeQuerySet(models.QuerySet[Any]):
    """Notices."""

    def visible_to(self, user: User, permission: Permission = Permission.NOTICE_VIEW) -> Self:
        """Those of one's areas, published once unless one writes them; for enterprises those that they were sent."""
        from fugong.outreach.models.receipts import NoticeReceipt

        areas = areas_of(user, permission)
        seen = Q(pk__in=[]) if areas is not None else ~Q(pk__in=[])  # not Q(): beside another that is nothing
        for area in areas or ():
            seen |= Q(area__startswith=area) | Q(area__in=ancestors(area))
        if permission == Permission.NOTICE_VIEW:
            if not (user.holds(Permission.NOTICE_PUBLISH) or user.holds(Permission.NOTICE_CHECK)):
                seen &= Q(current__isnull=False)
            own = user.scope(permission).enterprises
            if own:
                sent = NoticeReceipt.objects.filter(notice=OuterRef("pk"), enterprise__in=own)
                seen |= Q(Exists(sent))
        return self.filter(seen)


class Notice(models.Model):
    """One text that the authority speaks, through all its versions. Its address, and the code on its poster, never change."""

    event_kind = "notice"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="notices")
    area = models.CharField(_("area"), max_length=12, help_text=_("Code prefix of the place that speaks."))
    kind = models.CharField(_("kind"), max_length=40, help_text=_("A kind's key in the pack."))
    slug = models.SlugField(max_length=26, unique=True, help_text=_("In the public address; can't be guessed."))
    public = models.BooleanField(_("open to everyone who has the link or the code"), default=False)
    asks = models.BooleanField(_("readers confirm that they have read it"), default=True)
    current = models.OneToOneField("NoticeVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["campaign", "kind", "-id"], name="notice_list")]

    def __str__(self) -> str:
        shown = self.current or self.versions.order_by("-number").first()
        return str(shown) if shown else self.slug

    @property
    def area_code(self) -> str:
        return self.area.ljust(12, "0")


class NoticeVersion(Case):
    """One version. Once published its texts never change: a mended text is the next version."""

    workflow = NOTICE
    event_kind = "notice_version"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    changes = models.CharField(_("what changed"), max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_reason = models.CharField(max_length=500, blank=True, help_text=_("Why it was withdrawn or replaced."))
    digest = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 of all its texts as published."))

    class Meta:
        ordering = ["notice", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="notice_version_once"),
            models.UniqueConstraint(
                fields=["notice"], condition=Q(state__in=["draft", "checking"]), name="notice_one_draft"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "replaced", "withdrawn"]) | Q(published_at__isnull=False),
                name="notice_published_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title() or str(_("Untitled"))

    @property
    def campaign_id(self) -> int:
        return self.notice.campaign_id

    @property
    def area_code(self) -> str:
        return self.notice.area_code

    def title(self, language: str | None = None) -> str:
        """In the reader's language, else in Chinese, else in any."""
        return languages.pick({text.language: text.title for text in self.texts.all() if text.title}, language)

    def text(self, language: str) -> NoticeText | None:
        """The text of that very language; None where it has none."""
        return next((text for text in self.texts.all() if text.language == language and text.says_something), None)

    def best(self, language: str | None = None) -> NoticeText | None:
        """The text that a reader of `language` gets: that, else Chinese, else English, else any."""
        wanted = (language or languages.current(), "zh", "en", *LANGUAGES)
        return next((found for each in wanted if (found := self.text(each))), None)

    @property
    def written(self) -> list[str]:
        """The languages in which it says something, in the order of the house."""
        return [language for language in LANGUAGES if self.text(language)]

    def may_move(self, by: Any, permission: str) -> bool:
        return bool(by.scope(Permission(permission)).covers_area(self.notice.area))


class NoticeText(models.Model):
    """The text of one language in one version. Markdown; a line `[[flow]]` stands for a drawing of the pack's."""

    event_kind = "notice_text"

    version = models.ForeignKey(NoticeVersion, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2)
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="notice_text_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def says_something(self) -> bool:
        return bool(self.title.strip() or self.body.strip())

    @property
    def is_whole(self) -> bool:
        return bool(self.title.strip() and self.body.strip())


def picture_path(picture: NoticePicture, name: str) -> str:
    """Stored under a random name."""
    return f"notices/{picture.uid.hex[:2]}/{picture.uid.hex}"


def picture_storage() -> Any:
    return storages["default"]


class NoticePicture(models.Model):
    """A picture of a notice, drawn anew without what it carried. Never changed or removed once a version was published."""

    event_kind = "notice_picture"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveSmallIntegerField(help_text=_("Texts name it so: [[picture 1]]."))
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to=picture_path, storage=picture_storage, max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="notice_picture_once")]

    def __str__(self) -> str:
        return self.name
