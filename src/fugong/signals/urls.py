"""Addresses of signals. A move is a noun that is posted to."""

from django.urls import URLPattern, path

from fugong.signals.views import doubts

app_name = "signals"

HERE = "c/<slug:campaign>/signals"
ONE = f"{HERE}/<int:doubt>"

urlpatterns: list[URLPattern] = [
    path(f"{HERE}/", doubts.doubts, name="doubts"),
    path(f"{HERE}/sheet/", doubts.doubts_sheet, name="doubts_sheet"),
    path(f"{ONE}/", doubts.doubt, name="doubt"),
    path(f"{ONE}/explanation/", doubts.explanation, name="doubt_explanation"),
    path(f"{ONE}/confirmation/", doubts.confirmation, name="doubt_confirmation"),
    path(f"{ONE}/correction/", doubts.correction, name="doubt_correction"),
]
