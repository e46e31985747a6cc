"""What readers open: the public page behind link and code, its pictures, the paper, the poster."""

from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest, open_to_everyone
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.handing import handed
from fugong.outreach import composing, printing
from fugong.outreach.actions import receipts
from fugong.outreach.composing import DJANGO, OWN_NAME
from fugong.outreach.models import Notice, NoticePicture, NoticeReceipt, NoticeVersion
from fugong.outreach.views.notices_access import languages_asked, notice_of, one_language, version_of
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page


@open_to_everyone
@never_cache
@require_GET
def notice_public(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`/n/<slug>/`: readers with an account go to their own page of it; others read it here where the author allows."""
    rows = Notice.objects.filter(slug=slug, current__isnull=False)
    notice = rows.select_related("campaign__pack_version", "campaign__jurisdiction").first()
    if notice is None:
        raise Http404
    if request.user.is_authenticated and "public" not in request.GET:
        own = _own_page(notice, request.user)
        if own:
            return redirect(own)
    if not notice.public:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    version = version_of(notice)
    language = one_language(request, version)
    receipts.viewed(notice=notice, language=language, poster="poster" in request.GET)
    with translation.override(DJANGO[language]):
        return render(request, "outreach/notices/public.html", _reading(request, notice, version, language))


def _reading(request: HttpRequest, notice: Notice, version: NoticeVersion, language: str) -> dict[str, Any]:
    beside = request.GET.get("with", "")
    shown = [language, *([beside] if beside in version.written and beside != language else [])]
    return {
        "notice": notice,
        "version": version,
        "campaign_name": notice.campaign,
        "language": language,
        "beside": beside,
        "languages": [(each, OWN_NAME[each]) for each in version.written],
        "columns": composing.columns(version, shown),
    }


def _own_page(notice: Notice, user: User) -> str:
    """Where this person reads it with an account; empty where it wasn't sent to them and they see no notices."""
    from django.urls import reverse

    own = user.scope(Permission.FILING_SUBMIT).enterprises
    receipt = NoticeReceipt.objects.filter(notice=notice, enterprise__in=own).order_by("-pk").first() if own else None
    if receipt is not None:
        return reverse("outreach:mine_notice", args=[notice.campaign.key, receipt.enterprise_id, notice.pk])
    if Notice.objects.visible_to(user).filter(pk=notice.pk).exists():
        return reverse("outreach:notice", args=[notice.campaign.key, notice.pk])
    return ""


@open_to_everyone
@require_GET
def notice_picture(request: HttpRequest, uid: UUID) -> Any:
    """A picture: for everyone where the notice is public and published, else for those who see the notice."""
    picture = NoticePicture.objects.select_related("notice").filter(uid=uid).first()
    if picture is None or not _may_see(request, picture.notice):
        raise Http404
    return handed(picture.file, picture.kind, picture.name, inside=True, seconds=86400)


def _may_see(request: HttpRequest, notice: Notice) -> bool:
    if notice.public and notice.current_id:
        return True
    return request.user.is_authenticated and Notice.objects.visible_to(request.user).filter(pk=notice.pk).exists()


@open_to_everyone
@require_GET
def notice_public_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The public text as PDF."""
    notice = Notice.objects.filter(slug=slug, current__isnull=False, public=True).first()
    if notice is None:
        raise Http404
    version = version_of(notice)
    if version.state != "published":
        raise Http404
    return _pdf(printing.pdf(version, languages_asked(request, version)), version, _("notice"))


@campaign_page(Permission.NOTICE_VIEW)
@require_GET
def notice_paper(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """A version as PDF, in the languages that are asked for: `?languages=zh,en`."""
    version = version_of(notice_of(request, campaign, pk), numbers.asked(request.GET.get("version")))
    return _pdf(printing.pdf(version, languages_asked(request, version)), version, _("notice"))


@campaign_page(Permission.NOTICE_VIEW)
@require_GET
def notice_poster(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """The poster with the code of the public page: `?size=a3`."""
    notice = notice_of(request, campaign, pk)
    version = version_of(notice)
    if not notice.public or version.state != "published":
        raise Http404
    address = request.build_absolute_uri(f"/n/{notice.slug}/?poster")
    return _pdf(printing.poster(version, address, request.GET.get("size", "a4")), version, _("poster"))


def _pdf(content: bytes, version: NoticeVersion, what: str) -> HttpResponse:
    name = f"{version.title() or version.notice.slug} {what} v{version.number}.pdf".replace("/", " ")
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@campaign_page(Permission.NOTICE_VIEW)
@require_POST
def notice_own_confirmation(request: PageRequest, campaign: Campaign, pk: int) -> HttpResponse:
    """An officer confirms a notice that was sent to officers."""
    notice = notice_of(request, campaign, pk)
    receipt = NoticeReceipt.objects.filter(notice=notice, person=request.user).order_by("-version__number").first()
    if receipt is None:
        raise Http404
    receipts.confirm(receipt=receipt, by=request.user)
    return redirect("outreach:notice", campaign.key, pk)
