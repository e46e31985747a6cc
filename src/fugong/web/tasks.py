"""Jobs of the REST face and of the way in."""

from procrastinate.contrib.django import app

from fugong.accounts import guesses, sessions, undoing
from fugong.web.api import limits, once


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="forget_calls")
def forget_calls(timestamp: int) -> None:
    """Drops kept answers past their day, counts of minutes and hours gone by, sessions that ended, and offers to undo."""
    once.forget()
    limits.forget()
    guesses.forget()
    sessions.forget()
    undoing.forget()
