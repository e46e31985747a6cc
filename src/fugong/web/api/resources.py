"""Routers whose every operation says who may call it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Router
from ninja.operation import PathView
from ninja.responses import Status

from fugong.accounts.pages import SIGNED_IN
from fugong.accounts.permissions import Permission
from fugong.web.api import problems

REFUSALS = (400, 401, 403, 404, 409, 413, 422, 429)
"""What any operation may answer instead; the description says it once for all of them (web.api.face)."""

Handler = Callable[..., Any]


def _answering(status: int, handler: Handler) -> Handler:
    """The handler, whose plain results are answered with the operation's own status."""

    @wraps(handler)
    def answer(request: HttpRequest, **values: Any) -> Any:
        result = handler(request, **values)
        return result if isinstance(result, HttpResponseBase) else Status(status, result)

    return answer


class DeclaredPaths(PathView):
    """The operations of one address. Its view tells who may call which method, as every page does (`view.access`)."""

    def clone(self) -> "DeclaredPaths":
        fresh = DeclaredPaths()
        fresh.is_async, fresh.url_name = self.is_async, self.url_name
        fresh.operations = [operation.clone() for operation in self.operations]
        return fresh

    def get_view(self) -> Callable[..., Any]:
        view = super().get_view()
        view.access = {  # type: ignore[attr-defined]
            method: operation.view_func.access  # type: ignore[attr-defined]
            for operation in self.operations
            for method in operation.methods
        }
        return view

    def _not_allowed(self) -> HttpResponse:
        allowed = sorted({method for operation in self.operations for method in operation.methods})
        response = problems.answer(
            405, "no_such_method", _("Use one of these here: %(methods)s.") % {"methods": ", ".join(allowed)}
        )
        response["Allow"] = ", ".join(allowed)
        return response


class Resource(Router):
    """The operations of one noun.

    `reads` and `writes` take the shape of the answer (None: an empty one) and `needs`, the permission that a caller must hold
    somewhere; without it, every signed-in person may call. Which rows are seen is the business of `visible_to`.
    """

    def reads(self, path: str, answer: Any, *, needs: Permission | None = None, **more: Any) -> Any:
        """A GET operation."""
        return self._operation("GET", path, answer, 200, needs, more)

    def writes(
        self, method: str, path: str, answer: Any, *, needs: Permission | None = None, status: int = 200, **more: Any
    ) -> Any:
        """An operation that changes something; calls of one Idempotency-Key change it once (web.api.once)."""
        return self._operation(method, path, answer, status, needs, more)

    def _operation(
        self, method: str, path: str, answer: Any, status: int, needs: Permission | None, more: dict[str, Any]
    ) -> Callable[[Handler], Handler]:
        named = {"operation_id": more.pop("operation_id", None), "summary": more.pop("summary", None)}

        def decorate(handler: Handler) -> Handler:
            handler.access = str(needs) if needs else SIGNED_IN  # type: ignore[attr-defined]
            name = handler.__name__.removesuffix("_")
            self.path_operations.setdefault(path, DeclaredPaths())
            self.add_api_operation(
                path,
                [method],
                _answering(status, handler),
                response={status: answer},
                operation_id=named["operation_id"] or name,
                summary=named["summary"] or name.replace("_", " ").capitalize(),
                url_name=name,
                **more,
            )
            return handler

        return decorate
