"""What the clock does by itself."""

from procrastinate.contrib.django import app

from fugong.workflow import deadlines


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="deadlines", lock="deadlines")
def sweep_deadlines(timestamp: int) -> int:
    """Every minute: what is late climbs its ladder. `timestamp` is when it was due to run."""
    return deadlines.sweep()
