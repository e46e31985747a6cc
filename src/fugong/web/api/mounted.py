"""The resources of the API, in the order in which the documentation shows them."""

from fugong.web.api import campaigns, packs, people

RESOURCES = (people.resource, campaigns.resource, packs.resource)
