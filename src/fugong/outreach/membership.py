"""Groups and their members follow the pack and the registry: two statements for all groups of a campaign, never by hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.core import clock
from fugong.ledger.recording import record
from fugong.outreach.models import ChatGroup
from fugong.outreach.policy import GroupRule
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.registry.models import Park

LANGUAGES = {
    "zh": {"zh": "中文", "en": "Chinese", "ja": "中国語", "ko": "중국어"},
    "en": {"zh": "英语", "en": "English", "ja": "英語", "ko": "영어"},
    "ja": {"zh": "日语", "en": "Japanese", "ja": "日本語", "ko": "일본어"},
    "ko": {"zh": "韩语", "en": "Korean", "ja": "韓国語", "ko": "한국어"},
}
WANTED = """
SELECT g.id AS group_id, e.enterprise_id, e.area_code
FROM outreach_chatgroup g
JOIN registry_enrolment e ON e.campaign_id = g.campaign_id
JOIN registry_enterprise x ON x.id = e.enterprise_id
WHERE g.campaign_id = %(campaign)s AND g.closed_at IS NULL AND e.area_code LIKE g.area || '%%'
  AND (%(groups)s::bigint[] IS NULL OR g.id = ANY(%(groups)s::bigint[]))
  AND (%(ids)s::bigint[] IS NULL OR e.enterprise_id = ANY(%(ids)s::bigint[]))
  AND CASE g.by
        WHEN 'all' THEN TRUE
        WHEN 'area' THEN TRUE
        WHEN 'group' THEN e."group" = g.of
        WHEN 'segment' THEN g.of = ANY(e.segments)
        WHEN 'grid' THEN x.grid_id = g.grid_id
        WHEN 'park' THEN x.park_id = g.park_id
        WHEN 'language' THEN x.country = ANY(g.countries) OR EXISTS (
          SELECT 1 FROM accounts_grant a JOIN accounts_user u ON u.id = a.user_id
          WHERE a.scope_kind = 'enterprise' AND a.scope_key = e.enterprise_id::text AND a.until IS NULL
            AND a.role = ANY(%(roles)s) AND u.is_active AND left(u.language, 2) = g.of)
        ELSE FALSE
      END
"""
JOIN = f"""
INSERT INTO outreach_membership (group_id, enterprise_id, area_code, since)
SELECT w.group_id, w.enterprise_id, w.area_code, %(now)s FROM ({WANTED}) w
ON CONFLICT (group_id, enterprise_id) WHERE until IS NULL
DO UPDATE SET area_code = EXCLUDED.area_code WHERE outreach_membership.area_code <> EXCLUDED.area_code
"""  # noqa: S608 (our own text)
LEAVE = f"""
UPDATE outreach_membership m SET until = %(now)s
FROM outreach_chatgroup g
WHERE g.id = m.group_id AND g.campaign_id = %(campaign)s AND m.until IS NULL
  AND (%(groups)s::bigint[] IS NULL OR g.id = ANY(%(groups)s::bigint[]))
  AND (%(ids)s::bigint[] IS NULL OR m.enterprise_id = ANY(%(ids)s::bigint[]))
  AND NOT EXISTS (
    SELECT 1 FROM ({WANTED}) w WHERE w.group_id = m.group_id AND w.enterprise_id = m.enterprise_id)
"""  # noqa: S608 (our own text)


def follow(*, campaign: Campaign, enterprise_ids: Iterable[int] | None = None) -> None:
    """After each refresh of enrolments: groups follow the pack when all was refreshed, members follow always."""
    if enterprise_ids is None:
        make_groups(campaign)
    refresh(campaign, enterprise_ids=enterprise_ids)


@transaction.atomic
def refresh(
    campaign: Campaign, *, groups: Iterable[int] | None = None, enterprise_ids: Iterable[int] | None = None
) -> int:
    """Lets in who belongs now and lets go who doesn't; returns how many rows changed. `groups`: ids, None for all."""
    given: dict[str, Any] = {
        "campaign": campaign.pk,
        "groups": None if groups is None else sorted(groups),
        "ids": None if enterprise_ids is None else sorted(set(enterprise_ids)),
        "roles": [key for key in roles_with(Permission.GROUP_SPEAK)],
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(LEAVE, given)
        changed = cursor.rowcount
        cursor.execute(JOIN, given)
        return int(changed + cursor.rowcount)


# -- groups of the pack's rules -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """A group that a rule makes."""

    key: str
    rule: GroupRule
    of: str
    names: dict[str, str]
    area: str
    grid: Grid | None = None
    park: Park | None = None
    texts: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def make_groups(campaign: Campaign) -> int:
    """Makes the groups of the pack's rules that are missing, brings texts up to date, closes those no longer asked for."""
    there = {group.key: group for group in ChatGroup.objects.filter(campaign=campaign).exclude(rule="")}
    changed = 0
    for wanted in _wanted(campaign):
        group = there.pop(wanted.key, None)
        changed += _make(campaign, wanted) if group is None else _update(group, wanted)
    for group in there.values():
        if group.closed_at is None:
            _close(group)
            changed += 1
    return changed


def _wanted(campaign: Campaign) -> Iterator[Wanted]:
    for rule in campaign.pack.outreach.groups:
        for of, names, area, place in _parts(campaign, rule):
            key = rule.key if rule.by == "all" or (len(rule.of) == 1) else f"{rule.key}-{of}"
            shown = rule.name.by_language if rule.name else names
            filled = {language: text.replace("{name}", _in(names, language)) for language, text in shown.items()}
            yield Wanted(
                key, rule, of, filled, area,
                grid=place if isinstance(place, Grid) else None, park=place if isinstance(place, Park) else None,
            )  # fmt: skip


def _parts(campaign: Campaign, rule: GroupRule) -> Iterator[tuple[str, dict[str, str], str, Grid | Park | None]]:
    """What the rule makes a group of, each: key, names, area, and the grid or park."""
    prefix = campaign.jurisdiction.prefix
    registry = campaign.pack.registry
    if rule.by == "all":
        yield "", {}, prefix, None
    elif rule.by == "language":
        yield from ((key, LANGUAGES[key], prefix, None) for key in rule.of)
    elif rule.by in ("group", "segment"):
        for each in registry.groups if rule.by == "group" else registry.segments:
            if not rule.of or each.key in rule.of:
                yield each.key, each.name.by_language, prefix, None
    elif rule.by == "area":
        below = Jurisdiction.objects.within(prefix).exclude(pk=campaign.jurisdiction_id).order_by("code")
        for area in below.filter(code__in=rule.of) if rule.of else below.filter(parent=campaign.jurisdiction_id):
            yield area.code, {"zh": area.name, **area.names}, area.prefix, None
    else:
        model: Any = Grid if rule.by == "grid" else Park
        places = model.objects.filter(jurisdiction__prefix__startswith=prefix).select_related("jurisdiction")
        for place in places.order_by("key", "pk"):
            if not rule.of or place.key in rule.of:
                yield place.key, {"zh": place.name, **place.names}, place.jurisdiction.prefix, place


def _in(names: dict[str, str], language: str) -> str:
    return names.get(language) or names.get("zh") or next(iter(names.values()), "")


def _texts(wanted: Wanted) -> dict[str, Any]:
    rule = wanted.rule
    return {
        "name": _in(wanted.names, "zh")[:120],
        "names": wanted.names,
        "about": rule.about.by_language if rule.about else {},
        "welcome": rule.welcome.by_language if rule.welcome else {},
    }


def _make(campaign: Campaign, wanted: Wanted) -> int:
    group = ChatGroup.objects.create(
        campaign=campaign, key=wanted.key, rule=wanted.rule.key, by=wanted.rule.by, of=wanted.of, grid=wanted.grid,
        park=wanted.park, countries=list(wanted.rule.countries), area=wanted.area, questions=wanted.rule.questions,
        created_at=clock.now(), **_texts(wanted),
    )  # fmt: skip
    record("chat_group.create", group, by=None, as_name=campaign.pack.name.in_("zh"), name=group.name)
    return 1


def _update(group: ChatGroup, wanted: Wanted) -> int:
    """A rule that comes back opens its group again; texts that the desk wrote stay."""
    rule = wanted.rule
    now: dict[str, Any] = {
        "by": rule.by, "of": wanted.of, "countries": list(rule.countries), "questions": rule.questions,
        "area": wanted.area, "closed_at": None, "closed_reason": "", "grid": wanted.grid, "park": wanted.park,
        **({} if group.own_texts else _texts(wanted)),
    }  # fmt: skip
    if group.closed_at is not None and group.closed_reason:
        del now["closed_at"], now["closed_reason"]  # the desk closed it, for a reason
    different = {name: value for name, value in now.items() if getattr(group, name) != value}
    for name, value in different.items():
        setattr(group, name, value)
    if different:
        group.save(update_fields=list(different))
    return bool(different)


def _close(group: ChatGroup) -> None:
    """The pack asks for it no longer: kept, readable, without members."""
    group.closed_at = clock.now()
    group.save(update_fields=["closed_at"])
    record("chat_group.close", group, by=None, as_name=group.campaign.pack.name.in_("zh"), name=group.name)
