"""`fugong figures` and `fugong bulletin`: a day's numbers, and the evening's paper made of them."""

import datetime as dt
import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fugong.web.cli import asking
from fugong.web.cli.asking import By, InCampaign, OfDay
from fugong.web.cli.ground import AsJson, show_json, show_table

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.figures.models import Bulletin
    from fugong.figures.readings import Reading
    from fugong.places.models import Campaign

AREAS_NAMED = 30


def register(app: typer.Typer) -> None:
    app.command()(figures)
    app.command()(bulletin)


def figures(
    campaign: Annotated[
        str,
        typer.Argument(metavar="[CAMPAIGN]", help="The campaign's key: see `fugong place list`.", show_default=False),
    ] = "",
    day: OfDay = None,
    node: Annotated[str, typer.Option(metavar="CODE", help="An area by its code; the whole place else.")] = "",
    segment: Annotated[str, typer.Option(help="A segment's key, or @ and a group's key; all else.")] = "",
    freeze: Annotated[bool, typer.Option("--freeze", help="Keep the day's figures as they are now.")] = False,
    every: Annotated[bool, typer.Option("--all", help="All campaigns side by side, with totals.")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """A day's indicators with their parts, and every measure. Past days as they were frozen."""
    from fugong.figures import freezing

    actor = asking.person(by)
    if every:
        _show_all(actor, asking.day(day), as_json)
        return
    if not campaign:
        raise typer.BadParameter("Name a campaign, or say --all.")
    within = asking.campaign(campaign, actor)
    of_day = asking.day_with_figures(within, day)
    _require_sight(actor)
    _check_segment(within, segment)
    if freeze:
        freezing.freeze(campaign=within, day=of_day, by=actor)
    values = _values(within, of_day, actor)
    prefix = _prefix(within, node, actor, values)
    told = _told(within, of_day, values, prefix, segment)
    show_json(told) if as_json else _show_figures(told)


def bulletin(
    campaign: InCampaign,
    day: OfDay = None,
    pdf: Annotated[Path | None, typer.Option(metavar="OUT.pdf", help="Write it in the official form.")] = None,
    xlsx: Annotated[Path | None, typer.Option(metavar="OUT.xlsx", help="Write its tables as a workbook.")] = None,
    issue: Annotated[
        bool, typer.Option("--issue", help="Number it and freeze its figures: for good. Needs --by.")
    ] = False,
    remarks: Annotated[str | None, typer.Option(help="With --issue: a paragraph of your own at the end.")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """The bulletin of a day: as issued, or as it would be written now. In the terminal's language (LANG)."""
    from fugong.figures import bulletins, printing, workbook

    actor = asking.needed(by) if issue else asking.person(by)
    within, of_day = asking.campaign(campaign, actor), asking.day(day)
    if issue and actor:
        found = bulletins.issue(campaign=within, day=of_day, by=actor, remarks=remarks)
    else:
        found = _bulletin(within, of_day, actor)
    if pdf:
        asking.write(pdf, io.BytesIO(printing.pdf(found)))
    if xlsx:
        with workbook.of(found) as content:
            asking.write(xlsx, content)
    _show_bulletin_json(found) if as_json else _show_bulletin(found)


def _show_all(by: "User | None", day: dt.date, as_json: bool) -> None:
    """Each indicator by campaign, with its total; as JSON with its exact parts."""
    from django.utils.translation import gettext as _

    from fugong.figures import rollup
    from fugong.web.api import rollup_shape

    _require_sight(by)
    found = rollup.rollup(by, day)
    if as_json:
        show_json(rollup_shape.of(found))
        return
    head = [_("indicator"), *(each.name for each in found.sources), _("total")]
    show_table(head, [[line.name, *(cell.printed for cell in line.cells), line.total.printed] for line in found.lines])


# A day's numbers


def _require_sight(by: "User | None") -> None:
    from django.utils.translation import gettext as _

    from fugong.accounts.permissions import Permission
    from fugong.core.errors import NotAllowed

    if by is not None and not by.holds(Permission.FIGURES_VIEW):
        raise NotAllowed(_("%(name)s can't see figures.") % {"name": by})


def _check_segment(campaign: "Campaign", segment: str) -> None:
    from django.utils.translation import gettext as _

    from fugong.core.errors import Refused
    from fugong.figures.cells import GROUP

    rules = campaign.pack.registry
    known = [each.key for each in rules.segments] + [GROUP + each.key for each in rules.groups]
    if segment and segment not in known:
        words = _("There is no segment %(key)s here. There are: %(known)s.")
        raise Refused(words % {"key": segment, "known": ", ".join(known) or "—"})


def _values(campaign: "Campaign", day: dt.date, by: "User | None") -> Any:
    """Of today what the rows give now; of an earlier day what was frozen, for whoever sees the whole place."""
    from fugong.core import clock
    from fugong.figures import compute, freezing

    if day == clock.today():
        return compute.figures(campaign, day, by)
    return freezing.as_of(campaign, day, by)


def _prefix(campaign: "Campaign", node: str, by: "User | None", values: Any) -> str:
    """The code prefix of an area of the place of which the person sees something; empty for the whole of it."""
    from django.utils.translation import gettext as _

    from fugong.accounts.permissions import Permission
    from fugong.core.errors import Refused
    from fugong.places.models import Jurisdiction, code_prefix

    prefix = code_prefix(node)
    if not node or prefix == campaign.jurisdiction.prefix:
        return ""
    areas = Jurisdiction.objects.within(campaign.jurisdiction.prefix).exclude(pk=campaign.jurisdiction_id)
    if by is not None:
        scope = by.scope(Permission.FIGURES_VIEW)
        seen = [area for area in areas if scope.covers_area(area.prefix) or area.prefix in values.standing.nodes()]
    else:
        seen = list(areas)
    if prefix not in {area.prefix for area in seen}:
        known = ", ".join(f"{area.prefix} {area}" for area in seen[:AREAS_NAMED]) or "—"
        raise Refused(_("There is no area %(code)s here. There are: %(known)s.") % {"code": node, "known": known})
    return prefix


def _told(campaign: "Campaign", day: dt.date, values: Any, node: str, segment: str) -> dict[str, Any]:
    """The answer as JSON; texts in the reader's language."""
    from fugong.core import clock
    from fugong.figures import measures, readings
    from fugong.figures.freezing import Frozen

    rules = campaign.pack.figures
    kept = values.kept.frozen_at if isinstance(values, Frozen) else None
    read = [readings.read(rules, each, values, node=node, part=segment or None) for each in rules.indicators]
    counted = {key: values.value(key, node=node, part=segment) for key in measures.MEASURES}
    return {
        "campaign": campaign.key,
        "day": day,
        "node": node or values.root,
        "segment": segment,
        "whole": getattr(values, "whole", True),
        "as_frozen_at": clock.local(kept).isoformat() if kept else None,
        "indicators": [_indicator(each) for each in read],
        "measures": [
            {
                "key": key,
                "name": str(measures.MEASURES[key].name),
                "value": _plain(value),
                "printed": readings.number(rules, value),
                "unit": str(measures.MEASURES[key].unit),
            }
            for key, value in counted.items()
        ],
    }


def _indicator(reading: "Reading") -> dict[str, Any]:
    return {
        "key": reading.indicator.key,
        "name": str(reading.indicator.name),
        "printed": reading.printed,
        "numerator": _plain(reading.numerator),
        "denominator": _plain(reading.denominator),
        "segment": reading.part,
    }


def _plain(value: Any) -> int | float | None:
    """A number for JSON: whole where it is whole."""
    if value is None:
        return None
    exact = Fraction(value)
    return int(exact) if exact.denominator == 1 else float(exact)


def _show_figures(told: dict[str, Any]) -> None:
    from django.utils.translation import gettext as _

    print(f"{told['campaign']} · {told['day']} · {told['node']}" + (f" · {told['segment']}" if told["segment"] else ""))
    if told["as_frozen_at"]:
        print(_("As frozen at %(when)s.") % {"when": told["as_frozen_at"][:16].replace("T", " ")})
    if not told["whole"]:
        print(_("Only what you see of the place."))
    rows = [(each["name"], each["printed"], _of(each), each["segment"]) for each in told["indicators"]]
    show_table((_("indicator"), _("value"), _("of"), _("segment")), rows)
    rows = [(each["name"], each["printed"], each["unit"], each["key"]) for each in told["measures"]]
    show_table((_("measure"), _("value"), _("unit"), _("key")), rows)


def _of(each: dict[str, Any]) -> str:
    """`307 / 345` beside a rate."""
    return "" if each["denominator"] is None else f"{each['numerator']} / {each['denominator']}"


# The evening's paper


def _bulletin(campaign: "Campaign", day: dt.date, by: "User | None") -> "Bulletin":
    """As issued for everybody; not issued yet, only for whoever sees the whole place."""
    from django.utils.translation import gettext as _

    from fugong.accounts.permissions import Permission
    from fugong.core.errors import NotAllowed
    from fugong.figures import bulletins
    from fugong.figures.models import Bulletin

    _require_sight(by)
    issued = Bulletin.objects.filter(campaign=campaign, day=day, issued_at__isnull=False).exists()
    if by is not None and not issued and not by.scope(Permission.FIGURES_VIEW).covers_area(campaign.jurisdiction.code):
        raise NotAllowed(_("The bulletin of %(day)s isn't issued yet.") % {"day": day})
    return bulletins.of_day(campaign, day)


def _show_bulletin_json(bulletin: "Bulletin") -> None:
    show_json(
        {
            "campaign": bulletin.campaign.key,
            "day": bulletin.day,
            "number": bulletin.number,
            "issued_at": bulletin.issued_at and bulletin.issued_at.isoformat(),
            "issued_by": bulletin.issued_by and bulletin.issued_by.username,
            "remarks": bulletin.remarks,
            "content": bulletin.content,
        }
    )


def _show_bulletin(bulletin: "Bulletin") -> None:
    from django.utils.translation import gettext as _

    from fugong.figures import printing
    from fugong.figures.composing import label

    number = _("No. %(n)s") % {"n": bulletin.number} if bulletin.number else _("Draft")
    print(f"{label(bulletin.content['title'])}\n{label(bulletin.content['issuer'])} · {bulletin.day} · {number}")
    for place, section in enumerate(bulletin.content["sections"]):
        print(f"\n{printing.heading(place, label(section['title']))}")
        print(printing.text_of(section))
        for head, rows in _tables(section):
            show_table(head, rows)
    if bulletin.remarks:
        print(f"\n{bulletin.remarks}")


def _tables(section: dict[str, Any]) -> Iterator[tuple[list[str], list[list[str]]]]:
    """A section's table: by area, segment or group, else its indicators with their change."""
    from django.utils.translation import gettext as _

    from fugong.figures.composing import label

    table = section["table"]
    if table:
        head = ["", *(label(each["name"]) for each in table["head"])]
        yield head, [[label(row["label"]), *(cell["printed"] for cell in row["cells"])] for row in table["rows"]]
    elif section["indicators"]:
        lines = section["indicators"]
        rows = [[label(each["name"]), each["printed"], _of(each), label(each["change"])] for each in lines]
        yield [_("indicator"), _("value"), _("of"), _("change")], rows
