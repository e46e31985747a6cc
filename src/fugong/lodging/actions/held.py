"""Rows held until the transaction ends, so that two who act at once act one after the other."""

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from fugong.core.errors import Conflict, Fault, Refused
from fugong.places.models import Campaign

Row = TypeVar("Row", bound=models.Model)
RELATED = ("campaign__pack_version", "enterprise", "pack_version", "caterer", "house__campaign__pack_version")


def held(row: Row) -> Row:
    """The row as it is now, locked."""
    rows: Any = type(row)._base_manager.select_for_update(of=("self",), no_key=True)
    names = {field.name for field in row._meta.fields}
    related = [name for name in RELATED if name.partition("__")[0] in names]
    found: Row = rows.select_related(*related).get(pk=row.pk)
    return found


def refuse(where: str, message: str, code: str | None = None) -> Refused:
    """A refusal at one field."""
    return Refused(message, code=code, fields=[Fault(where, message)])


def must_be_open(campaign: Campaign) -> None:
    """Refuses in a campaign that is over."""
    if campaign.state != "open":
        raise Conflict(_("This campaign is closed: nothing new begins in it."))
