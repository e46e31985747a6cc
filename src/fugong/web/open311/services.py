"""What can be asked for: the pack's categories as services, and what each wants to know; and where all this is found."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fugong.accounts.pages import EVERYONE
from fugong.core import clock
from fugong.demands.policy import Category
from fugong.places.models import Campaign
from fugong.policy.shapes import by_key
from fugong.web.open311.answers import Failed, said
from fugong.web.open311.calls import jurisdiction, operation

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
USCC = "uscc"


@operation(GET=EVERYONE)
def services(request: HttpRequest, form: str) -> HttpResponse:
    """GET Service List."""
    campaign = jurisdiction(request)
    found = [_service(campaign, category) for category in campaign.pack.demands.known]
    return said(request, form, "services", found)


@operation(GET=EVERYONE)
def definition(request: HttpRequest, form: str, service_code: str) -> HttpResponse:
    """GET Service Definition."""
    campaign = jurisdiction(request)
    category = service(campaign, service_code)
    content = {"service_code": category.key, "attributes": [_enterprise_attribute()]}
    return said(request, form, "service_definition", content)


@operation(GET=EVERYONE)
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Service Discovery: where the endpoint is, what it speaks, whom to ask for a key."""
    opened = Campaign.objects.open().order_by("-pack_version__loaded_at")
    changed = opened.values_list("pack_version__loaded_at", flat=True).first() or clock.now()
    since = f"{clock.local(changed):%Y-%m-%d %H:%M}"
    endpoint = {
        "specification": SPECIFICATION,
        "url": request.build_absolute_uri("/open311/v2"),
        "changeset": since,
        "type": "test" if settings.DEMO else "production",
        "formats": ["text/xml", "application/json"],
    }
    content = {
        "changeset": since,
        "contact": settings.OPEN311_CONTACT or _("The authority's duty desk."),
        "key_service": _("An api_key is an API token: whoever works with demands makes one on the page “my account”."),
        "endpoints": [endpoint],
    }
    return said(request, form, "discovery", content)


@operation(GET=EVERYONE, POST=EVERYONE)
def nowhere(request: HttpRequest, form: str, rest: str = "") -> HttpResponse:
    """Whatever else is asked for below the endpoint."""
    raise Failed(404, _("There is nothing at this address: services, requests and tokens are here."))


def service(campaign: Campaign, code: str) -> Category:
    """The category of a service_code; a 404 in the standard's form."""
    found: Category | None = by_key(campaign.pack.demands.known).get(code)
    if found is None:
        raise Failed(404, _("The service_code %(given)s was not found.") % {"given": code[:40]})
    return found


def _service(campaign: Campaign, category: Category) -> dict[str, Any]:
    answering = answerer(campaign, category.lead, category.post)
    return {
        "service_code": category.key,
        "service_name": str(category.name),
        "description": _("Answered by %(who)s.") % {"who": answering}
        if answering
        else _("The duty desk says who answers."),
        "metadata": True,
        "type": "realtime",
        "keywords": ", ".join(word.replace(",", " ") for word in category.words),
        "group": answering,
    }


def _enterprise_attribute() -> dict[str, Any]:
    return {
        "variable": True,
        "code": USCC,
        "datatype": "string",
        "required": True,
        "datatype_description": _("18 digits and capital letters"),
        "order": 1,
        "description": _("The unified social credit code of the enterprise that asks"),
        "values": [],
    }


def answerer(campaign: Campaign, lead: str, post: str) -> str:
    """The name of the department, or of the post, that answers; empty for the duty desk."""
    named = by_key(campaign.pack.places.departments) | by_key(campaign.pack.registry.posts)
    found = named.get(lead or post)
    return str(found.name) if found else ""
