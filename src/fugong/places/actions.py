"""Campaigns: a pack put to work in its jurisdiction, moved to a newer version, closed."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.access import ancestors
from fugong.places.models import Campaign, CampaignState, Grid, Jurisdiction, code_prefix
from fugong.policy import loaded
from fugong.policy.shapes import Text

Follower = Callable[..., Any]

followers: list[Follower] = []
"""`follower(*, campaign, by)`, called in the same transaction after a campaign was opened or its pack changed.

Higher rooms append theirs when Django starts: parks are laid out, enterprises sorted, days opened.
"""


@transaction.atomic
def activate(*, pack_key: str, key: str, by: User | None, is_drill: bool = False, name: str = "") -> Campaign:
    """Puts the pack `pack_key` to work as the campaign `key`, and makes the jurisdictions and grids that it speaks of.

    Doing it twice changes nothing, and gives the campaign that there is. `by` None is the installation itself.
    Raises Refused where the key belongs to a campaign of another pack or place, PackFaulty where the pack can't be used.
    """
    version = loaded.keep(key=pack_key, by=by)
    pack = loaded.for_version(version)
    _guard(by, pack.places.code)
    known = Campaign.objects.select_related("jurisdiction", "pack_version").filter(key=key).first()
    if known is not None:
        return _same(known, pack_key, pack.places.code)
    jurisdiction = _lay_out(pack.places)
    campaign = _open(key, jurisdiction, version, name, pack.name, is_drill, by)
    record("campaign.open", campaign, by=by, as_name=_actor(by), pack=pack_key, digest=version.digest, drill=is_drill)
    _follow(campaign, by)
    return campaign


@transaction.atomic
def lay_out(*, pack_key: str) -> None:
    """Makes the jurisdictions and grids that a pack speaks of, before anybody opens a campaign of it."""
    _lay_out(loaded.for_version(loaded.keep(key=pack_key, by=None)).places)


@transaction.atomic
def switch_version(*, campaign: Campaign, by: User | None, reason: str = "") -> bool:
    """Moves an open campaign to its pack as the folder says it now; whether that was another content.

    Cases keep the version under which they began; segments and posts follow the new one at once.
    """
    _guard(by, campaign.jurisdiction.code)
    version = loaded.keep(key=campaign.pack_version.key, by=by)
    before = campaign.pack_version
    if version.pk == before.pk:
        return False
    pack = loaded.for_version(version)
    if pack.places.code != campaign.jurisdiction.code:
        raise Refused(_("The new version is of another place. Open another campaign for it."))
    moved = Campaign.objects.open().filter(pk=campaign.pk, pack_version=before).update(pack_version=version)
    if not moved:
        raise Conflict(_("The campaign was closed or changed by someone else. Reload the page."))
    _lay_out(pack.places)
    campaign.pack_version = version
    campaign.__dict__.pop("pack", None)
    record(
        "campaign.switch_pack", campaign, by=by, as_name=_actor(by), reason=reason, frm=before.digest[:8],
        to=version.digest[:8], digest=version.digest,
    )  # fmt: skip
    _follow(campaign, by)
    return True


@transaction.atomic
def close(*, campaign: Campaign, by: User, reason: str) -> None:
    """Ends a campaign. Its records stay readable; nothing new begins in it."""
    _guard(by, campaign.jurisdiction.code)
    if not reason.strip():
        raise Refused(_("Say why the campaign is closed."), fields=[Fault("reason", _("Say why."))])
    moment = clock.now()
    ended = Campaign.objects.open().filter(pk=campaign.pk)
    if not ended.update(state=CampaignState.CLOSED, closed_at=moment, closed_by=by):
        raise Conflict(_("The campaign is closed already."))
    campaign.state, campaign.closed_at, campaign.closed_by = CampaignState.CLOSED, moment, by
    record("campaign.close", campaign, by=by, reason=reason)


def must_be_open(campaign: Campaign) -> None:
    """Refuses in a campaign that is over."""
    if campaign.state != CampaignState.OPEN:
        raise Conflict(_("This campaign is closed: nothing new begins in it."))


def _guard(by: User | None, code: str) -> None:
    if by is not None and not by.scope(Permission.CAMPAIGN_MANAGE).covers_area(code):
        raise NotAllowed(_("You can't manage campaigns of this place."))


def _actor(by: User | None) -> str:
    return "" if by else "installation"


def _same(known: Campaign, pack_key: str, code: str) -> Campaign:
    if known.pack_version.key != pack_key or known.jurisdiction.code != code:
        message = _("The campaign %(key)s belongs to another pack or place. Choose another key.") % {"key": known.key}
        raise Refused(message, fields=[Fault("key", message)])
    return known


def _open(
    key: str, jurisdiction: Jurisdiction, version: Any, name: str, pack_name: Text, is_drill: bool, by: User | None
) -> Campaign:
    texts = {"zh": name} if name else pack_name.by_language
    try:
        with transaction.atomic():
            return Campaign.objects.create(
                key=key,
                jurisdiction=jurisdiction,
                pack_version=version,
                name=_main(texts),
                names=_others(texts),
                is_drill=is_drill,
                opened_at=clock.now(),
                opened_by=by,
            )
    except IntegrityError:
        raise Conflict(_("Someone opened this campaign at the same moment. Reload the page.")) from None


def _follow(campaign: Campaign, by: User | None) -> None:
    for follower in followers:
        follower(campaign=campaign, by=by)


def _lay_out(places: Any) -> Jurisdiction:
    """Makes or renames the jurisdictions above, at and below the place, and its grids; gives the place's own."""
    for area in places.above:
        _jurisdiction(area.code, area.name)
    own = _jurisdiction(places.code, places.name)
    for area in places.areas:
        _jurisdiction(area.code, area.name)
    _lay_out_grids(own, places.grids)
    return own


def _jurisdiction(code: str, name: Text) -> Jurisdiction:
    """The node, hung below the nearest one that exists above it."""
    prefix = code_prefix(code)
    texts = name.by_language
    above = Jurisdiction.objects.filter(prefix__in=ancestors(prefix)[:-1]).order_by("-prefix").first()
    values = {"prefix": prefix, "name": _main(texts), "names": _others(texts), "parent": above}
    same = Jurisdiction.objects.filter(code=code, **values).first()
    if same is not None:  # nothing to write: whoever lays out a neighbour isn't kept waiting
        return same
    node, is_new = Jurisdiction.objects.update_or_create(code=code, defaults=values)
    if is_new:  # what hung on the node above, or on nothing, now hangs on this one
        Jurisdiction.objects.within(prefix).exclude(pk=node.pk).filter(parent=above).update(parent=node)
    return node


def _lay_out_grids(own: Jurisdiction, grids: Iterable[Any]) -> None:
    areas = {node.code: node for node in Jurisdiction.objects.within(own.prefix)}
    for grid in grids:
        texts = grid.name.by_language
        Grid.objects.update_or_create(
            jurisdiction=areas[grid.area] if grid.area else own,
            key=grid.key,
            defaults={"name": _main(texts), "names": _others(texts), "outline": grid.outline},
        )


def _main(texts: dict[str, str]) -> str:
    return texts.get("zh") or next(iter(texts.values()))


def _others(texts: dict[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if language != "zh"}
