"""Where: campaigns, the tree of jurisdictions, grids with their outlines."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Query, Schema
from pydantic import Field

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.web.api.lookups import campaign_of, campaigns_of
from fugong.web.api.paging import After, Limit, Page, page_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Key, Words

resource = Resource(tags=["Campaigns and places"])


class CampaignOut(Schema):
    """A pack at work in a jurisdiction."""

    key: str
    name: Words
    jurisdiction: str = Field(alias="jurisdiction.code", description="12-digit code")
    pack: str = Field(alias="pack_version.key")
    pack_version: str = Field(alias="pack_version.digest", description="SHA-256 of the pack's content")
    state: str
    is_drill: bool
    opened_at: dt.datetime
    closed_at: dt.datetime | None

    @staticmethod
    def resolve_name(campaign: Campaign) -> str:
        return str(campaign)


class JurisdictionOut(Schema):
    """A node of the tree."""

    code: str
    prefix: str
    name: str
    parent: str | None

    @staticmethod
    def resolve_name(node: Jurisdiction) -> str:
        return str(node)

    @staticmethod
    def resolve_parent(node: Jurisdiction) -> str | None:
        return node.parent.code if node.parent else None


class GridOut(Schema):
    """A part of a jurisdiction with a leader of its own."""

    id: int
    key: str
    name: str
    jurisdiction: str = Field(alias="jurisdiction.code")
    outline: dict[str, Any] | None = Field(description="GeoJSON geometry, WGS 84")

    @staticmethod
    def resolve_name(grid: Grid) -> str:
        return str(grid)


@resource.reads("/campaigns", Page[CampaignOut], needs=Permission.REGISTRY_VIEW)
def campaigns(request: Call, after: After = "", limit: Limit = 50, state: Literal["", "open", "closed"] = "") -> Any:
    """The campaigns that the caller sees."""
    rows = campaigns_of(request)
    return page_of(rows.filter(state=state) if state else rows, ("id",), after=after, limit=limit)


@resource.reads("/campaigns/{campaign}", CampaignOut, needs=Permission.REGISTRY_VIEW)
def campaign(request: Call, campaign: Key) -> Any:
    """One campaign."""
    return campaign_of(request, campaign)


@resource.reads("/jurisdictions", Page[JurisdictionOut], needs=Permission.REGISTRY_VIEW)
def jurisdictions(
    request: Call,
    within: Annotated[str, Query(pattern=r"^\d{0,12}$", description="A code prefix: the node and all below it.")] = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The tree, as far as the caller sees it, in the order of the codes."""
    rows = Jurisdiction.objects.visible_to(request.user).within(within).select_related("parent")
    return page_of(rows, ("code",), after=after, limit=limit)


@resource.reads("/campaigns/{campaign}/grids", list[GridOut], needs=Permission.REGISTRY_VIEW)
def grids(request: Call, campaign: Key) -> Any:
    """The campaign's grids that lie in nodes the caller sees."""
    found = campaign_of(request, campaign)
    seen = Jurisdiction.objects.visible_to(request.user).within(found.jurisdiction.prefix)
    return list(Grid.objects.filter(jurisdiction__in=seen).select_related("jurisdiction"))
