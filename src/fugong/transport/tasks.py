"""What the worker does: working out a plan takes seconds."""

from procrastinate.contrib.django import app


@app.task(queue="planning")
def work_out(plan_id: int) -> None:
    """Has the planner work out a plan that waits for it."""
    from fugong.transport.actions import plans
    from fugong.transport.models import Plan

    found = Plan.objects.filter(pk=plan_id).first()
    if found is not None:
        plans.run(plan=found)
