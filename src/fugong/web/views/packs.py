"""Packs in readable form: which there are, what each says, its texts."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fugong.accounts.pages import PageRequest, page
from fugong.accounts.permissions import Permission as P
from fugong.core import languages
from fugong.places.models import Campaign
from fugong.policy import loaded
from fugong.policy.loaded import keys as pack_keys
from fugong.policy.pack import Pack
from fugong.web.reading import contents, listed


@page(P.REGISTRY_VIEW)
@require_GET
def packs(request: PageRequest) -> HttpResponse:
    """Every pack in the folders, with what is wrong with those that can't be used."""
    return render(request, "web/packs/list.html", {"packs": listed()})


@page(P.REGISTRY_VIEW)
@require_GET
def pack(request: PageRequest, key: str) -> HttpResponse:
    """One pack as its folder says it now. A faulty one is refused with its faults."""
    return render(request, "web/packs/one.html", {"contents": contents(_pack(key))})


@page(P.REGISTRY_VIEW)
@require_GET
def campaign_pack(request: PageRequest, key: str) -> HttpResponse:
    """The rules in force in a campaign, which may be older than the folder."""
    found = Campaign.objects.visible_to(request.user).select_related("pack_version").filter(key=key).first()
    if found is None:
        raise Http404
    return render(request, "web/packs/one.html", {"contents": contents(found.pack), "campaign": found})


@page(P.REGISTRY_VIEW)
@require_GET
def text(request: PageRequest, key: str, text: str) -> HttpResponse:
    """A longer text in the reader's language, or in the one asked for."""
    found = _pack(key)
    if text not in found.texts:
        raise Http404
    versions = found.texts[text]
    chosen = request.GET.get("language", "")
    language = chosen if chosen in versions else languages.current()
    context = {
        "pack": found,
        "key": text,
        "text": languages.pick(versions, language),
        "language": language if language in versions else "zh",
        "versions": list(versions),
    }
    return render(request, "web/packs/text.html", context)


def _pack(key: str) -> Pack:
    if key not in pack_keys():
        raise Http404
    return loaded.pack(key)
