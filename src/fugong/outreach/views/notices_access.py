"""How the pages of notices find their rows, within what the person sees."""

from typing import Any

from django.db.models import Prefetch
from django.http import Http404

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import languages
from fugong.outreach.actions import notices
from fugong.outreach.models import Notice, NoticeVersion
from fugong.outreach.models.notices import LANGUAGES
from fugong.places.models import Campaign


def notice_of(
    request: PageRequest, campaign: Campaign, pk: int, permission: Permission = Permission.NOTICE_VIEW
) -> Notice:
    """A notice of the campaign that the person sees; 404 otherwise."""
    rows = Notice.objects.visible_to(request.user, permission).filter(campaign=campaign, pk=pk)
    found = with_versions(rows).first()
    if found is None:
        raise Http404
    return found


def with_versions(rows: Any) -> Any:
    """With versions and their texts, in a fixed number of queries."""
    versions = NoticeVersion.objects.order_by("-number").prefetch_related("texts")
    return rows.select_related("campaign__pack_version", "campaign__jurisdiction", "made_by").prefetch_related(
        Prefetch("versions", queryset=versions), "pictures"
    )


def version_of(notice: Notice, number: int | None = None) -> NoticeVersion:
    """One version, or the one to look at: that in force, else the newest."""
    rows = list(notice.versions.all())
    if number is not None:
        found = next((row for row in rows if row.number == number), None)
    else:
        found = next((row for row in rows if row.pk == notice.current_id), rows[0] if rows else None)
    if found is None:
        raise Http404
    return notices.fresh(found.pk)


def draft_of(notice: Notice) -> NoticeVersion | None:
    """The version that is being written or checked."""
    found = next((row for row in notice.versions.all() if row.state in ("draft", "checking")), None)
    return notices.fresh(found.pk) if found else None


def languages_asked(request: Any, version: NoticeVersion) -> list[str]:
    """`?lang=zh&with=en`, or what suits the reader: Chinese with the reader's language, or Chinese with the first other."""
    asked = [each for each in request.GET.get("languages", "").split(",") if each in LANGUAGES]
    if asked:
        return asked
    written = version.written
    own = languages.current()
    second = own if own != "zh" and own in written else next((each for each in written if each != "zh"), "")
    return [each for each in ("zh", second) if each in written] or written[:1]


def one_language(request: Any, version: NoticeVersion) -> str:
    """The language of a reader with a phone: `?lang=`, else one's own, else what there is."""
    asked = request.GET.get("lang", "")
    text = version.best(asked if asked in LANGUAGES else languages.current())
    return text.language if text else "zh"
