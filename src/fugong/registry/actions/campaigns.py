"""What the registry does when a campaign opens or its pack changes."""

from typing import Any

from fugong.places.models import Campaign, Jurisdiction
from fugong.registry import segments
from fugong.registry.models import Park, Team


def follow(*, campaign: Campaign, by: Any) -> None:
    """Lays out the pack's parks and teams, and sorts the enterprises into its segments and groups."""
    _lay_out_parks(campaign)
    _lay_out_teams(campaign)
    segments.refresh(campaign=campaign)


def _lay_out_parks(campaign: Campaign) -> None:
    areas = {node.code: node for node in Jurisdiction.objects.within(campaign.jurisdiction.prefix)}
    for park in campaign.pack.places.parks:
        texts = park.name.by_language
        name = texts.get("zh") or str(park.name)
        values = {"name": name, "names": texts, "kind": park.kind, "address": park.address}
        area = areas[park.area] if park.area else campaign.jurisdiction
        Park.objects.update_or_create(jurisdiction=area, key=park.key, defaults=values)


def _lay_out_teams(campaign: Campaign) -> None:
    """The teams that the pack asks for, still without people: `verification_1` … `verification_10`."""
    wanted = [
        Team(
            campaign=campaign,
            key=f"{kind.key}_{number}"[:40],
            name=f"{kind.name.in_('zh')} {number}" if kind.count > 1 else kind.name.in_("zh"),
            kind=kind.key[:20],
            area=campaign.jurisdiction.prefix,
        )
        for kind in campaign.pack.registry.teams
        for number in range(1, kind.count + 1)
    ]
    Team.objects.bulk_create(wanted, ignore_conflicts=True)
