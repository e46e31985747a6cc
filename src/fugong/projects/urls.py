"""Addresses of key projects, approvals, land. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.projects.views import approvals, land, mapped, mine, project, projects

app_name = "projects"

C = "c/<slug:campaign>"
PROJECT = f"{C}/projects/<int:project>"
APPROVAL = f"{C}/approvals/<int:approval>"
PARCEL = f"{C}/land/<int:parcel>"
MINE = "mine/<slug:campaign>/<int:enterprise>/projects"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{C}/projects/", projects.projects, name="projects"),
    path(f"{C}/projects/sheet/", projects.projects_sheet, name="projects_sheet"),
    path(f"{C}/projects/board/", projects.board, name="board"),
    path(f"{C}/projects/map/", mapped.map_page, name="map"),
    path(f"{C}/projects/map/data/", mapped.map_data, name="map_data"),
    path(f"{C}/projects/overview/", projects.overview, name="overview"),
    path(f"{C}/projects/new/", projects.project_new, name="project_new"),
    path(f"{PROJECT}/", project.project, name="project"),
    path(f"{PROJECT}/details/", project.details, name="project_details"),
    path(f"{PROJECT}/plan/", project.plan, name="plan"),
    path(f"{PROJECT}/<slug:move>/", project.project_move, name="project_move"),
    path(f"{C}/milestones/<int:milestone>/<slug:move>/", project.milestone_move, name="milestone_move"),
    path(f"{C}/approvals/", approvals.approvals, name="approvals"),
    path(f"{C}/approvals/sheet/", approvals.approvals_sheet, name="approvals_sheet"),
    path(f"{C}/approvals/new/", approvals.approval_new, name="approval_new"),
    path(f"{APPROVAL}/", approvals.approval, name="approval"),
    path(f"{APPROVAL}/certificates/", approvals.certificates, name="certificates"),
    path(f"{APPROVAL}/certificates.pdf", approvals.certificates_pdf, name="certificates_pdf"),
    path(f"{APPROVAL}/<slug:move>/", approvals.approval_move, name="approval_move"),
    path(f"{C}/branches/<int:branch>/", approvals.branch, name="branch"),
    path(f"{C}/branches/<int:branch>/<slug:move>/", approvals.branch_move, name="branch_move"),
    path(f"{C}/land/", land.register, name="land"),
    path(f"{C}/land/sheet/", land.register_sheet, name="land_sheet"),
    path(f"{C}/land/new/", land.parcel_new, name="parcel_new"),
    path(f"{C}/land/channel/", approvals.channel, name="channel"),
    path(f"{C}/land/channel/sheet/", approvals.channel_sheet, name="channel_sheet"),
    path(f"{PARCEL}/", land.parcel, name="parcel"),
    path(f"{PARCEL}/details/", land.parcel_details, name="parcel_details"),
    path(f"{PARCEL}/<slug:move>/", land.parcel_move, name="parcel_move"),
    path(f"{MINE}/", mine.home, name="mine"),
    path(f"{MINE}/<int:project>/", mine.project, name="mine_project"),
    path(f"{MINE}/<int:project>/start/", mine.start, name="mine_start"),
    path(f"{MINE}/approvals/new/", mine.approval_new, name="mine_approval_new"),
    path(f"{MINE}/approvals/<int:approval>/certificates/", mine.certificates, name="mine_certificates"),
    path(f"{MINE}/approvals/<int:approval>/certificates.pdf", mine.certificates_pdf, name="mine_certificates_pdf"),
    path(f"{MINE}/approvals/<int:approval>/<slug:move>/", mine.approval_move, name="mine_approval_move"),
    path(f"{MINE}/branches/<int:branch>/", mine.branch, name="mine_branch"),
    path(f"{MINE}/branches/<int:branch>/correction/", mine.correction, name="mine_correction"),
]
