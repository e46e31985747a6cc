"""Addresses of putting right. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.rectification.views import (
    desk,
    examples,
    files,
    findings,
    genuine,
    mine,
    mine_papers,
    notice,
    spots,
    stop,
)

app_name = "rectification"

ONE = "c/<slug:campaign>/rectification/<int:rectification>"
STOP = "c/<slug:campaign>/stop-works/<int:stop_work>"
FINDING = "c/<slug:campaign>/findings/<int:finding>"
THERE = "c/<slug:campaign>/enterprises/<int:enterprise>"
MINE = "mine/<slug:campaign>/<int:enterprise>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("genuine/<slug:paper_token>/", genuine.genuine, name="genuine"),
    path("papers/<slug:paper_token>/paper.pdf", files.paper, name="paper"),
    path("proofs/<uuid:proof>/", files.proof, name="proof"),
    path("example-files/<uuid:example_file>/", files.example_file, name="example_file"),
    path("examples/<int:example>/", examples.example, name="example_read"),
    path("c/<slug:campaign>/rectification/", desk.notices, name="notices"),
    path("c/<slug:campaign>/rectification/sheet/", desk.notices_sheet, name="notices_sheet"),
    path(f"{ONE}/", notice.notice, name="notice"),
    path(f"{ONE}/service/", notice.service, name="notice_service"),
    path(f"{ONE}/return/", notice.sending_back, name="notice_return"),
    path(f"{ONE}/look-back/", notice.look_back, name="notice_look_back"),
    path("c/<slug:campaign>/extensions/<int:extension>/decision/", notice.extension, name="extension_decision"),
    path("c/<slug:campaign>/appeals/<int:appeal>/decision/", notice.appeal, name="appeal_decision"),
    path("c/<slug:campaign>/findings/", desk.findings, name="findings"),
    path("c/<slug:campaign>/findings/sheet/", desk.findings_sheet, name="findings_sheet"),
    path(f"{FINDING}/", findings.finding, name="finding"),
    path(f"{FINDING}/photos/", findings.photos, name="finding_photos"),
    path(f"{FINDING}/correction/", findings.correction, name="finding_correction"),
    path(f"{FINDING}/dropping/", findings.dropping, name="finding_dropping"),
    path(f"{THERE}/findings/", findings.there, name="there"),
    path(f"{THERE}/findings/recording/", findings.recording, name="recording"),
    path(f"{THERE}/findings/notice/", findings.issuing, name="issuing"),
    path(f"{THERE}/findings/stop-work/", findings.proposing, name="proposing"),
    path("c/<slug:campaign>/stop-works/", desk.stops, name="stop_works"),
    path(f"{STOP}/", stop.stop, name="stop_work"),
    path(f"{STOP}/decision/", stop.decision, name="stop_decision"),
    path(f"{STOP}/taking-back/", stop.taking_back, name="stop_taking_back"),
    path(f"{STOP}/service/", stop.service, name="stop_service"),
    path(f"{STOP}/look-back/", stop.look_back, name="stop_look_back"),
    path("c/<slug:campaign>/blind-spots/", spots.blind_spots, name="blind_spots"),
    path("c/<slug:campaign>/examples/", examples.examples, name="examples"),
    path("c/<slug:campaign>/examples/<int:example>/decision/", examples.decision, name="example_decision"),
    path("c/<slug:campaign>/examples/<int:example>/", examples.staff_example, name="example"),
    path(f"{THERE}/examples/", examples.proposing, name="example_new"),
    path(f"{MINE}/rectification/", mine.papers, name="mine_papers"),
    path(f"{MINE}/rectification/<int:rectification>/", mine.notice, name="mine_notice"),
    path(f"{MINE}/rectification/<int:rectification>/receipt/", mine_papers.notice_receipt, name="mine_receipt"),
    path(f"{MINE}/rectification/<int:rectification>/answer/", mine.answer, name="mine_answer"),
    path(f"{MINE}/rectification/<int:rectification>/extension/", mine_papers.extension, name="mine_extension"),
    path(f"{MINE}/rectification/<int:rectification>/appeal/", mine_papers.notice_appeal, name="mine_appeal"),
    path(f"{MINE}/extensions/<int:extension>/taking-back/", mine_papers.extension_back, name="mine_extension_back"),
    path(f"{MINE}/appeals/<int:appeal>/taking-back/", mine_papers.appeal_back, name="mine_appeal_back"),
    path(f"{MINE}/findings/<int:finding>/photos/", mine.photos, name="mine_photos"),
    path(f"{MINE}/proofs/<uuid:proof>/removal/", mine.photo_removal, name="mine_photo_removal"),
    path(f"{MINE}/stop-works/<int:stop_work>/", mine.stop, name="mine_stop_work"),
    path(f"{MINE}/stop-works/<int:stop_work>/receipt/", mine_papers.stop_receipt, name="mine_stop_receipt"),
    path(f"{MINE}/stop-works/<int:stop_work>/answer/", mine.stop_answer, name="mine_stop_answer"),
    path(f"{MINE}/stop-works/<int:stop_work>/appeal/", mine_papers.stop_appeal, name="mine_stop_appeal"),
    path(f"{MINE}/examples/", examples.mine_examples, name="mine_examples"),
]
