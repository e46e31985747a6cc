"""Who I am: the caller, and the tokens the caller has."""

import datetime as dt
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Schema

from fugong.accounts import tokens
from fugong.accounts.permissions import Permission
from fugong.web.api.resources import Resource
from fugong.web.api.shapes import Call, Id

resource = Resource(tags=["Caller"])


class GrantOut(Schema):
    """A role, and where it holds."""

    role: str
    scope_kind: str
    scope_key: str


class CallerOut(Schema):
    """On whose behalf the call is made, and what it may do."""

    username: str
    name: str
    language: str
    grants: list[GrantOut]
    permissions: list[str]


class TokenOut(Schema):
    """A token without its secret, which was shown once."""

    id: int
    name: str
    prefix: str
    permissions: list[str]
    created_at: dt.datetime
    expires_at: dt.datetime
    last_used_at: dt.datetime | None


@resource.reads("/me", CallerOut)
def me(request: Call) -> Any:
    """The caller, with the roles of the person and the permissions of the token."""
    user: Any = request.user
    return {
        "username": user.username,
        "name": user.name,
        "language": user.language,
        "grants": user.active_grants,
        "permissions": [str(permission) for permission in Permission if user.holds(permission)],
    }


@resource.reads("/tokens", list[TokenOut], needs=Permission.API_TOKEN)
def tokens_of_mine(request: Call) -> Any:
    """The caller's live tokens."""
    return list(tokens.live(request.user).order_by("-id"))


@resource.writes("DELETE", "/tokens/{token_id}", None, needs=Permission.API_TOKEN, status=204)
def withdraw_token(request: Call, token_id: Id) -> Any:
    """Ends a token of the caller's at once. Tokens are made on the page "my account"."""
    tokens.revoke(token=get_object_or_404(tokens.live(request.user), pk=token_id), by=request.user)
    return None
