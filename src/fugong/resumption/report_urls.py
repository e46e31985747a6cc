"""Addresses of the daily report; part of the room's."""

from django.urls import URLPattern, path

from fugong.resumption.views import reports

urlpatterns: list[URLPattern] = [
    path("mine/<slug:campaign>/<int:enterprise>/report/", reports.mine_report, name="mine_report"),
    path("c/<slug:campaign>/enterprises/<int:pk>/report/", reports.report_enter, name="report_enter"),
    path("c/<slug:campaign>/reports/", reports.report_list, name="reports"),
    path("c/<slug:campaign>/reports/sheet/", reports.report_sheet, name="reports_sheet"),
    path("c/<slug:campaign>/reports/reminders/", reports.report_reminders, name="report_reminders"),
]
