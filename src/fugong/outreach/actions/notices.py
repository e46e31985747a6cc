"""Writing, checking, publishing, replacing and withdrawing notices."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, documents, ids
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.outreach.models import Notice, NoticePicture, NoticeText, NoticeVersion
from fugong.outreach.models.notices import LANGUAGES
from fugong.outreach.notice_policy import NoticeKind, NoticeTemplate
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.workflow.moves import move

LONGEST_TITLE, LONGEST = 200, 50_000
MOST_PICTURES = 30
LANDSCAPE = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True, slots=True)
class Text:
    """What is written in one language."""

    title: str
    body: str


def kind_of(notice: Notice) -> NoticeKind:
    """The notice's kind, as the campaign's pack has it now."""
    found: NoticeKind = notice.campaign.pack.outreach.notices.kind(notice.kind)
    return found


@transaction.atomic
def draft(*, campaign: Campaign, kind: str, by: User, template: str = "") -> Notice:
    """A new notice with its first version, empty or from a template of the pack."""
    area = _area_for(campaign, by)
    notices = campaign.pack.outreach.notices
    found = _template(notices, template)
    key = found.kind if found else kind
    if key not in {each.key for each in notices.kinds}:
        raise _refused("kind", _("Choose what sort of text it is."))
    sort = notices.kind(key)
    notice = Notice.objects.create(
        campaign=campaign, area=area, kind=key, slug=ids.link_token()[:14].lower(), public=sort.public,
        asks=sort.confirm, made_at=clock.now(), made_by=by,
    )  # fmt: skip
    version = _version(notice, 1, by)
    NoticeText.objects.bulk_create(
        NoticeText(
            version=version, language=language, title=text.title, body=text.body, changed_at=clock.now(), changed_by=by
        )
        for language, text in (_written(found, campaign) if found else {}).items()
        if text.title or text.body
    )  # fmt: skip
    record("notice.draft", version, by=by, kind=key, template=template)
    return notice


def _area_for(campaign: Campaign, by: User) -> str:
    """The campaign's whole place, or the part of it that the author publishes for."""
    scope = by.scope(Permission.NOTICE_PUBLISH)
    prefix = campaign.jurisdiction.prefix
    if scope.covers_area(prefix):
        return prefix
    within = [area for area in scope.areas if area.startswith(prefix)]
    if not within:
        raise NotAllowed(_("You can't publish notices here."))
    return within[0]


def _template(notices: Any, key: str) -> NoticeTemplate | None:
    found: NoticeTemplate | None = notices.template(key) if key else None
    if key and found is None:
        raise _refused("template", _("The pack has no such template any more. Reload the page."))
    return found


def _written(template: NoticeTemplate, campaign: Campaign) -> dict[str, Text]:
    """The template's texts, its drawings below; the heading that a text begins with is the title already."""
    texts: Mapping[str, str] = campaign.pack.texts.get(template.text, {}) if template.text else {}
    parts = "".join(f"\n\n[[{part}]]" for part in template.parts)
    found = {}
    for language in LANGUAGES:
        title = template.title.by_language.get(language, "")
        body = texts.get(language, "")
        if title or body:
            found[language] = Text(title or _heading(body), (_without_heading(body) + parts).strip())
    return found


def _heading(body: str) -> str:
    first = body.lstrip().split("\n", 1)[0]
    return first.lstrip("# ").strip()[:LONGEST_TITLE]


def _without_heading(body: str) -> str:
    body = body.lstrip()
    return body.split("\n", 1)[1].strip() if body.startswith("# ") and "\n" in body else body.strip()


def _version(notice: Notice, number: int, by: User, changes: str = "") -> NoticeVersion:
    return NoticeVersion.objects.create(
        notice=notice, number=number, pack_version=notice.campaign.pack_version, changes=changes, made_at=clock.now(),
        made_by=by, state="draft", state_since=clock.now(),
    )  # fmt: skip


def _keep(version: NoticeVersion, language: str, text: Text, by: User) -> bool:
    """Writes one language's text where it differs; only then its time moves, so that a warning means something."""
    before = NoticeText.objects.filter(version=version, language=language).first()
    if before is not None and (before.title, before.body) == (text.title, text.body):
        return False
    if before is None and not (text.title or text.body):
        return False
    NoticeText.objects.update_or_create(
        version=version, language=language,
        defaults={"title": text.title, "body": text.body, "changed_at": clock.now(), "changed_by": by},
    )  # fmt: skip
    return True


@transaction.atomic
def write(
    *,
    version: NoticeVersion,
    texts: Mapping[str, Text],
    by: User,
    changes: str | None = None,
    public: bool | None = None,
    asks: bool | None = None,
    still_right: "tuple[str, ...]" = (),
) -> NoticeVersion:
    """Keeps what was written in each language. `still_right` names translations that need no change after the Chinese moved."""
    version = _locked(version)
    if not version.may_move(by, Permission.NOTICE_PUBLISH):
        raise NotAllowed(_("You can't write this notice."))
    if version.state != "draft":
        raise Conflict(_("This version can't be written any more. Begin the next one."))
    texts = {language: _clean(text) for language, text in texts.items()}
    _check_texts(texts)
    changed = [language for language, text in texts.items() if _keep(version, language, text, by)]
    version.texts.filter(language__in=[each for each in still_right if each != "zh"]).update(changed_at=clock.now())
    _settle(version, changes, public, asks)
    if changed or still_right:
        record("notice.write", version, by=by, languages=sorted(changed), still_right=sorted(still_right))
    return fresh(version.pk)


def _settle(version: NoticeVersion, changes: str | None, public: bool | None, asks: bool | None) -> None:
    if changes is not None:
        version.changes = changes.strip()[:500]
        version.save(update_fields=["changes"])
    notice = version.notice
    settled = {"public": public, "asks": asks}
    for name, value in settled.items():
        if value is not None:
            setattr(notice, name, value)
    notice.save(update_fields=list(settled))


def _clean(text: Text) -> Text:
    """Line ends of one kind, no signs that nothing can print."""
    title = " ".join(_printable(text.title).split())
    body = _printable(text.body.replace("\r\n", "\n").replace("\r", "\n")).rstrip()
    return Text(title, body)


def _printable(text: str) -> str:
    return "".join(
        sign for sign in text if sign in "\n\t" or not (sign < " " or sign == "\x7f" or "\ud800" <= sign <= "\udfff")
    )


def _check_texts(texts: Mapping[str, Text]) -> None:
    faults = []
    for language, text in texts.items():
        if language not in LANGUAGES:
            faults.append(Fault("language", _("“%(language)s” isn't one of zh, en, ja, ko.") % {"language": language}))
        if len(text.title) > LONGEST_TITLE:
            faults.append(Fault(f"title_{language}", _("At most %(n)s signs.") % {"n": LONGEST_TITLE}))
        if len(text.body) > LONGEST:
            message = _("At most %(most)s signs; this has %(n)s.") % {"most": LONGEST, "n": len(text.body)}
            faults.append(Fault(f"body_{language}", message))
    if faults:
        raise Refused(faults[0].message, fields=faults)


@transaction.atomic
def add_picture(*, notice: Notice, name: str, content: bytes, by: User) -> NoticePicture:
    """Keeps a picture, drawn anew. Texts show it by a line `[[picture 1]]`."""
    _require(notice, by)
    try:
        checked = documents.check(content, name, "picture")
    except documents.NotTaken:
        checked = None
    if checked is None or checked.kind not in LANDSCAPE:
        raise _refused("picture", _("Send a picture: JPEG, PNG or WebP."))
    Notice.objects.select_for_update().get(pk=notice.pk)
    number = (notice.pictures.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > MOST_PICTURES:
        raise _refused("picture", _("A notice holds at most %(n)s pictures.") % {"n": MOST_PICTURES})
    picture = NoticePicture(
        notice=notice, number=number, name=checked.name, kind=checked.kind, size=len(checked.content),
        digest=hashlib.sha256(checked.content).hexdigest(), added_at=clock.now(), added_by=by,
    )  # fmt: skip
    picture.file.save(checked.name, ContentFile(checked.content), save=True)
    record("notice.add_picture", notice, by=by, number=number)
    return picture


@transaction.atomic
def submit(*, version: NoticeVersion, by: User) -> NoticeVersion:
    """Hands the draft in for checking."""
    version = _locked(version)
    _check_whole(version)
    move(version, "submit", by=by, set={"submitted_by": by})
    return version


@transaction.atomic
def send_back(*, version: NoticeVersion, reason: str, by: User) -> NoticeVersion:
    """The checker returns it with what is to be mended."""
    version = _locked(version)
    move(version, "return", by=by, reason=reason)
    return version


@transaction.atomic
def recall(*, version: NoticeVersion, by: User) -> NoticeVersion:
    """The author takes it back from checking."""
    version = _locked(version)
    move(version, "recall", by=by)
    return version


@transaction.atomic
def approve(*, version: NoticeVersion, by: User) -> NoticeVersion:
    """Publishes what someone else wrote."""
    version = _locked(version)
    written = version.texts.filter(changed_at__gte=version.made_at).values_list("changed_by", flat=True)
    hands = {version.made_by_id, version.submitted_by_id, *written}
    if by.pk in hands:
        raise NotAllowed(_("You wrote in this notice: someone else has to check it."))
    return _publish(version, "approve", by, checked_by=by)


@transaction.atomic
def publish(*, version: NoticeVersion, by: User) -> NoticeVersion:
    """Publishes a draft of a kind that needs no check."""
    version = _locked(version)
    if kind_of(version.notice).checked:
        raise Refused(_("The pack asks that a second person checks this kind. Hand it in for checking."))
    return _publish(version, "publish", by)


def _publish(version: NoticeVersion, arrow: str, by: User, **more: Any) -> NoticeVersion:
    _check_whole(version)
    before = NoticeVersion.objects.filter(notice=version.notice, state="published").select_for_update().first()
    if before is not None:
        reason = version.changes or _("Version %(n)s took its place.") % {"n": version.number}
        move(before, "replace", by=None, as_name=by.name, reason=reason, set={"ended_reason": reason})
    moment = clock.now()
    marks = {"published_at": moment, "published_by": by, "digest": digest_of(version), **more}
    move(version, arrow, by=by, set=marks, number=version.number)
    Notice.objects.filter(pk=version.notice_id).update(current=version)
    version.notice.current = version
    return version


def digest_of(version: NoticeVersion) -> str:
    """SHA-256 over the texts, so that anyone can prove which words were sent."""
    texts = {text.language: [text.title, text.body] for text in version.texts.all()}
    return hashlib.sha256(orjson.dumps(texts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _check_whole(version: NoticeVersion) -> None:
    """Each language that was begun has its title and its text; there is at least one."""
    faults = []
    for text in version.texts.all():
        if text.says_something and not text.title.strip():
            faults.append(Fault(f"title_{text.language}", _("This language has a text and no title.")))
        if text.says_something and not text.body.strip():
            faults.append(Fault(f"body_{text.language}", _("This language has a title and no text.")))
    if not version.written:
        faults.append(Fault("body_zh", _("The notice says nothing yet. Write it in at least one language.")))
    if faults:
        raise Refused(faults[0].message, fields=faults)


@transaction.atomic
def discard(*, version: NoticeVersion, by: User) -> NoticeVersion:
    """Drops a draft."""
    version = _locked(version)
    move(version, "discard", by=by)
    return version


@transaction.atomic
def withdraw(*, version: NoticeVersion, reason: str, by: User) -> NoticeVersion:
    """Takes a published version out of force; whoever opens it reads why."""
    version = _locked(version)
    move(version, "withdraw", by=by, reason=reason, set={"ended_reason": reason.strip()[:500]})
    return version


@transaction.atomic
def next_version(*, notice: Notice, by: User) -> NoticeVersion:
    """A draft that begins with the texts of the latest version."""
    _require(notice, by)
    Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.versions.filter(state__in=("draft", "checking")).exists():
        raise Conflict(_("The next version has been begun already."))
    latest = notice.versions.order_by("-number").first()
    version = _version(notice, latest.number + 1 if latest else 1, by)
    for text in latest.texts.all() if latest else ():
        NoticeText.objects.create(
            version=version, language=text.language, title=text.title, body=text.body, changed_at=text.changed_at,
            changed_by=text.changed_by,
        )  # fmt: skip
    record("notice.draft", version, by=by, number=version.number)
    return version


def _require(notice: Notice, by: User) -> None:
    if not by.scope(Permission.NOTICE_PUBLISH).covers_area(notice.area):
        raise NotAllowed(_("You can't publish notices here."))


def _locked(version: NoticeVersion) -> NoticeVersion:
    NoticeVersion.objects.select_for_update().get(pk=version.pk)
    return fresh(version.pk)


def fresh(pk: int) -> NoticeVersion:
    """A version with all that its pages and actions read."""
    rows = NoticeVersion.objects.select_related(
        "notice__campaign__pack_version", "notice__campaign__jurisdiction", "notice__current", "pack_version", "made_by"
    )
    return rows.prefetch_related("texts", "notice__pictures").get(pk=pk)


def pack_of(version: NoticeVersion) -> Any:
    """The rules that the version was written under."""
    return for_version(version.pack_version)


def _refused(field: str, message: str) -> Refused:
    return Refused(message, fields=[Fault(field, message)])
