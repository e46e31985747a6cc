"""Jobs of the channels."""

from procrastinate import JobContext, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from fugong.channels import claiming, forgetting, sending

SILENT_SECONDS = 25.0  # a worker says every ten that it lives


@app.task(queue="channels")
def deliver() -> int:
    """Sends whatever is due. Enqueued in the transaction that tells; returns how many were sent."""
    return sending.run()


@app.periodic(cron="* * * * * */15")
@app.task(queue="channels", pass_context=True)
async def free_jobs(context: JobContext, timestamp: int) -> None:
    """Every 15 seconds: jobs of workers that were killed are done by others. It has no lock, or it could be stuck itself."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        try:
            await manager.retry_job(job)
        except exceptions.ConnectorException:  # the same job waits in the queue already: this one is over
            await manager.finish_job(job, Status.FAILED, delete_job=False)


@app.periodic(cron="* * * * * */15")
@app.task(queue="channels", queueing_lock="pick_up")
def pick_up(timestamp: int) -> int:
    """Every 15 seconds: what is due by now (tried again, digests, after quiet hours), or was left by a killed worker."""
    return sending.run() if claiming.anything_due() else 0


@app.periodic(cron="23 19 * * *")  # at night in China
@app.task(queue="channels", queueing_lock="forget_messages")
def forget_messages(timestamp: int) -> int:
    """Once a day: messages that nobody needs any more."""
    return forgetting.forget()
