"""The addresses of the API. Building it takes longer than anything else in the house: `fugong.web.urls` imports this when it is asked for."""

from fugong.web.api.face import build

urlpatterns = build().urls[0]
