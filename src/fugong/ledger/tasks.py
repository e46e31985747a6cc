"""What the clock does by itself."""

from procrastinate.contrib.django import app

from fugong.ledger import sealing


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="seal_ledger", lock="seal_ledger")
def seal_ledger(timestamp: int) -> int:
    """Every minute: what happened since is sealed. `timestamp` is when it was due to run."""
    return sealing.seal()
