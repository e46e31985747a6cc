"""Addresses of papers, the same for every kind of case."""

from django.urls import path

from fugong.papers import views

app_name = "papers"
ONE = "c/<slug:campaign>/papers/<int:paper>/"

urlpatterns = [
    path(ONE + "files/", views.files, name="files"),
    path(ONE + "files/<uuid:paper_file>/", views.file, name="file"),
    path(ONE + "files/<uuid:paper_file>/removal/", views.removal, name="removal"),
    path(ONE + "promise/", views.promise, name="promise"),
    path(ONE + "acceptance/", views.acceptance, name="acceptance"),
    path(ONE + "return/", views.sending_back, name="return"),
]
