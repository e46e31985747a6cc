"""Addresses of the command's pages."""

import datetime as dt

from django.urls import URLPattern, path, register_converter

from fugong.core import dates
from fugong.figures.views import bulletins, command, figures, rollup, wall

app_name = "figures"


class Day:
    """`2020-02-14` in an address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, text: str) -> dt.date:
        """Raises ValueError, by which the address is none of ours."""
        if day := dates.asked(text):
            return day
        raise ValueError(text)

    def to_url(self, day: dt.date | str) -> str:
        return str(day)


register_converter(Day, "day")

BULLETIN = "c/<slug:campaign>/bulletins/<day:day>"

urlpatterns: list[URLPattern] = [
    path("rollup/", rollup.rollup_page, name="rollup"),
    path("rollup/sheet/", rollup.rollup_sheet, name="rollup_sheet"),
    path("c/<slug:campaign>/", command.command_page, name="command"),
    path("c/<slug:campaign>/wall/", wall.wall, name="wall"),
    path("c/<slug:campaign>/figures/", figures.figures_page, name="figures"),
    path("c/<slug:campaign>/figures/freeze/", figures.freeze, name="freeze"),
    path("c/<slug:campaign>/figures/trends/<slug:indicator>/", command.trend, name="trend"),
    path("c/<slug:campaign>/figures/<str:measure>/rows/", figures.rows_page, name="rows"),
    path("c/<slug:campaign>/figures/<str:measure>/rows/sheet/", figures.rows_sheet, name="rows_sheet"),
    path("c/<slug:campaign>/bulletins/", bulletins.bulletin_list, name="bulletins"),
    path(f"{BULLETIN}/", bulletins.bulletin_page, name="bulletin"),
    path(f"{BULLETIN}/draft/", bulletins.draft, name="bulletin_draft"),
    path(f"{BULLETIN}/issue/", bulletins.issue, name="bulletin_issue"),
    path(f"{BULLETIN}/pdf/", bulletins.pdf, name="bulletin_pdf"),
    path(f"{BULLETIN}/sheet/", bulletins.xlsx, name="bulletin_xlsx"),
    path(f"{BULLETIN}/card/", bulletins.card, name="bulletin_card"),
]
