"""People who sign in, and what each was granted, where, from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.accounts.roles import ROLES
from fugong.core import clock
from fugong.core.sealed import SealedText
from fugong.core.standing import Standing

if TYPE_CHECKING:
    from fugong.accounts.scope import Scope


class User(AbstractUser):
    """A person with an account: an officer of the authority, or an enterprise's liaison."""

    event_kind = "user"

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    is_demo = models.BooleanField(
        default=False, help_text=_("Made by the demo; can be signed in with one click there.")
    )

    password_is_temporary = models.BooleanField(
        default=False, help_text=_("Someone else set it; the person chooses another before anything else.")
    )

    first_steps_put_away_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the person put the list of first steps away.")
    )
    sessions_ended = models.PositiveIntegerField(default=0, help_text=_("How often the person signed out everywhere."))

    class Meta(AbstractUser.Meta):
        indexes = [
            models.Index(fields=["name", "id"], condition=Q(is_active=True), name="user_by_name"),
            models.Index(fields=["id"], condition=Q(is_active=False), name="user_closed"),
        ]

    REQUIRED_FIELDS = ["name"]

    narrowed_to: frozenset[str] | None = None
    """Set on the object in hand, never kept: a call by an API token holds no more than these permissions."""

    def __str__(self) -> str:
        return self.name or self.username

    def get_session_auth_hash(self) -> str:
        """What a session has to bear: another password ends it, and so does signing out everywhere."""
        ended = f" {self.sessions_ended}" if self.sessions_ended else ""
        return salted_hmac("fugong.accounts.session", self.password + ended, algorithm="sha256").hexdigest()

    @cached_property
    def active_grants(self) -> tuple[Grant, ...]:
        """The grants in force now, read once per request."""
        if not (self.pk and self.is_active):
            return ()
        moment = clock.now()
        return tuple(IN_FORCE.rows(self.pk, moment, moment))

    @cached_property
    def role_keys(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.active_grants)

    @property
    def is_staff_member(self) -> bool:
        """Whether any of the person's roles works for the authority (and so needs a second factor)."""
        return any(ROLES[key].staff for key in self.role_keys)

    def scope(self, permission: Permission) -> Scope:
        """Where the person holds a permission."""
        from fugong.accounts.scope import Scope, scope_of

        if self.narrowed_to is not None and permission not in self.narrowed_to:
            return Scope()
        return scope_of(self.active_grants, permission)

    def holds(self, permission: Permission) -> bool:
        """Whether the person holds a permission anywhere."""
        return bool(self.scope(permission))


class ScopeKind(models.TextChoices):
    """What a grant's `scope_key` names."""

    ALL = "all", _("The whole installation")
    AREA = "area", _("A jurisdiction and all below it (code prefix)")
    ENTERPRISE = "enterprise", _("One enterprise")
    GRID = "grid", _("One grid")
    ASSIGNED = "assigned", _("The enterprises assigned to the person now")


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self) -> GrantQuerySet:
        moment = clock.now()
        return self.filter(since__lte=moment).filter(Q(until=None) | Q(until__gt=moment))


class Grant(models.Model):
    """One role, held by one person, over one scope, for a time. Ended, never deleted."""

    event_kind = "grant"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=30)
    scope_kind = models.CharField(max_length=12)
    scope_key = models.CharField(max_length=32, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="grant_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(scope_kind__in=["all", "assigned"], scope_key="")
                | (Q(scope_kind__in=["area", "enterprise", "grid"]) & ~Q(scope_key="")),
                name="grant_scope_is_named",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "scope_kind", "scope_key"], condition=Q(until=None), name="grant_once_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["scope_kind", "scope_key", "role", "user"], name="grant_where")]

    def __str__(self) -> str:
        return f"{self.role} @ {self.scope_kind}:{self.scope_key}"


IN_FORCE = Standing(Grant, "user_id = %s AND since <= %s AND (until IS NULL OR until > %s)")
"""One person's grants at a moment (given twice), as `in_force` says."""


class ApiToken(models.Model):
    """A token of a person's, no wider than the person: only its digest is kept."""

    event_kind = "api_token"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=8)
    digest = models.BinaryField(unique=True)
    permissions = models.JSONField(
        default=list, help_text=_("Permission values; empty means all that the person holds.")
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class OpenSession(models.Model):
    """Whose a session is: its own row says so only within. Written and taken away with the session (accounts.sessions)."""

    event_kind = "session"

    session = models.OneToOneField("sessions.Session", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.pk}"


class UndoOffer(models.Model):
    """One step that somebody may take back for a short while (accounts.undoing). Its key can't be guessed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60, help_text=_("Which reverse it is: a key of the register."))
    record = models.CharField(max_length=60, blank=True, help_text=_("The model of the record that was changed."))
    event = models.BigIntegerField(null=True, help_text=_("The last event of the record when the offer was made."))
    given = SealedText()
    until = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind}: {self.pk}"


class PasswordTry(models.Model):
    """When a password was tried within the last hour, by what is counted (`guesses`). Unlogged: a crash may forget it."""

    key = models.CharField(max_length=120, unique=True)
    tries = ArrayField(models.DateTimeField())
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
