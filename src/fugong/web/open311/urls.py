"""Open311's addresses. The ending says in which form the answer comes: .xml, .json, or none (the Accept header says)."""

from django.urls import URLPattern, URLResolver, path, register_converter

from fugong.web.open311 import requests, services


class Form:
    """An ending, or none."""

    regex = r"(?:\.xml|\.json)?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Code(Form):
    """A code of the standard, without the ending."""

    regex = r"[^/]{1,80}?"


register_converter(Form, "open311_form")
register_converter(Code, "open311_code")
app_name = "open311"

urlpatterns: list[URLPattern | URLResolver] = [
    path("discovery<open311_form:form>", services.discovery, name="discovery"),
    path("v2/discovery<open311_form:form>", services.discovery, name="discovery_v2"),
    path("v2/services<open311_form:form>", services.services, name="services"),
    path("v2/services/<open311_code:service_code><open311_form:form>", services.definition, name="definition"),
    path("v2/requests<open311_form:form>", requests.requests, name="requests"),
    path("v2/requests/<open311_code:service_request_id><open311_form:form>", requests.one, name="request"),
    path("v2/tokens/<open311_code:open311_token><open311_form:form>", requests.token, name="token"),
    path("v2/<path:rest>", services.nowhere, name="nowhere"),
]
