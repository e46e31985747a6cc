"""The resources of the API, in the order in which the documentation shows them."""

from fugong.web.api import (
    campaigns,
    commitments,
    contacts,
    demands,
    enterprises,
    events,
    figures,
    filings,
    groups,
    inbox,
    joint_filings,
    meetings,
    notices,
    packs,
    people,
    phone,
    reports,
    resumptions,
    service,
    sheets,
    verifications,
    visits,
)

RESOURCES = tuple(
    module.resource
    for module in (
        people,
        inbox,
        campaigns,
        packs,
        enterprises,
        contacts,
        service,
        filings,
        joint_filings,
        verifications,
        phone,
        visits,
        commitments,
        resumptions,
        reports,
        demands,
        groups,
        notices,
        meetings,
        figures,
        events,
        sheets,
    )
)
