"""What a finding is called: the list's own words as they stood then, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fugong.core.languages import pick
from fugong.policy.loaded import for_version

if TYPE_CHECKING:
    from fugong.places.models import Campaign
    from fugong.policy.pack import Pack
    from fugong.rectification.models import Finding

LANGUAGES = ("zh", "en", "ja", "ko")


def item_texts(finding: Finding) -> dict[str, str]:
    """Language → what was found. A finding without a list has its own title, in the language in which it was typed."""
    found = _item(for_version(finding.pack_version), finding.checklist, finding.item)
    return found.name.by_language if found else {"zh": finding.title or finding.item}


def aspect_texts(finding: Finding) -> dict[str, str]:
    """Language → the aspect; empty where it has none."""
    name = aspect_names(for_version(finding.pack_version)).get(finding.aspect)
    return name.by_language if name else {}


def item_name(finding: Finding) -> str:
    return pick(item_texts(finding))


def aspect_name(finding: Finding) -> str:
    texts = aspect_texts(finding)
    return pick(texts) if texts else finding.aspect


def severity_name(finding: Finding) -> str:
    try:
        return str(for_version(finding.pack_version).rectification.severity(finding.severity).name)
    except KeyError:
        return finding.severity


def aspect_names(pack: Pack) -> dict[str, Any]:
    """Key → name of every aspect of the pack's lists, in their order; the first list that has it names it."""
    found: dict[str, Any] = {}
    for checklist in pack.resumption.checklists:
        for aspect in checklist.aspects:
            found.setdefault(aspect.key, aspect.name)
    return found


def items_of(pack: Pack) -> dict[str, tuple[str, str, Any]]:
    """Item key → (checklist, aspect, item), the first that has it."""
    found: dict[str, tuple[str, str, Any]] = {}
    for checklist in pack.resumption.checklists:
        for aspect in checklist.aspects:
            for item in aspect.items:
                found.setdefault(item.key, (checklist.key, aspect.key, item))
    return found


def aspect_choices(campaign: Campaign) -> list[tuple[str, str]]:
    return [(key, str(name)) for key, name in aspect_names(campaign.pack).items()]


def named(finding: Finding) -> Finding:
    """The finding with `item_name`, `aspect_name`, `severity_name` for a page."""
    shown: Any = finding
    shown.item_name, shown.aspect_name = item_name(finding), aspect_name(finding)
    shown.severity_name = severity_name(finding)
    return finding


def _item(pack: Pack, checklist: str, key: str) -> Any:
    if not key:
        return None
    for each in pack.resumption.checklists:
        if checklist in ("", each.key):
            for item in each.items:
                if item.key == key:
                    return item
    return None
