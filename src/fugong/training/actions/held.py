"""What must be so before anything is done, and rows held until the transaction ends."""

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.errors import NotAllowed
from fugong.training.access import over_place
from fugong.workflow import holding

Row = TypeVar("Row", bound=models.Model)
VISITOR = "visitor"


def held(row: Row) -> Row:
    """The row as it is now, locked; what refers to it may be written meanwhile."""
    return holding.held(row, "campaign__jurisdiction", "course", "trainee", "user", no_key=True)


def require(permission: Permission, campaign: Any, by: User | None) -> None:
    """Refuses whoever doesn't hold a permission over the whole place. `by` None is the installation."""
    if by is not None and not over_place(by, permission, campaign):
        raise NotAllowed(_("You don’t keep the training of this place."))


def tidy(text: str, most: int) -> str:
    """What was typed, in one line, and no longer than it may be."""
    return " ".join(text.split())[:most]
