"""The addresses of the API: building them takes longer than anything else, so this is imported when one of them is meant."""

from fugong.web.api.face import build

urlpatterns = build().urls[0]
