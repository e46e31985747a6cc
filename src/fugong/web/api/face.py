"""The REST face: `/api/v1/`, described by OpenAPI 3.1. Handlers only translate; what is done is done by the rooms' actions."""

from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from fugong.accounts.pages import open_to_everyone
from fugong.web.api import once, problems
from fugong.web.api.authentication import SESSION, TOKEN
from fugong.web.api.calls import SAFE, guarded
from fugong.web.api.parsing import StrictJson
from fugong.web.api.problems import Problem, problem_of
from fugong.web.api.resources import REFUSALS

ABOUT = """Everything that the pages do, for programs. See docs/api.md.

Amounts are whole yuan, days are calendar days of the installation, moments are UTC. Lists go on by `after`.
Send an `Idempotency-Key` with every call that changes something: a repeat then changes nothing and gets the same answer.
"""


class Documentation(DocsBase):
    """Swagger UI as the wheel brings it, under our content security policy, without any outside address."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        return render(request, "web/api_docs.html", {"description": self.get_openapi_url(api, kwargs)})


class Face(NinjaAPI):
    """Ninja's API with our refusals, our order of checks, and nothing undeclared."""

    def set_default_exception_handlers(self) -> None:
        self.add_exception_handler(Exception, _told)

    def _get_urls(self) -> list[URLPattern | URLResolver]:
        addresses = [address for address in super()._get_urls() if getattr(address, "name", "") != "api-root"]
        return [*addresses, path("", nowhere, name="api-root"), path("<path:rest>", nowhere, name="nowhere")]

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        return self._described

    @cached_property
    def _described(self) -> Any:
        description = super().get_openapi_schema()
        _describe_refusals(description["components"])
        for operations in description["paths"].values():
            for method, operation in operations.items():
                _describe(method, operation)
        return description


def _told(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_of(error, request)


def _describe_refusals(components: dict[str, Any]) -> None:
    """The refusals, to which every operation points: described once, so that the whole stays small."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= problem.pop("$defs", {}) | {Problem.__name__: problem}
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    components["responses"] = {
        str(code): {"description": HTTPStatus(code).phrase, "content": content} for code in REFUSALS
    }


def _describe(method: str, operation: dict[str, Any]) -> None:
    """Adds to an operation's description what holds for all: refusals, languages, keys."""
    operation["responses"] |= {status: {"$ref": f"#/components/responses/{status}"} for status in REFUSALS}
    operation["parameters"].append(
        {
            "in": "header",
            "name": "Accept-Language",
            "required": False,
            "description": "zh-Hans, en, ja or ko: the language of texts and refusals.",
            "schema": {"type": "string", "examples": ["zh-Hans", "en"]},
        }
    )
    if method.upper() not in SAFE:
        operation["parameters"].append(
            {
                "in": "header",
                "name": once.HEADER,
                "required": False,
                "description": "Made by the caller, one for each change: repeats get the first answer and change nothing.",
                "schema": {"type": "string", "pattern": once.FORM.pattern},
            }
        )


@open_to_everyone
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever else is asked for under /api/v1/."""
    return problems.answer(
        404, "not_found", str(_("There is nothing at this address. /api/v1/docs lists what there is."))
    )


def build() -> Face:
    """The face with every resource mounted."""
    from fugong.web.api import mounted

    face = Face(
        title="Fugong",
        version="1",
        description=ABOUT,
        urls_namespace="api",
        auth=[TOKEN, SESSION],
        parser=StrictJson(),
        docs=Documentation(),
        docs_decorator=open_to_everyone,
    )
    face.add_decorator(guarded, mode="view")
    for resource in mounted.RESOURCES:
        face.add_router("", resource)
    return face
