"""The question bank. A question that was changed is a new row: tries that were made with the old one stay what they were."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fugong.core import languages
from fugong.places.models import Campaign
from fugong.training.access import BankQuerySet

KINDS = {"single": _("One right answer"), "multiple": _("Several right answers"), "true_false": _("True or false")}
DIFFICULTIES = {1: _("Easy"), 2: _("Middling"), 3: _("Hard")}


class Question(models.Model):
    """`options` is a list of `{"text": {language: text}, "right": bool}`."""

    event_kind = "exam_question"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="exam_questions")
    number = models.CharField(_("number"), max_length=20)
    topic = models.CharField(_("topic"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), default=1, choices=DIFFICULTIES)
    texts = models.JSONField(_("question"))
    options = models.JSONField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BankQuerySet.as_manager()

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "number"], condition=Q(ended_at=None), name="exam_question_once"
            ),
            models.CheckConstraint(condition=Q(difficulty__range=(1, 3)), name="exam_question_difficulty"),
        ]
        indexes = [
            models.Index(
                fields=["campaign", "topic", "difficulty"], condition=Q(ended_at=None), name="exam_question_topic"
            )
        ]

    def __str__(self) -> str:
        return languages.pick(self.texts)

    @property
    def kind_name(self) -> str:
        return str(KINDS[self.kind])

    @property
    def difficulty_name(self) -> str:
        return str(DIFFICULTIES[self.difficulty])

    @property
    def topic_name(self) -> str:
        return str(self.campaign.pack.training.name_of("topic", self.topic))

    @property
    def languages(self) -> list[str]:
        """Languages in which the question and each option stand."""
        return [
            each for each in self.texts if self.texts[each] and all(option["text"].get(each) for option in self.options)
        ]

    @property
    def language_names(self) -> list[str]:
        known = {key[:2]: name for key, name in settings.LANGUAGES}
        return [known.get(each, each) for each in self.languages]

    def right(self) -> set[int]:
        """Places of the right options."""
        return {at for at, option in enumerate(self.options) if option["right"]}
