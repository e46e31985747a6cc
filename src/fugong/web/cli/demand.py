"""`fugong demand`: teach the routing of demands, and see how well it reads."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fugong.web.cli import asking
from fugong.web.cli.asking import By, InCampaign
from fugong.web.cli.ground import AsJson, fail, show_json, show_table
from fugong.web.cli.importing import DryRun, Errors, File, GoodRows, Wish, take

if TYPE_CHECKING:
    from fugong.demands.routing.report import Report

Sheet = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="Texts and their categories: xlsx, csv, tsv with headings.")
]


def register(app: typer.Typer) -> None:
    demands = typer.Typer(
        help="Demands: bring in a sheet of them, teach the routing, try how well it reads.", no_args_is_help=True
    )
    demands.command("import")(import_)
    demands.command()(train)
    demands.command("try")(try_)
    demands.command()(route)
    app.add_typer(demands, name="demand")


def import_(
    campaign: InCampaign,
    file: File,
    good_rows: GoodRows = False,
    dry_run: DryRun = False,
    errors: Errors = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Bring in a sheet of enterprises' problems, such as a symposium's. The same sheet again changes nothing. Needs --by."""
    from fugong.demands import sheets

    actor = asking.needed(by)
    take(sheets.KEY, asking.campaign(campaign, actor), file, by=actor, wish=Wish(good_rows, dry_run, errors, as_json))


def train(
    campaign: InCampaign,
    sheet: Annotated[
        Path | None,
        typer.Option("--from", exists=True, dir_okay=False, help="Also keep and learn these texts and categories."),
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="Tell category by category, and what was confused.")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Learn anew how demands are routed, from the categories that people have confirmed. It also happens every night."""
    from django.utils.translation import gettext as _

    from fugong.demands.routing import keeping, past
    from fugong.demands.routing.report import Report

    actor = asking.person(by)
    within = asking.campaign(campaign, actor)
    _require_desk(actor)
    if sheet:
        known = {category.key: category for category in within.pack.demands.known}
        keeping.teach(campaign=within, found=past.in_keys(past.read(sheet), known), by=actor)
    row = keeping.train(campaign=within, by=actor)
    if row is None:
        fail(
            _(
                "Too little was confirmed yet: two categories and eight demands at least. The pack's words go on routing."
            )
        )
    found = Report.from_json(row.report)
    if as_json:
        show_json({"campaign": within.key, "examples": row.examples, **row.report})
        return
    print(_("Learned from %(count)s demands.") % {"count": row.examples})
    _show(found, in_full=report)


def try_(
    sheet: Sheet,
    share: Annotated[float, typer.Option(min=0.05, max=0.9, help="How much of it is kept back for trying.")] = 0.2,
    seeds: Annotated[int, typer.Option(min=1, max=50, help="How many different drawings.")] = 5,
    as_json: AsJson = False,
) -> None:
    """How good routing would be on a list of texts, whatever its categories. Nothing is kept."""
    import statistics

    from django.utils.translation import gettext as _

    from fugong.demands.routing import past, trying

    examples = past.read(sheet)
    trials = [trial for seed in range(seeds) if (trial := trying.tried(examples, share, seed)) is not None]
    if not trials:
        fail(_("Too little to learn from: two categories and eight texts at least."))
    means = {
        name: statistics.mean(getattr(trial.report, name) for trial in trials)
        for name in ("macro_f1", "accuracy", "calibration_error")
    }
    if as_json:
        show_json({"texts": len(examples), "drawings": len(trials), **means, "last": trials[-1].report.as_json()})
        return
    rows = [(seed, *(f"{getattr(trial.report, name):.4f}" for name in means)) for seed, trial in enumerate(trials)]
    rows.append((_("mean"), *(f"{value:.4f}" for value in means.values())))
    show_table((_("drawing"), "macro-F1", _("accuracy"), _("calibration error")), rows)
    _show(trials[-1].report, in_full=True)


def route(
    campaign: InCampaign,
    text: Annotated[str, typer.Argument(help="What somebody needs, in their own words.")],
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Which category a text would be proposed for, how surely, and why."""
    from django.utils.translation import gettext as _

    from fugong.demands.routing import propose

    actor = asking.person(by)
    within = asking.campaign(campaign, actor)
    _require_desk(actor)
    found = propose(text, within)
    if as_json:
        show_json(
            {
                "category": found.category,
                "confidence": found.confidence,
                "runners_up": {each.category: each.confidence for each in found.runners_up},
                "because": found.because,
                "by": found.by,
            }
        )
        return
    guesses = [(found.category, found.confidence), *((each.category, each.confidence) for each in found.runners_up)]
    show_table((_("category"), _("confidence")), [(key or "—", f"{sure:.0%}") for key, sure in guesses])
    if found.because:
        print(_("Because of: %(words)s") % {"words": ", ".join(found.because)})


def _require_desk(by: Any) -> None:
    from django.utils.translation import gettext as _

    from fugong.accounts.permissions import Permission
    from fugong.core.errors import NotAllowed

    if by is not None and not by.holds(Permission.DEMAND_STEER):
        raise NotAllowed(_("%(name)s doesn't steer demands.") % {"name": by})


def _show(report: "Report", *, in_full: bool) -> None:
    from django.utils.translation import gettext as _

    print(
        _("On texts that it had not seen: %(right)s right, macro-F1 %(f1)s, calibration error %(error)s.")
        % {
            "right": f"{report.accuracy:.1%}",
            "f1": f"{report.macro_f1:.3f}",
            "error": f"{report.calibration_error:.3f}",
        }
    )
    if not in_full:
        return
    rows = [
        (each.category, each.examples, _rate(each.precision), _rate(each.recall), _rate(each.f1))
        for each in report.of_categories
    ]
    show_table((_("category"), _("examples"), _("precision"), _("recall"), "F1"), rows)
    bins = [(each.count, f"{each.confidence:.0%}", f"{each.right:.0%}") for each in report.bins]
    show_table((_("proposals"), _("confidence"), _("right")), bins)
    categories = [each.category for each in report.of_categories]
    confused = [
        (count, categories[truth], categories[taken])
        for truth, row in enumerate(report.confusion)
        for taken, count in enumerate(row)
        if truth != taken and count
    ]
    show_table((_("texts"), _("category"), _("proposed")), sorted(confused, reverse=True)[:15])


def _rate(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"
