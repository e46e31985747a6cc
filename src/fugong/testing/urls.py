"""The room's addresses."""

from django.urls import path

from fugong.testing import mine
from fugong.testing.views import choosing, coverage, points, shifts, tubes

app_name = "testing"
DESK = "c/<slug:campaign>/testing/"
MINE = "mine/<slug:campaign>/<int:enterprise>/testing/"

urlpatterns = [
    path(DESK, coverage.coverage, name="coverage"),
    path(DESK + "sheet/", coverage.coverage_sheet, name="coverage_sheet"),
    path(DESK + "missing/", coverage.missing, name="missing"),
    path(DESK + "missing/sheet/", coverage.missing_sheet, name="missing_sheet"),
    path(DESK + "points/", points.points, name="points"),
    path(DESK + "points/names/", choosing.names, name="point_names"),
    path(DESK + "points/new/", points.point_new, name="point_new"),
    path(DESK + "points/<int:point>/", points.point, name="point"),
    path(DESK + "points/<int:point>/shutting/", points.shutting, name="shutting"),
    path(DESK + "points/<int:point>/shuttles/", points.shuttles, name="shuttles"),
    path(DESK + "specialists/", points.specialists, name="specialists"),
    path(DESK + "specialists/<int:specialist>/ending/", points.specialist_ending, name="specialist_ending"),
    path(DESK + "specialists/<int:specialist>/absence/", points.absence, name="specialist_absence"),
    path(DESK + "specialists/<int:specialist>/presence/", points.presence, name="specialist_presence"),
    path(DESK + "shifts/", shifts.shifts, name="shifts"),
    path(DESK + "shifts/<int:shift>/", shifts.shift, name="shift"),
    path(DESK + "shifts/<int:shift>/posts/", shifts.shift_post, name="shift_post"),
    path(DESK + "shifts/<int:shift>/tubes/", shifts.tube_new, name="tube_new"),
    path(DESK + "shifts/<int:shift>/<slug:doing>/", shifts.shift_move, name="shift_move"),
    path(DESK + "tubes/", tubes.tubes, name="tubes"),
    path(DESK + "tubes/<int:tube>/", tubes.tube, name="tube"),
    path(DESK + "tubes/<int:tube>/samples/", tubes.sample_new, name="sample_new"),
    path(DESK + "tubes/<int:tube>/samples/<int:sampled>/removal/", tubes.sample_removal, name="sample_removal"),
    path(DESK + "tubes/<int:tube>/sealing/", tubes.sealing, name="sealing"),
    path(DESK + "tubes/<int:tube>/result/", tubes.tube_result, name="tube_result"),
    path(DESK + "retests/", tubes.retests, name="retests"),
    path(DESK + "retests/<int:retest>/result/", tubes.retest_result, name="retest_result"),
    path(MINE, mine.testing, name="mine"),
    path(MINE + "codes/", mine.codes, name="codes"),
    path("p/<slug:person_token>/code/", mine.own_code, name="own_code"),
]
