"""Jobs of the channels."""

from procrastinate.contrib.django import app


@app.task(queue="channels")
def deliver() -> int:
    """Sends whatever is due. Enqueued in the transaction that tells; returns how many were sent."""
    return 0
