"""Plans that take longer than a person waits for a page."""

from procrastinate.contrib.django import app


@app.task(queue="proposals")
def work_out(proposal_id: int) -> None:
    """Works one out; who asked watches its page."""
    from fugong.proposals import actions
    from fugong.proposals.models import Proposal

    rows = Proposal.objects.select_related("campaign__jurisdiction", "campaign__pack_version", "made_by")
    found = rows.filter(pk=proposal_id, state="working").first()
    if found is not None:
        with actions.told_in(found):
            actions.work_out(proposal=found)
