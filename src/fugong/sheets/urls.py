"""Addresses of the imports."""

from django.urls import path

from fugong.sheets import views

app_name = "sheets"

urlpatterns = [
    path("c/<slug:campaign>/sheets/imports/<uuid:uid>/", views.show, name="preview"),
    path("c/<slug:campaign>/sheets/imports/<uuid:uid>/application/", views.application, name="application"),
    path("c/<slug:campaign>/sheets/imports/<uuid:uid>/disposal/", views.disposal, name="disposal"),
    path("c/<slug:campaign>/sheets/imports/<uuid:uid>/faults/", views.faults, name="faults"),
    path("c/<slug:campaign>/sheets/<slug:kind>/", views.upload, name="upload"),
    path("c/<slug:campaign>/sheets/<slug:kind>/template/", views.template, name="template"),
    path("c/<slug:campaign>/sheets/<slug:kind>/sample/", views.sample, name="sample"),
]
