"""What this room counts: who was sent a notice, opened and confirmed it; what was asked in groups, and answered."""

from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.fields import CharField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.outreach.arrows import THREAD
from fugong.outreach.models import NoticeReceipt, Thread

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

READERS, QUESTIONS = _("readers"), _("questions")


def _receipts(campaign: "Campaign", user: "User | None") -> Any:
    """One reader of one version each."""
    found = NoticeReceipt.objects.filter(campaign=campaign)
    found = found if user is None else found.visible_to(user)
    return found.annotate(
        standing=Case(
            When(confirmed_at__isnull=False, then=Value("confirmed")),
            When(opened_at__isnull=False, then=Value("opened")),
            default=Value("sent"),
            output_field=CharField(),
        )
    )


def _questions(campaign: "Campaign", user: "User | None") -> Any:
    """What enterprises began; officers' own messages are no questions."""
    found = Thread.objects.filter(campaign=campaign, enterprise__isnull=False)
    return found if user is None else found.visible_to(user)


def _to_whom(receipt: NoticeReceipt) -> str:
    """The notice; and who, where it isn't the enterprise as such."""
    who = receipt.reader or receipt.person
    return f"{receipt.version} · {who}" if who else str(receipt.version)


RECEIPT = register_kind(
    Kind(
        key="notice_receipt",
        name=_("Notice sent"),
        rows=_receipts,
        page=page_at("outreach:notice", "notice_id"),
        state="standing",
        states={"sent": _("Not opened"), "opened": _("Opened"), "confirmed": _("Confirmed")},
        number=_to_whom,
        number_name=_("Notice"),
        due="sent_at",
        due_name=_("Sent"),
        is_past=True,
        order=("-sent_at", "-id"),
        related=("version", "reader", "person"),
        several=("version__texts",),
    )
)

QUESTION = register_kind(
    Kind(
        key="question",
        name=_("Question in a group"),
        rows=_questions,
        page=lambda campaign, thread: reverse("outreach:thread", args=[campaign.key, thread.group.key, thread.pk]),
        states=THREAD.states,
        number_name=_("Question"),
        related=("group",),
    )
)


def _sent(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, READERS, RECEIPT.key, where, about=about)  # type: ignore[arg-type]


def _asked(key: str, name: object, where: Q, about: object = "") -> Measure:
    return Measure(key, name, QUESTIONS, QUESTION.key, where, about=about)  # type: ignore[arg-type]


MEASURES = (
    _sent(
        "notices.sent", _("Notices sent"), Q(), _("Each reader of each version: an enterprise, a person, an officer.")
    ),
    _sent("notices.opened", _("Notices opened"), Q(opened_at__isnull=False)),
    _sent("notices.asked", _("Notices to be confirmed"), Q(notice__asks=True), _("Of notices that ask for it.")),
    _sent("notices.confirmed", _("Notices confirmed"), Q(confirmed_at__isnull=False), _("The reader says so.")),
    _sent("notices.waiting", _("Notices not confirmed"), Q(notice__asks=True, confirmed_at=None)),
    _asked("questions", _("Questions in groups"), Q(), _("Begun by an enterprise.")),
    _asked("questions.answered", _("Questions answered"), Q(answered_at__isnull=False)),
    _asked("questions.open", _("Questions open"), Q(state="open")),
    _asked("questions.overdue", _("Questions overdue"), Q(state="open", due_at__lt=F("moment"))),
    _asked("questions.handed_on", _("Questions that became demands"), Q(state="handed_on")),
)

register(*MEASURES)
