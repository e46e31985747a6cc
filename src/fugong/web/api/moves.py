"""Operations drawn from a workflow's arrows: one for each that people may take, and the list of those open to the caller."""

from collections.abc import Callable, Mapping
from typing import Any

from ninja import Schema

from fugong.accounts.permissions import Permission
from fugong.web.api.resources import Resource
from fugong.workflow.arrows import Workflow
from fugong.workflow.cases import Case
from fugong.workflow.moves import open_arrows

Handler = Callable[..., Any]


class ArrowOut(Schema):
    """A move that the caller could make now: POST to the case's address, a slash, and `key`."""

    key: str
    name: str
    to: str
    needs_reason: bool


def mount(resource: Resource, path: str, workflow: Workflow, answer: Any, handlers: Mapping[str, Handler]) -> None:
    """Gives each arrow that has a handler its operation: `POST <path>/<arrow>`, open to whoever holds its permission."""
    for arrow in workflow.arrows:
        if arrow.key in handlers:
            resource.writes(
                "POST",
                f"{path}/{arrow.key}",
                answer,
                needs=Permission(arrow.needs),
                operation_id=f"{workflow.key}_{arrow.key}",
                summary=f"{workflow.key}: {arrow.key}".capitalize(),
                description=f"{' or '.join(arrow.frm)} → {arrow.to}. {arrow.why}",
            )(handlers[arrow.key])


def arrows_of(case: Case, by: Any, handlers: Mapping[str, Handler]) -> list[dict[str, Any]]:
    """The open arrows that have an operation."""
    return [
        {"key": arrow.key, "name": str(arrow.name), "to": arrow.to, "needs_reason": arrow.reason}
        for arrow in open_arrows(case, by)
        if arrow.key in handlers
    ]
