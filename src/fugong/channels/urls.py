"""How a message reaches people: in the product, by e-mail, by group robots, by SMS, by web push; and proof that it did."""

from django.urls import URLPattern, URLResolver

app_name = "channels"

urlpatterns: list[URLPattern | URLResolver] = []
