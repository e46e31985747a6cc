"""What enterprises need: asked in their own words, routed, answered in time, confirmed; and the tasks that follow."""

from django.urls import URLPattern, URLResolver, path

from fugong.demands.views import causes, demand, demands, files, mine, tasks

app_name = "demands"

MINE = "mine/<slug:campaign>/<int:enterprise>/demands"
DEMANDS = "c/<slug:campaign>/demands"
CAUSES = "c/<slug:campaign>/causes"
TASKS = "c/<slug:campaign>/tasks"

urlpatterns: list[URLPattern | URLResolver] = [
    path("attachments/<uuid:uid>/", files.attachment, name="attachment"),
    path(f"{MINE}/", mine.mine_demands, name="mine_demands"),
    path(f"{MINE}/call/", mine.mine_call, name="mine_call"),
    path(f"{MINE}/draft/", mine.mine_draft, name="mine_draft"),
    path(f"{MINE}/<int:pk>/", mine.mine_demand, name="mine_demand"),
    path(f"{MINE}/<int:pk>/<slug:deed>/", mine.mine_deed, name="mine_deed"),
    path(f"{DEMANDS}/", demands.demands, name="demands"),
    path(f"{DEMANDS}/sheet/", demands.demands_sheet, name="demands_sheet"),
    path(f"{DEMANDS}/entry/", demands.entry, name="entry"),
    path(f"{DEMANDS}/statistics/", demands.demand_statistics, name="statistics"),
    path(f"{DEMANDS}/statistics/sheet/", demands.demand_statistics_sheet, name="statistics_sheet"),
    path(f"{DEMANDS}/<int:pk>/", demand.demand, name="demand"),
    path(f"{DEMANDS}/<int:pk>/<slug:deed>/", demand.demand_deed, name="demand_deed"),
    path(f"{CAUSES}/", causes.causes, name="causes"),
    path(f"{CAUSES}/<int:pk>/", causes.cause, name="cause"),
    path(f"{CAUSES}/<int:pk>/<slug:deed>/", causes.cause_deed, name="cause_deed"),
    path(f"{TASKS}/", tasks.tasks, name="tasks"),
    path(f"{TASKS}/sheet/", tasks.tasks_sheet, name="tasks_sheet"),
    path(f"{TASKS}/giving/", tasks.task_giving, name="task_giving"),
    path(f"{TASKS}/<int:pk>/", tasks.task, name="task"),
    path(f"{TASKS}/<int:pk>/<slug:deed>/", tasks.task_deed, name="task_deed"),
]
