"""Addresses of this room's pages, an enterprise's own and the authority's, and what they answer."""

from django.urls import reverse


def mine(name, stage, enterprise, *more):
    return reverse(f"resumption:{name}", args=[stage.campaign.key, enterprise.pk, *more])


def office(name, stage, *more):
    return reverse(f"resumption:{name}", args=[stage.campaign.key, *more])


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()
