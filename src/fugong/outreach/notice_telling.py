"""Who hears of a notice through the channels: those who speak for the enterprises, and the officers themselves."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import Grant, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.core import languages
from fugong.outreach.models import NoticeReceipt, NoticeSending, NoticeVersion

Words = Callable[[], str]
SENT, REMINDED = "notice.sent", "notice.reminder"

kinds.register(kinds.Kind(SENT, gettext_lazy("A notice for you")))
kinds.register(kinds.Kind(REMINDED, gettext_lazy("A reminder to read a notice")))


def sent(sending: NoticeSending, event: Any) -> int:
    """A new notice."""
    rows = NoticeReceipt.objects.filter(sending=sending)
    return _tell(SENT, sending.version, rows, lambda: _("New notice: %(title)s") % _title(sending.version), event)


def reminded(version: NoticeVersion, keys: Sequence[int], event: Any) -> int:
    """A reminder to whoever hasn't confirmed."""
    rows = NoticeReceipt.objects.filter(pk__in=keys)
    return _tell(REMINDED, version, rows, lambda: _("Please read and confirm: %(title)s") % _title(version), event)


def _title(version: NoticeVersion) -> dict[str, str]:
    return {"title": version.title(languages.current())}


def _tell(kind: str, version: NoticeVersion, rows: "QuerySet[NoticeReceipt]", title: Words, event: Any) -> int:
    return tell(
        kind=kind,
        people=_people(rows),
        title=title,
        body=lambda: _("Open it, read it in your language, and tap “I have read it”.") if version.notice.asks else "",
        url=reverse("outreach:notice_public", args=[version.notice.slug]),
        about=version,
        campaign=version.notice.campaign,
        event=event,
    )


def _people(rows: "QuerySet[NoticeReceipt]") -> Iterable[User]:
    """Those who speak for the enterprises of these receipts, and the officers among them; each once."""
    firms = rows.filter(enterprise__isnull=False).annotate(key=Cast("enterprise_id", CharField())).values("key")
    speaks = Grant.objects.filter(
        user=OuterRef("pk"), role__in=roles_with(Permission.REPORT_SUBMIT), scope_kind="enterprise", until=None,
        scope_key__in=firms,
    )  # fmt: skip
    own = rows.filter(person__isnull=False).values("person")
    return User.objects.filter(Q(Exists(speaks)) | Q(pk__in=own), is_active=True)
