"""Addresses of the return to work. A move is a noun that is posted to."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from fugong.resumption.views import (
    files,
    filing,
    filings,
    mine,
    mine_commitments,
    mine_filing,
    mine_plan,
    records,
    sign,
    suspensions,
)

app_name = "resumption"

MINE = "mine/<slug:campaign>/<int:enterprise>"
FILING = "c/<slug:campaign>/filings/<int:pk>"
JOINT = "c/<slug:campaign>/joint/<int:pk>"
SUSPENSION = "c/<slug:campaign>/suspensions/<int:pk>"
RECORD = "c/<slug:campaign>/enterprises/<int:enterprise>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("s/<slug:token>/", sign.sign, name="sign"),
    path("documents/<uuid:uid>/", files.document, name="document"),
    path("mine/", mine.mine, name="mine"),
    path(f"{MINE}/", mine.mine_enterprise, name="mine_enterprise"),
    path(f"{MINE}/guide/", mine.mine_guide, name="mine_guide"),
    path(f"{MINE}/first-day/", mine.mine_first_day, name="mine_first_day"),
    path(f"{MINE}/filing/", mine_filing.mine_filing, name="mine_filing"),
    path(f"{MINE}/filing/beginning/", mine_filing.mine_begin, name="mine_begin"),
    path(f"{MINE}/filing/answers/", mine_filing.mine_answers, name="mine_answers"),
    path(f"{MINE}/filing/documents/", mine_filing.mine_document_add, name="mine_document_add"),
    path(
        f"{MINE}/filing/documents/<uuid:uid>/removal/", mine_filing.mine_document_removal, name="mine_document_removal"
    ),
    path(f"{MINE}/filing/submission/", mine_filing.mine_submission, name="mine_submission"),
    path(f"{MINE}/filing/withdrawal/", mine_filing.mine_withdrawal, name="mine_withdrawal"),
    path(f"{MINE}/filing/discarding/", mine_filing.mine_discarding, name="mine_discarding"),
    path(f"{MINE}/filing/revision/", mine_filing.mine_revision, name="mine_revision"),
    path(f"{MINE}/commitments/", mine_commitments.mine_commitments, name="mine_commitments"),
    path(f"{MINE}/commitments/signature/", mine_commitments.mine_signature, name="mine_signature"),
    path(f"{MINE}/roster/", mine_commitments.mine_roster, name="mine_roster"),
    path(f"{MINE}/roster/<int:pk>/removal/", mine_commitments.mine_roster_removal, name="mine_roster_removal"),
    path(f"{MINE}/roster/sheet/", mine_commitments.mine_unsigned, name="mine_unsigned"),
    path(f"{MINE}/link/", mine_commitments.mine_link, name="mine_link"),
    path(f"{MINE}/poster/", mine_commitments.mine_poster, name="mine_poster"),
    path(f"{MINE}/code.svg", mine_commitments.mine_code, name="mine_code"),
    path(f"{MINE}/plan/", mine_plan.mine_plan, name="mine_plan"),
    path(f"{MINE}/self-check/<slug:checklist>/", mine_plan.mine_self_check, name="mine_self_check"),
    path("c/<slug:campaign>/today/", filings.today, name="today"),
    path("c/<slug:campaign>/board/", filings.board, name="board"),
    path("c/<slug:campaign>/same-day/", filings.same_day, name="same_day"),
    path("c/<slug:campaign>/batches/", records.batches, name="batches"),
    path("c/<slug:campaign>/filings/", filings.filings, name="filings"),
    path("c/<slug:campaign>/filings/sheet/", filings.filings_sheet, name="filings_sheet"),
    path("c/<slug:campaign>/filings/decisions/", filings.decisions, name="decisions"),
    path(f"{FILING}/", filing.filing, name="filing"),
    path(f"{FILING}/decision/", filing.decision, name="decision"),
    path(f"{FILING}/steps/<int:order>/visit/", filing.visit, name="visit"),
    path(f"{FILING}/steps/<int:order>/recheck/", filing.recheck, name="recheck"),
    path(f"{FILING}/steps/<int:order>/team/", filing.team_visit, name="team_visit"),
    path("c/<slug:campaign>/joint/", records.joints, name="joints"),
    path("c/<slug:campaign>/joint/opening/", records.joint_opening, name="joint_opening"),
    path(f"{JOINT}/", records.joint, name="joint"),
    path(f"{JOINT}/closing/", records.joint_closing, name="joint_closing"),
    path(f"{JOINT}/decision/", records.joint_decision, name="joint_decision"),
    path(f"{JOINT}/visit/", records.joint_visit, name="joint_visit"),
    path("c/<slug:campaign>/suspensions/", suspensions.suspensions, name="suspensions"),
    path("c/<slug:campaign>/suspensions/opening/", suspensions.suspension_opening, name="suspension_opening"),
    path(f"{SUSPENSION}/", suspensions.suspension, name="suspension"),
    path(f"{SUSPENSION}/progress/", suspensions.suspension_progress, name="suspension_progress"),
    path(f"{SUSPENSION}/lifting/", suspensions.suspension_lifting, name="suspension_lifting"),
    path(f"{RECORD}/first-day/", records.first_day, name="first_day"),
    path(f"{RECORD}/record/<slug:move>/", records.record_move, name="record_move"),
]

if find_spec("fugong.resumption.report_urls"):
    urlpatterns.append(path("", include("fugong.resumption.report_urls")))
