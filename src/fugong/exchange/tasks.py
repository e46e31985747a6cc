"""Jobs of the exchange."""

from procrastinate.contrib.django import app

from fugong.exchange.actions import sending


@app.periodic(cron="* * * * *")
@app.task(queue="channels", queueing_lock="exchange_deliver", lock="exchange_deliver")
def deliver_figures(timestamp: int) -> int:
    """Every minute: figures that wait, and those that are due for another try; returns how many were received."""
    return sending.deliver()
