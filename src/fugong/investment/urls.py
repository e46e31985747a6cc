"""Addresses of investment promotion. A move is a noun that is posted to."""

from django.urls import URLPattern, URLResolver, path

from fugong.investment.views import leads, registers, signings, steps

app_name = "investment"

HERE = "c/<slug:campaign>/investment"
ONE = f"{HERE}/leads/<int:lead>"
STEP = f"{HERE}/steps/<int:lead_step>"
EVENT = f"{HERE}/signings/<int:signing>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{HERE}/", leads.leads, name="leads"),
    path(f"{HERE}/sheet/", leads.sheet, name="leads_sheet"),
    path(f"{HERE}/board/", leads.board, name="board"),
    path(f"{HERE}/leads/new/", leads.new, name="lead_new"),
    path(f"{ONE}/", leads.lead, name="lead"),
    path(f"{ONE}/entry/", leads.entry, name="lead_entry"),
    path(f"{ONE}/stage/", leads.stage, name="lead_stage"),
    path(f"{ONE}/end/", leads.end, name="lead_end"),
    path(f"{ONE}/talks/", steps.talk, name="lead_talk"),
    path(f"{ONE}/steps/", steps.plan, name="lead_steps"),
    path(f"{ONE}/places/", leads.showing, name="lead_places"),
    path(f"{ONE}/places/<int:lead_place>/answer/", leads.answer, name="lead_place"),
    path(f"{HERE}/steps/", steps.steps, name="steps"),
    path(f"{STEP}/end/", steps.end, name="step_end"),
    path(f"{HERE}/signings/", signings.signings, name="signings"),
    path(f"{EVENT}/", signings.signing, name="signing"),
    path(f"{EVENT}/leads/", signings.listing, name="signing_leads"),
    path(f"{EVENT}/outcome/", signings.outcome, name="signing_outcome"),
    path(f"{HERE}/platforms/", registers.platforms, name="platforms"),
    path(f"{HERE}/platforms/<int:lead_platform>/", registers.platform, name="platforms_at"),
    path(f"{HERE}/new-firms/", registers.firms, name="firms"),
    path(f"{HERE}/new-firms/sheet/", registers.firms_sheet, name="firms_sheet"),
    path(f"{HERE}/new-firms/<int:new_firm>/", registers.firm, name="firms_at"),
]
