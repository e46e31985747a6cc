"""What is done with single posts: removing, setting a text in another language beside, publishing an answer."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.outreach import texts
from fugong.outreach.models import Post, PostText, PublishedAnswer, Thread
from fugong.places.models import Campaign

LANGUAGES = ("zh", "en", "ja", "ko")
LONGEST_QUESTION = 500


@transaction.atomic
def remove(*, post: Post, reason: str, by: User) -> Post:
    """Takes a post out of sight, for a reason that stands in its place. The text stays on record."""
    if not _answers(by, post):
        raise NotAllowed(_("Only officers of this group do this."))
    said = texts.checked(reason, "reason", longest=300) if reason.strip() else ""
    if not said:
        raise texts.refused("reason", _("Say why."))
    gone = {"removed_at": clock.now(), "removed_by": by, "removed_reason": said, "search_terms": []}
    if not Post.objects.filter(pk=post.pk, removed_at=None).update(**gone):
        raise Conflict(_("This post was removed already."))
    for name, value in gone.items():
        setattr(post, name, value)
    record("post.remove", post.thread, by=by, reason=said, post=post.pk)
    _changed(post.thread, **({"title": ""} if _is_first(post) else {}))
    return post


def _answers(by: User, post: Post) -> bool:
    """Whether the person reads the post's thread as an officer."""
    return Thread.objects.answerable_by(by).filter(pk=post.thread_id).exists()


def _is_first(post: Post) -> bool:
    return not Post.objects.filter(thread=post.thread_id, pk__lt=post.pk).exists()


@transaction.atomic
def write_text(*, post: Post, language: str, text: str, by: User) -> PostText | None:
    """Sets the same in another language beside a post, as a person wrote it; an empty text takes it away."""
    if not (_answers(by, post) or post.by_id == by.pk):
        raise NotAllowed(_("Only officers, or whoever wrote it, set another language beside a post."))
    if language not in LANGUAGES or language == post.language:
        raise texts.refused("language", _("Choose another language than the post's own."))
    kept = texts.checked(text, required=False)
    if kept:
        row, _is_new = PostText.objects.update_or_create(
            post=post, language=language, defaults={"text": kept, "by": by, "written_at": clock.now()}
        )
    else:
        PostText.objects.filter(post=post, language=language).delete()
        row = None
    record("post.text", post.thread, by=by, post=post.pk, language=language)
    _changed(post.thread)
    return row


def _changed(thread: Thread, **values: object) -> None:
    Thread.objects.filter(pk=thread.pk).update(changed=F("changed") + 1, **values)


# -- published answers (常见问答) ------------------------------------------------------------------------------------


@transaction.atomic
def publish(
    *,
    campaign: Campaign,
    question: dict[str, str],
    answer: dict[str, str],
    by: User,
    thread: Thread | None = None,
    published: PublishedAnswer | None = None,
) -> PublishedAnswer:
    """Publishes a question with its answer for everyone to find, or (with `published`) writes it anew.

    Texts by language; both need at least one. Nothing of who asked goes with them.
    """
    _may_publish(campaign, by)
    asked, answered = _by_language(question, "question", LONGEST_QUESTION), _by_language(answer, "answer")
    body = "\n".join([*asked.values(), *answered.values()])
    values = {
        "question": asked, "answer": answered, "body": body, "search_terms": texts.terms(body), "changed_at": clock.now()
    }  # fmt: skip
    if published is not None:
        PublishedAnswer.objects.filter(pk=published.pk).update(**values, withdrawn_at=None, withdrawn_reason="")
        published.refresh_from_db()
        record("published_answer.change", published, by=by)
        return published
    row = PublishedAnswer.objects.create(
        campaign=campaign,
        thread=thread,
        area_code=campaign.area_code,
        published_at=clock.now(),
        published_by=by,
        **values,
    )
    record("published_answer.publish", row, by=by)
    return row


@transaction.atomic
def withdraw(*, published: PublishedAnswer, reason: str, by: User) -> PublishedAnswer:
    """It no longer holds."""
    _may_publish(published.campaign, by)
    if not reason.strip():
        raise texts.refused("reason", _("Say why."))
    gone = {"withdrawn_at": clock.now(), "withdrawn_reason": reason.strip()[:300]}
    if not PublishedAnswer.objects.filter(pk=published.pk, withdrawn_at=None).update(**gone):
        raise Conflict(_("This was withdrawn already."))
    record("published_answer.withdraw", published, by=by, reason=reason)
    return published


def _may_publish(campaign: Campaign, by: User) -> None:
    if not (
        by.is_staff_member and Campaign.objects.visible_to(by, Permission.GROUP_SPEAK).filter(pk=campaign.pk).exists()
    ):
        raise NotAllowed(_("Only officers publish answers."))


def _by_language(given: dict[str, str], field: str, longest: int = texts.LONGEST) -> dict[str, str]:
    faults: list[Fault] = []
    kept: dict[str, str] = {}
    for language in LANGUAGES:
        try:
            text = texts.checked(given.get(language, ""), f"{field}_{language}", required=False, longest=longest)
        except Refused as refusal:
            faults += refusal.faults
        else:
            kept |= {language: text} if text else {}
    if not faults and not kept:
        faults.append(Fault(f"{field}_zh", _("Write it in at least one language.")))
    if faults:
        raise Refused(faults[0].message, fields=faults)
    return kept
