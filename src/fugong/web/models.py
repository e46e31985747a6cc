"""What the REST face keeps between calls: answers already given, and how often who called."""

from django.conf import settings
from django.db import models

from fugong.core.sealed import SealedText


class KeptAnswer(models.Model):
    """The answer to a call that bore an idempotency key, so that a repeat gets it again and changes nothing.

    The row is written in the transaction of the change itself; the answer is sealed, since it may name people.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=128)
    digest = models.BinaryField(help_text="SHA-256 of method, address and body")
    status = models.PositiveSmallIntegerField(default=0)
    content_type = models.CharField(max_length=80, blank=True)
    body = SealedText()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="kept_answer_once")]
        indexes = [models.Index(fields=["until"], name="kept_answer_until")]

    def __str__(self) -> str:
        return self.key


class CallCount(models.Model):
    """Calls of one caller within one minute. Unlogged in the database: a crash may forget it."""

    caller = models.CharField(max_length=40)
    minute = models.BigIntegerField(help_text="minutes since 1970")
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "minute"], name="call_count_once")]

    def __str__(self) -> str:
        return f"{self.caller}: {self.calls}"
