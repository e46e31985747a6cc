"""The rules in force: what a campaign's pack says, in full."""

import datetime as dt
from typing import Any

from ninja import Schema
from pydantic import Field

from fugong.accounts.permissions import Permission
from fugong.web.api.lookups import campaign_of
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Key

resource = Resource(tags=["Packs"])


class PackOut(Schema):
    """A frozen content of a pack."""

    key: str
    digest: str
    loaded_at: dt.datetime
    content: dict[str, Any] = Field(description="The sections, as docs/packs.md describes them.")


@resource.reads("/campaigns/{campaign}/pack", PackOut, needs=Permission.REGISTRY_VIEW)
def pack(request: Call, campaign: Key) -> Any:
    """The pack version in force in the campaign."""
    return campaign_of(request, campaign).pack_version
