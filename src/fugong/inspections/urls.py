"""Rounds, draws and visits with a checklist, on the desk and on the phone."""

from django.urls import URLPattern, URLResolver, path

from fugong.inspections import mine
from fugong.inspections.phone import urls as phone
from fugong.inspections.views import goers, planning, rounds, rounds_map, visits

app_name = "inspections"

C = "c/<slug:campaign>"

urlpatterns: list[URLPattern | URLResolver] = [
    *phone.urlpatterns,
    path("evidence/<uuid:uid>/", visits.evidence, name="evidence"),
    path("signatures/<uuid:uid>/", visits.signature, name="signature"),
    path("draw/<uuid:uid>/", planning.draw_check, name="draw_check"),
    path("draw/<uuid:uid>/lists.json", planning.draw_lists, name="draw_lists"),
    path("mine/<slug:campaign>/<int:enterprise>/visits/", mine.visits, name="mine_visits"),
    path(f"{C}/round/", rounds.own, name="round"),
    path(f"{C}/round/stops/", rounds.own_stops, name="own_stops"),
    path(f"{C}/rounds/", rounds.rounds, name="rounds"),
    path(f"{C}/rounds/goers/names/", goers.names, name="goer_names"),
    path(f"{C}/rounds/map/", rounds_map.map_page, name="rounds_map"),
    path(f"{C}/rounds/map/data/", rounds_map.map_data, name="rounds_map_data"),
    path(f"{C}/rounds/<int:pk>/", rounds.one, name="round_one"),
    path(f"{C}/rounds/<int:pk>/moves/<slug:move>/", rounds.move, name="round_move"),
    path(f"{C}/rounds/<int:pk>/order/", rounds.order, name="round_order"),
    path(f"{C}/rounds/<int:pk>/stops/", rounds.stops, name="round_stops"),
    path(f"{C}/rounds/<int:pk>/stops/<int:stop>/removal/", rounds.stop_removal, name="stop_removal"),
    path(f"{C}/rounds/<int:pk>/stops/<int:stop>/skipping/", rounds.stop_skipping, name="stop_skipping"),
    path(f"{C}/rounds/<int:pk>/stops/<int:stop>/swap/", rounds.swap, name="swap"),
    path(f"{C}/swaps/<int:pk>/moves/<slug:move>/", rounds.swap_move, name="swap_move"),
    path(f"{C}/wanted/", planning.wanted, name="wanted"),
    path(f"{C}/wanted/combination/", planning.combination, name="combination"),
    path(f"{C}/wanted/<int:pk>/removal/", planning.wanted_removal, name="wanted_removal"),
    path(f"{C}/draws/", planning.draws, name="draws"),
    path(f"{C}/draws/new/", planning.draw_new, name="draw_new"),
    path(f"{C}/draws/<int:pk>/", planning.draw, name="draw"),
    path(f"{C}/draws/<int:pk>/moves/<slug:move>/", planning.draw_move, name="draw_move"),
    path(f"{C}/unlawful/", planning.unlawful, name="unlawful"),
    path(f"{C}/unlawful/visit/", planning.unlawful_visit, name="unlawful_visit"),
    path(f"{C}/visits/", visits.visits, name="visits"),
    path(f"{C}/visits/sheet/", visits.visits_sheet, name="visits_sheet"),
    path(f"{C}/visits/<int:pk>/", visits.visit, name="visit"),
    path(f"{C}/visits/<int:pk>/paper/", visits.visit_paper, name="visit_paper"),
    path(f"{C}/visits/<int:pk>/editions/<int:edit>/settlement/", visits.edit_settlement, name="edit_settlement"),
]
